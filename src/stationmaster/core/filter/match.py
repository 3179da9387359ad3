"""Filters in memory."""

from collections.abc import Callable, Mapping
from functools import partial

from stationmaster.core.filter.nouns import Filter
from stationmaster.core.filter.resolve import (
    AnyOf,
    Family,
    HasOption,
    HasWords,
    IsSet,
    Range,
    Resolved,
    Test,
    resolve,
)
from stationmaster.core.filter.words import words
from stationmaster.core.record import ObjectType, Value

Predicate = Callable[[Mapping[str, Value]], bool]


def matches(where: Filter, properties: Mapping[str, Value], type: ObjectType) -> bool:
    """Whether a record of `type` with these properties is meant. For many records: `predicate`.

    Raises InvalidInput for an unknown property, or an operator or value that its type cannot take.
    """
    return predicate(where, type)(properties)


def predicate(where: Filter, type: ObjectType) -> Predicate:
    """The filter as a function, read and checked once. Raises as `matches` does, at once."""
    return partial(_any_group, resolve(where, type))


def _any_group(groups: tuple[tuple[Resolved, ...], ...], properties: Mapping[str, Value]) -> bool:
    if not groups:
        return True
    return any(all(_holds(c, properties) for c in group) for group in groups)


def _holds(condition: Resolved, properties: Mapping[str, Value]) -> bool:
    value = properties.get(condition.definition.name)
    is_set = value is not None and value != ""
    if isinstance(condition.tests[0], IsSet):
        return is_set is not condition.negated
    if not is_set:
        return False
    comparable = _KINDS[condition.family](value)
    return condition.negated is not (
        comparable and any(_passes(test, value) for test in condition.tests)
    )


_KINDS: Mapping[Family, Callable[[Value], bool]] = {
    Family.TEXT: lambda v: isinstance(v, str),
    Family.SEVERAL: lambda v: isinstance(v, str),
    Family.BOOLEAN: lambda v: isinstance(v, bool),
    Family.NUMBER: lambda v: isinstance(v, int | float) and not isinstance(v, bool),
}


def _passes(test: Test, value: Value) -> bool:
    match test:
        case AnyOf(values):
            return value in values
        case HasOption(options):
            return not set(options).isdisjoint(str(value).split(";"))
        case HasWords(wanted):
            return set(wanted) <= set(words(str(value)))
    assert isinstance(test, Range), "presence is answered before"
    return _within(value, test)


def _within(value: Value, test: Range) -> bool:
    """Values of one family, so that both are numbers or both are text."""
    low, high, is_open = test.low, test.high, test.open
    above = low is None or value > low or (value == low and not is_open)  # type: ignore[operator]  # one family
    below = high is None or value < high or (value == high and not is_open)  # type: ignore[operator]  # one family
    return bool(above and below)
