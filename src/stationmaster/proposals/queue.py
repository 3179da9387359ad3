"""Reading proposals: what waits, in groups and pages whose cost does not grow with the queue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Engine, Select

from stationmaster.core.errors import InvalidInput
from stationmaster.core.proposal import Proposal, Risk, Status
from stationmaster.core.record import Ref
from stationmaster.db.engine import reading
from stationmaster.db.tables.proposals import proposal, proposal_record, waiting_count
from stationmaster.proposals.rows import RISK_ORDER, from_row
from stationmaster.proposals.store import WITH_STEPS, get, load

SORTS = {
    "oldest": (proposal.c.created_at, False),
    "newest": (proposal.c.created_at, True),
    "confidence": (proposal.c.confidence, True),
    "risk": (proposal.c.risk, True),
}
# Written out, so that a planner sees that the partial indexes serve.
WAITING = sa.text("proposal.status = 'waiting'")


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """Alike proposals that wait: `count` of them, `low_risk` of those of low risk."""

    station: str
    kind: str
    count: int
    low_risk: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`total` counts all that match; None where counting would mean reading them all."""

    rows: tuple[Proposal, ...]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    engine: Engine
    workspace: str

    def groups(self, *, station: str | None = None, risk: Risk | None = None) -> list[QueueGroup]:
        """Waiting proposals per station and kind, by name."""
        low = sa.case((waiting_count.c.risk == 0, waiting_count.c.waiting), else_=0)
        query = (
            sa.select(
                waiting_count.c.station,
                waiting_count.c.kind,
                sa.func.sum(waiting_count.c.waiting).label("count"),
                sa.func.sum(low).label("low_risk"),
            )
            .where(waiting_count.c.workspace == self.workspace)
            .group_by(waiting_count.c.station, waiting_count.c.kind)
            .having(sa.func.sum(waiting_count.c.waiting) > 0)
            .order_by(waiting_count.c.station, waiting_count.c.kind)
        )
        if station is not None:
            query = query.where(waiting_count.c.station == station)
        if risk is not None:
            query = query.where(waiting_count.c.risk == RISK_ORDER[risk])
        with reading(self.engine).connect() as connection:
            rows = connection.execute(query)
            return [QueueGroup(r.station, r.kind, int(r[2]), int(r.low_risk)) for r in rows]

    def page(
        self,
        *,
        station: str | None = None,
        kind: str | None = None,
        risk: Risk | None = None,
        text: str | None = None,
        sort: str = "oldest",
        limit: int = 50,
        after: str | None = None,
    ) -> QueuePage:
        """Waiting proposals. `after` is an earlier page's `next`. `text`: some of the title.

        Raises InvalidInput for a sort or a cursor that does not exist.
        """
        query = self._waiting(station, kind, risk, text)
        rows, following = self._rows(query, sort, limit, after)
        groups = [] if text else self.groups(station=station, risk=risk)
        counted = sum(g.count for g in groups if kind in (None, g.kind))
        return QueuePage(rows, following, None if text else counted)

    def get(self, id: str) -> Proposal:
        """Raises NotFound."""
        with reading(self.engine).connect() as connection:
            return get(connection, self.workspace, id)

    def get_many(self, ids: Sequence[str]) -> dict[str, Proposal]:
        with reading(self.engine).connect() as connection:
            return load(connection, self.workspace, ids)

    def recent(
        self,
        *,
        status: Status | None = None,
        station: str | None = None,
        run: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> QueuePage:
        """Proposals of any status, newest first."""
        query = WITH_STEPS.where(proposal.c.workspace == self.workspace)
        if status is not None:
            query = query.where(
                sa.literal_column("proposal.status") == sa.text(f"'{status.value}'")
            )
        if station is not None:
            query = query.where(proposal.c.station == station)
        if run is not None:
            query = query.where(proposal.c.run == run)
        if after is not None:
            query = query.where(proposal.c.id < after)
        rows = self._fetch(query.order_by(proposal.c.id.desc()).limit(limit + 1))
        return QueuePage(rows[:limit], rows[limit - 1].id if len(rows) > limit else None, None)

    def of_record(self, ref: Ref, limit: int = 50) -> list[Proposal]:
        """What was ever proposed about a record, newest first."""
        joined = proposal_record.c.proposal == proposal.c.id
        query = (
            WITH_STEPS.join(proposal_record, joined)
            .where(proposal_record.c.workspace == self.workspace)
            .where(proposal_record.c.type == ref.type, proposal_record.c.record == ref.id)
            .order_by(proposal_record.c.proposal.desc())
            .limit(limit)
        )
        return list(self._fetch(query))

    def reversals(self, id: str) -> list[Proposal]:
        """The proposals that undo this one, newest first."""
        query = WITH_STEPS.where(proposal.c.workspace == self.workspace, proposal.c.undoes == id)
        return list(self._fetch(query.order_by(proposal.c.id.desc())))

    def _waiting(
        self, station: str | None, kind: str | None, risk: Risk | None, text: str | None
    ) -> Select[tuple[object, ...]]:
        query = WITH_STEPS.where(proposal.c.workspace == self.workspace, WAITING)
        if station is not None:
            query = query.where(proposal.c.station == station)
        if kind is not None:
            query = query.where(proposal.c.kind == kind)
        if risk is not None:
            query = query.where(proposal.c.risk == RISK_ORDER[risk])
        if text:
            query = query.where(proposal.c.title.icontains(text, autoescape=True))
        return query

    def _rows(
        self, query: Select[tuple[object, ...]], sort: str, limit: int, after: str | None
    ) -> tuple[tuple[Proposal, ...], str | None]:
        if sort not in SORTS:
            raise InvalidInput(
                f"There is no sort {sort!r}.", field="sort", way_out=f"Use {', '.join(SORTS)}."
            )
        column, descending = SORTS[sort]
        if after is not None:
            query = query.where(_beyond(column, descending, after))
        order = (column.desc(), proposal.c.id.desc()) if descending else (column, proposal.c.id)
        found = self._fetch(query.order_by(*order).limit(limit + 1))
        if len(found) <= limit:
            return found, None
        return found[:limit], _cursor(found[limit - 1], column.name)

    def _fetch(self, query: Select[tuple[object, ...]]) -> tuple[Proposal, ...]:
        with reading(self.engine).connect() as connection:
            return tuple(from_row(row) for row in connection.execute(query).mappings())


def _cursor(last: Proposal, column: str) -> str:
    draft = last.draft
    value = {
        "created_at": last.id,
        "confidence": str(-1 if draft.confidence is None else draft.confidence),
        "risk": str(RISK_ORDER[draft.risk]),
    }[column]
    return f"{value}~{last.id}"


def _beyond(column: sa.Column[object], descending: bool, after: str) -> sa.ColumnElement[bool]:
    value, _, id = after.partition("~")
    if not id or (column.name != "created_at" and not re.fullmatch(r"-?[0-9]{1,9}", value)):
        raise InvalidInput("This is no place in the list.", field="after", way_out="Leave it out.")
    if column.name == "created_at":
        start = sa.select(proposal.c.created_at).where(proposal.c.id == id).scalar_subquery()
        place = sa.tuple_(start, sa.literal(id))
    else:
        place = sa.tuple_(sa.literal(int(value)), sa.literal(id))
    here = sa.tuple_(column, proposal.c.id)
    return here < place if descending else here > place
