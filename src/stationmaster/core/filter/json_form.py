"""Filters as JSON values: `{"groups": [{"conditions": [{"property", "operator", "values"}]}]}`."""

from collections.abc import Mapping

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter.nouns import Condition, Filter, Group, Operator, check_shape
from stationmaster.core.record import Value


def to_json(where: Filter) -> dict[str, object]:
    """The filter as dictionaries and lists; `from_json` reads it back to an equal filter."""
    return {
        "groups": [
            {"conditions": [_condition_to_json(c) for c in group.conditions]}
            for group in where.groups
        ]
    }


def _condition_to_json(condition: Condition) -> dict[str, object]:
    return {
        "property": condition.property,
        "operator": condition.operator.value,
        "values": list(condition.values),
    }


def from_json(data: object) -> Filter:
    """Raises InvalidInput that names the place, such as `groups[0].conditions[1].operator`."""
    groups = _list(_object(data, "filter").get("groups"), "groups")
    return Filter(tuple(_group(g, f"groups[{i}]") for i, g in enumerate(groups)))


def _group(data: object, place: str) -> Group:
    conditions = _list(_object(data, place).get("conditions"), f"{place}.conditions")
    if not conditions:
        raise _wrong(f"{place}.conditions", "is empty", "Add a condition or remove the group.")
    return Group(tuple(_condition(c, f"{place}.conditions[{i}]") for i, c in enumerate(conditions)))


def _condition(data: object, place: str) -> Condition:
    parts = _object(data, place)
    unknown = sorted(set(parts) - {"property", "operator", "values"})
    if unknown:
        raise _wrong(
            place, f"has an unknown part {unknown[0]!r}", "Parts: property, operator, values."
        )
    name = parts.get("property")
    if not isinstance(name, str) or not name:
        raise _wrong(f"{place}.property", "is not the name of a property", "Name a property.")
    values = _list(parts.get("values", []), f"{place}.values")
    condition = Condition(
        name,
        _operator(parts.get("operator"), f"{place}.operator"),
        tuple(_value(v, f"{place}.values[{i}]") for i, v in enumerate(values)),
    )
    check_shape(condition)
    return condition


def _operator(data: object, place: str) -> Operator:
    known = [o.value for o in Operator]
    if not isinstance(data, str) or data not in known:
        raise _wrong(place, f"is {data!r}, not an operator", f"Use one of: {', '.join(known)}.")
    return Operator(data)


def _value(data: object, place: str) -> Value:
    if data is None or isinstance(data, str | int | float | bool):
        return data
    raise _wrong(place, "is neither text, number nor true/false", "Use a plain value.")


def _object(data: object, place: str) -> Mapping[str, object]:
    if isinstance(data, Mapping):
        return data
    raise _wrong(place, "is not an object", 'Write {"groups": [{"conditions": [...]}]}.')


def _list(data: object, place: str) -> list[object]:
    if isinstance(data, list | tuple):
        return list(data)
    raise _wrong(place, "is not a list", 'Write {"groups": [{"conditions": [...]}]}.')


def _wrong(place: str, what: str, way_out: str) -> InvalidInput:
    return InvalidInput(f"The filter's {place} {what}.", field=place, way_out=way_out)
