"""The one filter language: groups of `property operator value`, AND inside a group, OR between.

Used by searches, views, policy scopes and routing rules; compiled to SQL in `records`, evaluated in
memory here. A property that is not set matches no operator but `not_has_property`.
"""

from dataclasses import dataclass
from enum import StrEnum

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
    """No groups: everything."""

    groups: tuple[Group, ...] = ()


EVERYTHING = Filter()
