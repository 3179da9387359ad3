"""Bulk writing for whoever may write without the line: an import, the sample company, a sync."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from stationmaster.core.clock import Clock, utc_now
from stationmaster.core.errors import Conflict, InvalidInput, NotFound
from stationmaster.core.record import Association, Record, Ref, Source
from stationmaster.records.write.checks import (
    check_new,
    check_set,
    check_unique,
    coerced,
    type_of,
)
from stationmaster.records.write.staged_links import link_of
from stationmaster.records.write.staging import Staging
from stationmaster.records.write.working import Working

_T = TypeVar("_T")


class RecordWriter:
    """Writes to one workspace inside the caller's transaction; each call does all of it or raises.

    The first call takes the workspace's write lock until the transaction ends.
    """

    def __init__(self, connection: Connection, workspace: str, *, clock: Clock = utc_now):
        self._connection = connection
        self._workspace = workspace
        self._clock = clock

    def insert(
        self,
        type: str,
        rows: Sequence[Mapping[str, object]],
        source: Source,
        *,
        at: Sequence[datetime] | None = None,
    ) -> list[Ref]:
        """New records, one per row. `at`: when each came to be, where that was not now.

        Raises InvalidInput or Conflict naming the row, the property and the reason.
        """
        staging = self._staging()
        kind = type_of(staging, type)
        values = [_in_row(n, coerced, kind, row) for n, row in enumerate(rows)]
        staging.keys.load(
            key for row in values for key in staging.unique_keys_of(kind, row).values()
        )
        made = []
        for number, row in enumerate(values):
            _in_row(number, check_new, staging, kind, row)
            made.append(staging.create(kind, row, source, at[number] if at else None).ref)
        staging.flush()
        return made

    def update(
        self,
        changes: Sequence[tuple[Ref, Mapping[str, object]]],
        source: Source,
        *,
        at: Sequence[datetime] | None = None,
    ) -> list[Record]:
        """Set properties; the records as they are then. What a record holds already is no change.

        `at`: when each was set, where that was not now; a record's moments only grow all the same.
        Raises NotFound for a record that the workspace does not have, else as `insert`.
        """
        staging = self._staging()
        staging.load(ref for ref, _ in changes)
        touched = []
        for number, (ref, raw) in enumerate(changes):
            working = _live(staging, ref)
            values = _in_row(number, coerced, working.kind, raw)
            values = {n: v for n, v in values.items() if working.properties.get(n) != v}
            if values:
                _in_row(number, check_set, staging, working.kind, values, ref.id)
                staging.set(working, values, source, at[number] if at else None)
            touched.append(working)
        staging.flush()
        return [working.to_record() for working in touched]

    def archive(self, refs: Sequence[Ref], source: Source) -> list[Record]:
        """Take records out of sight. One that is archived stays as it is."""
        staging = self._staging()
        staging.load(refs)
        found = [_existing(staging, ref) for ref in refs]
        for working in found:
            if not working.archived:
                staging.archive(working, source)
        staging.flush()
        return [working.to_record() for working in found]

    def restore(self, refs: Sequence[Ref], source: Source) -> list[Record]:
        """Bring archived records back. Raises Conflict where a unique value is taken by now."""
        staging = self._staging()
        staging.load(refs)
        found = [_existing(staging, ref) for ref in refs]
        for working in found:
            if working.archived:
                check_unique(staging, working.kind, working.properties, working.ref.id)
                staging.restore(working, source)
        staging.flush()
        return [working.to_record() for working in found]

    def associate(
        self, links: Sequence[Association], source: Source, *, all_new: bool = False
    ) -> int:
        """Link records both ways. How many links are new.

        `all_new`: the caller has just made the records and no two links are alike, so nothing needs
        to be looked up.
        """
        staging = self._staging() if all_new else self._linking(links)
        new = 0
        for a in links:
            if all_new or not staging.linked(a.source, a.target, a.label):
                staging.link(a.source, a.target, a.label, source)
                new += 1
        staging.flush()
        return new

    def dissociate(self, links: Sequence[Association]) -> int:
        """Take links away. How many there were."""
        staging = self._linking(links)
        gone = 0
        for a in links:
            if staging.linked(a.source, a.target, a.label):
                staging.unlink(a.source, a.target, a.label)
                gone += 1
        staging.flush()
        return gone

    def _staging(self) -> Staging:
        return Staging(self._connection, self._workspace, self._clock())

    def _linking(self, links: Sequence[Association]) -> Staging:
        staging = self._staging()
        ends = dict.fromkeys(ref for a in links for ref in (a.source, a.target))
        staging.load(ends)
        for ref in ends:
            _existing(staging, ref)
        staging.links.load(link_of(a.source, a.target, a.label) for a in links)
        return staging


def _existing(staging: Staging, ref: Ref) -> Working:
    found = staging.get(ref)
    if found is None:
        raise NotFound(f"There is no record {ref}.", field="record")
    return found


def _live(staging: Staging, ref: Ref) -> Working:
    found = _existing(staging, ref)
    if found.archived:
        raise Conflict(f"{ref} is archived.", field="record", way_out="Restore it first.")
    return found


def _in_row(number: int, check: Callable[..., _T], *arguments: object) -> _T:
    """What `check` gives; what it raises names the row, counted from one."""
    try:
        return check(*arguments)
    except (InvalidInput, Conflict) as error:
        message = f"Row {number + 1}: {error.message}"
        raise type(error)(message, field=error.field, way_out=error.way_out) from None
