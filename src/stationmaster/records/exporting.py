"""Records going out as CSV or JSON Lines, to be read back by the importer to the same values."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TextIO

import orjson

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import EVERYTHING, Filter
from stationmaster.core.record import ObjectType, PropertyType, Record, Value
from stationmaster.crm.reader import CrmReader
from stationmaster.records.formulas import guard

PAGE = 1_000
ID = "id"
"""Column of the record's own id; the importer leaves it out."""


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


def export(
    reader: CrmReader,
    type: str,
    out: TextIO,
    *,
    where: Filter = EVERYTHING,
    format: Format = Format.CSV,
    progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Write the records that are not archived to `out`, page by page; how many there were.

    One column per property, named as the property. In CSV, texts that a spreadsheet would run as a
    formula begin with an apostrophe, which an import takes off. `out` is opened by the caller with
    `newline=""` and UTF-8. Raises InvalidInput for an unknown type or property.
    """
    kind = reader.types().get(type)
    if kind is None:
        raise InvalidInput(
            f"There is no object type {type!r}.",
            field="type",
            way_out=f"Use one of {', '.join(reader.types())}.",
        )
    rows = _counted(_records(reader, type, where), progress)
    return (_write_csv if format is Format.CSV else _write_jsonl)(kind, rows, out)


def _records(reader: CrmReader, type: str, where: Filter) -> Iterator[Record]:
    after = None
    while True:
        page = reader.find(type, where, limit=PAGE, after=after)
        yield from page.records
        if page.next is None:
            return
        after = page.next


def _counted(records: Iterable[Record], progress: Callable[[int], None]) -> Iterator[Record]:
    done = 0
    for done, record in enumerate(records, 1):
        yield record
        if done % PAGE == 0:
            progress(done)
    progress(done)


def _write_csv(kind: ObjectType, records: Iterable[Record], out: TextIO) -> int:
    writer = csv.writer(out)
    writer.writerow([ID, *kind.properties])
    definitions = kind.properties.values()
    texts = [d.type not in _PLAIN for d in definitions]
    written = 0
    for record in records:
        values = [record.get(d.name) for d in definitions]
        cells = (_cell(v, is_text) for v, is_text in zip(values, texts, strict=True))
        writer.writerow([record.ref.id, *cells])
        written += 1
    return written


_PLAIN = frozenset(
    {PropertyType.NUMBER, PropertyType.BOOLEAN, PropertyType.DATE, PropertyType.DATETIME}
)


def _cell(value: Value, is_text: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guard(value) if is_text else value
    return repr(value)


def _write_jsonl(kind: ObjectType, records: Iterable[Record], out: TextIO) -> int:
    """What is not set is left out; the first row names every property, so that none is overlooked."""
    written = 0
    for record in records:
        held: Mapping[str, Value] = {n: record.get(n) for n in kind.properties}
        shown = held if not written else {n: v for n, v in held.items() if v is not None}
        out.write(orjson.dumps({ID: record.ref.id, **shown}).decode() + "\n")
        written += 1
    return written
