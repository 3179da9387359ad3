"""Changes of one transaction, gathered in memory and written at the end in a few statements.

Nothing here asks whether a change may be made: see `checks`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection

from stationmaster.core.clock import from_text, to_text
from stationmaster.core.ids import new_id
from stationmaster.core.record import ObjectType, PropertyDefinition, Ref, Source, Value
from stationmaster.records import schema
from stationmaster.records.keys import key_definitions, normalise
from stationmaster.records.lock import lock_for_writing
from stationmaster.records.rows import RawStamp, read_rows
from stationmaster.records.write.flush import flush_records, flush_texts
from stationmaster.records.write.staged_keys import Key, StagedKeys
from stationmaster.records.write.staged_links import StagedLinks, link_of
from stationmaster.records.write.working import Working

TICK = timedelta(microseconds=1)
ARCHIVED = "archived"
"""The name under which a record's history tells when it was archived and brought back."""


class Staging:
    """Takes the workspace's write lock. `now` is the moment of the whole transaction."""

    def __init__(self, connection: Connection, workspace: str, now: datetime):
        lock_for_writing(connection, workspace)
        self.connection = connection
        self.workspace = workspace
        self.types = schema.load(connection, workspace)
        self.keys = StagedKeys(connection, workspace)
        self.links = StagedLinks(connection, workspace)
        self.moment = now
        self.now = to_text(now)
        self._records: dict[str, Working | None] = {}
        self._history: list[tuple[Any, ...]] = []
        self._key_definitions: dict[str, dict[str, PropertyDefinition]] = {}
        self._unique: dict[str, dict[str, PropertyDefinition]] = {}

    def load(self, refs: Iterable[Ref]) -> None:
        """Read records; ids that the workspace does not have are remembered as absent."""
        wanted = {ref.id for ref in refs} - self._records.keys()
        self._records |= dict.fromkeys(wanted)
        for row in read_rows(self.connection, self.workspace, wanted):
            working = Working.of_row(row, self.types)
            self._records[working.ref.id] = working

    def get(self, ref: Ref) -> Working | None:
        if ref.id not in self._records:
            self.load([ref])
        found = self._records[ref.id]
        return found if found is not None and found.ref.type == ref.type else None

    def key_definitions(self, kind: ObjectType) -> Mapping[str, PropertyDefinition]:
        found = self._key_definitions.get(kind.name)
        if found is None:
            found = {d.name: d for d in key_definitions(kind)}
            self._key_definitions[kind.name] = found
        return found

    def keys_of(self, kind: ObjectType, values: Mapping[str, Value]) -> dict[str, Key]:
        """Property -> key, for those of the values that are kept as keys."""
        return _keys(kind.name, self.key_definitions(kind), values)

    def unique_keys_of(self, kind: ObjectType, values: Mapping[str, Value]) -> dict[str, Key]:
        """Property -> key, for those of the values that no two records may share."""
        found = self._unique.get(kind.name)
        if found is None:
            found = {n: d for n, d in self.key_definitions(kind).items() if d.unique}
            self._unique[kind.name] = found
        return {} if found.keys().isdisjoint(values) else _keys(kind.name, found, values)

    def create(
        self,
        kind: ObjectType,
        values: Mapping[str, Value],
        source: Source,
        at: datetime | None = None,
    ) -> Working:
        """A new record of version 1. `values` are coerced; None among them means not set."""
        made = self.now if at is None else to_text(at)
        ref = Ref(kind.name, new_id(kind.name))
        working = Working(ref, kind, 1, {}, {}, False, made, made)
        self._records[ref.id] = working
        self._put(working, {n: v for n, v in values.items() if v is not None}, source)
        return working

    def set(
        self,
        working: Working,
        values: Mapping[str, Value],
        source: Source,
        at: datetime | None = None,
    ) -> None:
        """The next version of a record, with these coerced values."""
        self._next_version(working, self.now if at is None else to_text(at))
        self._put(working, values, source)

    def archive(self, working: Working, source: Source) -> None:
        self._mark_archived(working, True, source)
        for key in self.keys_of(working.kind, working.properties).values():
            self.keys.take(key, working.ref.id)

    def restore(self, working: Working, source: Source) -> None:
        self._mark_archived(working, False, source)
        self._put_keys(working, working.properties)

    def link(self, source: Ref, target: Ref, label: str, by: Source) -> None:
        self.links.put(link_of(source, target, label), self._stamp(self.now, by))

    def unlink(self, source: Ref, target: Ref, label: str) -> None:
        self.links.take(link_of(source, target, label))

    def linked(self, source: Ref, target: Ref, label: str) -> bool:
        new = self._is_new(source) or self._is_new(target)
        return self.links.exists(link_of(source, target, label), of_new_record=new)

    def flush(self) -> None:
        """Write it all, once; the transaction is the caller's to commit."""
        changed = [w for w in self._records.values() if w is not None and w.changed]
        flush_records(self.connection, self.workspace, changed, self._history)
        self.keys.flush()
        self.links.flush()
        flush_texts(self.connection, changed)

    def _mark_archived(self, working: Working, archived: bool, source: Source) -> None:
        self._next_version(working, self.now)
        working.archived = archived
        self._remember(working, ARCHIVED, archived, self._stamp(working.updated_at, source))

    def _remember(self, working: Working, name: str, value: Value, stamp: RawStamp) -> None:
        text = orjson.dumps(value).decode()
        self._history.append((working.ref.id, working.version, name, self.workspace, text, *stamp))

    def _is_new(self, ref: Ref) -> bool:
        working = self.get(ref)
        return working is not None and working.stored is None

    def _next_version(self, working: Working, at: str) -> None:
        """Moments of one record only grow, whatever the clock does: later is then always newer."""
        if working.updated_at < at:
            working.updated_at = at
        else:
            working.updated_at = to_text(from_text(working.updated_at) + TICK)
        working.version += 1

    def _put(self, working: Working, values: Mapping[str, Value], source: Source) -> None:
        stamp = self._stamp(working.updated_at, source)
        properties, stamps = working.properties, working.stamps
        self._move_keys(working, values)
        for name, value in values.items():
            if value is None:
                properties.pop(name, None)
            else:
                properties[name] = value
            stamps[name] = stamp
            self._remember(working, name, value, stamp)
        working.touched.update(values)

    def _move_keys(self, working: Working, values: Mapping[str, Value]) -> None:
        if self.key_definitions(working.kind).keys().isdisjoint(values):
            return
        before = {n: working.properties[n] for n in values if n in working.properties}
        for key in self.keys_of(working.kind, before).values():
            self.keys.take(key, working.ref.id)
        self._put_keys(working, values)

    def _put_keys(self, working: Working, values: Mapping[str, Value]) -> None:
        definitions = self.key_definitions(working.kind)
        for name, key in self.keys_of(working.kind, values).items():
            self.keys.put(key, working.ref.id, exclusive=definitions[name].unique)

    @staticmethod
    def _stamp(at: str, source: Source) -> RawStamp:
        return (at, source.kind.value, source.id, source.proposal)


def _keys(
    type: str, definitions: Mapping[str, PropertyDefinition], values: Mapping[str, Value]
) -> dict[str, Key]:
    keys = {}
    for name in definitions.keys() & values.keys():
        value = values[name]
        if value is not None and (key := normalise(definitions[name], value)):
            keys[name] = (type, name, key)
    return keys
