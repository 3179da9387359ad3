"""May a planned operation be done, as the CRM is now? Nothing is written before all were asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stationmaster.connectors.embedded.plan import Plan
from stationmaster.core.clock import from_text
from stationmaster.core.errors import StationmasterError
from stationmaster.core.operation import (
    OWNER_PROPERTY,
    Archive,
    AssignOwner,
    Associate,
    Conflict,
    Create,
    Dissociate,
    LogActivity,
    Restore,
    Seen,
    SetProperties,
    records_of,
)
from stationmaster.core.record import Ref, Source
from stationmaster.records.keys import is_key
from stationmaster.records.rows import storable
from stationmaster.records.write.checks import check_new, check_set, check_unique
from stationmaster.records.write.staged_keys import Key
from stationmaster.records.write.staging import Staging
from stationmaster.records.write.working import Working

LONGEST_LABEL = 100


class Refused(StationmasterError):
    """This operation cannot be done, whatever anybody saw."""


@dataclass(slots=True)
class Checks:
    """The checks of one change. `made` are the records its operations so far would create."""

    staging: Staging
    source: Source
    made: dict[str, str] = field(default_factory=dict)
    claimed: set[Key] = field(default_factory=set)
    set_once: set[tuple[str, str]] = field(default_factory=set)

    def check(self, p: Plan) -> None:
        """Sets the plan's `refusal` or `conflicts` where it may not be done."""
        if p.refusal:
            return
        try:
            p.conflicts = tuple(self._conflicts(p))
        except StationmasterError as error:
            p.refusal = error.message

    def _conflicts(self, p: Plan) -> Sequence[Conflict]:
        match p.operation:
            case SetProperties(record=record, base=base):
                return self._set(p, record, base)
            case AssignOwner(record=record, base=seen):
                return self._set(p, record, {OWNER_PROPERTY: seen})
            case Create(record=record, match=match):
                return self._create(p, record, match)
            case LogActivity(record=record, on=on):
                return [*self._create(p, record, ()), *self._all_live(p, on)]
            case Associate() | Dissociate():
                return self._link(p, p.operation)
            case Archive() | Restore():
                return self._archive(p, p.operation)

    def _set(self, p: Plan, record: Ref, base: Mapping[str, Seen]) -> Sequence[Conflict]:
        if not p.values:
            raise Refused("Nothing is set.")
        if missing := p.values.keys() - base.keys():
            raise Refused(f"What was seen of {min(missing)} is missing.")
        working = self._known(record)
        if working is not None and working.archived:
            return [_archived(working)]
        self._once(p, record)
        held = working.properties if working else {}
        changing = {n: v for n, v in p.values.items() if held.get(n) != v}
        check_set(self.staging, p.kind, changing, record.id)
        if working is None:
            self._claim(p)
            return ()
        moved = (self._moved(working, name, base[name], p) for name in p.values)
        return [conflict for conflict in moved if conflict is not None]

    def _once(self, p: Plan, record: Ref) -> None:
        """What is set twice in one change could not be taken back piece by piece."""
        for name in p.values:
            if (record.id, name) in self.set_once:
                raise Refused(f"{name} of {record} is set twice in one change.")
            self.set_once.add((record.id, name))

    def _moved(self, working: Working, name: str, seen: Seen, p: Plan) -> Conflict | None:
        """None where the property is as it was seen, or already as it is to be.

        A value that went away and came back was touched all the same: its stamp is newer.
        """
        now, proposed, stamp = (
            working.properties.get(name),
            p.values[name],
            working.stamps.get(name),
        )
        if now == proposed:
            return None
        if now == seen.value:
            own = self.source.proposal
            if stamp is None or (own is not None and stamp[3] == own):
                return None
            if seen.at is not None and from_text(stamp[0]) <= seen.at:
                return None
            if seen.at is None and seen.value is not None:
                return None
        at, by = (from_text(stamp[0]), stamp[2]) if stamp else (None, None)
        return Conflict(working.ref, name, seen.value, now, proposed, at, by)

    def _create(self, p: Plan, record: Ref, match: Sequence[str]) -> Sequence[Conflict]:
        if not record.is_new or record.id in self.made:
            raise Refused(f"A new record needs a local name of its own, not {record.id!r}.")
        if record.type != p.kind.name:
            raise Refused(f"A logged activity is of type {p.kind.name}, not {record.type}.")
        self.made[record.id] = record.type
        conflicts = self._matching(p, match)
        if not conflicts:
            check_new(self.staging, p.kind, p.values)
            self._claim(p)
        return conflicts

    def _claim(self, p: Plan) -> None:
        """No two creations of one change may share a unique value either."""
        for key in self.staging.unique_keys_of(p.kind, p.values).values():
            if key in self.claimed:
                label = p.kind.properties[key[1]].label
                raise Refused(f"{label}: two new records of this change share a value.")
            self.claimed.add(key)

    def _matching(self, p: Plan, match: Sequence[str]) -> list[Conflict]:
        conflicts = []
        for name in match:
            definition = p.kind.properties.get(name)
            if definition is None or not is_key(definition):
                raise Refused(f"{p.kind.plural} cannot be matched by {name!r}: it is not indexed.")
        keys = self.staging.keys_of(p.kind, {name: p.values.get(name) for name in match})
        for name, key in keys.items():
            for holder in self.staging.keys.holders(key)[:1]:
                held = Ref(p.kind.name, holder)
                found = self.staging.get(held)
                theirs = found.properties.get(name) if found else p.values[name]
                conflicts.append(Conflict(held, name, None, theirs, p.values[name]))
        return conflicts

    def _link(self, p: Plan, o: Associate | Dissociate) -> Sequence[Conflict]:
        if o.source == o.target:
            raise Refused("A record cannot be linked with itself.")
        if len(o.label) > LONGEST_LABEL or not storable(o.label):
            raise Refused(f"A label is text of at most {LONGEST_LABEL} characters.")
        return self._all_live(p, records_of(o)) if isinstance(o, Associate) else self._all(o)

    def _all(self, o: Dissociate) -> Sequence[Conflict]:
        for ref in records_of(o):
            self._known(ref)
        return ()

    def _all_live(self, p: Plan, refs: Sequence[Ref]) -> list[Conflict]:
        found = (self._known(ref) for ref in refs)
        return [_archived(working) for working in found if working and working.archived]

    def _archive(self, p: Plan, o: Archive | Restore) -> Sequence[Conflict]:
        working = self._known(o.record)
        if working is None:
            raise Refused("A record that is only being created cannot be archived.")
        archive = isinstance(o, Archive)
        if working.archived == archive:
            return ()
        if working.version != o.version:
            return [_newer(working, o.version)]
        if not archive:
            check_unique(self.staging, working.kind, working.properties, o.record.id)
        return ()

    def _known(self, ref: Ref) -> Working | None:
        """The record; None where this change itself creates it. Raises Refused for any other."""
        if self.made.get(ref.id) == ref.type:
            return None
        working = None if ref.is_new else self.staging.get(ref)
        if working is None:
            raise Refused(f"There is no record {ref}.")
        return working


def _archived(working: Working) -> Conflict:
    return Conflict(working.ref, "archived", False, True, False, from_text(working.updated_at))


def _newer(working: Working, seen: int) -> Conflict:
    """The record was changed since: by whoever set a property last."""
    last = max(working.stamps.values(), key=lambda stamp: stamp[0], default=None)
    at, by = from_text(working.updated_at), last[2] if last else None
    return Conflict(working.ref, "version", seen, working.version, seen, at, by)
