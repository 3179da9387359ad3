"""What people decide. An agent that tries is refused below, and its try is kept in the audit."""

from fastapi import APIRouter
from starlette.responses import Response

from stationmaster.api.caller import Called, Caller
from stationmaster.api.models.deciding import (
    ApproveIn,
    ApproveManyIn,
    ChooseIn,
    EditIn,
    ItemOut,
    ItemsOut,
    RejectIn,
    RejectManyIn,
    RenewIn,
    UndoIn,
    UndoManyIn,
    UndoneOut,
    UndonesOut,
)
from stationmaster.api.models.proposals import ProposalOut
from stationmaster.api.models.values import core_values
from stationmaster.api.once import DoOnce
from stationmaster.api.problems import documented
from stationmaster.api.routes.proposals import OfProposal
from stationmaster.core.actor import Person
from stationmaster.core.errors import Conflict, NotFound
from stationmaster.core.proposal import Status
from stationmaster.identity.permissions import Ability, Grant, grant
from stationmaster.proposals.review import ItemResult
from stationmaster.proposals.rights import require_own

router = APIRouter(tags=["deciding"], responses=documented(401, 403, 404, 409, 422, 503))


@router.post("/proposals/approve", response_model=ItemsOut)
def approve_proposals(caller: Called, once: DoOnce, body: ApproveManyIn) -> Response:
    """Approve several, each with its own result."""

    def work() -> ItemsOut:
        seen = {item.id: item.digest for item in body.items}
        results = caller.workspace.line.approve(seen, by=caller.actor, note=body.note)
        return ItemsOut(items=[ItemOut.of(r) for r in results])

    return once(body, work)


@router.post("/proposals/reject", response_model=ItemsOut)
def reject_proposals(caller: Called, once: DoOnce, body: RejectManyIn) -> Response:
    """Reject several, each with its own result."""

    def work() -> ItemsOut:
        results = caller.workspace.line.reject(
            body.ids, by=caller.actor, reason=body.reason, words=body.words
        )
        return ItemsOut(items=[ItemOut.of(r) for r in results])

    return once(body, work)


@router.post("/proposals/undo", response_model=UndonesOut)
def undo_proposals(caller: Called, once: DoOnce, body: UndoManyIn) -> Response:
    """Take several back, newest first, each with its own result."""

    def work() -> UndonesOut:
        undone = caller.workspace.line.undo(body.ids, by=caller.actor, reason=body.reason)
        return UndonesOut(items=[UndoneOut.of(u) for u in undone])

    return once(body, work)


@router.post("/proposals/{id}/approve", response_model=ProposalOut)
def approve_proposal(caller: Called, once: DoOnce, id: OfProposal, body: ApproveIn) -> Response:
    """Approve what you saw. It is decided again, and written unless the CRM has moved on."""

    def work() -> ProposalOut:
        _require_own(caller, Ability.APPROVE, id)
        seen = {id: body.digest}
        return _one(caller.workspace.line.approve(seen, by=caller.actor, note=body.note))

    return once(body, work)


@router.post("/proposals/{id}/reject", response_model=ProposalOut)
def reject_proposal(caller: Called, once: DoOnce, id: OfProposal, body: RejectIn) -> Response:
    """Say no, with a reason."""

    def work() -> ProposalOut:
        _require_own(caller, Ability.REJECT, id)
        line = caller.workspace.line
        return _one(line.reject([id], by=caller.actor, reason=body.reason, words=body.words))

    return once(body, work)


@router.post("/proposals/{id}/edit", status_code=201, response_model=ProposalOut)
def edit_proposal(caller: Called, once: DoOnce, id: OfProposal, body: EditIn) -> Response:
    """Replace it by an edited one, which goes through policy again; that one is answered."""

    def work() -> ProposalOut:
        values = {e.operation: core_values(e.values) for e in body.operations}
        without = {e.operation: list(e.without) for e in body.operations}
        new = caller.workspace.line.edit(id, body.digest, values, by=caller.actor, without=without)
        return ProposalOut.of(new)

    return once(body, work, status=201)


@router.post("/proposals/{id}/choose", status_code=201, response_model=ProposalOut)
def choose_answer(caller: Called, once: DoOnce, id: OfProposal, body: ChooseIn) -> Response:
    """Answer a question; the proposal that does what the answer says is answered."""

    def work() -> ProposalOut:
        line = caller.workspace.line
        return ProposalOut.of(line.choose(id, body.digest, body.choice, by=caller.actor))

    return once(body, work, status=201)


@router.post("/proposals/{id}/renew", status_code=201, response_model=ProposalOut)
def renew_proposal(caller: Called, once: DoOnce, id: OfProposal, body: RenewIn) -> Response:
    """Propose a stale one again, on top of what the CRM holds now."""

    def work() -> ProposalOut:
        return ProposalOut.of(caller.workspace.line.renew(id, by=caller.actor))

    return once(body, work, status=201)


@router.post("/proposals/{id}/undo", response_model=UndoneOut)
def undo_proposal(caller: Called, once: DoOnce, id: OfProposal, body: UndoIn) -> Response:
    """Take a written proposal back. What somebody edited since is kept and listed."""
    return once(body, lambda: _undo(caller, id, body))


def _undo(caller: Caller, id: str, body: UndoIn) -> UndoneOut:
    found = caller.workspace.queue.get(id)
    caller.require_sight(id, found.station)
    _require_own(caller, Ability.UNDO, id)
    undone = caller.workspace.line.undo(
        [id], by=caller.actor, reason=body.reason, only=body.parts()
    )
    if undone[0].proposal is None:
        raise Conflict(undone[0].message, field="status")
    return UndoneOut.of(undone[0])


def _require_own(caller: Caller, ability: Ability, id: str) -> None:
    """Whoever reaches own records only is told so as a matter of rights; the line itself, made for
    many at once, would name it as the reason of one result. Raises NotFound, Forbidden."""
    actor = caller.actor
    if isinstance(actor, Person) and grant(actor, ability) is Grant.OWN:
        require_own(caller.workspace.desk, actor, ability, caller.workspace.queue.get(id))


def _one(results: list[ItemResult]) -> ProposalOut:
    """The proposal as it is now: written, or sent without an answer so far. Raises NotFound, or
    Conflict where it was not done."""
    result = results[0]
    if result.proposal is None:
        raise NotFound(result.message, field="id")
    if not result.ok and result.status is not Status.UNSURE:
        raise Conflict(result.message, field="status", way_out="Open it again and look.")
    return ProposalOut.of(result.proposal)
