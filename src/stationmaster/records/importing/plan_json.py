"""Plans as JSON, to be kept, edited and read back."""

from collections.abc import Mapping
from hashlib import blake2b

import orjson
from pydantic import TypeAdapter, ValidationError

from stationmaster.core.errors import InvalidInput
from stationmaster.records.importing.plan import Plan

_PLANS: TypeAdapter[Plan] = TypeAdapter(Plan)


def to_json(plan: Plan) -> dict[str, object]:
    """The plan as JSON values; `from_json` reads it back to an equal one."""
    dumped: dict[str, object] = _PLANS.dump_python(plan, mode="json")
    return dumped


def from_json(data: object) -> Plan:
    """Raises InvalidInput that names the place, such as `columns.3.date.order`."""
    try:
        plan = _PLANS.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(
            f"The plan cannot be read: {place}: {first['msg']}.",
            field=place,
            way_out="Put it right, or plan the file anew.",
        ) from None
    unknown = _unknown(data, to_json(plan))
    if unknown:
        raise InvalidInput(
            f"The plan has {unknown}, which means nothing.",
            field=unknown,
            way_out="Check how it is written.",
        )
    return plan


def _unknown(given: object, known: object, place: str = "") -> str:
    """The first key of `given` that reading it left out."""
    if isinstance(given, Mapping) and isinstance(known, Mapping):
        for key, value in given.items():
            here = f"{place}.{key}".lstrip(".")
            if key not in known:
                return here
            if found := _unknown(value, known[key], here):
                return found
    if isinstance(given, list) and isinstance(known, list):
        for number, (one, other) in enumerate(zip(given, known, strict=True)):
            if found := _unknown(one, other, f"{place}.{number}".lstrip(".")):
                return found
    return ""


def reading_digest(plan: Plan) -> bytes:
    """Of everything that decides what a row becomes: planning the same file again gives the same."""
    columns = [
        [c.name, c.to, _dump(c.number), _dump(c.date), c.missing, sorted(c.replace.items())]
        for c in plan.columns
    ]
    links = [[_dump(link)] for link in plan.links]
    said = [
        columns,
        links,
        sorted(plan.fill.items()),
        plan.match,
        plan.ids,
        plan.existing,
        plan.layout.kind,
    ]
    return blake2b(orjson.dumps(said), digest_size=16).digest()


def _dump(part: object) -> object:
    return TypeAdapter(type(part)).dump_python(part, mode="json")
