"""Decided rows into the record store, inside the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection

from stationmaster.core.record import Association, Ref, Source
from stationmaster.records.bulk import delete_rows, insert_rows
from stationmaster.records.importing.items import Item, Outcome
from stationmaster.records.importing.tables import import_row
from stationmaster.records.write.writer import RecordWriter

_WRITTEN = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED})
_KEY = ("workspace", "type", "key")
_COLUMNS = (*_KEY, "record_id", "state", "run")


class ItemWriter:
    """Writes batches under one source, the import `run`."""

    def __init__(
        self,
        connection: Connection,
        workspace: str,
        type: str,
        writer: RecordWriter,
        source: Source,
    ):
        self._connection = connection
        self._workspace = workspace
        self._type = type
        self._writer = writer
        self._source = source

    def write(self, items: Sequence[Item]) -> None:
        refs = self._write_records(items)
        links = [
            (item, Association(ref, target, label))
            for item, ref in refs.items()
            for label, target in item.links
        ]
        new = [link for item, link in links if item.outcome is Outcome.CREATED]
        known = [link for item, link in links if item.outcome is not Outcome.CREATED]
        if new:
            self._writer.associate(new, self._source, all_new=True)
        if known:
            self._writer.associate(known, self._source)
        self._remember(refs)

    def _write_records(self, items: Sequence[Item]) -> dict[Item, Ref]:
        created = [item for item in items if item.outcome is Outcome.CREATED]
        updated = [item for item in items if item.outcome is Outcome.UPDATED]
        refs = {item: item.record.ref for item in items if item.record is not None}
        if created:
            rows = [item.values for item in created]
            made = self._writer.insert(self._type, rows, self._source)
            refs |= dict(zip(created, made, strict=True))
        if updated:
            self._writer.update([(refs[item], item.values) for item in updated], self._source)
        return {item: ref for item, ref in refs.items() if item.outcome in _WRITTEN}

    def _remember(self, refs: dict[Item, Ref]) -> None:
        """Which record each row became; nothing where that is known already."""
        moved = [
            (item, ref)
            for item, ref in refs.items()
            if item.known != ref.id or item.known_state != item.state
        ]
        place = (self._workspace, self._type)
        keys = [(*place, item.key) for item, _ in moved if item.known is not None]
        delete_rows(self._connection, import_row, _KEY, keys)
        rows = [(*place, item.key, ref.id, item.state, self._source.id) for item, ref in moved]
        insert_rows(self._connection, import_row, _COLUMNS, rows)
