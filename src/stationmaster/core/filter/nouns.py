"""What a filter is made of."""

import math
from dataclasses import dataclass
from enum import StrEnum

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import Value


class Operator(StrEnum):
    EQ = "eq"
    NEQ = "neq"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    BETWEEN = "between"
    IN = "in"
    NOT_IN = "not_in"
    HAS_PROPERTY = "has_property"
    NOT_HAS_PROPERTY = "not_has_property"
    CONTAINS_TOKEN = "contains_token"
    NOT_CONTAINS_TOKEN = "not_contains_token"


PRESENCE = frozenset({Operator.HAS_PROPERTY, Operator.NOT_HAS_PROPERTY})
LISTS = frozenset({Operator.IN, Operator.NOT_IN})


@dataclass(frozen=True, slots=True)
class Condition:
    """`values`: none for has/not_has, two for between, one or more for in/not_in, else one."""

    property: str
    operator: Operator
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """No groups: everything. A group without conditions is refused: it would match everything."""

    groups: tuple[Group, ...] = ()


EVERYTHING = Filter()

BIGGEST_NUMBER = 2**53
"""Beyond it a double no longer holds every whole number, so databases would begin to disagree."""


def check_shape(condition: Condition) -> None:
    """Raises InvalidInput where a condition has the wrong number of values, or values that no
    property can hold (None, not-a-number, control character NUL)."""
    wanted = wanted_values(condition.operator)
    if not wanted[0] <= len(condition.values) <= wanted[1]:
        raise InvalidInput(
            f'"{condition.property} {condition.operator.value}" takes {wanted[2]}, '
            f"not {len(condition.values)}.",
            field=condition.property,
            way_out=example(condition.property, condition.operator),
        )
    for value in condition.values:
        _check_value(condition, value)


def wanted_values(operator: Operator) -> tuple[int, int, str]:
    """Fewest, most, and the same in words."""
    if operator in PRESENCE:
        return 0, 0, "no value"
    if operator is Operator.BETWEEN:
        return 2, 2, "two values"
    if operator in LISTS:
        return 1, 10_000, "one to 10,000 values"
    return 1, 1, "one value"


def example(name: str, operator: Operator) -> str:
    shown = {
        Operator.BETWEEN: "between 1 and 10",
        Operator.IN: 'in ("a", "b")',
        Operator.NOT_IN: 'not_in ("a", "b")',
        Operator.HAS_PROPERTY: "has_property",
        Operator.NOT_HAS_PROPERTY: "not_has_property",
    }
    return f"Write for example: {name} {shown.get(operator, f'{operator.value} 10')}"


def _check_value(condition: Condition, value: Value) -> None:
    if value is None:
        raise _refused(condition, "nothing", "Use not_has_property to find what is not set.")
    if isinstance(value, bool):
        return
    if isinstance(value, str):
        if "\0" in value or not _is_text(value):
            raise _refused(condition, "a character that text cannot hold", "Remove the character.")
    elif not math.isfinite(value) or abs(value) > BIGGEST_NUMBER:
        raise _refused(condition, f"the number {value}", f"Use numbers up to {BIGGEST_NUMBER}.")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refused(condition: Condition, what: str, way_out: str) -> InvalidInput:
    return InvalidInput(
        f'"{condition.property} {condition.operator.value}" cannot compare with {what}.',
        field=condition.property,
        way_out=way_out,
    )
