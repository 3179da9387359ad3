"""A proposal, from wish to receipt.

    PROPOSED -> DENIED | WAITING | APPROVED              policy
    WAITING  -> APPROVED | REJECTED | EXPIRED | DENIED | SUPERSEDED
    APPROVED -> APPLYING | WAITING | DENIED | EXPIRED    re-decided at the moment of writing
    APPLYING -> APPLIED | STALE | FAILED | UNSURE
    UNSURE   -> APPLIED | APPROVED | STALE | FAILED      somebody looked

STALE: a property changed after it was read; nothing was written. UNSURE: it is not known whether
the write landed; the CRM is read before anybody tries again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from stationmaster.core.actor import Actor
from stationmaster.core.decision import Decision
from stationmaster.core.errors import Conflict as ConflictError
from stationmaster.core.evidence import Evidence
from stationmaster.core.operation import Conflict, Operation, Written, records_of
from stationmaster.core.record import Ref


class Status(StrEnum):
    PROPOSED = "proposed"
    WAITING = "waiting"
    APPROVED = "approved"
    APPLYING = "applying"
    APPLIED = "applied"
    DENIED = "denied"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    STALE = "stale"
    FAILED = "failed"
    UNSURE = "unsure"


_S = Status
NEXT: Mapping[Status, frozenset[Status]] = {
    _S.PROPOSED: frozenset({_S.DENIED, _S.WAITING, _S.APPROVED}),
    _S.WAITING: frozenset({_S.APPROVED, _S.REJECTED, _S.EXPIRED, _S.DENIED, _S.SUPERSEDED}),
    _S.APPROVED: frozenset({_S.APPLYING, _S.WAITING, _S.DENIED, _S.EXPIRED}),
    _S.APPLYING: frozenset({_S.APPLIED, _S.STALE, _S.FAILED, _S.UNSURE}),
    _S.UNSURE: frozenset({_S.APPLIED, _S.APPROVED, _S.STALE, _S.FAILED}),
}
FINAL = frozenset(Status) - frozenset(NEXT)


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class RejectReason(StrEnum):
    """The fixed list a reviewer picks from; words may be added."""

    WRONG_VALUE = "wrong_value"
    WRONG_RECORD = "wrong_record"
    WEAK_EVIDENCE = "weak_evidence"
    OUTDATED = "outdated"
    DUPLICATE = "duplicate"
    NOT_NOW = "not_now"
    AGAINST_POLICY = "against_policy"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Factor:
    """One part of a score, in points of a hundred. The parts of a score sum to it exactly."""

    label: str
    points: int
    property: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One way out of a question that only a person can answer. Choosing one is an edit."""

    label: str
    operations: tuple[Operation, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a station, an agent or a person wants changed, and why. It has no power.

    `kind` groups like with like in the queue ("assign_owner"). `about` is the record a reader opens
    first. `confidence` is a percentage computed from evidence, None where it cannot be known.
    `notes` are (label, sentence) pairs for the reader, such as who was not chosen and why.
    A draft without operations is a question: a person picks one of its `choices`, or, where it has
    none, puts right what it says is wrong and rejects it.
    `dedup` makes a second open proposal for the same thing impossible. `undoes` and `supersedes`
    name proposals; `edited_by` is the person whose judgment the values are since an edit.
    """

    kind: str
    title: str
    about: Ref
    operations: tuple[Operation, ...]
    reason: str
    evidence: tuple[Evidence, ...] = ()
    confidence: int | None = None
    risk: Risk = Risk.LOW
    factors: tuple[Factor, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    dedup: str | None = None
    undoes: str | None = None
    supersedes: str | None = None
    edited_by: str | None = None


class StepState(StrEnum):
    WRITTEN = "written"
    CONFLICT = "conflict"
    REFUSED = "refused"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Step:
    """How one operation ended. `operation` is resolved: new records have their real ids."""

    state: StepState
    operation: Operation
    written: Written | None = None
    conflicts: tuple[Conflict, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stored draft with a status. `digest` binds what a reviewer sees to what runs.

    `body` is the canonical JSON of all that does not change while it lives; the digest is of it.
    """

    id: str
    workspace: str
    station: str
    actor: Actor
    draft: Draft
    status: Status
    digest: str
    decision: Decision | None
    created_at: datetime
    expires_at: datetime
    updated_at: datetime
    run: str | None = None
    approver: str | None = None
    superseded_by: str | None = None
    steps: tuple[Step, ...] = ()
    targets: Mapping[Ref, int] = field(default_factory=dict)
    body: bytes = b""

    def moved(self, to: Status, at: datetime, **changes: object) -> "Proposal":
        """The same proposal in status `to`. Raises IllegalMove where the order has no such step."""
        if to not in NEXT.get(self.status, frozenset()):
            raise IllegalMove(self.id, self.status, to)
        return replace(self, status=to, updated_at=at, **changes)  # type: ignore[arg-type]  # fields by name

    @property
    def records(self) -> tuple[Ref, ...]:
        """The existing records this proposal touches, each once, in order."""
        refs = (r for o in self.draft.operations for r in records_of(o) if not r.is_new)
        return tuple(dict.fromkeys(refs))


class IllegalMove(ConflictError):
    """A proposal was asked to skip or repeat a step."""

    code = "illegal-move"

    def __init__(self, proposal: str, old: Status, new: Status):
        super().__init__(
            f"Proposal {proposal} is {old.value}; it cannot become {new.value}.", field="status"
        )
