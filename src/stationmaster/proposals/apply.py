"""Write approved proposals to the CRM, each exactly once.

    look again  policy, permission, expiry, digest - as of now
    claim       APPROVED -> APPLYING, so that nobody else writes it
    write       the connector compares with what the CRM holds, then writes; keyed by the proposal
    settle      APPLYING -> APPLIED | STALE | FAILED | UNSURE

A crash between two of these leaves a status that `sweep` can finish.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from stationmaster.core.actor import SourceKind
from stationmaster.core.decision import Decision, Effect
from stationmaster.core.errors import Forbidden, NotFound
from stationmaster.core.proposal import Proposal, Status
from stationmaster.core.record import Source
from stationmaster.crm.writer import Change, Outcome, Result
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.digest import digest, fits
from stationmaster.proposals.propose import decide, read_facts, subject_of
from stationmaster.proposals.store import By, Move, load, move

LINE = By("system", "line")
POLICY = By("system", "policy")
HOLDS = frozenset({"workspace-stopped", "station-disabled", "action-off", "read-only-level"})
_ENDS = {
    Result.WRITTEN: Status.APPLIED,
    Result.STALE: Status.STALE,
    Result.REFUSED: Status.FAILED,
    Result.UNKNOWN: Status.UNSURE,
}
log = structlog.get_logger(__name__)


def apply(desk: Desk, approved: Sequence[Proposal]) -> list[Proposal]:
    """Write approved proposals; answers all of them as they now stand."""
    ended: dict[str, Proposal] = {}
    for start in range(0, len(approved), desk.batch):
        batch = _claim(desk, _look_again(desk, approved[start : start + desk.batch]))
        ended.update((p.id, p) for p in batch)
        claimed = [p for p in batch if p.status is Status.APPLYING]
        ended.update((p.id, p) for p in write(desk, claimed))
    missing = [p.id for p in approved if p.id not in ended]
    with desk.read() as connection:
        ended |= load(connection, desk.workspace, missing)
    return [ended[p.id] for p in approved]


def write(desk: Desk, claimed: Sequence[Proposal]) -> list[Proposal]:
    """Write proposals that are APPLYING and ours; answers them as they ended."""
    ended = []
    for start in range(0, len(claimed), desk.batch):
        batch = claimed[start : start + desk.batch]
        try:
            outcomes = desk.writer.write([change_of(p, desk.lease) for p in batch])
        except Exception:  # whatever broke, it is not known what was written: look, never guess
            log.exception("write.unknown", proposals=[p.id for p in batch])
            outcomes = [Outcome(Result.UNKNOWN, (), "No answer came.")] * len(batch)
        ended += settle(desk, batch, outcomes)
    return ended


def lasting(decision: Decision) -> bool:
    """Whether a denial ends a proposal. What only a switch holds up goes on waiting for a person."""
    return any(note.id not in HOLDS for note in decision.notes)


@dataclass(frozen=True, slots=True)
class Verdict:
    proposal: Proposal
    to: Status
    decision: Decision | None = None
    because: tuple[str, ...] = ()


def _look_again(desk: Desk, approved: Sequence[Proposal]) -> list[Verdict]:
    """What holds now: expiry, digest, the actor's permission, and policy."""
    now, verdicts, open_still = desk.clock(), [], []
    for p in approved:
        if p.expires_at <= now:
            verdicts.append(Verdict(p, Status.EXPIRED, because=("Nobody wrote it in time.",)))
        elif not fits(p):
            why = "The stored proposal is not the one that was approved."
            verdicts.append(Verdict(p, Status.DENIED, because=(why,)))
        else:
            open_still.append(p)
    return verdicts + _decide_again(desk, open_still)


def _decide_again(desk: Desk, proposals: Sequence[Proposal]) -> list[Verdict]:
    if not proposals:
        return []
    verdicts, subjects, kept = [], [], []
    for p in proposals:
        try:
            subjects.append(subject_of(desk, p))
            kept.append(p)
        except (Forbidden, NotFound) as error:
            verdicts.append(Verdict(p, Status.DENIED, because=(error.message,)))
    facts = read_facts(desk, [p.draft for p in kept])
    for p, decision in zip(kept, decide(desk, facts, subjects, "apply"), strict=True):
        verdicts.append(_verdict(p, decision))
    return verdicts


def _verdict(p: Proposal, decision: Decision) -> Verdict:
    because = tuple(f"{n.id}: {n.reason}" for n in decision.notes)
    if decision.effect is Effect.DENY:
        if not lasting(decision):
            return Verdict(p, Status.WAITING, None, because)
        return Verdict(p, Status.DENIED, decision, because)
    if decision.effect is Effect.REVIEW and p.approver is None:
        return Verdict(p, Status.WAITING, decision, because)
    return Verdict(p, Status.APPLYING)


def _claim(desk: Desk, verdicts: Sequence[Verdict]) -> list[Proposal]:
    """Move each as its verdict says. Those that are APPLYING now are ours to write; one that
    somebody else moved first is left out."""
    moves = [Move(v.proposal, v.to, POLICY, v.because, changes=_changes(v)) for v in verdicts]
    with desk.engine.begin() as connection:
        moved = move(connection, moves, desk.clock())
    return [p for p in moved if p is not None]


def _changes(verdict: Verdict) -> dict[str, object]:
    """A new decision is stored with a new digest; back in the queue, an approval is void."""
    changes: dict[str, object] = {}
    if verdict.decision is not None:
        new = digest(verdict.proposal.body, verdict.decision)
        changes = {"decision": verdict.decision, "digest": new}
    if verdict.to is Status.WAITING:
        changes["approver"] = None
    return changes


def change_of(p: Proposal, lease: timedelta) -> Change:
    """The write a claimed proposal asks for. Its key is the proposal's id: one proposal, one
    effect. It must come within the lease, after which a sweep may take the proposal back."""
    edited = p.draft.edited_by
    kind, author = (SourceKind.PERSON, edited) if edited else (p.actor.kind, p.actor.id)
    return Change(p.id, p.draft.operations, Source(kind, author, p.id), p.updated_at + lease)


def settle(desk: Desk, claimed: Sequence[Proposal], outcomes: Sequence[Outcome]) -> list[Proposal]:
    """Store how each write ended. One that was swept meanwhile stays as the sweep put it."""
    moves = []
    for p, outcome in zip(claimed, outcomes, strict=True):
        because = (outcome.message,) if outcome.message else ()
        changes = {"steps": outcome.steps} if outcome.steps else {}
        detail = {"written": _written(outcome)}
        moves.append(Move(p, _ENDS[outcome.result], LINE, because, detail, changes))
    with desk.engine.begin() as connection:
        moved = move(connection, moves, desk.clock())
        lost = [p.id for p, m in zip(claimed, moved, strict=True) if m is None]
        swept = load(connection, desk.workspace, lost)
    desk.ended([p for p in moved if p and p.status in (Status.STALE, Status.FAILED)])
    return [m or swept[p.id] for p, m in zip(claimed, moved, strict=True)]


def _written(outcome: Outcome) -> list[list[str]]:
    """Record and property names of what changed: values stay out of a log that cannot forget."""
    steps = (s.written for s in outcome.steps if s.written and s.written.changed)
    return [[str(w.record), *sorted(w.after)] for w in steps]
