"""Filters as people write them: `amount gt 50000 and stage in ("won", "lost") or owner not_has_property`.

`and` binds before `or`; there are no parentheses around conditions, as groups are one level deep.
"""

import re

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter.nouns import Condition, Filter, Group, Operator, check_shape
from stationmaster.core.record import Value

SYMBOLS = {
    "=": Operator.EQ,
    "!=": Operator.NEQ,
    "<>": Operator.NEQ,
    "<": Operator.LT,
    "<=": Operator.LTE,
    ">": Operator.GT,
    ">=": Operator.GTE,
}
WORDS = {o.value: o for o in Operator}
KEYWORDS = frozenset({"and", "or", "true", "false", *WORDS})
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_UNESCAPED = str.maketrans({"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"})


def to_text(where: Filter) -> str:
    """The filter in the form that `parse` reads back to an equal one. Everything: the empty text.

    Raises InvalidInput where a condition has no form, such as a missing value.
    """
    return " or ".join(
        " and ".join(_condition(c) for c in group.conditions) for group in _groups(where)
    )


def _groups(where: Filter) -> tuple[Group, ...]:
    if all(group.conditions for group in where.groups):
        return where.groups
    raise InvalidInput("A group of the filter has no conditions.", field="filter")


def _condition(condition: Condition) -> str:
    check_shape(condition)
    words = [_name(condition.property), condition.operator.value]
    values = [_literal(v) for v in condition.values]
    if condition.operator in (Operator.IN, Operator.NOT_IN):
        words.append(f"({', '.join(values)})")
    elif values:
        words.append(" and ".join(values))
    return " ".join(words)


def _name(name: str) -> str:
    bare = NAME.fullmatch(name) and name.lower() not in KEYWORDS
    return name if bare else _literal(name)


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value.translate(_UNESCAPED)}"'
    return repr(value)
