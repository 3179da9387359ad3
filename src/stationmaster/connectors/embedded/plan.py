"""An operation made ready: values coerced, and what has to be read before it can be judged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from stationmaster.core.errors import StationmasterError
from stationmaster.core.operation import (
    Associate,
    Conflict,
    Create,
    Dissociate,
    LogActivity,
    Operation,
    records_of,
    values_of,
)
from stationmaster.core.record import ObjectType, PropertyType, Ref, Value
from stationmaster.crm.writer import Change
from stationmaster.records.standard_types import ACTIVITY
from stationmaster.records.write.checks import coerced, type_of
from stationmaster.records.write.staged_keys import Key
from stationmaster.records.write.staged_links import Link, link_of
from stationmaster.records.write.staging import Staging


@dataclass(slots=True)
class Plan:
    """`refusal`: why it cannot be done at all. `conflicts`: what moved since it was proposed."""

    operation: Operation
    kind: ObjectType
    values: Mapping[str, Value]
    refusal: str = ""
    conflicts: tuple[Conflict, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.refusal and not self.conflicts


_NO_TYPE = ObjectType("", "", "", (), {})


def plan(staging: Staging, operation: Operation) -> Plan:
    """Coerce what the operation would write; what cannot be is its refusal."""
    name = ACTIVITY.name if isinstance(operation, LogActivity) else records_of(operation)[0].type
    try:
        kind = type_of(staging, name)
        values = values_of(operation)
        if isinstance(operation, LogActivity):
            values = {"at": staging.now, **values}
        return Plan(operation, kind, coerced(kind, values) if values else values)
    except StationmasterError as error:
        return Plan(operation, _NO_TYPE, {}, refusal=error.message)


def load_for(staging: Staging, plans: Iterable[Plan]) -> None:
    """Read all that the checks will ask for, in a few statements for many changes."""
    plans = [p for p in plans if p.fits]
    staging.load(ref for p in plans for ref in _refs(p))
    staging.keys.load(key for p in plans for key in _keys(staging, p))
    staging.links.load(link for p in plans for link in _links(p))


def _refs(p: Plan) -> Iterator[Ref]:
    for ref in records_of(p.operation):
        if not ref.is_new:
            yield ref
    for name, value in p.values.items():
        if value is not None and p.kind.properties[name].type is PropertyType.OWNER:
            yield Ref("owner", str(value))


def _keys(staging: Staging, p: Plan) -> Iterator[Key]:
    yield from staging.unique_keys_of(p.kind, p.values).values()
    if isinstance(p.operation, Create) and p.operation.match:
        asked = {name: p.values.get(name) for name in p.operation.match}
        yield from staging.keys_of(p.kind, asked).values()


def _links(p: Plan) -> Iterator[Link]:
    o = p.operation
    if isinstance(o, Associate | Dissociate) and not o.source.is_new and not o.target.is_new:
        yield link_of(o.source, o.target, o.label)


def plans_of(staging: Staging, change: Change) -> list[Plan]:
    return [plan(staging, operation) for operation in change.operations]
