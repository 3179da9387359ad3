"""Finding out how a file is laid out: encoding, kind, delimiter, quoting, header."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from charset_normalizer import from_bytes

from stationmaster.core.errors import InvalidInput
from stationmaster.records.importing.layout import BAD_BYTES, FileKind, Layout, csv_reader

SAMPLE = 1 << 18
"""Bytes looked at for the delimiter, and at most as many with letters beyond ASCII for the encoding."""
LINE = 1 << 16
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp932", "gb18030", "big5", "cp949")
"""Encodings other than Unicode that exports come in, most usual first."""


@dataclass(frozen=True, slots=True)
class Letters:
    """What a reading of the whole file says about its encoding. `beyond`: lines with bytes beyond
    ASCII; `broken`: those of them that are not UTF-8."""

    head: bytes
    sample: bytes
    beyond: int
    broken: int


def survey(stream: BinaryIO) -> Letters:
    """Read it all, keep a little."""
    head = stream.read(SAMPLE)
    sample, beyond, broken = bytearray(), 0, 0
    for line in _lines(head, stream):
        if line.isascii():
            continue
        beyond += 1
        broken += not _is_utf8(line)
        if len(sample) < SAMPLE:
            sample += line
    return Letters(head, bytes(sample), beyond, broken)


def _lines(head: bytes, stream: BinaryIO) -> Iterable[bytes]:
    """Lines, in pieces where they are very long; a piece is cut where a character begins."""
    rest = b""
    block = head
    while block:
        pieces = (rest + block).split(b"\n")
        rest = pieces.pop()
        yield from pieces
        while len(rest) > LINE:
            cut = _character_start(rest, LINE)
            yield rest[:cut]
            rest = rest[cut:]
        block = stream.read(SAMPLE)
    if rest:
        yield rest


def _character_start(piece: bytes, place: int) -> int:
    for start in range(place, max(place - 4, 0), -1):
        if piece[start] & 0xC0 != 0x80:
            return start
    return place


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def encoding_of(letters: Letters) -> str:
    """A byte order mark decides; else UTF-8 where most lines are; else the likeliest other one."""
    for mark, encoding in MARKS:
        if letters.head.startswith(mark):
            return encoding
    zeros = letters.head.count(0)
    if zeros > len(letters.head) // 4:
        return "utf-16-le" if letters.head[1::2].count(0) > zeros // 2 else "utf-16-be"
    if letters.broken * 2 <= letters.beyond:
        return "utf-8"
    return _likeliest(letters.sample)


def _likeliest(sample: bytes) -> str:
    found = from_bytes(sample, cp_isolation=list(ENCODINGS))
    if not found:
        return ENCODINGS[0]
    best = min((match.chaos, -match.coherence) for match in found)
    equal = {m.encoding for m in found if (m.chaos, -m.coherence) == best}
    equal |= {other for m in found if m.encoding in equal for other in m.could_be_from_charset}
    return next(e for e in (*ENCODINGS, *sorted(equal)) if e in equal)


def layout_of(letters: Letters) -> Layout:
    """Raises InvalidInput where the file holds no text at all."""
    encoding = encoding_of(letters)
    text = letters.head.decode(encoding, BAD_BYTES)
    if not text.strip("\ufeff \t\r\n"):
        raise InvalidInput("The file holds only blanks.", field="path", way_out="Export it again.")
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return Layout(FileKind.JSONL, encoding)
    return _csv_layout(text, encoding, complete=len(letters.head) < SAMPLE)


_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


def _csv_layout(text: str, encoding: str, *, complete: bool) -> Layout:
    named = _SEPARATOR_LINE.match(text)
    lines = text.splitlines(keepends=True)[1 if named else 0 :]
    if not complete and len(lines) > 1:
        lines.pop()
    delimiters = [named[1]] if named else [",", ";", "\t", "|"]
    candidates = [
        Layout(FileKind.CSV, encoding, delimiter, quote, escape, skip=1 if named else 0)
        for quote, escape in _quotings(text)
        for delimiter in delimiters
    ]
    best = max(candidates, key=lambda layout: _fitness(layout, lines))
    return replace(best, header=_has_header(best, lines))


def _quotings(text: str) -> list[tuple[str, str]]:
    found = [('"', "")]
    if '\\"' in text:
        found.append(('"', "\\"))
    if '"' not in text and re.search(r"(^|[,;\t|])'[^'\n]*'([,;\t|]|\r?$)", text, re.MULTILINE):
        found.append(("'", ""))
    return found


def _fitness(layout: Layout, lines: Sequence[str]) -> float:
    """How much of the sample falls into rows of one width; more columns break ties."""
    widths, broken = Counter[int](), 0
    reader = csv_reader(lines, layout)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            broken += 1
            continue
        if cells:
            widths[len(cells)] += 1
    if not widths:
        return 0.0
    width, rows = widths.most_common(1)[0]
    share = rows / (widths.total() + broken)
    return share + min(width, 50) * 0.001 if width > 1 else share * 0.5


_DATA = re.compile(r"[-+]?[\d.,:/ ]*\d[\d.,:/ ]*|\d{4}-\d\d-\d\d.*|[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")


def _has_header(layout: Layout, lines: Sequence[str]) -> bool:
    """A first row of which half or more looks like data names no columns."""
    try:
        first = next((row for row in csv_reader(lines, layout) if row), [])
    except csv.Error:
        return True
    filled = [cell for cell in first if cell.strip()]
    return sum(bool(_DATA.fullmatch(cell.strip())) for cell in filled) * 2 < max(len(filled), 1)
