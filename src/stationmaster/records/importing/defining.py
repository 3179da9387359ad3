"""What a plan adds to the object types of a workspace."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyDefinition
from stationmaster.records.importing.plan import Plan
from stationmaster.records.schema import define_property, define_type


def planned_type(plan: Plan, types: Mapping[str, ObjectType]) -> ObjectType:
    """The object type as it will be when the plan is loaded. Raises InvalidInput if there is none."""
    kind = types.get(plan.type) or plan.new_type
    if kind is None:
        raise InvalidInput(
            f"There is no object type {plan.type!r}.",
            field="type",
            way_out=f"Use one of {', '.join(types)}, or let the import define it.",
        )
    added = {d.name: d for d in _definitions(plan, kind)}
    return replace(kind, properties={**kind.properties, **added})


def _definitions(plan: Plan, kind: ObjectType) -> Iterable[PropertyDefinition]:
    """New properties, and known ones that get more options. One that is there by now stays."""
    for column in plan.columns:
        if column.new is not None and column.new.name not in kind.properties:
            yield column.new
        elif column.options and (known := kind.properties.get(column.to or "")):
            more = tuple(o for o in column.options if o not in known.options)
            if more:
                yield replace(known, options=known.options + more)
    yield from (d for d in plan.new if d.name not in kind.properties)


def define(
    connection: Connection, workspace: str, plan: Plan, types: Mapping[str, ObjectType]
) -> ObjectType:
    """Define what the plan adds to the workspace; the object type as it is then."""
    planned = planned_type(plan, types)
    if plan.type not in types:
        return define_type(connection, workspace, planned)
    for definition in _definitions(plan, types[plan.type]):
        planned = define_property(connection, workspace, plan.type, definition)
    return planned
