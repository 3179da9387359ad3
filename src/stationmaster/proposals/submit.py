"""Store decided proposals and move each where its decision says, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from stationmaster.core.decision import Effect
from stationmaster.core.errors import Conflict
from stationmaster.core.proposal import Proposal, Status
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.store import By, Move, add, move, same_before

POLICY = By("system", "policy")
_TO = {
    Effect.ALLOW: Status.APPROVED,
    Effect.REVIEW: Status.WAITING,
    Effect.DENY: Status.DENIED,
}


@dataclass(frozen=True, slots=True)
class Stored:
    """The proposals as they now stand, and those of them that are APPLYING and ours to write."""

    proposals: tuple[Proposal, ...]
    claimed: tuple[Proposal, ...]


def store(desk: Desk, proposed: Sequence[Proposal], replacing: Move | None = None) -> Stored:
    """Store and move. One that repeats an open proposal, or one that a person rejected with the
    same values and evidence, is not stored: the earlier one is answered.

    What policy allows alone is claimed in the same transaction: it was decided just now.
    `replacing` moves away an old proposal first; raises Conflict when somebody else decided it.
    """
    now = desk.clock()
    with desk.engine.begin() as connection:
        if replacing is not None and move(connection, [replacing], now) == [None]:
            raise Conflict("Somebody else decided it first.", field="status")
        if replacing is None:
            fresh, known = _sorted_out(connection, desk.workspace, proposed)
        else:
            fresh, known = list(proposed), {}
        add(connection, fresh)
        decided = [p for p in move(connection, [_decided(p) for p in fresh], now) if p]
        allowed = [p for p in decided if p.status is Status.APPROVED]
        claimed = [p for p in move(connection, [_claimed(p) for p in allowed], now) if p]
    stand = {p.id: p for p in (*decided, *claimed)}
    desk.ended([p for p in decided if p.status is Status.DENIED])
    answers = (known.get(p.id, p) for p in proposed)
    return Stored(tuple(stand.get(p.id, p) for p in answers), tuple(claimed))


def _sorted_out(
    connection: Connection, workspace: str, proposed: Sequence[Proposal]
) -> tuple[list[Proposal], dict[str, Proposal]]:
    """The proposals to store, and for each other one (by id) the earlier one it repeats."""
    keys = [p.draft.dedup for p in proposed if p.draft.dedup is not None]
    earlier = same_before(connection, workspace, keys) if keys else {}
    fresh: dict[str, Proposal] = {}
    known: dict[str, Proposal] = {}
    for p in proposed:
        key = p.draft.dedup
        before = earlier.get(key) if key else None
        if before is not None and _stands_for(before, p):
            known[p.id] = before
        elif key is not None and key in fresh:
            known[p.id] = fresh[key]
        else:
            fresh[key or p.id] = p
    return list(fresh.values()), known


def _stands_for(before: Proposal, new: Proposal) -> bool:
    """An open proposal stands for any like it; a rejected one only for the very same wish."""
    if before.status is not Status.REJECTED:
        return new.draft.supersedes != before.id
    old, wish = before.draft, new.draft
    return (old.operations, old.choices, old.evidence) == (
        wish.operations,
        wish.choices,
        wish.evidence,
    )


def _decided(p: Proposal) -> Move:
    if p.decision is None:
        raise ValueError(f"{p.id} has no decision")
    because = tuple(f"{n.id}: {n.reason}" for n in p.decision.notes)
    detail = {"policy": p.decision.policy_version}
    return Move(p, _TO[p.decision.effect], POLICY, because, detail)


def _claimed(p: Proposal) -> Move:
    return Move(p, Status.APPLYING, POLICY)
