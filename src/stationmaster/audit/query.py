"""Reading the log: who changed what, newest first, in pages that cost the same however long it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Engine

from stationmaster.audit.canonical import JSON, LARGEST, storable
from stationmaster.core.clock import from_text, to_text
from stationmaster.core.errors import InvalidInput, NotFound
from stationmaster.db.engine import reading
from stationmaster.db.tables.audit import audit_entry

LARGEST_PAGE = 500
LONGEST_TEXT = 200
LONGEST_MENU = 200

_row = audit_entry.c


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry. `hash` is hexadecimal."""

    seq: int
    at: datetime
    actor_kind: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, JSON]
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some rows, newest first, and where the next ones begin (None: there are none)."""

    rows: tuple[AuditRow, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class AuditActor:
    """Somebody or something that acted: kind (person, agent, system, ...) and id."""

    kind: str
    id: str


class AuditQuery:
    """The log of one workspace. Order is the order of the chain."""

    def __init__(self, engine: Engine, workspace: str):
        self._engine = reading(engine)
        self._workspace = workspace

    def page(  # noqa: PLR0913  # one keyword per filter that the page offers
        self,
        *,
        actor: str | None = None,
        actor_kind: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        text: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> AuditPage:
        """Rows that match all that is given. `since` is included, `until` is not.

        `text` stands anywhere in subject or detail, whatever the case of its ASCII letters.
        `after` is `AuditPage.next`. Raises InvalidInput for one that is not, or a limit below 1.
        """
        wanted = {
            _row.actor: actor,
            _row.actor_kind: actor_kind,
            _row.action: action,
            _row.subject: subject,
        }
        for name, given in {"text": text, **{c.name: v for c, v in wanted.items()}}.items():
            if given is not None and not storable(given):
                raise _unusable(name, "Leave out what is not valid text.")
        where = [column == value for column, value in wanted.items() if value is not None]
        if text:
            where.append(self._holds(text))
        if since is not None:
            where.append(_row.at >= to_text(since))
        if until is not None:
            where.append(_row.at < to_text(until))
        if after is not None:
            where.append(_row.seq < _cursor(after))
        return self._page(where, _within(limit))

    def get(self, seq: int) -> AuditRow:
        """Raises NotFound."""
        found = self._page([_row.seq == seq], 1).rows if 0 < seq <= LARGEST else ()
        if not found:
            raise NotFound(f"The audit log has no row {seq}.", field="seq")
        return found[0]

    def actors(self) -> list[AuditActor]:
        """Who acted, for a menu: the first 200 by id. Jumps from one to the next in the index."""
        kind = (
            sa.select(_row.actor_kind)
            .where(_row.workspace == self._workspace)
            .order_by(_row.seq.desc())
            .limit(1)
        )
        names = self._distinct(_row.actor)
        kind_of = kind.where(_row.actor == names.c.value).scalar_subquery()
        query = sa.select(kind_of, names.c.value).where(names.c.value.is_not(None))
        with self._engine.connect() as connection:
            return [AuditActor(*row) for row in connection.execute(query)]

    def actions(self) -> list[str]:
        """What was done, for a menu: the first 200 names. Jumps from one to the next in the index."""
        names = self._distinct(_row.action)
        query = sa.select(names.c.value).where(names.c.value.is_not(None))
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def _page(self, where: Sequence[ColumnElement[bool]], limit: int) -> AuditPage:
        query = (
            sa.select(audit_entry)
            .where(_row.workspace == self._workspace, *where)
            .order_by(_row.seq.desc())
            .limit(limit + 1)
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).all()
        rows = tuple(_read(row) for row in found[:limit])
        return AuditPage(rows, str(rows[-1].seq) if len(found) > limit else None)

    def _holds(self, text: str) -> ColumnElement[bool]:
        if len(text) > LONGEST_TEXT:
            raise _unusable("text", f"Use at most {LONGEST_TEXT} characters.")
        small = _ascii_lower(text)
        quoted = orjson.dumps(small).decode()[1:-1]  # as it stands inside JSON
        return sa.or_(
            self._lower(_row.subject).contains(small, autoescape=True),
            self._lower(_row.detail).contains(quoted, autoescape=True),
        )

    def _lower(self, column: ColumnElement[str]) -> ColumnElement[str]:
        """ASCII letters in lower case. SQLite's LIKE takes no notice of their case anyway."""
        if self._engine.dialect.name == "postgresql":
            return sa.func.lower(sa.collate(column, "C"))
        return column

    def _distinct(self, column: ColumnElement[str]) -> sa.CTE:
        """The distinct values of an indexed column, each found by one step into the index."""
        here = _row.workspace == self._workspace
        first = sa.select(sa.func.min(column).label("value"), sa.literal(1).label("n")).where(here)
        names = first.cte("names", recursive=True)
        following = sa.select(sa.func.min(column)).where(here, column > names.c.value)
        step = sa.select(following.scalar_subquery(), names.c.n + 1)
        more = sa.and_(names.c.value.is_not(None), names.c.n < LONGEST_MENU)
        return names.union_all(step.where(more))


def _read(row: sa.Row[Any]) -> AuditRow:
    return AuditRow(
        seq=row.seq,
        at=from_text(row.at),
        actor_kind=row.actor_kind,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        detail=orjson.loads(row.detail),
        hash=row.hash.hex(),
    )


def _ascii_lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def _cursor(after: str) -> int:
    if not (after.isascii() and after.isdecimal() and len(after) < 16):
        raise _unusable("after", "Take it from the page before, as it is.")
    return int(after)


def _within(limit: int) -> int:
    if limit < 1:
        raise _unusable("limit", f"Ask for 1 to {LARGEST_PAGE} rows.")
    return min(limit, LARGEST_PAGE)


def _unusable(field: str, way_out: str) -> InvalidInput:
    return InvalidInput(f"The {field} cannot be used.", field=field, way_out=way_out)
