"""Drafts, as they are sent in."""

from pydantic import Field

from stationmaster.api.models.operations import OperationIn
from stationmaster.api.models.values import Id, In, Line, Moment, Name, RefIn, Text, Whole
from stationmaster.core.evidence import Evidence


class EvidenceIn(In):
    """A verbatim quote and where it stands. It counts only where it is found there, word for word."""

    quote: Text = Field(examples=["We run around 180 people across Bergen."])
    source: RefIn
    property: Name = Field(examples=["message"])
    offset: Whole = Field(ge=0, description="Characters before the quote.")
    at: Moment = Field(description="When the source came to be.")
    label: Line = Field(default="", examples=["Contact form"])

    def core(self) -> Evidence:
        source = self.source.core()
        return Evidence(self.quote, source, self.property, self.offset, self.at, self.label)


class ChoiceIn(In):
    """One way out of a question that only a person can answer."""

    label: Name
    operations: list[OperationIn] = Field(default=[], max_length=50)
    reason: Line = ""


class NoteIn(In):
    """Something the reviewer should know."""

    label: Name = Field(examples=["Not chosen"])
    text: Line = Field(examples=["S. Berg (absent)"])


class DraftIn(In):
    """What is to be changed, and why. It has operations, or choices where only a person can say.

    Confidence, risk and score are not taken from a draft: nobody vouches for themselves.
    """

    kind: Name = Field(examples=["assign_owner"], description="Groups like with like in the queue.")
    title: Name = Field(examples=["Assign Halvorsen Marine to R. Okafor"])
    about: RefIn = Field(description="The record a reviewer opens first.")
    operations: list[OperationIn] = Field(default=[], max_length=50)
    reason: Text = Field(examples=["Territory North, and the rep has room."])
    evidence: list[EvidenceIn] = Field(default=[], max_length=50)
    notes: list[NoteIn] = Field(default=[], max_length=50)
    choices: list[ChoiceIn] = Field(default=[], max_length=20)
    dedup: Name | None = Field(
        default=None, description="While a proposal with it is open, the same is not stored twice."
    )


class SubmitIn(In):
    """Drafts to propose. `station` is needed of an agent that works at several."""

    drafts: list[DraftIn] = Field(min_length=1, max_length=100)
    station: Name | None = Field(default=None, examples=["inbound_leads"])
    run: Id | None = None
    dry_run: bool = Field(default=False, description="Decide, but neither store nor write.")
