"""Store decided proposals and move each where its decision says, in one transaction."""

from collections.abc import Sequence

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


def store_and_decide(
    desk: Desk, proposed: Sequence[Proposal], replacing: Move | None = None
) -> list[Proposal]:
    """The proposals as they now stand. One that repeats an open proposal, or one that a person
    rejected with the same values and evidence, is not stored: the earlier one is answered.

    `replacing` moves away an old proposal first; raises Conflict when somebody else decided it.
    """
    now = desk.clock()
    with desk.engine.begin() as connection:
        if replacing is not None and move(connection, [replacing], now) == [None]:
            raise Conflict("Somebody else decided it first.", field="status")
        keys = [p.draft.dedup for p in proposed if p.draft.dedup is not None]
        earlier = same_before(connection, desk.workspace, keys) if keys else {}
        known: dict[str, Proposal] = {}
        fresh: dict[str, Proposal] = {}
        for p in proposed:
            key = p.draft.dedup
            before = earlier.get(key) if key else None
            if before is not None and _stands_for(before, p):
                known[p.id] = before
            elif key is not None and key in fresh:
                known[p.id] = fresh[key]
            else:
                fresh[key or p.id] = p
        new = list(fresh.values())
        add(connection, new)
        moved = move(connection, [_decided(p) for p in new], now)
    ended = {p.id: m for p, m in zip(new, moved, strict=True) if m is not None}
    desk.ended([p for p in ended.values() if p.status is Status.DENIED])
    return [ended[p.id] if p.id in ended else _follow(known[p.id], ended) for p in proposed]


def _follow(p: Proposal, ended: dict[str, Proposal]) -> Proposal:
    return ended.get(p.id, p)


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
