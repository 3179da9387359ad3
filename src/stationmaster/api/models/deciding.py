"""What people decide about proposals, and how each item went."""

from datetime import datetime
from typing import Literal

from pydantic import Field, field_validator

from stationmaster.api.models.proposals import ConflictOut, ProposalOut
from stationmaster.api.models.records import SourceOut
from stationmaster.api.models.values import (
    Id,
    In,
    Line,
    Name,
    Out,
    OutValue,
    RefIn,
    RefOut,
    Value,
    Whole,
)
from stationmaster.core.proposal import RejectReason
from stationmaster.core.record import Ref
from stationmaster.proposals.queue import QueueGroup
from stationmaster.proposals.review import ItemResult
from stationmaster.proposals.undo import Undone
from stationmaster.proposals.view import ChangeRow, ProposalView

MOST = 500
DIGEST = Field(
    pattern="^[0-9a-f]{64}$",
    description="The digest of what you saw. Something else is not approved.",
    examples=["7f3a91c07f3a91c07f3a91c07f3a91c07f3a91c07f3a91c07f3a91c07f3a91c0"],
)


class ApproveIn(In):
    """Approve what you saw."""

    digest: str = DIGEST
    note: Line = ""


class SeenProposalIn(In):
    """A proposal, and the digest of what you saw of it."""

    id: Id
    digest: str = DIGEST


class ApproveManyIn(In):
    """Approve several. Each is decided on its own: one refusal does not stop the others."""

    items: list[SeenProposalIn] = Field(min_length=1, max_length=MOST)
    note: Line = ""


class RejectIn(In):
    """Say no, with a reason from the list and words if wanted."""

    reason: RejectReason
    words: Line = ""


class RejectManyIn(RejectIn):
    """Say no to several."""

    ids: list[Id] = Field(min_length=1, max_length=MOST)


class OperationEditIn(In):
    """What changes in one operation, counted from 0."""

    operation: Whole = Field(ge=0)
    values: dict[Name, Value] = Field(default={}, description="Property -> new value.")
    without: list[Name] = Field(default=[], max_length=200, description="Left out altogether.")


class EditIn(In):
    """Replace a proposal by an edited one, which goes through policy again."""

    digest: str = DIGEST
    operations: list[OperationEditIn] = Field(min_length=1, max_length=50)

    @field_validator("operations")
    @classmethod
    def _each_once(cls, given: list[OperationEditIn]) -> list[OperationEditIn]:
        if len({edit.operation for edit in given}) < len(given):
            raise ValueError("names an operation twice")
        return given


class RenewIn(In):
    """Nothing needs to be said."""


class ChooseIn(In):
    """Answer a question by the place of the answer, counted from 0."""

    digest: str = DIGEST
    choice: Whole = Field(ge=0)


class PartIn(In):
    """Some properties of one record."""

    record: RefIn
    properties: list[Name] = Field(min_length=1, max_length=200)


class UndoIn(In):
    """Take a written proposal back: whole, or only some properties of some records."""

    reason: Line
    only: list[PartIn] = Field(default=[], max_length=100)

    def parts(self) -> dict[Ref, list[str]]:
        return {part.record.core(): list(part.properties) for part in self.only}


class UndoManyIn(In):
    """Take several back."""

    ids: list[Id] = Field(min_length=1, max_length=MOST)
    reason: Line


class ItemOut(Out):
    """How one of several went. `status` is that of the proposal now; null: there is no such one."""

    id: str
    ok: bool
    status: str | None
    message: str

    @classmethod
    def of(cls, result: ItemResult) -> "ItemOut":
        status = result.status.value if result.status else None
        return cls(id=result.id, ok=result.ok, status=status, message=result.message)


class ItemsOut(Out):
    """A result for each, in the order asked."""

    items: list[ItemOut]


class UndoneOut(Out):
    """`proposal` is the reverse on its way (null: nothing to take back). `kept` lists what somebody
    edited since, and so stays."""

    id: str
    ok: bool = Field(description="Whether the reverse was made; it may still wait for a person.")
    proposal: ProposalOut | None
    kept: list[ConflictOut]
    message: str

    @classmethod
    def of(cls, undone: Undone) -> "UndoneOut":
        new = undone.proposal
        return cls(
            id=undone.id,
            ok=new is not None,
            proposal=ProposalOut.of(new) if new else None,
            kept=[ConflictOut.of(c) for c in undone.kept],
            message=undone.message,
        )


class UndonesOut(Out):
    """A result for each."""

    items: list[UndoneOut]


class ChangeOut(Out):
    """One property: what the proposer saw, what the CRM holds now, and what is proposed."""

    operation: int
    record: RefOut
    action: str
    property: str = Field(description="Empty for a link or an archive; the texts tell it.")
    label: str
    type: str
    options: list[str]
    base: OutValue
    now: OutValue
    proposed: OutValue
    base_text: str
    now_text: str
    proposed_text: str
    changed_since: bool
    now_at: datetime | None
    now_by: SourceOut | None
    editable: bool

    @classmethod
    def of(cls, row: ChangeRow) -> "ChangeOut":
        same = (n for n in cls.model_fields if n not in ("operation", "record", "type", "now_by"))
        return cls.model_validate(
            {
                **{name: getattr(row, name) for name in same},
                "options": list(row.options),
                "operation": row.operation_index,
                "record": RefOut.of(row.record),
                "type": row.type.value,
                "now_by": SourceOut.of(row.now_by) if row.now_by else None,
            }
        )


class TitleOut(Out):
    """What a record is called."""

    record: RefOut
    title: str


class ViewOut(Out):
    """A proposal as a reviewer reads it, against what the CRM holds now."""

    proposal: ProposalOut
    changes: list[ChangeOut]
    titles: list[TitleOut]
    reversible: bool
    irreversible_why: str
    can_undo: bool
    undone_by: str | None

    @classmethod
    def of(cls, view: ProposalView) -> "ViewOut":
        return cls(
            proposal=ProposalOut.of(view.proposal),
            changes=[ChangeOut.of(row) for row in view.changes],
            titles=[TitleOut(record=RefOut.of(r), title=t) for r, t in view.titles.items()],
            reversible=view.reversible,
            irreversible_why=view.irreversible_why,
            can_undo=view.can_undo,
            undone_by=view.undone_by.id if view.undone_by else None,
        )


class GroupOut(Out):
    """Alike proposals that wait."""

    station: str = Field(examples=["inbound_leads"])
    kind: str = Field(examples=["assign_owner"])
    count: int
    low_risk: int

    @classmethod
    def of(cls, group: QueueGroup) -> "GroupOut":
        return cls(
            station=group.station, kind=group.kind, count=group.count, low_risk=group.low_risk
        )


class GroupsOut(Out):
    """The queue at a glance."""

    items: list[GroupOut]


Sorting = Literal["oldest", "newest", "confidence", "risk"]
