"""The audit log."""

from datetime import datetime
from typing import Any

from pydantic import Field

from stationmaster.api.models.values import Id, In, Moment, Name, Out
from stationmaster.audit.query import AuditRow
from stationmaster.audit.verify import Verification


class AuditFilterIn(In):
    """Which rows: those that match all that is given."""

    actor: Id | None = Field(default=None, description="Id of who acted.")
    actor_kind: Name | None = Field(default=None, examples=["person"])
    action: Name | None = Field(default=None, examples=["proposal.approved"])
    subject: Name | None = Field(default=None, description="What it was about.")
    text: Name | None = Field(default=None, description="Stands in subject or detail.")
    since: Moment | None = Field(default=None, description="From this moment on.")
    until: Moment | None = Field(default=None, description="Before this moment.")
    limit: int = Field(default=50, ge=1, le=200, description="The most items of a page.")
    after: str | None = Field(
        default=None, pattern=r"^[0-9]{1,15}$", description="`next` of the page before."
    )


class AuditRowOut(Out):
    """Who did what to what. `hash` chains this row to all before it."""

    seq: int
    at: datetime
    actor_kind: str = Field(examples=["person"])
    actor: str
    action: str = Field(examples=["proposal.approved"])
    subject: str
    detail: dict[str, Any]
    hash: str

    @classmethod
    def of(cls, row: AuditRow) -> "AuditRowOut":
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})


class VerificationOut(Out):
    """Whether the chain holds. `first_broken` is the first row that does not."""

    ok: bool
    rows: int
    first_broken: int | None
    why: str
    head_hash: str
    head_root: str

    @classmethod
    def of(cls, found: Verification) -> "VerificationOut":
        return cls(
            ok=found.ok,
            rows=found.rows,
            first_broken=found.first_broken,
            why=found.why,
            head_hash=found.head.hash,
            head_root=found.head.root,
        )
