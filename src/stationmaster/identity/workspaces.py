"""Workspaces: everything else belongs to one."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from stationmaster.audit import log
from stationmaster.audit.canonical import storable
from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.core.ids import new_id
from stationmaster.db.engine import reading
from stationmaster.db.tables.identity import workspace as table
from stationmaster.identity.acting import OPERATOR, no_workspace
from stationmaster.identity.text import clean_name

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """`slug` is the short name people type."""

    id: str
    slug: str
    name: str
    created_at: datetime


class Workspaces:
    def __init__(self, engine: Engine, clock: Clock):
        self._engine, self._clock = engine, clock

    def create(self, slug: str, name: str) -> WorkspaceInfo:
        """Only the operator makes workspaces. Raises InvalidInput, or Conflict where the slug is taken."""
        if not SLUG.fullmatch(slug):
            raise InvalidInput(
                "That is not a short name for a workspace.",
                field="slug",
                way_out="Use 1 to 63 small letters, digits and hyphens; begin with no hyphen.",
            )
        made = WorkspaceInfo(new_id("ws"), slug, clean_name(name, "a workspace"), self._clock())
        row = {
            "id": made.id,
            "slug": slug,
            "name": made.name,
            "created_at": to_text(made.created_at),
        }
        detail = {"slug": slug, "name": made.name}
        entry = log.Entry(
            made.created_at, "system", OPERATOR.id, "workspace.created", made.id, detail
        )
        try:
            with self._engine.begin() as connection:
                connection.execute(table.insert().values(row))
                log.append(connection, made.id, [entry])
        except sa.exc.IntegrityError:
            raise Conflict(
                f"There is a workspace {slug!r} already.",
                field="slug",
                way_out="Choose another name.",
            ) from None
        return made

    def get(self, id: str) -> WorkspaceInfo:
        """Raises NotFound."""
        return self._one(table.c.id == id, id)

    def find(self, slug: str) -> WorkspaceInfo:
        """Raises NotFound."""
        return self._one(table.c.slug == slug, slug)

    def all(self) -> list[WorkspaceInfo]:
        """Every workspace, by short name."""
        with reading(self._engine).connect() as connection:
            return [
                _read(row) for row in connection.execute(sa.select(table).order_by(table.c.slug))
            ]

    def _one(self, where: sa.ColumnElement[bool], named: str) -> WorkspaceInfo:
        if not storable(named):
            raise no_workspace()
        with reading(self._engine).connect() as connection:
            row = connection.execute(sa.select(table).where(where)).one_or_none()
        if row is None:
            raise no_workspace()
        return _read(row)


def _read(row: sa.Row[Any]) -> WorkspaceInfo:
    return WorkspaceInfo(row.id, row.slug, row.name, from_text(row.created_at))
