"""The filter language in SQL, over the JSON properties of `record`; same answers as in memory.

What makes the databases agree: text compares by bytes of UTF-8, which is code point order (SQLite's
BINARY, PostgreSQL's "C"); every value is first checked for its JSON kind, so nothing is ever cast that
cannot be; every condition is true or false, never NULL. Whole numbers compare exactly up to 2^53 and
fractions as far as 15 significant digits tell them apart, which is what SQLite reads reliably.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from stationmaster.core.errors import InvalidInput
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
from stationmaster.core.filter.words import SEPARATORS, alike
from stationmaster.core.record import ObjectType, Value
from stationmaster.records.json_sql import (
    BooleanIn,
    HasWord,
    Kind,
    NumberIn,
    NumberOf,
    Place,
    TextIn,
)
from stationmaster.records.tables import record

Truth = sa.ColumnElement[bool]


def compile_filter(
    where: Filter,
    type: ObjectType,
    properties: sa.ColumnElement[Any] = record.c.properties,
) -> Truth:
    """The filter as a condition on `record` (or on the properties column of an alias of it).

    Workspace, type and archived are the caller's to ask for. Raises InvalidInput as `resolve` does.
    """
    groups = resolve(where, type)
    if not groups:
        return sa.true()
    return sa.or_(
        *(sa.and_(*(_condition(c, properties) for c in conditions)) for conditions in groups)
    )


def _condition(condition: Resolved, properties: sa.ColumnElement[Any]) -> Truth:
    name = condition.definition.name
    if '"' in name or "\\" in name:
        raise InvalidInput(f"Records cannot be searched by a property named {name}.", field=name)
    place = (properties, sa.literal(name))
    kind = sa.func.coalesce(Kind(*place), "null")
    if isinstance(condition.tests[0], IsSet):
        return kind == "null" if condition.negated else kind != "null"
    value = _FAMILIES[condition.family](*place)
    holds = sa.func.coalesce(
        sa.or_(*(_test(t, value, condition.family) for t in condition.tests)), sa.false()
    )
    return sa.and_(kind != "null", sa.not_(holds)) if condition.negated else holds


def _test(test: Test, value: sa.ColumnElement[Any], family: Family) -> Truth:
    match test:
        case AnyOf(values):
            return value.in_([_parameter(v, family) for v in values])
        case HasOption(options):
            return sa.or_(*(Place(sa.literal(f";{o};"), _fenced(value, ";")) > 0 for o in options))
        case HasWords(words):
            return sa.and_(*(HasWord(_fenced(value, " "), *_patterns(w)) for w in words))
    assert isinstance(test, Range), "presence is answered before"
    return sa.and_(*_limits(test, value, family))


def _limits(test: Range, value: sa.ColumnElement[Any], family: Family) -> Sequence[Truth]:
    limits = []
    if test.low is not None:
        low = _parameter(test.low, family)
        limits.append(value > low if test.open else value >= low)
    if test.high is not None:
        high = _parameter(test.high, family)
        limits.append(value < high if test.open else value <= high)
    return limits


def _parameter(value: Value, family: Family) -> sa.ColumnElement[Any]:
    """Numbers travel as JSON text, so that a stored one and a wanted one are read by the same code."""
    if family is Family.NUMBER:
        return NumberOf(sa.literal(repr(value)))
    if family is Family.BOOLEAN:
        return sa.literal("true" if value else "false")
    return sa.literal(str(value))


def _fenced(value: sa.ColumnElement[Any], fence: str) -> sa.ColumnElement[str]:
    return sa.literal(fence).concat(sa.type_coerce(value, sa.Text())).concat(sa.literal(fence))


def _patterns(word: str) -> tuple[sa.ColumnElement[str], sa.ColumnElement[str]]:
    """The word between separators, in any case: as a GLOB of SQLite, and as a regular expression."""
    gap = "[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in SEPARATORS) + "]"
    glob = "".join(f"[{alike(c)}]" for c in word)
    gap_expression = "[" + "".join(f"{_escaped(a)}-{_escaped(b)}" for a, b in SEPARATORS) + "]"
    expression = "".join(f"[{''.join(_escaped(ord(a)) for a in alike(c))}]" for c in word)
    return (
        sa.literal(f"*{gap}{glob}{gap}*"),
        sa.literal(f"{gap_expression}{expression}{gap_expression}"),
    )


_FAMILIES: Mapping[Family, type[TextIn | NumberIn | BooleanIn]] = {
    Family.TEXT: TextIn,
    Family.SEVERAL: TextIn,
    Family.NUMBER: NumberIn,
    Family.BOOLEAN: BooleanIn,
}


def _escaped(code: int) -> str:
    return f"\\U{code:08x}"
