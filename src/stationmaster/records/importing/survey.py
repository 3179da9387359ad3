"""Reading a file once through, to learn what it holds before anything is decided."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from stationmaster.core.errors import InvalidInput
from stationmaster.records.importing.detect import Letters, layout_of, survey
from stationmaster.records.importing.headers import column_names
from stationmaster.records.importing.layout import FileKind, Layout, visible
from stationmaster.records.importing.opening import opened
from stationmaster.records.importing.profile import Profile
from stationmaster.records.importing.rows import Row, read_header, read_objects, read_rows

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Survey:
    """`rows`: those that can be read. `unreadable`: those that cannot. `nested`: columns in which
    JSON objects stand."""

    digest: str
    layout: Layout
    profiles: Mapping[str, Profile]
    rows: int
    unreadable: int
    nested: frozenset[str]
    warnings: tuple[str, ...]


def survey_file(path: Path, overrides: Mapping[str, object]) -> Survey:
    """`overrides`: fields of the layout that the caller knows better.

    Raises InvalidInput for a file without rows, or one that cannot be opened or read.
    """
    with opened(path) as file:
        letters = survey(file.bytes)
        digest = file.digest()
    layout = replace(layout_of(letters), **overrides)  # type: ignore[arg-type]  # fields by name
    names, warnings = _names(path, layout)
    counts = _Counts()
    with opened(path) as file:
        if layout.kind is FileKind.JSONL:
            profiles = _profile_objects(read_objects(file, layout), counts)
        else:
            profiles = _profile_rows(read_rows(file, layout, names), names, counts)
    if not counts.rows and not counts.unreadable:
        raise InvalidInput(
            f"The file {path.name} has a header and no rows.",
            field="path",
            way_out="Export it again, with its rows.",
        )
    warnings += _encoding_warnings(letters, layout)
    return Survey(
        digest,
        layout,
        profiles,
        counts.rows,
        counts.unreadable,
        frozenset(counts.nested),
        tuple(warnings),
    )


def cell_text(cell: object) -> str:
    """A cell as text: JSON lists joined by semicolons, objects as JSON."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case int() | float():
            return repr(cell)
        case list() | tuple():
            return ";".join(cell_text(part) for part in cell)
    return json.dumps(cell, ensure_ascii=False, sort_keys=True)


class _Counts:
    def __init__(self) -> None:
        self.rows = 0
        self.unreadable = 0
        self.nested: set[str] = set()

    def readable(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if row.problem:
                self.unreadable += 1
            else:
                self.rows += 1
                yield row


def _names(path: Path, layout: Layout) -> tuple[list[str], list[str]]:
    """Names of the columns of a CSV file, and what was wrong with its header."""
    if layout.kind is FileKind.JSONL:
        return [], []
    with opened(path) as file:
        header = read_header(file, layout)
    if header is None or header.problem:
        reason = header.problem if header else "it is blank"
        raise InvalidInput(
            f"The header of {path.name} cannot be read: {reason}.",
            field="path",
            way_out="Put the names of the columns into the first line.",
        )
    cells = [visible(str(cell)) for cell in header.cells]
    if layout.header:
        return column_names(cells)
    names = [f"Column {number}" for number in range(1, len(cells) + 1)]
    return names, ["The first line looks like data: columns are called Column 1, Column 2, ..."]


def _profile_rows(rows: Iterable[Row], names: Sequence[str], counts: _Counts) -> dict[str, Profile]:
    profiles = {name: Profile(name) for name in names}
    readable = counts.readable(rows)
    while chunk := [row.cells for row in islice(readable, CHUNK)]:
        for profile, values in zip(profiles.values(), zip(*chunk, strict=True), strict=True):
            profile.feed([str(value) for value in values])
    return profiles


def _profile_objects(rows: Iterable[Row], counts: _Counts) -> dict[str, Profile]:
    profiles: dict[str, Profile] = {}
    readable = counts.readable(rows)
    while chunk := list(islice(readable, CHUNK)):
        values: dict[str, list[str]] = {}
        for row in chunk:
            (found,) = row.cells
            assert isinstance(found, dict)
            for name, cell in found.items():
                values.setdefault(name, []).append(cell_text(cell))
                if isinstance(cell, dict):
                    counts.nested.add(name)
        for name, texts in values.items():
            profiles.setdefault(name, Profile(name)).feed(texts)
    return profiles


def _encoding_warnings(letters: Letters, layout: Layout) -> list[str]:
    if layout.encoding.startswith("utf"):
        if letters.broken and layout.encoding.startswith("utf-8"):
            return [
                f"{letters.broken} lines hold bytes that are not UTF-8: those rows will be rejected."
            ]
        return []
    return [
        f"The file is not Unicode; it is read as {layout.encoding}. Look at the samples: where "
        "letters are wrong, say which encoding it is."
    ]
