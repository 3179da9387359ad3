"""Associations of records, and the activities among them in order of time."""

from collections.abc import Collection

from sqlalchemy import Connection, false, select

from stationmaster.core.record import Association, Ref
from stationmaster.crm.reader import Page, Sort
from stationmaster.records.order import order_of
from stationmaster.records.rows import COLUMNS, in_chunks, storable, to_record
from stationmaster.records.standard_types import ACTIVITY
from stationmaster.records.tables import association, record

NEWEST_FIRST = Sort("at", descending=True)


def read_associations(
    connection: Connection, workspace: str, refs: Collection[Ref], to_type: str | None = None
) -> dict[Ref, list[Association]]:
    """Links of each record, archived ones at the other end included; no entry for one without."""
    a = association.c
    wanted = {ref.id: ref for ref in refs}
    found: dict[Ref, list[Association]] = {}
    for chunk in in_chunks(filter(storable, wanted)):
        query = select(a.from_id, a.from_type, a.to_type, a.to_id, a.label).where(
            a.workspace == workspace, a.from_id.in_(chunk)
        )
        if to_type is not None:
            query = query.where(a.to_type == to_type)
        query = query.order_by(a.from_id, a.to_type, a.to_id, a.label)
        for from_id, from_type, other_type, to_id, label in connection.execute(query):
            source = Ref(from_type, from_id)
            if wanted[from_id] == source:
                link = Association(source, Ref(other_type, to_id), label)
                found.setdefault(source, []).append(link)
    return found


def read_timeline(
    connection: Connection, workspace: str, ref: Ref, limit: int, after: str | None
) -> Page:
    """Activities linked with a record, newest first, each once."""
    order = order_of(ACTIVITY, NEWEST_FIRST, connection.dialect.name)
    assert order.key is not None
    linked = select(association.c.to_id).where(
        association.c.workspace == workspace,
        association.c.from_id == ref.id,
        association.c.from_type == ref.type,
        association.c.to_type == ACTIVITY.name,
    )
    query = select(*COLUMNS, order.key.label("sort_key")).where(
        record.c.id.in_(linked),
        record.c.workspace == workspace,
        record.c.archived == false(),
    )
    if after is not None:
        query = query.where(order.behind(after))
    rows = connection.execute(query.order_by(*order.clauses()).limit(limit + 1)).all()
    page = rows[:limit]
    more = order.cursor(page[-1].sort_key, page[-1].id) if len(rows) > limit else None
    return Page(tuple(to_record(row[:-1]) for row in page), more)
