"""Between a proposal and its row."""

from typing import Any

import orjson
from sqlalchemy import RowMapping

from stationmaster.core.clock import from_text, to_text
from stationmaster.core.codec import actor_in, decision_in, decision_out, draft_in, step_in
from stationmaster.core.proposal import Proposal, Risk, Status
from stationmaster.core.record import Ref

RISK_ORDER = {Risk.LOW: 0, Risk.MEDIUM: 1, Risk.HIGH: 2}
NO_CONFIDENCE = -1


def to_row(proposal: Proposal) -> dict[str, Any]:
    draft, decision = proposal.draft, proposal.decision
    created = to_text(proposal.created_at)
    return {
        "id": proposal.id,
        "workspace": proposal.workspace,
        "station": proposal.station,
        "kind": draft.kind,
        "title": draft.title,
        "status": proposal.status.value,
        "risk": RISK_ORDER[draft.risk],
        "confidence": NO_CONFIDENCE if draft.confidence is None else draft.confidence,
        "created_at": created,
        "updated_at": created,
        "expires_at": to_text(proposal.expires_at),
        "run": proposal.run,
        "approver": proposal.approver,
        "undoes": draft.undoes,
        "supersedes": draft.supersedes,
        "superseded_by": None,
        "dedup": draft.dedup,
        "digest": proposal.digest,
        "body": proposal.body.decode(),
        "decision": "null" if decision is None else orjson.dumps(decision_out(decision)).decode(),
    }


def from_row(row: RowMapping) -> Proposal:
    """`row` has the proposal's columns and `steps` (text or None) of its result."""
    data = orjson.loads(row["body"])
    decision = orjson.loads(row["decision"])
    steps = orjson.loads(row["steps"]) if row["steps"] else []
    return Proposal(
        id=row["id"],
        workspace=row["workspace"],
        station=row["station"],
        actor=actor_in(data["actor"], row["workspace"]),
        draft=draft_in(data["draft"]),
        status=Status(row["status"]),
        digest=row["digest"],
        decision=None if decision is None else decision_in(decision),
        created_at=from_text(row["created_at"]),
        expires_at=from_text(row["expires_at"]),
        updated_at=from_text(row["updated_at"]),
        run=row["run"],
        approver=row["approver"],
        superseded_by=row["superseded_by"],
        steps=tuple(step_in(s) for s in steps),
        targets={Ref(kind, id): version for kind, id, version in data["targets"]},
        body=row["body"].encode(),
    )
