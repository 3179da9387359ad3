"""What a proposal does, step by step. Every operation knows its reverse, or says it has none.

An operation names what the proposer saw (`base`): the line compares it with what the CRM holds at
the moment of writing, property by property, and never writes over newer data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from stationmaster.core.record import Record, Ref, Value


@dataclass(frozen=True, slots=True)
class Seen:
    """The value a proposer saw, and when that value had been set (None: never set)."""

    value: Value
    at: datetime | None = None


def seen(record: Record, names: Iterable[str]) -> dict[str, Seen]:
    """What a reader of `record` saw of these properties: the base of an operation."""
    stamps = record.stamps
    return {n: Seen(record.get(n), stamps[n].at if n in stamps else None) for n in names}


@dataclass(frozen=True, slots=True)
class SetProperties:
    """Set `values` on a record. `base` holds what was seen for the same names."""

    record: Ref
    values: Mapping[str, Value]
    base: Mapping[str, Seen]

    name = "set"


@dataclass(frozen=True, slots=True)
class AssignOwner:
    """Make `owner` (id of an owner record; None: nobody) the owner of a record."""

    record: Ref
    owner: str | None
    base: Seen

    name = "assign_owner"


@dataclass(frozen=True, slots=True)
class Create:
    """Create a record. `record.id` is `@` and a local name; later operations may point at it.

    `match` are properties that must not exist with these values yet (match before create).
    """

    record: Ref
    values: Mapping[str, Value]
    match: tuple[str, ...] = ()

    name = "create"


@dataclass(frozen=True, slots=True)
class Associate:
    source: Ref
    target: Ref
    label: str

    name = "associate"


@dataclass(frozen=True, slots=True)
class Dissociate:
    source: Ref
    target: Ref
    label: str

    name = "dissociate"


@dataclass(frozen=True, slots=True)
class LogActivity:
    """Create an activity (`values["kind"]`: note, call, meeting, email, task) on records."""

    record: Ref
    values: Mapping[str, Value]
    on: tuple[Ref, ...]

    name = "log_activity"


@dataclass(frozen=True, slots=True)
class Archive:
    """Take a record out of sight. `version` is the one seen: any later change stops it."""

    record: Ref
    version: int

    name = "archive"


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring an archived record back: the reverse of `Archive`."""

    record: Ref
    version: int

    name = "restore"


Operation = (
    SetProperties | AssignOwner | Create | Associate | Dissociate | LogActivity | Archive | Restore
)

OWNER_PROPERTY = "owner_id"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A property that changed elsewhere: what was seen, what is there, what was proposed."""

    record: Ref
    property: str
    base: Value
    theirs: Value
    proposed: Value
    theirs_at: datetime | None = None
    theirs_by: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What one operation did: the record as it is called now, what it held before and holds since.

    `before` and `after` are per property; the reverse is made from them. `changed` is False where
    the CRM held the result already, so there is nothing to take back.
    """

    record: Ref
    before: Mapping[str, Value] = field(default_factory=dict)
    after: Mapping[str, Value] = field(default_factory=dict)
    at: datetime | None = None
    version: int | None = None
    changed: bool = True


def reverse(operation: Operation, written: Written) -> Operation | None:
    """The operation that takes `operation` back, given what it wrote. None: nothing to take back."""
    if not written.changed:
        return None
    match operation:
        case SetProperties():
            seen = {name: Seen(value, written.at) for name, value in written.after.items()}
            return SetProperties(written.record, dict(written.before), seen)
        case AssignOwner():
            before = written.before.get(OWNER_PROPERTY)
            seen_owner = Seen(written.after.get(OWNER_PROPERTY), written.at)
            return AssignOwner(written.record, None if before is None else str(before), seen_owner)
        case Associate(source=source, target=target, label=label):
            return Dissociate(source, target, label)
        case Dissociate(source=source, target=target, label=label):
            return Associate(source, target, label)
        case Archive():
            return Restore(written.record, written.version or 1)
        case _:
            return Archive(written.record, written.version or 1)


def records_of(operation: Operation) -> tuple[Ref, ...]:
    """The existing and new records an operation touches, the changed one first."""
    match operation:
        case Associate(source=source, target=target) | Dissociate(source=source, target=target):
            return (source, target)
        case LogActivity(record=record, on=on):
            return (record, *on)
        case _:
            return (operation.record,)


def values_of(operation: Operation) -> Mapping[str, Value]:
    """The property values an operation would leave behind."""
    match operation:
        case SetProperties(values=values) | Create(values=values) | LogActivity(values=values):
            return values
        case AssignOwner(owner=owner):
            return {OWNER_PROPERTY: owner}
        case _:
            return {}
