"""Reading a CRM. Stations get this (narrowed by their read allow-list) and nothing else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from stationmaster.core.filter import Filter
from stationmaster.core.record import Association, HistoryEntry, ObjectType, Record, Ref


@dataclass(frozen=True, slots=True)
class Sort:
    property: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, and where the next ones begin (None: there are none)."""

    records: tuple[Record, ...]
    next: str | None = None


class CrmReader(Protocol):
    """One workspace's records in one CRM. Unknown ids are absent from answers, never an error."""

    def types(self) -> Mapping[str, ObjectType]: ...

    def get_many(self, refs: Collection[Ref]) -> Mapping[Ref, Record]:
        """Records by ref, archived ones included."""
        ...

    def find(
        self,
        type: str,
        where: Filter,
        *,
        sort: Sort | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page:
        """Records that are not archived. Without `sort`, in order of making. `after` is `Page.next`."""
        ...

    def lookup(
        self, type: str, property: str, values: Iterable[str]
    ) -> Mapping[str, Sequence[Ref]]:
        """Records whose indexed property has one of the values, compared normalised (case, spaces)."""
        ...

    def search(self, text: str, *, types: Sequence[str] = (), limit: int = 20) -> Sequence[Record]:
        """Full-text search, best first. No types: all."""
        ...

    def history(self, ref: Ref, properties: Sequence[str] = ()) -> Sequence[HistoryEntry]:
        """Values, newest first. No properties: all."""
        ...

    def associations(
        self, refs: Collection[Ref], to_type: str | None = None
    ) -> Mapping[Ref, Sequence[Association]]: ...

    def timeline(self, ref: Ref, *, limit: int = 50, after: str | None = None) -> Page:
        """Activities associated with a record, newest first (by property `at`)."""
        ...
