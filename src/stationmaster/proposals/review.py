"""What a person decides: approve or reject, one or many, each with its own result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stationmaster.core.actor import Agent, Person
from stationmaster.core.decision import Decision, Effect
from stationmaster.core.errors import Forbidden, NotFound
from stationmaster.core.proposal import Proposal, RejectReason, Status
from stationmaster.identity.permissions import Ability
from stationmaster.proposals.apply import lasting
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.digest import fits
from stationmaster.proposals.facts import Subject
from stationmaster.proposals.propose import decide, read_facts, subject_of
from stationmaster.proposals.rights import not_theirs
from stationmaster.proposals.store import By, Move, load, move

SWEEP = By("system", "sweep")
POLICY = By("system", "policy")


@dataclass(frozen=True, slots=True)
class ItemResult:
    """How one of several went. `message` is for people; `proposal` is None for an unknown id."""

    id: str
    ok: bool
    status: Status | None
    message: str
    proposal: Proposal | None


def approve(desk: Desk, seen: Mapping[str, str], by: Person, note: str) -> list[ItemResult]:
    """Approve what was seen: id -> digest. Answers in order, refusals with their reason."""
    with desk.read() as connection:
        found = load(connection, desk.workspace, seen)
    refused = not_theirs(desk, by, Ability.APPROVE, found.values())
    ready = []
    for id, shown in seen.items():
        if id in refused:
            continue
        if id in found and (why := _why_not(desk, found[id], shown, by)) is not None:
            refused[id] = why
        elif id in found:
            ready.append(found[id])
    moves = _approvals(desk, ready, by, note, refused)
    with desk.engine.begin() as connection:
        moved = move(connection, moves, desk.clock())
    after = {m.proposal.id: p for m, p in zip(moves, moved, strict=True)}
    return [_result(id, found.get(id), after, refused) for id in seen]


def _why_not(desk: Desk, p: Proposal, shown: str, by: Person) -> str | None:
    """Why this person's approval of what they saw does not count, or None."""
    if p.status is not Status.WAITING:
        return f"It is {p.status.value} already."
    if p.expires_at <= desk.clock():
        return "It has expired: silence counts as no."
    if shown != p.digest or not fits(p):
        return "What you saw is not what is stored now. Open it again."
    if not p.draft.operations:
        return "This is a question: choose one of its answers."
    agent_of = p.actor.on_behalf_of if isinstance(p.actor, Agent) else None
    if by.id in (p.actor.id, agent_of):
        return "Nobody approves their own proposal; ask a colleague."
    return None


def _approvals(
    desk: Desk, ready: Sequence[Proposal], by: Person, note: str, refused: dict[str, str]
) -> list[Move]:
    """Decide again under the policy of now: a denial ends it, a block that may lift leaves it."""
    subjects, kept = [], []
    for p in ready:
        try:
            subjects.append(subject_of(desk, p))
            kept.append(p)
        except (Forbidden, NotFound) as error:
            refused[p.id] = error.message
    if not kept:
        return []
    facts = read_facts(desk, [p.draft for p in kept])
    theirs = decide(desk, facts, [Subject(by, None, "", s.draft) for s in subjects], "apply")
    now = decide(desk, facts, subjects, "propose")
    then = decide(desk, facts, subjects, "apply")
    moves = []
    for p, proposed, applied, own in zip(kept, now, then, theirs, strict=True):
        words = _words(applied)
        if own.effect is Effect.DENY:
            refused[p.id] = " ".join(n.reason for n in own.notes)
        elif proposed.effect is Effect.DENY and lasting(proposed):
            moves.append(Move(p, Status.DENIED, POLICY, words))
        elif applied.effect is Effect.DENY:
            refused[p.id] = " ".join(n.reason for n in applied.notes)
        else:
            detail = {"seen": p.digest, "note": note}
            changes = {"approver": by.id}
            moves.append(Move(p, Status.APPROVED, By("person", by.id), words, detail, changes))
    return moves


def _words(decision: Decision) -> tuple[str, ...]:
    return tuple(f"{n.id}: {n.reason}" for n in decision.notes)


def _result(
    id: str, p: Proposal | None, after: Mapping[str, Proposal | None], refused: Mapping[str, str]
) -> ItemResult:
    if p is None:
        return ItemResult(id, False, None, f"There is no proposal {id}.", None)
    if id in refused:
        return ItemResult(id, False, p.status, refused[id], p)
    new = after[id]
    if new is None:
        return ItemResult(id, False, p.status, "Somebody else decided it first.", p)
    if new.status is Status.DENIED:
        return ItemResult(id, False, new.status, "Policy no longer allows it.", new)
    return ItemResult(id, True, new.status, new.status.value.capitalize() + ".", new)


def reject(
    desk: Desk, ids: Sequence[str], by: Person, reason: RejectReason, words: str
) -> list[ItemResult]:
    """Say no, with a reason from the fixed list and words if wanted."""
    with desk.read() as connection:
        found = load(connection, desk.workspace, ids)
    refused = not_theirs(desk, by, Ability.REJECT, found.values())
    for id, p in found.items():
        if p.status is not Status.WAITING:
            refused[id] = f"It is {p.status.value} already."
    waiting = {id: p for id, p in found.items() if id not in refused}
    detail = {"reason": reason.value, "words": words}
    because = (reason.value, words) if words else (reason.value,)
    person = By("person", by.id)
    moves = [Move(p, Status.REJECTED, person, because, detail) for p in waiting.values()]
    with desk.engine.begin() as connection:
        moved = move(connection, moves, desk.clock())
    after = {m.proposal.id: p for m, p in zip(moves, moved, strict=True)}
    desk.ended([p for p in moved if p])
    return [_result(id, found.get(id), after, refused) for id in dict.fromkeys(ids)]


def with_applied(results: Sequence[ItemResult], applied: Sequence[Proposal]) -> list[ItemResult]:
    """The results of an approval once its writes have ended."""
    ended = {p.id: p for p in applied}
    return [_ended(r, ended[r.id]) if r.ok and r.id in ended else r for r in results]


def _ended(result: ItemResult, p: Proposal) -> ItemResult:
    message = {
        Status.APPLIED: "Written.",
        Status.STALE: "Not written: it changed in the CRM since it was proposed.",
        Status.UNSURE: "Sent, but no answer came. It is looked up before anything is tried again.",
        Status.APPROVED: "Approved; the write goes on by itself.",
        Status.APPLYING: "Approved; it is being written.",
    }.get(p.status)
    if message is None:
        said = [s.message for s in p.steps if s.message]
        message = said[0] if said else f"It is {p.status.value} now."
    ok = p.status in (Status.APPLIED, Status.APPROVED, Status.APPLYING)
    return ItemResult(result.id, ok, p.status, message, p)
