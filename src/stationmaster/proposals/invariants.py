"""What must hold at any moment of rest. Tests call it after every story; `doctor` calls it too."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy import Connection

from stationmaster.core.clock import to_text
from stationmaster.core.proposal import NEXT, Status
from stationmaster.db.tables.audit import audit_entry
from stationmaster.db.tables.proposals import proposal, proposal_result, waiting_count
from stationmaster.proposals.desk import Desk

PREFIX = "proposal."


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that should not be: which proposal, and what is wrong with it."""

    proposal: str
    what: str


def violations(desk: Desk) -> list[Violation]:
    """Every broken invariant of the workspace's proposals; reads all of them."""
    with desk.read() as connection:
        return [
            *_trails(desk, connection),
            *_counts(desk, connection),
            *_stuck(desk, connection),
            *_unwritten(desk, connection),
        ]


def _trails(desk: Desk, connection: Connection) -> Iterator[Violation]:
    """The audited moves of each proposal are legal ones and lead to the status it has."""
    trails: dict[str, list[Status]] = defaultdict(list)
    moves = (
        sa.select(audit_entry.c.subject, audit_entry.c.action)
        .where(audit_entry.c.workspace == desk.workspace, audit_entry.c.action.startswith(PREFIX))
        .order_by(audit_entry.c.seq)
    )
    for subject, action in connection.execute(moves):
        trails[subject].append(Status(action.removeprefix(PREFIX)))
    query = sa.select(proposal.c.id, proposal.c.status).where(
        proposal.c.workspace == desk.workspace
    )
    for id, status in connection.execute(query):
        trail = trails.pop(id, [])
        if not trail or trail[0] is not Status.PROPOSED or trail[-1].value != status:
            yield Violation(id, f"is {status}, its audit says {[s.value for s in trail]}")
        for old, new in pairwise(trail):
            if new not in NEXT.get(old, frozenset()):
                yield Violation(id, f"moved from {old.value} to {new.value}")
    for id in trails:
        yield Violation(id, "is in the audit and nowhere else")


def _counts(desk: Desk, connection: Connection) -> Iterator[Violation]:
    p, w = proposal.c, waiting_count.c
    real = sa.select(p.station, p.kind, p.risk, sa.func.count()).group_by(p.station, p.kind, p.risk)
    real = real.where(p.workspace == desk.workspace, p.status == Status.WAITING.value)
    kept = sa.select(w.station, w.kind, w.risk, w.waiting).where(w.workspace == desk.workspace)
    counted = Counter({tuple(row[:3]): row[3] for row in connection.execute(real)})
    stored = Counter({tuple(row[:3]): row[3] for row in connection.execute(kept)})
    for key in counted.keys() | stored.keys():
        if counted[key] != stored[key]:
            yield Violation(str(key), f"{counted[key]} wait, {stored[key]} are counted")


def _stuck(desk: Desk, connection: Connection) -> Iterator[Violation]:
    """Nothing is between two statuses for longer than twice its lease."""
    before = to_text(desk.clock() - 2 * desk.lease)
    between = [Status.PROPOSED.value, Status.APPLYING.value]
    query = sa.select(proposal.c.id, proposal.c.status).where(
        proposal.c.workspace == desk.workspace,
        proposal.c.status.in_(between),
        proposal.c.updated_at < before,
    )
    for id, status in connection.execute(query):
        yield Violation(id, f"is {status} since before {before}")


def _unwritten(desk: Desk, connection: Connection) -> Iterator[Violation]:
    """What is called applied has its result, and the CRM knows its key."""
    query = (
        sa.select(proposal.c.id, proposal_result.c.steps)
        .select_from(
            proposal.outerjoin(proposal_result, proposal_result.c.proposal == proposal.c.id)
        )
        .where(proposal.c.workspace == desk.workspace)
        .where(proposal.c.status == Status.APPLIED.value)
    )
    rows = connection.execute(query).all()
    for id, steps in rows:
        if steps is None:
            yield Violation(id, "is applied without a result")
    outcomes = desk.writer.outcomes([id for id, _ in rows])
    for id, outcome in outcomes.items():
        if outcome is None:
            yield Violation(id, "is applied, and the CRM does not know of it")
