"""The operations of a proposal, in and out. `action` says which one it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from stationmaster.api.models.values import (
    EXAMPLE_OWNER,
    Id,
    In,
    Moment,
    Name,
    Out,
    OutValue,
    OutValues,
    RefIn,
    RefOut,
    Value,
    Values,
    Whole,
    core_values,
)
from stationmaster.core import operation as core
from stationmaster.core.operation import OWNER_PROPERTY, Operation, Seen
from stationmaster.core.record import Record, Ref

BASE_WORDS = "What was seen before. Left out: what the CRM holds at this moment."


class SeenIn(In):
    """A value as it was seen, and when it had been set (null: never)."""

    value: Value = None
    at: Moment | None = None

    def core(self) -> Seen:
        return Seen(core_values({"value": self.value})["value"], self.at)


class SetIn(In):
    """Set properties of a record."""

    action: Literal["set"]
    record: RefIn
    values: Values = Field(min_length=1, max_length=200, examples=[{"status": "working"}])
    base: dict[Name, SeenIn] | None = Field(default=None, description=BASE_WORDS)

    def core(self, now: Mapping[Ref, Record]) -> Operation:
        ref, values = self.record.core(), core_values(self.values)
        base = {name: seen.core() for name, seen in (self.base or {}).items()}
        if self.base is None:
            base = _seen(now.get(ref), values)
        return core.SetProperties(ref, values, base)


class AssignOwnerIn(In):
    """Make somebody the owner of a record."""

    action: Literal["assign_owner"]
    record: RefIn
    owner: Id | None = Field(description="Id of an owner record.", examples=[EXAMPLE_OWNER])
    base: SeenIn | None = Field(default=None, description=BASE_WORDS)

    def core(self, now: Mapping[Ref, Record]) -> Operation:
        ref = self.record.core()
        seen = (
            self.base.core() if self.base else _seen(now.get(ref), [OWNER_PROPERTY])[OWNER_PROPERTY]
        )
        return core.AssignOwner(ref, self.owner, seen)


class CreateIn(In):
    """Create a record. `match`: properties whose values no record may have yet."""

    action: Literal["create"]
    record: RefIn = Field(examples=[{"type": "contact", "id": "@contact"}])
    values: Values = Field(min_length=1, max_length=200)
    match: list[Name] = Field(default=[], max_length=20)

    def core(self, now: Mapping[Ref, Record]) -> Operation:
        values = core_values(self.values)
        return core.Create(self.record.core(), values, tuple(self.match))


class AssociateIn(In):
    """Link two records, both ways."""

    action: Literal["associate"]
    source: RefIn
    target: RefIn
    label: Name = Field(examples=["works at"])

    def core(self, now: Mapping[Ref, Record]) -> Operation:
        return core.Associate(self.source.core(), self.target.core(), self.label)


class DissociateIn(In):
    """Cut a link."""

    action: Literal["dissociate"]
    source: RefIn
    target: RefIn
    label: Name = Field(examples=["works at"])

    def core(self, now: Mapping[Ref, Record]) -> Operation:
        return core.Dissociate(self.source.core(), self.target.core(), self.label)


class LogActivityIn(In):
    """Log a note, call, meeting, mail or task on records."""

    action: Literal["log_activity"]
    record: RefIn = Field(examples=[{"type": "activity", "id": "@note"}])
    values: Values = Field(max_length=200, examples=[{"kind": "note", "subject": "Rang back"}])
    on: list[RefIn] = Field(min_length=1, max_length=50)

    def core(self, now: Mapping[Ref, Record]) -> Operation:
        values = core_values(self.values)
        return core.LogActivity(self.record.core(), values, tuple(r.core() for r in self.on))


class ArchiveIn(In):
    """Take a record out of sight. Any change since `version` stops it."""

    action: Literal["archive"]
    record: RefIn
    version: Whole = Field(ge=1)

    def core(self, now: Mapping[Ref, Record]) -> Operation:
        return core.Archive(self.record.core(), self.version)


class RestoreIn(In):
    """Bring an archived record back. Any change since `version` stops it."""

    action: Literal["restore"]
    record: RefIn
    version: Whole = Field(ge=1)

    def core(self, now: Mapping[Ref, Record]) -> Operation:
        return core.Restore(self.record.core(), self.version)


OperationIn = Annotated[
    SetIn
    | AssignOwnerIn
    | CreateIn
    | AssociateIn
    | DissociateIn
    | LogActivityIn
    | ArchiveIn
    | RestoreIn,
    Field(discriminator="action"),
]


def refs_in(operation: OperationIn) -> list[Ref]:
    """The existing records whose present state an operation without a base has to be told."""
    record = getattr(operation, "record", None)
    ref = record.core() if isinstance(record, RefIn) else None
    return [ref] if ref and not ref.is_new else []


class SeenOut(Out):
    """A value as the proposer saw it, and when it had been set."""

    value: OutValue
    at: datetime | None

    @classmethod
    def of(cls, seen: Seen) -> "SeenOut":
        return cls(value=seen.value, at=seen.at)


class OperationOut(Out):
    """One operation. Which fields are filled depends on `action`."""

    action: str = Field(examples=["assign_owner"])
    record: RefOut
    target: RefOut | None = None
    label: str | None = None
    values: OutValues = Field(default_factory=dict)
    base: dict[str, SeenOut] = Field(default_factory=dict)
    match: list[str] = Field(default_factory=list)
    on: list[RefOut] = Field(default_factory=list)
    version: int | None = None

    @classmethod
    def of(cls, operation: Operation) -> "OperationOut":
        record = RefOut.of(core.records_of(operation)[0])
        values = dict(core.values_of(operation))
        made = cls(action=operation.name, record=record, values=values)
        return made.model_copy(update=_particulars(operation))


def _particulars(operation: Operation) -> dict[str, object]:
    match operation:
        case core.SetProperties(base=base):
            return {"base": {name: SeenOut.of(seen) for name, seen in base.items()}}
        case core.AssignOwner(base=seen):
            return {"base": {OWNER_PROPERTY: SeenOut.of(seen)}}
        case core.Create(match=match):
            return {"match": list(match)}
        case (
            core.Associate(target=target, label=label) | core.Dissociate(target=target, label=label)
        ):
            return {"target": RefOut.of(target), "label": label}
        case core.LogActivity(on=on):
            return {"on": [RefOut.of(ref) for ref in on]}
        case core.Archive(version=version) | core.Restore(version=version):
            return {"version": version}


def _seen(record: Record | None, names: Iterable[str]) -> dict[str, Seen]:
    """What a record holds now. For one that is not there, nothing; submitting it will say so."""
    return core.seen(record, names) if record else {name: Seen(None) for name in names}
