"""Rows of the record table as records, and reading many of them by id."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from stationmaster.core.actor import SourceKind
from stationmaster.core.clock import from_text
from stationmaster.core.record import Record, Ref, Source, Stamp
from stationmaster.records.tables import record

CHUNK = 500
"""How many ids go into one statement."""

RawStamp = tuple[str, str, str, str | None]
"""Moment, kind of source, id of source, proposal: a stamp as it is stored."""

COLUMNS = (
    record.c.id,
    record.c.type,
    record.c.version,
    record.c.properties,
    record.c.stamps,
    record.c.archived,
    record.c.created_at,
    record.c.updated_at,
)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_T = TypeVar("_T")


class Stamps(Mapping[str, Stamp]):
    """Stamps as stored, each read when it is asked for: most never are."""

    __slots__ = ("_raw",)

    def __init__(self, raw: Mapping[str, RawStamp]):
        self._raw = raw

    def __getitem__(self, name: str) -> Stamp:
        at, kind, source, proposal = self._raw[name]
        return Stamp(from_text(at), Source(SourceKind(kind), source, proposal))

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __contains__(self, name: object) -> bool:
        return name in self._raw

    def __repr__(self) -> str:
        return f"Stamps({dict(self)!r})"


def unpack_stamps(stored: Iterable[Sequence[Any]]) -> dict[str, RawStamp]:
    """Stamps by property. Stored are groups of properties that share a stamp, as most do."""
    stamps: dict[str, RawStamp] = {}
    for at, kind, source, proposal, names in stored:
        stamps.update(dict.fromkeys(names, (at, kind, source, proposal)))
    return stamps


def pack_stamps(stamps: Mapping[str, RawStamp]) -> list[tuple[Any, ...]]:
    groups: dict[RawStamp, list[str]] = {}
    for name, stamp in stamps.items():
        groups.setdefault(stamp, []).append(name)
    return [(*stamp, names) for stamp, names in groups.items()]


def storable(text: str) -> bool:
    """Whether a database can hold this text at all; what it cannot hold, it has not."""
    return "\0" not in text if text.isascii() else not _UNSTORABLE.search(text)


def in_chunks(items: Iterable[_T], size: int = CHUNK) -> Iterator[list[_T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def to_record(row: Sequence[Any]) -> Record:
    """A record from a row of `COLUMNS`."""
    id, type, version, properties, stamps, archived, created_at, updated_at = row
    return Record(
        Ref(type, id),
        version,
        properties,
        Stamps(unpack_stamps(stamps)),
        from_text(created_at),
        from_text(updated_at),
        bool(archived),
    )


def read_rows(
    connection: Connection, workspace: str, ids: Iterable[str]
) -> Iterator[Sequence[Any]]:
    """Rows of `COLUMNS` for the ids that this workspace has, in no particular order."""
    for chunk in in_chunks(filter(storable, dict.fromkeys(ids))):
        query = select(*COLUMNS).where(record.c.workspace == workspace, record.c.id.in_(chunk))
        for row in connection.execute(query):
            yield tuple(row)
