"""A reader that shows only what a read allow-list names. The rest does not exist for its holder.

Not only values are kept back: a filter, a sort, a look-up or a search over something unreadable
would tell its value by its answer, so those are refused or answered from readable text alone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from stationmaster.core.filter import Filter
from stationmaster.core.record import Association, HistoryEntry, ObjectType, Record, Ref, Stamp
from stationmaster.crm.reader import CrmReader, Page, Sort
from stationmaster.kit.readable_text import best_first
from stationmaster.kit.reading import not_readable

_TIMELINE_TYPE, _TIMELINE_ORDER = "activity", "at"
_SEARCHED, _SEARCHED_MOST = 200, 12_800


class NarrowReader:
    """A `CrmReader` over another one. `readable`: object type -> property names.

    A type that is absent or has no names is not readable at all: an empty list means nothing.
    """

    def __init__(self, reader: CrmReader, readable: Mapping[str, frozenset[str]]):
        self._reader = reader
        self._readable = {name: names for name, names in readable.items() if names}

    def types(self) -> Mapping[str, ObjectType]:
        """The readable types with their readable properties; titles are made of those alone."""
        known = self._reader.types()
        return {n: self._narrow_type(known[n]) for n in self._readable if n in known}

    def get_many(self, refs: Collection[Ref]) -> Mapping[Ref, Record]:
        wanted = [ref for ref in refs if ref.type in self._readable]
        found = self._reader.get_many(wanted) if wanted else {}
        return {ref: self._narrow(record) for ref, record in found.items()}

    def find(
        self,
        type: str,
        where: Filter,
        *,
        sort: Sort | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page:
        """As `CrmReader.find`. Raises Forbidden for a filter or sort on what is not readable."""
        for condition in (c for group in where.groups for c in group.conditions):
            self._require(type, condition.property)
        self._require(type, sort.property if sort else None)
        page = self._reader.find(type, where, sort=sort, limit=limit, after=after)
        return replace(page, records=tuple(map(self._narrow, page.records)))

    def lookup(
        self, type: str, property: str, values: Iterable[str]
    ) -> Mapping[str, Sequence[Ref]]:
        """As `CrmReader.lookup`. Raises Forbidden where the property is not readable."""
        self._require(type, property)
        return self._reader.lookup(type, property, values)

    def search(self, text: str, *, types: Sequence[str] = (), limit: int = 20) -> Sequence[Record]:
        """Records whose readable text has every word of `text`, in an order made from that alone."""
        allowed = [t for t in (types or self._readable) if t in self._readable]
        if not allowed:
            return []
        asked = max(limit, _SEARCHED)
        while True:
            found = self._reader.search(text, types=allowed, limit=asked)
            kept = best_first(text, map(self._narrow, found))
            # Hits on unreadable text may have taken the places of readable ones: look further.
            if len(kept) >= limit or len(found) < asked or asked >= _SEARCHED_MOST:
                return kept[:limit]
            asked *= 4

    def history(self, ref: Ref, properties: Sequence[str] = ()) -> Sequence[HistoryEntry]:
        readable = self._readable.get(ref.type, frozenset())
        wanted = [p for p in (properties or sorted(readable)) if p in readable]
        # An empty list would mean "all" to the reader behind.
        return self._reader.history(ref, wanted) if wanted else []

    def associations(
        self, refs: Collection[Ref], to_type: str | None = None
    ) -> Mapping[Ref, Sequence[Association]]:
        wanted = [ref for ref in refs if ref.type in self._readable]
        if not wanted or (to_type is not None and to_type not in self._readable):
            return {}
        found = self._reader.associations(wanted, to_type)
        return {
            r: [a for a in links if a.target.type in self._readable] for r, links in found.items()
        }

    def timeline(self, ref: Ref, *, limit: int = 50, after: str | None = None) -> Page:
        """As `CrmReader.timeline`. Raises Forbidden where activities or their times are not readable."""
        self._require(ref.type, None)
        self._require(_TIMELINE_TYPE, _TIMELINE_ORDER)
        page = self._reader.timeline(ref, limit=limit, after=after)
        return replace(page, records=tuple(map(self._narrow, page.records)))

    def _require(self, type: str, property: str | None) -> None:
        readable = self._readable.get(type, frozenset())
        if readable and (property is None or property in readable):
            return
        raise not_readable(f"{type}.{property}" if readable else f"records of type {type}")

    def _narrow_type(self, known: ObjectType) -> ObjectType:
        readable = self._readable[known.name]
        shown = {n: p for n, p in known.properties.items() if n in readable}
        return replace(known, properties=shown, title=tuple(n for n in known.title if n in shown))

    def _narrow(self, record: Record) -> Record:
        readable = self._readable[record.ref.type]
        return replace(
            record,
            properties={n: v for n, v in record.properties.items() if n in readable},
            stamps=_Stamps(record.stamps, readable),
        )


class _Stamps(Mapping[str, Stamp]):
    """Only the readable stamps. A reader may unpack stamps as they are asked for, and most are not."""

    __slots__ = ("_readable", "_stamps")

    def __init__(self, stamps: Mapping[str, Stamp], readable: frozenset[str]):
        self._stamps = stamps
        self._readable = readable

    def __getitem__(self, name: str) -> Stamp:
        if name not in self._readable:
            raise KeyError(name)
        return self._stamps[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._stamps if name in self._readable)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self._readable and name in self._stamps
