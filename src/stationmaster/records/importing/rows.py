"""Rows of a file, one by one. A row that cannot be read says why, and the next one is read all the same."""

import csv
import io
import json
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stationmaster.records.importing.layout import BAD_BYTES, FileKind, Layout, csv_reader
from stationmaster.records.importing.opening import OpenFile

LONGEST_ROW = 1 << 25
"""Characters. A longer row is not read: most likely a quote was opened and never closed."""

Cell = object
"""Text in CSV; a JSON value in JSON Lines. None: the row has no such cell."""


@dataclass(slots=True)
class Row:
    """`line`: where it begins, counted from 1. `lines`: what stands there, as it stands there.

    With a `problem` there are no cells; `column` is the number of the cell, from 0, if it is known.
    """

    line: int
    cells: Sequence[Cell]
    lines: Sequence[str]
    problem: str = ""
    column: int | None = None

    @property
    def raw(self) -> str:
        return "".join(self.lines).rstrip("\r\n")


def text_of(file: OpenFile, layout: Layout) -> io.TextIOWrapper:
    """The file as text; bytes that cannot be decoded stay in it as lone surrogates."""
    text = io.TextIOWrapper(file.bytes, layout.encoding, BAD_BYTES, newline="")
    for _ in range(layout.skip):
        text.readline(LONGEST_ROW)
    return text


def read_rows(file: OpenFile, layout: Layout, names: Sequence[str]) -> Iterator[Row]:
    """Rows whose cells stand in the order of `names`, which are the names of the columns."""
    if layout.kind is FileKind.JSONL:
        yield from (_arranged(row, names) for row in read_objects(file, layout))
        return
    rows = _csv_rows(_Lines(text_of(file, layout), layout.skip), layout)
    if layout.header:
        next(rows, None)
    for row in rows:
        yield _checked(row, len(names))


def read_header(file: OpenFile, layout: Layout) -> Row | None:
    """The first row of a CSV file, whether it names columns or not."""
    return next(_csv_rows(_Lines(text_of(file, layout), layout.skip), layout), None)


_LONE = re.compile("[\ud800-\udfff]")


def _checked(row: Row, width: int) -> Row:
    """The row, if it has one readable cell per column; surplus cells may stand there empty."""
    if row.problem:
        return row
    cells = row.cells
    if len(cells) != width:
        if len(cells) < width or any(cells[width:]):
            return Row(row.line, (), row.lines, f"it has {len(cells)} cells instead of {width}")
        row.cells = cells[:width]
    for line in row.lines:
        if (not line.isascii() and _LONE.search(line)) or "\0" in line:
            return _unreadable(row)
    return row


def _unreadable(row: Row) -> Row:
    for place, cell in enumerate(row.cells):
        text = str(cell)
        if "\0" in text:
            return Row(row.line, (), row.lines, "the cell holds a NUL character", place)
        if _LONE.search(text):
            reason = "the cell holds bytes that are not of the file's encoding"
            return Row(row.line, (), row.lines, reason, place)
    return Row(row.line, (), row.lines, "it holds bytes that are not of the file's encoding")


class _Lines:
    """Physical lines, counted; lines can be put back, so that reading goes on after a bad row."""

    def __init__(self, text: io.TextIOWrapper, skipped: int = 0):
        self._text = text
        self._back: deque[str] = deque()
        self.number = skipped
        self.pulled: list[str] = []
        self._size = 0

    def start_row(self) -> None:
        self.pulled = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._text.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        self.number += 1
        self.pulled.append(line)
        self._size += len(line)
        if self._size >= LONGEST_ROW:
            self._skip_rest(line)
            raise csv.Error("too long")
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)

    def _skip_rest(self, line: str) -> None:
        """Of a single line that is too long, so that the next one begins where a line begins."""
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(LONGEST_ROW)


def _csv_rows(lines: _Lines, layout: Layout) -> Iterator[Row]:
    """Rows that hold anything. After a bad quote, reading goes on at the next physical line: so a
    quote that was never closed costs one row, not the rest of the file."""
    csv.field_size_limit(LONGEST_ROW)
    reader = csv_reader(lines, layout)
    while True:
        lines.start_row()
        first = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            pulled = lines.pulled
            lines.put_back(pulled[1:])
            reader = csv_reader(lines, layout)
            yield Row(first, (), pulled[:1], _quote_problem(str(error), layout))
            continue
        if cells and any(cells):
            yield Row(first, cells, lines.pulled)


def _quote_problem(error: str, layout: Layout) -> str:
    if "unexpected end" in error:
        return f"a quote ({layout.quote}) is opened in it and never closed"
    if "expected after" in error:
        return f"text follows a closing quote ({layout.quote}) in it, or a quote is never closed"
    return f"it is longer than {LONGEST_ROW:,} characters, or a quote in it is never closed"


class _Twice(ValueError):
    """A JSON object names a key twice."""


def read_objects(file: OpenFile, layout: Layout) -> Iterator[Row]:
    """Rows of JSON Lines; the one cell of each is the whole object."""
    lines = _Lines(text_of(file, layout))
    while True:
        lines.start_row()
        try:
            line = next(lines)
        except StopIteration:
            return
        except csv.Error:
            reason = f"it is longer than {LONGEST_ROW:,} characters"
            yield Row(lines.number, (), lines.pulled, reason)
            continue
        if not line.isspace() and line != "\ufeff":
            yield _object_row(lines.number, line)


def _object_row(number: int, line: str) -> Row:
    try:
        found = json.loads(line.lstrip("\ufeff"), object_pairs_hook=_once, parse_constant=_refused)
    except _Twice as error:
        return Row(number, (), (line,), f'it names "{error}" twice')
    except (ValueError, RecursionError) as error:
        return Row(number, (), (line,), f"it is not JSON ({error})")
    if not isinstance(found, dict):
        return Row(number, (), (line,), "it is not a JSON object")
    if any("\0" in key or _LONE.search(key) for key in found):
        return Row(number, (), (line,), "one of its keys is not text")
    return Row(number, (found,), (line,))


def _arranged(row: Row, names: Sequence[str]) -> Row:
    if row.problem:
        return row
    found = row.cells[0]
    assert isinstance(found, dict)
    unknown = found.keys() - frozenset(names)
    if unknown:
        return Row(row.line, (), row.lines, f'it names "{min(unknown)}", which the plan does not')
    row.cells = [found.get(name) for name in names]
    return _checked_json(row)


def _checked_json(row: Row) -> Row:
    for place, cell in enumerate(row.cells):
        if isinstance(cell, str) and ("\0" in cell or (not cell.isascii() and _LONE.search(cell))):
            return Row(
                row.line, (), row.lines, "the cell holds a character that is not text", place
            )
    return row


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice(Counter(name for name, _ in pairs).most_common(1)[0][0])
    return found


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is not a number")
