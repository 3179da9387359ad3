"""Reading the record store: one workspace's records, as any CRM is read."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import Filter
from stationmaster.core.record import Association, HistoryEntry, ObjectType, Record, Ref
from stationmaster.crm.reader import Page, Sort
from stationmaster.records import keys, schema
from stationmaster.records.finding import check_limit, find
from stationmaster.records.full_text import asked_words
from stationmaster.records.links import read_associations, read_timeline
from stationmaster.records.past import read_history
from stationmaster.records.rows import read_rows, storable, to_record
from stationmaster.records.text_index import Query, search


class RecordStore:
    """A `CrmReader`. Each call reads one state of the database and holds no connection between."""

    def __init__(self, engine: Engine, workspace: str):
        self._engine = engine.execution_options(read_only=True)
        self._workspace = workspace

    def types(self) -> Mapping[str, ObjectType]:
        with self._reading() as connection:
            return schema.load(connection, self._workspace)

    def get_many(self, refs: Collection[Ref]) -> Mapping[Ref, Record]:
        with self._reading() as connection:
            return self._get_many(connection, refs)

    def find(
        self,
        type: str,
        where: Filter,
        *,
        sort: Sort | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page:
        """Raises InvalidInput for an unknown type or property, or a page of another list."""
        with self._reading() as connection:
            kind = self._type(connection, type)
            return find(connection, self._workspace, kind, where, sort, limit, after)

    def lookup(
        self, type: str, property: str, values: Iterable[str]
    ) -> Mapping[str, Sequence[Ref]]:
        """Raises InvalidInput where the property is not indexed."""
        with self._reading() as connection:
            kind = self._type(connection, type)
            return keys.lookup(connection, self._workspace, kind, property, values)

    def search(self, text: str, *, types: Sequence[str] = (), limit: int = 20) -> Sequence[Record]:
        """First those whose name has all words, then the others; newest first in both."""
        check_limit(limit)
        asked, among = asked_words(text), [t for t in types if storable(t)]
        if not asked or (types and not among):
            return ()
        with self._reading() as connection:
            ids = search(connection, Query(self._workspace, asked, among, limit))
            found = {r.ref.id: r for r in self._read(connection, ids)}
            return [found[id] for id in ids]

    def history(self, ref: Ref, properties: Sequence[str] = ()) -> Sequence[HistoryEntry]:
        """Values, newest first. Under the name `archived` it tells when a record was archived."""
        with self._reading() as connection:
            if ref not in self._get_many(connection, [ref]):
                return ()
            asked = [name for name in properties if storable(name)]
            if properties and not asked:
                return ()
            return read_history(connection, self._workspace, ref, asked)

    def associations(
        self, refs: Collection[Ref], to_type: str | None = None
    ) -> Mapping[Ref, Sequence[Association]]:
        if to_type is not None and not storable(to_type):
            return {}
        with self._reading() as connection:
            return read_associations(connection, self._workspace, refs, to_type)

    def timeline(self, ref: Ref, *, limit: int = 50, after: str | None = None) -> Page:
        """Activities without a moment come last."""
        check_limit(limit)
        with self._reading() as connection:
            if ref not in self._get_many(connection, [ref]):
                return Page(())
            return read_timeline(connection, self._workspace, ref, limit, after)

    def _get_many(self, connection: Connection, refs: Collection[Ref]) -> dict[Ref, Record]:
        found = {r.ref: r for r in self._read(connection, (ref.id for ref in refs))}
        return {ref: found[ref] for ref in refs if ref in found}

    def _read(self, connection: Connection, ids: Iterable[str]) -> Iterator[Record]:
        return map(to_record, read_rows(connection, self._workspace, ids))

    def _type(self, connection: Connection, name: str) -> ObjectType:
        types = schema.load(connection, self._workspace)
        if name not in types:
            raise InvalidInput(
                f"There is no object type {name!r}.",
                field="type",
                way_out=f"Use one of {', '.join(types)}.",
            )
        return types[name]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection
