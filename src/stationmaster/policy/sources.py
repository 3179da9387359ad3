"""Policy texts: the shipped ones, an admin's own folder, and where in them each policy stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import cedarpy

from stationmaster.core.errors import InvalidInput

_SHIPPED = files("stationmaster.policy") / "shipped"
_TOKEN = re.compile(r'//[^\n]*|"(?:\\.|[^"\\])*"?|;|\s+|.', re.DOTALL)


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A file of policies; `name` is what faults call it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one policy and where it begins: offset in the file, line from 1."""

    text: str
    offset: int
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy as people read it. `forbids` is False for a permit."""

    id: str
    reason: str
    forbids: bool
    file: str
    chunk: Chunk


def schema_text() -> str:
    return (_SHIPPED / "schema.cedarschema").read_text(encoding="utf-8")


def shipped_cases_text() -> str:
    return (_SHIPPED / "cases.jsonl").read_text(encoding="utf-8")


def shipped_files() -> tuple[PolicyFile, ...]:
    """The policies every workspace has, in the order their reasons are told."""
    found = sorted((f for f in _SHIPPED.iterdir() if f.name.endswith(".cedar")), key=str)
    return tuple(PolicyFile(f.name, f.read_text(encoding="utf-8")) for f in found)


def read_folder(folder: Path) -> tuple[PolicyFile, ...]:
    """An admin's own `*.cedar` files, by name.

    Raises InvalidInput where the folder or a file cannot be read: a policy that is missing by
    accident must not pass for one that was never written.
    """
    if not folder.is_dir():
        raise InvalidInput(
            f"There is no policy folder {folder}.",
            field="policies",
            way_out="Make it, or take the setting out.",
        )
    return tuple(PolicyFile(path.name, _read(path)) for path in sorted(folder.glob("*.cedar")))


def read_cases(folder: Path) -> str:
    """The text of an admin's `cases.jsonl`, empty if there is none."""
    path = folder / "cases.jsonl"
    return _read(path) if path.exists() else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path.name} cannot be read as text: {error}.",
            field="policies",
            way_out="Save it as UTF-8, readable by the server.",
        ) from error


def chunks(text: str) -> Iterator[Chunk]:
    """Each policy's text up to its semicolon, without the comments before it."""
    start: int | None = None
    for token in _TOKEN.finditer(text):
        if token.group() == ";":
            begin = token.start() if start is None else start
            yield _chunk(text, begin, token.end())
            start = None
        elif start is None and not token.group().isspace() and not token.group().startswith("//"):
            start = token.start()
    if start is not None:
        yield _chunk(text, start, len(text))


def _chunk(text: str, start: int, end: int) -> Chunk:
    return Chunk(text[start:end], start, text.count("\n", 0, start) + 1)


def rules_of(file: PolicyFile) -> list[Rule]:
    """The policies of a file that parses. One without an id or reason has an empty one."""
    return [_rule(file.name, chunk) for chunk in chunks(file.text)]


def _rule(file: str, chunk: Chunk) -> Rule:
    (policy,) = cedarpy.policies_to_pst(chunk.text).static_policies.values()
    said = {name: value or "" for name, value in policy.annotations.items()}
    forbids = policy.effect == "forbid"
    return Rule(said.get("id", ""), said.get("reason", ""), forbids, file, chunk)
