"""A filter read against an object type: every condition becomes a few tests that have one meaning
wherever they run. Evaluators know only these tests, so operators cannot drift apart between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter.literals import READERS, moments, text, unreadable
from stationmaster.core.filter.nouns import (
    PRESENCE,
    Condition,
    Filter,
    Operator,
    check_shape,
)
from stationmaster.core.filter.words import words
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType, Value


class Family(StrEnum):
    """How stored values of a property compare. A value of another kind is set, and equals nothing."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class IsSet:
    pass


@dataclass(frozen=True, slots=True)
class AnyOf:
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`; None: no limit. `open` excludes the limits themselves."""

    low: Value
    high: Value
    open: bool = False


@dataclass(frozen=True, slots=True)
class HasOption:
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasWords:
    words: tuple[str, ...]


Test = IsSet | AnyOf | Range | HasOption | HasWords


@dataclass(frozen=True, slots=True)
class Resolved:
    """A condition: any of `tests` holds; or, `negated`, the property is set and none of them holds.

    IsSet stands alone; negated, it asks that the property is not set.
    """

    definition: PropertyDefinition
    family: Family
    tests: tuple[Test, ...]
    negated: bool = False


_O = Operator
_EQUAL = frozenset({_O.EQ, _O.NEQ, _O.IN, _O.NOT_IN})
_ORDER = frozenset({_O.LT, _O.LTE, _O.GT, _O.GTE, _O.BETWEEN})
_TOKEN = frozenset({_O.CONTAINS_TOKEN, _O.NOT_CONTAINS_TOKEN})
_NEGATIVE = frozenset({_O.NEQ, _O.NOT_IN, _O.NOT_CONTAINS_TOKEN, _O.NOT_HAS_PROPERTY})

_T = PropertyType
OPERATORS = {
    _T.STRING: _EQUAL | _ORDER | _TOKEN,
    _T.TEXT: _EQUAL | _TOKEN,
    _T.EMAIL: _EQUAL | _TOKEN,
    _T.PHONE: _EQUAL | _TOKEN,
    _T.URL: _EQUAL | _TOKEN,
    _T.OPTION: _EQUAL | _TOKEN,
    _T.OPTIONS: _EQUAL,
    _T.OWNER: _EQUAL,
    _T.BOOLEAN: _EQUAL,
    _T.NUMBER: _EQUAL | _ORDER,
    _T.DATE: _EQUAL | _ORDER,
    _T.DATETIME: _EQUAL | _ORDER,
}
"""Operators that make sense for a type, besides has_property and not_has_property."""

_FAMILIES = {
    _T.NUMBER: Family.NUMBER,
    _T.BOOLEAN: Family.BOOLEAN,
    _T.OPTIONS: Family.SEVERAL,
}


def operators_for(kind: PropertyType) -> tuple[Operator, ...]:
    """The operators that make sense for a property of this type, in the order of `Operator`."""
    allowed = OPERATORS[kind] | PRESENCE
    return tuple(o for o in Operator if o in allowed)


def resolve(where: Filter, type: ObjectType) -> tuple[tuple[Resolved, ...], ...]:
    """Groups of tests. Raises InvalidInput that names the property, the reason and the way out."""
    return tuple(
        tuple(_condition(c, type) for c in _not_empty(group.conditions)) for group in where.groups
    )


def check(where: Filter, type: ObjectType) -> Filter:
    """The filter itself, for something a person has just written: besides what `resolve` refuses,
    an option that the property does not have is refused, as it would silently match nothing."""
    resolve(where, type)
    for group in where.groups:
        for condition in group.conditions:
            _check_options(condition, type.properties[condition.property])
    return where


def _not_empty(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    if conditions:
        return conditions
    raise InvalidInput(
        "A group of the filter has no conditions.",
        field="filter",
        way_out="Add a condition or remove the group.",
    )


def _condition(condition: Condition, type: ObjectType) -> Resolved:
    definition = _definition(condition.property, type)
    operator = condition.operator
    if operator not in OPERATORS[definition.type] | PRESENCE:
        raise _no_sense(condition, definition)
    check_shape(condition)
    return Resolved(
        definition,
        _FAMILIES.get(definition.type, Family.TEXT),
        tuple(_tests(condition, definition)),
        operator in _NEGATIVE,
    )


def _definition(name: str, type: ObjectType) -> PropertyDefinition:
    if name in type.properties:
        return type.properties[name]
    near = get_close_matches(name, type.properties, 1)
    raise InvalidInput(
        f'{type.label} has no property "{name}".',
        field=name,
        way_out=f'Did you mean "{near[0]}"?' if near else "See the properties of the object type.",
    )


def _no_sense(condition: Condition, definition: PropertyDefinition) -> InvalidInput:
    names = ", ".join(o.value for o in operators_for(definition.type))
    return InvalidInput(
        f'"{condition.operator.value}" makes no sense for {condition.property}, '
        f"which is of type {definition.type.value}.",
        field=condition.property,
        way_out=f"Use one of: {names}.",
    )


def _tests(condition: Condition, definition: PropertyDefinition) -> Iterable[Test]:
    operator = condition.operator
    if operator in PRESENCE:
        return (IsSet(),)
    if operator in _TOKEN:
        return (_has_words(condition),)
    if operator in _ORDER:
        return (_range(condition, definition),)
    if definition.type is PropertyType.OPTIONS:
        return (HasOption(tuple(_option(v, condition) for v in condition.values)),)
    if definition.type is PropertyType.DATETIME:
        return tuple(_day_or_moment(v, condition) for v in condition.values)
    read = READERS[definition.type]
    return (AnyOf(tuple(read(v, condition) for v in condition.values)),)


def _option(value: Value, condition: Condition) -> str:
    option = text(value, condition)
    if ";" in option:
        raise unreadable(condition, value, "one option", 'Ask for several with in ("a", "b").')
    return option


def _has_words(condition: Condition) -> HasWords:
    found = words(text(condition.values[0], condition))
    if not found:
        raise unreadable(condition, condition.values[0], "a word", "Write a word to look for.")
    return HasWords(tuple(dict.fromkeys(found)))


def _range(condition: Condition, definition: PropertyDefinition) -> Range:
    limits = [_limits(v, condition, definition) for v in condition.values]
    (first, last) = limits[0]
    match condition.operator:
        case Operator.LT:
            return Range(None, first, open=True)
        case Operator.LTE:
            return Range(None, last)
        case Operator.GT:
            return Range(last, None, open=True)
        case Operator.GTE:
            return Range(first, None)
    return _between(first, limits[1][1], condition)


def _between(low: Value, high: Value, condition: Condition) -> Range:
    numbers = isinstance(low, int | float) and isinstance(high, int | float)
    if (low > high) if numbers else (str(low) > str(high)):  # type: ignore[operator]  # both numbers
        raise InvalidInput(
            f"{condition.property} can be between nothing: "
            f"{condition.values[0]} is more than {condition.values[1]}.",
            field=condition.property,
            way_out="Write the smaller value first.",
        )
    return Range(low, high)


def _limits(
    value: Value, condition: Condition, definition: PropertyDefinition
) -> tuple[Value, Value]:
    """First and last value that `value` stands for: the same one, but for the day of a moment."""
    if definition.type is PropertyType.DATETIME:
        return moments(value, condition)
    read = READERS[definition.type](value, condition)
    return read, read


def _day_or_moment(value: Value, condition: Condition) -> Test:
    first, last = moments(value, condition)
    return AnyOf((first,)) if first == last else Range(first, last)


def _check_options(condition: Condition, definition: PropertyDefinition) -> None:
    if condition.operator not in _EQUAL or not definition.options:
        return
    for value in condition.values:
        if value not in definition.options:
            near = get_close_matches(str(value), definition.options, 1)
            known = ", ".join(definition.options[:20])
            raise InvalidInput(
                f'{condition.property} has no option "{value}".',
                field=condition.property,
                way_out=f'Did you mean "{near[0]}"?' if near else f"Its options: {known}.",
            )
