"""Checking evidence: does the quote really stand where its author says it stands?"""

from collections.abc import Sequence
from dataclasses import replace

from stationmaster.core.evidence import Evidence
from stationmaster.core.record import Record, Value
from stationmaster.crm.reader import CrmReader


def as_text(value: Value) -> str:
    """A value as evidence quotes it: numbers in digits, booleans `true` and `false`, None empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def find_quote(text: str, quote: str, offset: int = 0) -> int | None:
    """Where `quote` stands in `text`, character for character: at `offset`, else its first place.

    None: it does not stand there. An empty quote, or one of blanks only, stands nowhere.
    """
    if not quote.strip():
        return None
    if offset >= 0 and text.startswith(quote, offset):
        return offset
    place = text.find(quote)
    return None if place < 0 else place


def quote_of(record: Record, name: str, label: str = "") -> Evidence | None:
    """The whole value of a property as evidence, dated by when it was set. None: it is not set."""
    text = as_text(record.get(name))
    stamp = record.stamps.get(name)
    at = stamp.at if stamp else (record.updated_at or record.created_at)
    if not text.strip() or at is None:
        return None
    return Evidence(text, record.ref, name, 0, at, label)


def verify(reader: CrmReader, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The same evidence with `found` set by looking, and `offset` put right where a quote moved.

    One read for all. What the reader does not show (unknown, or not readable) is not found.
    """
    records = reader.get_many({item.source for item in evidence}) if evidence else {}
    return tuple(_checked(item, records.get(item.source)) for item in evidence)


def _checked(item: Evidence, record: Record | None) -> Evidence:
    text = as_text(record.get(item.property)) if record else ""
    place = find_quote(text, item.quote, item.offset)
    if place is None:
        return replace(item, found=False)
    return replace(item, found=True, offset=place)
