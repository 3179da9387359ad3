"""Finish what was left lying: silence becomes "no", a crashed apply is looked up and ended."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from stationmaster.core.clock import to_text
from stationmaster.core.proposal import Proposal, Status
from stationmaster.crm.writer import Result
from stationmaster.db.tables.proposals import proposal
from stationmaster.proposals.apply import apply, settle
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.store import By, Move, load, move

SWEEP = By("system", "sweep")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many proposals expired, were found written, and were applied (again)."""

    expired: int
    found: int
    applied: int


def sweep(desk: Desk) -> Swept:
    """One pass. Safe beside other sweeps and workers: every move compares before it sets."""
    expired = _expire(desk)
    lost = _lost(desk)
    found = _look(desk, lost)
    left = _ids(desk, Status.APPROVED, proposal.c.updated_at <= _before(desk))
    applied = apply(desk, _approved(desk, [*left, *(p.id for p in lost)]))
    return Swept(expired, found, sum(p.status is Status.APPLIED for p in applied))


def _approved(desk: Desk, ids: Sequence[str]) -> list[Proposal]:
    with desk.read() as connection:
        found = load(connection, desk.workspace, ids).values()
    return [p for p in found if p.status is Status.APPROVED]


def _before(desk: Desk) -> str:
    return to_text(desk.clock() - desk.lease)


def _ids(desk: Desk, status: Status, *where: sa.ColumnElement[bool]) -> list[str]:
    query = (
        sa.select(proposal.c.id)
        .where(proposal.c.workspace == desk.workspace)
        .where(sa.literal_column("status") == sa.literal_column(f"'{status.value}'"), *where)
        .order_by(proposal.c.id)
        .limit(desk.batch)
    )
    with desk.read() as connection:
        return list(connection.execute(query).scalars())


def _moved(desk: Desk, ids: Sequence[str], to: Status, because: str) -> list[Proposal]:
    with desk.engine.begin() as connection:
        found = load(connection, desk.workspace, ids).values()
        moves = [Move(p, to, SWEEP, (because,)) for p in found if p.status is not to]
        return [p for p in move(connection, moves, desk.clock()) if p is not None]


def _expire(desk: Desk) -> int:
    total = 0
    while ids := _ids(desk, Status.WAITING, proposal.c.expires_at <= to_text(desk.clock())):
        ended = _moved(desk, ids, Status.EXPIRED, "Nobody answered: silence counts as no.")
        desk.ended(ended)
        total += len(ended)
        if not ended:
            break
    return total


def _lost(desk: Desk) -> list[Proposal]:
    """Proposals whose writer went away in the middle, now UNSURE."""
    stuck = _ids(desk, Status.APPLYING, proposal.c.updated_at < _before(desk))
    lost = _moved(desk, stuck, Status.UNSURE, "The writer went away.")
    before = _ids(desk, Status.UNSURE, proposal.c.updated_at <= _before(desk))
    with desk.read() as connection:
        older = load(
            connection, desk.workspace, [i for i in before if i not in {p.id for p in lost}]
        )
    return lost + [p for p in older.values() if p.status is Status.UNSURE]


def _look(desk: Desk, lost: Sequence[Proposal]) -> int:
    """Ask the CRM what became of each. Not written: approved as before, and applied again."""
    if not lost:
        return 0
    outcomes = desk.writer.outcomes([p.id for p in lost])
    written = [(p, o) for p in lost if (o := outcomes[p.id]) is not None]
    unwritten = [p for p in lost if outcomes[p.id] is None]
    settle(desk, [p for p, _ in written], [o for _, o in written])
    back = [Move(p, Status.APPROVED, SWEEP, ("Looked: it was not written.",)) for p in unwritten]
    with desk.engine.begin() as connection:
        move(connection, back, desk.clock())
    return sum(o.result is Result.WRITTEN for _, o in written)
