"""How the text of a file is laid out."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

BAD_BYTES = "stationmaster.bad_bytes"
"""Name of the error handler that keeps each byte that cannot be decoded as a lone surrogate."""


class FileKind(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Layout:
    """`escape`: the character that protects a quote inside quotes; none where quotes are doubled.
    `skip`: lines before the header. `header`: the first line names the columns."""

    kind: FileKind
    encoding: str
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    header: bool = True
    skip: int = 0


def csv_reader(lines: Iterable[str], layout: Layout) -> Iterator[list[str]]:
    """Rows of CSV; raises csv.Error at a quote that is out of place or never closed."""
    return csv.reader(
        lines,
        delimiter=layout.delimiter,
        quotechar=layout.quote,
        escapechar=layout.escape or None,
        strict=True,
    )


def _keep_bad_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in bad), error.end


def visible(text: str) -> str:
    """Text with kept bad bytes written as `\\xNN` and NUL as `\\x00`, so that it can be stored."""
    if text.isascii() and "\0" not in text:
        return text
    return "".join(_visible(c) for c in text)


def _visible(character: str) -> str:
    code = ord(character)
    if 0xDC00 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if 0xD800 <= code <= 0xDFFF:
        return f"\\u{code:04x}"
    return "\\x00" if code == 0 else character


codecs.register_error(BAD_BYTES, _keep_bad_bytes)
