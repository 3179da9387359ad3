"""What is wrong with policy texts, and where: before anything is decided by them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import cedarpy

from stationmaster.policy.reasons import fault_of
from stationmaster.policy.sources import Chunk, PolicyFile, Rule, chunks, rules_of

_NAMED = re.compile(r"`([^`]+)`")
_WHOSE = re.compile(r"^for policy `policy\d+`, ")
_WHERE = re.compile(r' (in context )?for Action::"\w+"')
_FOLLOWS = "unable to find an applicable action given the policy scope constraints"
_WORD = re.compile(r"[A-Za-z_]\w*")
_RESERVED = ("scope-", "default-", "policy-error")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place; line and column count from 1. `policy`: its id, if it has one."""

    file: str
    line: int
    column: int
    message: str
    policy: str = ""

    def __str__(self) -> str:
        whose = f"{self.policy}: " if self.policy else ""
        return f"{self.file}:{self.line}:{self.column}: {whose}{self.message}"


def faults_in(
    files: Sequence[PolicyFile], schema: str, *, taken: Sequence[Rule] = ()
) -> list[Fault]:
    """Everything wrong with `files`, in order. `taken` are policies that stand already; with them
    the files are an admin's own, which may not use ids kept for the switches either."""
    faults: list[Fault] = []
    places = {rule.id: rule.file for rule in taken}
    for file in files:
        unparsed = list(_parse_faults(file))
        faults += unparsed
        if unparsed:
            continue
        for rule in rules_of(file):
            faults += _naming_faults(rule, places, own=bool(taken))
            faults += _schema_faults(rule, schema)
            places.setdefault(rule.id, f"{file.name}:{rule.chunk.line}")
    return faults


def _parse_faults(file: PolicyFile) -> Iterator[Fault]:
    for chunk in chunks(file.text):
        try:
            parsed = cedarpy.policies_to_pst(chunk.text)
        except ValueError as error:
            yield _fault(file.name, chunk, str(error), _named(str(error)))
        else:
            if parsed.templates:
                yield _fault(
                    file.name, chunk, "templates (?principal, ?resource) are not used here"
                )


def _naming_faults(rule: Rule, places: dict[str, str], *, own: bool) -> Iterator[Fault]:
    file, chunk = rule.file, rule.chunk
    if not rule.id:
        yield _fault(file, chunk, 'has no id: write @id("...") before it')
    elif rule.id in places:
        yield _fault(file, chunk, f"its id is taken already by {places[rule.id]}", rule.id, rule.id)
    elif own and rule.id.startswith(_RESERVED):
        yield _fault(file, chunk, "ids that begin like this are kept", rule.id, rule.id)
    if not rule.reason.strip():
        yield _fault(file, chunk, 'has no reason: write @reason("...") before it', "", rule.id)
    elif (fault := fault_of(rule.reason)) is not None:
        yield _fault(file, chunk, fault, "@reason", rule.id)


def _schema_faults(rule: Rule, schema: str) -> Iterator[Fault]:
    found = cedarpy.validate_policies(rule.chunk.text, schema).errors
    said = dict.fromkeys(_WHERE.sub("", _WHOSE.sub("", each.error)) for each in found)
    if len(said) > 1:
        said.pop(_FOLLOWS, None)
    known = sorted(set(_WORD.findall(schema)))
    for message in said:
        name = _named(message)
        close = get_close_matches(name, known, n=1) if name else []
        hint = f"; did you mean `{close[0]}`?" if close else ""
        yield _fault(rule.file, rule.chunk, message + hint, name, rule.id)


def _named(message: str) -> str:
    """The first thing a message puts between backticks: what to point at."""
    found = _NAMED.search(message)
    return found.group(1) if found else ""


def _fault(file: str, chunk: Chunk, message: str, at: str = "", policy: str = "") -> Fault:
    """A fault at the first `at` of the policy, at its beginning where it holds no such text."""
    before = chunk.text[: max(chunk.text.find(at), 0)] if at else ""
    line_start = before.rfind("\n") + 1
    column = len(before) - line_start + 1
    return Fault(file, chunk.line + before.count("\n"), column, message, policy)
