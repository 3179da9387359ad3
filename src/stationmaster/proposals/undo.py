"""Take an applied proposal back. The reverse travels the line; later edits are kept and listed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from stationmaster.core.actor import Actor, Agent, Person
from stationmaster.core.errors import StationmasterError
from stationmaster.core.operation import (
    OWNER_PROPERTY,
    Archive,
    AssignOwner,
    Conflict,
    Operation,
    Restore,
    SetProperties,
    records_of,
    reverse,
)
from stationmaster.core.proposal import Draft, Proposal, Status, StepState
from stationmaster.core.record import Record, Ref, Value
from stationmaster.identity.permissions import Ability
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.propose import propose
from stationmaster.proposals.rights import not_theirs
from stationmaster.proposals.store import load
from stationmaster.proposals.submit import Stored, store

KIND = "undo"
Only = Mapping[Ref, Sequence[str]]
Write = Callable[[Stored], Sequence[Proposal]]


@dataclass(frozen=True, slots=True)
class Undone:
    """`proposal` is the reverse on its way (None: there was nothing to take back). `kept` lists
    what somebody edited since, and so stays."""

    id: str
    proposal: Proposal | None
    kept: tuple[Conflict, ...]
    message: str


def undo(
    desk: Desk, ids: Sequence[str], by: Actor, reason: str, only: Only, write: Write
) -> list[Undone]:
    """Reverse applied proposals, newest first, each with its own result. `only` narrows to some
    properties of some records; empty: all. `write` writes what policy allowed."""
    with desk.read() as connection:
        found = load(connection, desk.workspace, ids)
    if isinstance(by, Agent):
        found = {id: p for id, p in found.items() if p.station in by.stations}
    newest_first = sorted(found.values(), key=lambda p: p.id, reverse=True)
    refused = not_theirs(desk, by, Ability.UNDO, newest_first) if isinstance(by, Person) else {}
    done = {
        p.id: Undone(p.id, None, (), refused[p.id])
        if p.id in refused
        else _undo(desk, p, by, reason, only, write)
        for p in newest_first
    }
    gone = [Undone(id, None, (), f"There is no proposal {id}.") for id in ids if id not in found]
    return [done[id] for id in dict.fromkeys(ids) if id in done] + gone


def _undo(desk: Desk, p: Proposal, by: Actor, reason: str, only: Only, write: Write) -> Undone:
    if p.status not in (Status.APPLIED, Status.FAILED):
        return Undone(p.id, None, (), f"It is {p.status.value}: nothing was written.")
    operations, kept = plan(desk, p, only)
    if not operations:
        message = "Everything was edited since, and is kept." if kept else "Nothing to take back."
        return Undone(p.id, None, kept, message)
    station = "" if isinstance(by, Person) else p.station
    try:
        proposed = propose(desk, [_reversed(p, operations, reason)], by, station, None)
        [new] = write(store(desk, proposed))
    except StationmasterError as error:
        return Undone(p.id, None, kept, error.message)
    return Undone(p.id, new, kept, _message(new, kept))


def _reversed(p: Proposal, operations: tuple[Operation, ...], reason: str) -> Draft:
    return Draft(
        kind=KIND,
        title=f"Undo: {p.draft.title}",
        about=records_of(operations[-1])[0] if p.draft.about.is_new else p.draft.about,
        operations=operations,
        reason=reason,
        dedup=f"undo:{p.id}",
        undoes=p.id,
    )


def _message(new: Proposal, kept: Sequence[Conflict]) -> str:
    if new.status is not Status.APPLIED:
        return f"The reverse is {new.status.value}."
    return "Taken back, but for what was edited since." if kept else "Taken back."


def plan(desk: Desk, p: Proposal, only: Only) -> tuple[tuple[Operation, ...], tuple[Conflict, ...]]:
    """The reverse operations that are still possible, last first, and what is kept."""
    written = [s for s in p.steps if s.state is StepState.WRITTEN and s.written]
    backwards = [
        r for s in reversed(written) if s.written and (r := reverse(s.operation, s.written))
    ]
    wanted = [o for r in backwards if (o := _narrowed(r, only)) is not None]
    changed = (_changed_record(o) for o in wanted)
    records = desk.reader.get_many([r for r in changed if r is not None])
    operations, kept = [], []
    for operation in wanted:
        possible, conflicts = _against(operation, records, p.id)
        kept += conflicts
        operations += [possible] if possible is not None else []
    return tuple(operations), tuple(kept)


def _changed_record(operation: Operation) -> Ref | None:
    return getattr(operation, "record", None)


def _narrowed(operation: Operation, only: Only) -> Operation | None:
    if not only:
        return operation
    match operation:
        case SetProperties(record=record, values=values):
            names = [n for n in values if n in only.get(record, ())]
            return _some(operation, names) if names else None
        case AssignOwner(record=record):
            return operation if OWNER_PROPERTY in only.get(record, ()) else None
        case _:
            return None


def _some(operation: SetProperties, names: Sequence[str]) -> SetProperties:
    values = {n: operation.values[n] for n in names}
    return replace(operation, values=values, base={n: operation.base[n] for n in names})


def _against(
    operation: Operation, records: Mapping[Ref, Record], proposal: str
) -> tuple[Operation | None, list[Conflict]]:
    """The part of a reverse operation that would not undo somebody's later edit."""
    record = records.get(_changed_record(operation) or Ref("", ""))
    if record is None:
        return operation, []
    match operation:
        case SetProperties(values=values, base=base):
            wrote = {n: base[n].value for n in values}
            moved = [n for n in values if _edited_since(record, n, wrote[n], proposal)]
            left = [n for n in values if n not in moved]
            kept = [_kept(record, n, wrote[n], values[n]) for n in moved]
            return (_some(operation, left) if left else None), kept
        case AssignOwner(owner=owner, base=base):
            if _edited_since(record, OWNER_PROPERTY, base.value, proposal):
                return None, [_kept(record, OWNER_PROPERTY, base.value, owner)]
            return operation, []
        case Archive() | Restore():
            if record.version != operation.version:
                return None, [_kept_whole(record)]
            return operation, []
        case _:
            return operation, []


def _edited_since(record: Record, name: str, wrote: Value, proposal: str) -> bool:
    stamp = record.stamps.get(name)
    return record.get(name) != wrote or (stamp is not None and stamp.source.proposal != proposal)


def _kept(record: Record, name: str, wrote: Value, back: Value) -> Conflict:
    stamp = record.stamps.get(name)
    by = stamp.source.id if stamp else None
    return Conflict(
        record.ref, name, wrote, record.get(name), back, stamp.at if stamp else None, by
    )


def _kept_whole(record: Record) -> Conflict:
    """The newest stamp says who edited a record that would have been taken away."""
    newest = max(record.stamps.items(), key=lambda s: s[1].at, default=None)
    name, stamp = newest if newest else ("", None)
    by = stamp.source.id if stamp else None
    return Conflict(record.ref, name, None, record.get(name), None, stamp.at if stamp else None, by)
