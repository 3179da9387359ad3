"""Reading the values of a filter by the type of the property they are compared with."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from stationmaster.core.clock import from_text, to_text
from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter.nouns import Condition
from stationmaster.core.record import PropertyType, Value


def moments(value: Value, condition: Condition) -> tuple[str, str]:
    """First and last moment that a value stands for: a plain date is a whole day in UTC."""
    written = text(value, condition)
    if _DAY.fullmatch(written):
        day = _date(written, condition)
        return f"{day}T00:00:00.000000Z", f"{day}T23:59:59.999999Z"
    try:
        moment = to_text(from_text(written))
    except (ValueError, OverflowError) as error:
        raise unreadable(condition, value, "a moment", _WRITE_MOMENT) from error
    return moment, moment


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WRITE_MOMENT = "Write 2026-01-31T09:00:00Z, or 2026-01-31 for the whole day."


def _date(value: Value, condition: Condition) -> str:
    written = text(value, condition)
    try:
        if _DAY.fullmatch(written):
            return date.fromisoformat(written).isoformat()
    except ValueError:
        pass
    raise unreadable(condition, value, "a date", "Write it as 2026-01-31.")


def _number(value: Value, condition: Condition) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    raise unreadable(condition, value, "a number", "Write it without quotes, such as 50000 or 0.5.")


def _boolean(value: Value, condition: Condition) -> bool:
    if isinstance(value, bool):
        return value
    raise unreadable(condition, value, "true or false", "Write true or false, without quotes.")


def text(value: Value, condition: Condition) -> str:
    """The value, which must be text. Raises InvalidInput that says how to write it."""
    if isinstance(value, str):
        return value
    raise unreadable(condition, value, "text", f'Write it in quotes: "{value}".')


READERS: Mapping[PropertyType, Callable[[Value, Condition], Value]] = {
    **dict.fromkeys(PropertyType, text),
    PropertyType.NUMBER: _number,
    PropertyType.BOOLEAN: _boolean,
    PropertyType.DATE: _date,
}
"""How the value of a condition is read, by type of property; moments are read by `moments`."""


def unreadable(condition: Condition, value: Value, wanted: str, way_out: str) -> InvalidInput:
    """The error for a value that a property of this type cannot be compared with."""
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return InvalidInput(
        f"{condition.property} {condition.operator.value} {shown}: {shown} is not {wanted}.",
        field=condition.property,
        way_out=way_out,
    )
