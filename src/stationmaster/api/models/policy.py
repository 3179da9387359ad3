"""Policy: the switches, what they compile to, and why a proposal was decided as it was."""

from typing import Any

from pydantic import Field

from stationmaster.api.models.proposals import DecisionOut, PolicyNoteOut
from stationmaster.api.models.values import In, Out, Whole
from stationmaster.policy.explain import Explanation, Remedy

SWITCHES_WORDS = (
    "Stations with their level, tiers and lists; actions; scopes; and the stop. The same form is read "
    "and written; what is missing, unknown or wrong is named by its place."
)


class SwitchesOut(Out):
    """The switches in force. `version` 0: nobody saved any, the defaults hold."""

    version: int
    policy_version: str
    switches: dict[str, Any] = Field(description=SWITCHES_WORDS)


class SwitchesIn(In):
    """New switches, edited from `version`."""

    version: Whole = Field(ge=0, description="The version they were edited from.")
    switches: dict[str, Any] = Field(description=SWITCHES_WORDS)


class SavedOut(Out):
    """The version that was saved."""

    version: int


class PolicyFileOut(Out):
    """A file of policies, as text."""

    name: str
    text: str


class SourcesOut(Out):
    """All that decides: shipped policies, what the switches compile to, own policies."""

    policy_version: str
    items: list[PolicyFileOut]


class RemedyOut(Out):
    """What to change: all `steps` together. Nothing does where `held_by` names policies."""

    steps: list[str]
    held_by: list[PolicyNoteOut]

    @classmethod
    def of(cls, remedy: Remedy) -> "RemedyOut":
        held = [PolicyNoteOut(id=n.id, reason=n.reason) for n in remedy.held_by]
        return cls(steps=list(remedy.steps), held_by=held)


class ExplanationOut(Out):
    """Why one operation is decided as it is, and what would have to differ."""

    action: str
    type: str
    properties: list[str]
    scopes: list[str]
    decision: DecisionOut
    with_person: RemedyOut | None = Field(
        description="To have it written once a person approves; null: it is so."
    )
    alone: RemedyOut | None = Field(
        description="To have it written with nobody looking; null: it is so."
    )

    @classmethod
    def of(cls, found: Explanation) -> "ExplanationOut":
        request = found.request
        return cls(
            action=request.action,
            type=request.type,
            properties=sorted(request.properties),
            scopes=sorted(request.scopes),
            decision=DecisionOut.of(found.decision),
            with_person=RemedyOut.of(found.with_person) if found.with_person else None,
            alone=RemedyOut.of(found.alone) if found.alone else None,
        )


class ExplanationsOut(Out):
    """One explanation per operation, under the policy of now."""

    items: list[ExplanationOut]
