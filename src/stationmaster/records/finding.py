"""Filtering and sorting records, page by page."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, null, select

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import Filter, Operator
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType
from stationmaster.crm.reader import Page, Sort
from stationmaster.records.filters import compile_filter
from stationmaster.records.keys import is_key, normalise
from stationmaster.records.order import order_of
from stationmaster.records.rows import COLUMNS, to_record
from stationmaster.records.tables import record, record_key

NARROWING = frozenset(
    {PropertyType.STRING, PropertyType.OPTION, PropertyType.OWNER, PropertyType.EMAIL}
)
"""Types whose equal values have equal keys, so that the key index may be asked first."""


def find(
    connection: Connection,
    workspace: str,
    kind: ObjectType,
    where: Filter,
    sort: Sort | None,
    limit: int,
    after: str | None,
) -> Page:
    """A page of records that are not archived. Raises InvalidInput for a bad sort, limit or page."""
    check_limit(limit)
    key = _narrowing_key(workspace, kind, where)
    id = record.c.id if key is None else record_key.c.record_id
    order = order_of(kind, sort, connection.dialect.name, id)
    query: Select[Any] = select(
        *COLUMNS, (null() if order.key is None else order.key).label("sort_key")
    )
    query = _among(query, workspace, kind, key).where(compile_filter(where, kind))
    if after is not None:
        query = query.where(order.behind(after))
    rows = connection.execute(query.order_by(*order.clauses()).limit(limit + 1)).all()
    page = rows[:limit]
    more = order.cursor(page[-1].sort_key, page[-1].id) if len(rows) > limit else None
    return Page(tuple(to_record(row[:-1]) for row in page), more)


def check_limit(limit: int) -> None:
    if limit < 1:
        raise InvalidInput("A page holds at least one record.", field="limit")


def _among(
    query: Select[Any], workspace: str, kind: ObjectType, key: ColumnElement[bool] | None
) -> Select[Any]:
    if key is not None:  # keys are of this workspace and type, and of no archived record
        query = query.select_from(record_key).join(record, record.c.id == record_key.c.record_id)
        return query.where(key)
    return query.where(
        record.c.workspace == workspace,
        record.c.type == kind.name,
        record.c.archived == false(),
    )


def _narrowing_key(workspace: str, kind: ObjectType, where: Filter) -> ColumnElement[bool] | None:
    """The key index is asked first where all that matches must hold one known key.

    Rows of one key lie in order of record id, so pages of the unsorted list are read straight off.
    """
    if len(where.groups) != 1:
        return None
    for condition in where.groups[0].conditions:
        definition = kind.properties.get(condition.property)
        if condition.operator is Operator.EQ and definition and _narrows(definition):
            (value,) = condition.values
            if isinstance(value, str) and (key := normalise(definition, value)):
                k = record_key.c
                mine = (k.workspace == workspace) & (k.type == kind.name)
                return mine & (k.property == definition.name) & (k.value == key)
    return None


def _narrows(definition: PropertyDefinition) -> bool:
    return is_key(definition) and definition.type in NARROWING
