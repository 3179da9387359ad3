"""Proposals, as they are answered: the draft, its status, and what became of each step."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from stationmaster.api.models.operations import OperationOut
from stationmaster.api.models.values import (
    Out,
    OutValue,
    RefOut,
)
from stationmaster.core.actor import Actor
from stationmaster.core.decision import Decision
from stationmaster.core.evidence import Evidence
from stationmaster.core.operation import Conflict
from stationmaster.core.proposal import Choice, Draft, Factor, Proposal, Step


class ActorOut(Out):
    """Who acts."""

    kind: Literal["person", "agent"]
    id: str
    name: str
    on_behalf_of: str | None = None

    @classmethod
    def of(cls, actor: Actor) -> "ActorOut":
        behalf = getattr(actor, "on_behalf_of", None)
        kind: Literal["person", "agent"] = "person" if actor.kind.value == "person" else "agent"
        return cls(kind=kind, id=actor.id, name=actor.name, on_behalf_of=behalf)


class PolicyNoteOut(Out):
    """A determining policy and its reason."""

    id: str = Field(examples=["owner-change-needs-person"])
    reason: str


class DecisionOut(Out):
    """What policy says, and which policies determined it."""

    effect: Literal["allow", "review", "deny"]
    notes: list[PolicyNoteOut]
    policy_version: str

    @classmethod
    def of(cls, decision: Decision) -> "DecisionOut":
        notes = [PolicyNoteOut(id=n.id, reason=n.reason) for n in decision.notes]
        effect = decision.effect.value
        return cls.model_validate(
            {"effect": effect, "notes": notes, "policy_version": decision.policy_version}
        )


class EvidenceOut(Out):
    """A quote. `found`: it stands there word for word."""

    quote: str
    source: RefOut
    property: str
    offset: int
    at: datetime
    label: str
    found: bool

    @classmethod
    def of(cls, e: Evidence) -> "EvidenceOut":
        return cls(
            quote=e.quote,
            source=RefOut.of(e.source),
            property=e.property,
            offset=e.offset,
            at=e.at,
            label=e.label,
            found=e.found,
        )


class FactorOut(Out):
    """One part of a score, in points of a hundred; the parts sum to the score."""

    label: str
    points: int
    property: str | None

    @classmethod
    def of(cls, factor: Factor) -> "FactorOut":
        return cls(label=factor.label, points=factor.points, property=factor.property)


class NoteOut(Out):
    """Something the reviewer should know."""

    label: str
    text: str


class ChoiceOut(Out):
    """One way out of a question. Choose it by its place, counted from 0."""

    label: str
    operations: list[OperationOut]
    reason: str

    @classmethod
    def of(cls, choice: Choice) -> "ChoiceOut":
        operations = [OperationOut.of(o) for o in choice.operations]
        return cls(label=choice.label, operations=operations, reason=choice.reason)


class ConflictOut(Out):
    """A property that changed elsewhere: what was seen, what is there, what was proposed."""

    record: RefOut
    property: str
    base: OutValue
    theirs: OutValue
    proposed: OutValue
    theirs_at: datetime | None
    theirs_by: str | None

    @classmethod
    def of(cls, c: Conflict) -> "ConflictOut":
        return cls(
            record=RefOut.of(c.record),
            property=c.property,
            base=c.base,
            theirs=c.theirs,
            proposed=c.proposed,
            theirs_at=c.theirs_at,
            theirs_by=c.theirs_by,
        )


class StepOut(Out):
    """How one operation ended. `record` is the record it wrote to, with its real id."""

    state: Literal["written", "conflict", "refused", "not_tried"]
    operation: OperationOut
    record: RefOut | None
    conflicts: list[ConflictOut]
    message: str

    @classmethod
    def of(cls, step: Step) -> "StepOut":
        return cls.model_validate(
            {
                "state": step.state.value,
                "operation": OperationOut.of(step.operation),
                "record": RefOut.of(step.written.record) if step.written else None,
                "conflicts": [ConflictOut.of(c) for c in step.conflicts],
                "message": step.message,
            }
        )


class ProposalOut(Out):
    """A stored draft with its status. `digest` binds what a reviewer saw to what is written."""

    id: str = Field(examples=["prop_0199a0b0c0d0e0f0a0b0c0d0e0f0a0b2"])
    station: str = Field(description="Empty for a person's own change.")
    actor: ActorOut
    kind: str
    title: str
    about: RefOut
    operations: list[OperationOut]
    reason: str
    evidence: list[EvidenceOut]
    confidence: int | None = Field(description="Percent; null where it cannot be known.")
    risk: Literal["low", "medium", "high"]
    factors: list[FactorOut]
    notes: list[NoteOut]
    choices: list[ChoiceOut]
    status: str = Field(examples=["waiting"])
    digest: str
    decision: DecisionOut | None
    created_at: datetime
    expires_at: datetime
    updated_at: datetime
    run: str | None
    approver: str | None
    supersedes: str | None
    superseded_by: str | None
    undoes: str | None
    edited_by: str | None
    steps: list[StepOut]

    @classmethod
    def of(cls, p: Proposal) -> "ProposalOut":
        return cls.model_validate({**_of_draft(p.draft), **_of_proposal(p)})


def _of_draft(draft: Draft) -> dict[str, object]:
    return {
        "kind": draft.kind,
        "title": draft.title,
        "about": RefOut.of(draft.about),
        "operations": [OperationOut.of(o) for o in draft.operations],
        "reason": draft.reason,
        "evidence": [EvidenceOut.of(e) for e in draft.evidence],
        "confidence": draft.confidence,
        "risk": draft.risk.value,
        "factors": [FactorOut.of(f) for f in draft.factors],
        "notes": [NoteOut(label=label, text=text) for label, text in draft.notes],
        "choices": [ChoiceOut.of(c) for c in draft.choices],
        "supersedes": draft.supersedes,
        "undoes": draft.undoes,
        "edited_by": draft.edited_by,
    }


def _of_proposal(p: Proposal) -> dict[str, object]:
    return {
        "id": p.id,
        "station": p.station,
        "actor": ActorOut.of(p.actor),
        "status": p.status.value,
        "digest": p.digest,
        "decision": DecisionOut.of(p.decision) if p.decision else None,
        "created_at": p.created_at,
        "expires_at": p.expires_at,
        "updated_at": p.updated_at,
        "run": p.run,
        "approver": p.approver,
        "superseded_by": p.superseded_by,
        "steps": [StepOut.of(s) for s in p.steps],
    }


class ProposalsOut(Out):
    """Proposals, in the order of the drafts. One that repeats an open one is that one."""

    items: list[ProposalOut]
