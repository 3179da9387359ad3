"""Editing supersedes: a new proposal goes through policy, and the old one is kept.

Accepting part of a proposal, answering its question and renewing a stale one are edits too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from stationmaster.core.actor import Person
from stationmaster.core.codec import Json
from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.core.operation import (
    OWNER_PROPERTY,
    Archive,
    AssignOwner,
    Create,
    LogActivity,
    Operation,
    Restore,
    Seen,
    SetProperties,
    seen,
    values_of,
)
from stationmaster.core.proposal import Draft, Proposal, Status
from stationmaster.core.record import Record, Ref, Value
from stationmaster.identity.permissions import Ability
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.facts import refs_of
from stationmaster.proposals.propose import propose
from stationmaster.proposals.rights import require_own
from stationmaster.proposals.store import By, Move, get
from stationmaster.proposals.submit import Stored, store

Values = Mapping[int, Mapping[str, Value]]
LeftOut = Mapping[int, Collection[str]]


def edit(desk: Desk, id: str, digest: str, values: Values, without: LeftOut, by: Person) -> Stored:
    """The proposal that replaces `id`, with `values` (operation index -> property -> value) put in
    and the properties of `without` left out; an operation with nothing left is dropped.

    Raises Conflict when it no longer waits or is not what was seen, InvalidInput for a value or an
    index that cannot be.
    """
    old = _waiting(desk, id, digest, by)
    operations = old.draft.operations
    for index in (*values, *without):
        if not 0 <= index < len(operations):
            raise InvalidInput(f"There is no operation {index}.", field="operation")
    edited = [
        new
        for i, o in enumerate(operations)
        if (new := _edited(o, values.get(i, {}), without.get(i, ()))) is not None
    ]
    if not edited:
        raise InvalidInput(
            "Nothing would be left of it.", field="values", way_out="Reject it instead."
        )
    draft = replace(old.draft, operations=tuple(edited), edited_by=by.id)
    return _supersede(desk, old, draft, by)


def choose(desk: Desk, id: str, digest: str, choice: int, by: Person) -> Stored:
    """The proposal that replaces a question, doing what its answer `choice` says."""
    old = _waiting(desk, id, digest, by)
    if not 0 <= choice < len(old.draft.choices):
        raise InvalidInput(f"There is no answer {choice}.", field="choice")
    chosen = old.draft.choices[choice]
    if not chosen.operations:
        raise InvalidInput(
            "This answer changes nothing.", field="choice", way_out="Reject the question."
        )
    reason = chosen.reason or old.draft.reason
    draft = replace(
        old.draft,
        title=f"{old.draft.title} {chosen.label}",
        operations=chosen.operations,
        choices=(),
        reason=reason,
        edited_by=by.id,
    )
    return _supersede(desk, old, draft, by)


def renew(desk: Desk, id: str, by: Person) -> Stored:
    """The same wish on top of what the CRM holds now, for a proposal that went stale."""
    with desk.read() as connection:
        old = get(connection, desk.workspace, id)
    if old.status is not Status.STALE:
        raise Conflict(
            f"It is {old.status.value}; only a stale proposal is renewed.", field="status"
        )
    require_own(desk, by, Ability.EDIT, old)
    records = desk.reader.get_many(refs_of([old.draft]))
    operations = tuple(_rebased(o, records) for o in old.draft.operations)
    draft = replace(old.draft, operations=operations, supersedes=old.id)
    [new] = propose(desk, [draft], old.actor, old.station, old.run)
    return store(desk, [new])


def _waiting(desk: Desk, id: str, digest: str, by: Person) -> Proposal:
    with desk.read() as connection:
        old = get(connection, desk.workspace, id)
    if old.status is not Status.WAITING:
        raise Conflict(f"It is {old.status.value} already.", field="status")
    if old.digest != digest:
        raise Conflict("What you saw is not what is stored now. Open it again.", field="digest")
    require_own(desk, by, Ability.EDIT, old)
    return old


def _supersede(desk: Desk, old: Proposal, draft: Draft, by: Person) -> Stored:
    draft = replace(draft, supersedes=old.id)
    [new] = propose(desk, [draft], old.actor, old.station, old.run)
    detail = {"by": new.id, "edits": distances(old.draft.operations, draft.operations)}
    away = Move(
        old,
        Status.SUPERSEDED,
        By("person", by.id),
        ("edited",),
        detail,
        {"superseded_by": new.id},
    )
    return store(desk, [new], replacing=away)


def _edited(
    operation: Operation, values: Mapping[str, Value], without: Collection[str]
) -> Operation | None:
    known = set(values_of(operation))
    if isinstance(operation, Create | LogActivity):
        known |= set(values)
    for name in (*values, *without):
        if name not in known:
            raise InvalidInput(f"This operation does not set {name!r}.", field=name)
    if not values and not without:
        return operation
    kept = {n: v for n, v in {**values_of(operation), **values}.items() if n not in without}
    match operation:
        case AssignOwner():
            owner = kept.get(OWNER_PROPERTY)
            gone = OWNER_PROPERTY in without
            return None if gone else replace(operation, owner=None if owner is None else str(owner))
        case SetProperties():
            return replace(operation, values=kept) if kept else None
        case Create() | LogActivity():
            return replace(operation, values=kept)
        case _:
            return operation


def _rebased(operation: Operation, records: Mapping[Ref, Record]) -> Operation:
    record = records.get(getattr(operation, "record", Ref("", "")))
    if record is None:
        return operation
    match operation:
        case SetProperties(values=values):
            return replace(operation, base=seen(record, values))
        case AssignOwner():
            base: Seen = seen(record, [OWNER_PROPERTY])[OWNER_PROPERTY]
            return replace(operation, base=base)
        case Archive() | Restore():
            return replace(operation, version=record.version)
        case _:
            return operation


def distances(old: Sequence[Operation], new: Sequence[Operation]) -> list[Json]:
    """[property, Levenshtein distance of its text] for each value that differs."""
    before = {n: v for o in old for n, v in values_of(o).items()}
    after = {n: v for o in new for n, v in values_of(o).items()}
    names = sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
    return [[n, Levenshtein.distance(_text(before.get(n)), _text(after.get(n)))] for n in names]


def _text(value: Value) -> str:
    return "" if value is None else str(value)
