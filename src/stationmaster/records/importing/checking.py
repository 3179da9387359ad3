"""Is a plan sound? An edited one, or one that is older than the workspace it is loaded into."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyType
from stationmaster.records.importing.dates import zone_of
from stationmaster.records.importing.plan import LinkPlan, Plan
from stationmaster.records.importing.resolving import BY_ID, BY_TITLE
from stationmaster.records.keys import is_key

_PLACE = re.compile(r"\{([^{}]*)\}")


def check_plan(plan: Plan, kind: ObjectType, types: Mapping[str, ObjectType]) -> None:
    """`kind`: the object type as the plan makes it. Raises InvalidInput naming what is wrong."""
    for column in plan.columns:
        zone_of(column.date.zone)
        if column.to is not None and column.to not in kind.properties:
            raise _wrong(column.name, f"is to fill {column.to!r}, which {kind.label} does not have")
        if column.to is not None and kind.properties[column.to].type is PropertyType.OWNER:
            raise _wrong(
                column.name, f"is to fill {column.to}, which holds owners: link it instead"
            )
    for link in plan.links:
        _check_link(plan, link, kind, types)
    _check_filled_once(plan, kind)
    _check_match(plan, kind)
    for name, template in plan.fill.items():
        if name not in kind.properties:
            raise _wrong(name, f"is to be filled, and {kind.label} does not have it")
        for place in _PLACE.findall(template):
            plan.column(place)


def _check_link(
    plan: Plan, link: LinkPlan, kind: ObjectType, types: Mapping[str, ObjectType]
) -> None:
    plan.column(link.column)
    target = types.get(link.type)
    if target is None:
        raise _wrong(link.column, f"is to link to {link.type!r}, and there is no such object type")
    if link.by not in (BY_ID, BY_TITLE, *target.properties):
        raise _wrong(link.column, f"is to link by {link.by!r}, which {target.label} does not have")
    for name in filter(None, (link.into, link.unresolved)):
        if name not in kind.properties:
            raise _wrong(link.column, f"is to fill {name!r}, which {kind.label} does not have")
    if link.into and (
        link.type != "owner" or kind.properties[link.into].type is not PropertyType.OWNER
    ):
        raise _wrong(link.column, f"links to {target.plural}, and {link.into} does not hold owners")


def _check_filled_once(plan: Plan, kind: ObjectType) -> None:
    filled = Counter(_filled(plan))
    for name, times in filled.items():
        if times > 1:
            raise InvalidInput(
                f"{times} columns are to fill {kind.properties[name].label}.",
                field=name,
                way_out="Let one of them fill it, and the others something else or nothing.",
            )


def _filled(plan: Plan) -> Iterable[str]:
    yield from (column.to for column in plan.columns if column.to is not None)
    for link in plan.links:
        yield from filter(None, (link.into, link.unresolved))


def _check_match(plan: Plan, kind: ObjectType) -> None:
    if plan.ids is not None:
        plan.column(plan.ids)
    if plan.match is None:
        return
    definition = kind.properties.get(plan.match)
    if definition is None or not is_key(definition):
        raise InvalidInput(
            f"Rows cannot be matched by {plan.match!r}: {kind.plural} are not indexed by it.",
            field="match",
            way_out="Match by a unique or indexed property, or by the whole row.",
        )
    if all(column.to != plan.match for column in plan.columns):
        raise InvalidInput(
            f"Rows are to be matched by {definition.label}, and no column fills it.",
            field="match",
            way_out="Let a column fill it, or match by another property or the whole row.",
        )


def _wrong(column: str, what: str) -> InvalidInput:
    return InvalidInput(
        f"{column} {what}.", field=column, way_out="Change the plan, or plan the file anew."
    )
