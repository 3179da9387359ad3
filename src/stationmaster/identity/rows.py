"""People as they stand in the database."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from stationmaster.audit.canonical import storable
from stationmaster.core.actor import Person, Role
from stationmaster.core.errors import NotFound
from stationmaster.db.tables.identity import person as table


def person_of(row: sa.Row[Any]) -> Person:
    return Person(row.id, row.workspace, row.name, Role(row.role), row.owner)


def find_person(connection: Connection, workspace: str, id: str) -> sa.Row[Any] | None:
    if not storable(id):
        return None
    query = sa.select(table).where(table.c.workspace == workspace, table.c.id == id)
    return connection.execute(query).one_or_none()


def require_person(connection: Connection, workspace: str, id: str) -> sa.Row[Any]:
    """Raises NotFound, the same for an unknown id and for another workspace's."""
    row = find_person(connection, workspace, id)
    if row is None:
        raise NotFound("There is no such person.", field="person")
    return row
