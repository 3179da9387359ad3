"""A proposal on a page of its own, and everything a person decides about one."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from stationmaster.core.errors import InvalidInput, NotFound, StationmasterError
from stationmaster.core.proposal import Proposal, RejectReason, Status
from stationmaster.core.record import Ref
from stationmaster.proposals.review import ItemResult
from stationmaster.web import words
from stationmaster.web.deciding import decided, still_there
from stationmaster.web.detail import Tag
from stationmaster.web.editing import changed_values, edit_fields
from stationmaster.web.session import Posted, Signed
from stationmaster.web.showing import detail_of, rows_of
from stationmaster.web.undoing import undone_words
from stationmaster.web.visit import Visit

router = APIRouter()

PAGE = 50


@router.get("/proposals")
def index(visit: Signed, status: str = "", station: str = "", after: str = "") -> HTMLResponse:
    """Everything that was ever proposed, newest first."""
    known = {s.value: s for s in Status}
    page = visit.workspace.queue.recent(
        status=known.get(status), station=station or None, limit=PAGE, after=after or None
    )
    return visit.page(
        "proposals.html",
        "proposals",
        rows=list(zip(rows_of(visit, page.rows), page.rows, strict=True)),
        next=page.next or "",
        wanted=known.get(status),
        station=station,
        statuses=list(Status),
        stations=visit.stations,
        is_first=not after,
        people=visit.people,
    )


@router.get("/proposals/{id}")
def page(visit: Signed, id: str) -> HTMLResponse:
    proposal = visit.workspace.queue.get(id)
    return visit.page(
        "proposal.html",
        "proposals",
        view=detail_of(visit, proposal),
        in_queue=False,
        problem_found=None,
    )


@router.post("/proposals/{id}/approve")
def approve(visit: Posted, id: str) -> Response:
    digest = visit.text("digest")
    [result] = visit.workspace.line.approve({id: digest}, by=visit.person)
    return _after(visit, result, "Approved and written", undo=[id])


@router.post("/proposals/{id}/reject")
def reject(visit: Posted, id: str) -> Response:
    reason = visit.text("reason")
    if reason not in tuple(RejectReason):
        raise InvalidInput("Pick a reason from the list.", field="reason")
    [result] = visit.workspace.line.reject(
        [id], by=visit.person, reason=RejectReason(reason), words=visit.text("words").strip()
    )
    said = f"Rejected ({words.REASONS[RejectReason(reason)].lower()})"
    return _after(visit, result, said, undo=[])


@router.get("/proposals/{id}/edit")
def edit_form(visit: Signed, id: str) -> HTMLResponse:
    proposal = visit.workspace.queue.get(id)
    return _form(visit, proposal, edit_fields(visit, proposal), None)


@router.post("/proposals/{id}/edit")
def edit(visit: Posted, id: str) -> Response:
    proposal = visit.workspace.queue.get(id)
    fields = edit_fields(visit, proposal)
    values, without = changed_values(visit, proposal, fields)
    line = visit.workspace.line
    try:
        new = proposal
        if values or without:
            new = line.edit(id, visit.text("digest"), values, by=visit.person, without=without)
    except InvalidInput as error:
        return _form(visit, proposal, edit_fields(visit, proposal, visit.form), error)
    if visit.text("then") == "approve" and new.status is Status.WAITING:
        [result] = line.approve({new.id: new.digest}, by=visit.person)
        return _after(visit, result, "Edited, approved and written", undo=[new.id], gone=[id])
    return _replaced(visit, id, new)


@router.post("/proposals/{id}/choose")
def choose(visit: Posted, id: str) -> Response:
    choice = visit.text("choice")
    if not choice.isdecimal() or len(choice) > 3:
        raise InvalidInput("Pick one of the answers.", field="choice")
    line = visit.workspace.line
    new = line.choose(id, visit.text("digest"), int(choice), by=visit.person)
    return _replaced(visit, id, new)


@router.post("/proposals/{id}/renew")
def renew(visit: Posted, id: str) -> Response:
    new = visit.workspace.line.renew(id, by=visit.person)
    return visit.go(f"/proposals/{new.id}", "Proposed again, on top of what the CRM holds now.")


@router.post("/proposals/{id}/undo")
def undo(visit: Posted, id: str) -> Response:
    visit.workspace.queue.get(id)
    reason = visit.text("words").strip() or "Taken back on its page."
    only = {Ref(visit.text("type"), visit.text("id")): [visit.text("property")]}
    results = visit.workspace.line.undo(
        [id], by=visit.person, reason=reason, only=only if visit.text("property") else None
    )
    said, tone = undone_words(visit, results)
    back = visit.text("back")
    if back.startswith("/records/"):
        return visit.go(back, said)
    if not visit.is_partial:
        return visit.go(f"/proposals/{id}", said)
    proposal = visit.workspace.queue.get(id)
    return still_there(visit, proposal, Tag(said, tone), in_queue=visit.in_queue)


def _form(
    visit: Visit, proposal: Proposal, fields: Sequence[object], problem: StationmasterError | None
) -> HTMLResponse:
    template = "parts/edit.html" if visit.is_partial else "edit.html"
    return visit.page(
        template,
        "queue",
        status=422 if problem else 200,
        view=detail_of(visit, proposal),
        fields=fields,
        problem_found=problem,
    )


def _after(
    visit: Posted, result: ItemResult, said: str, *, undo: Sequence[str], gone: Sequence[str] = ()
) -> Response:
    """The next one where all went well; else the same, with what went wrong and how it is now."""
    if result.proposal is None:
        raise NotFound(result.message, field="id")
    title = result.proposal.draft.title
    if not visit.is_partial:
        return visit.go(
            f"/proposals/{result.id}", f"{said}: {title}" if result.ok else result.message
        )
    ids = [*gone, result.id]
    if result.ok and visit.in_queue:
        return decided(visit, ids, said=f"{said}: {title}", undo=undo)
    outcome = Tag(f"{said}." if result.ok else result.message, "good" if result.ok else "bad")
    fresh = visit.workspace.queue.get(result.id)
    left = ids if fresh.status is not Status.WAITING else list(gone)
    return still_there(
        visit, fresh, outcome, in_queue=visit.in_queue, gone=left, status=200 if result.ok else 409
    )


def _replaced(visit: Posted, old: str, new: Proposal) -> Response:
    """After an edit: the new proposal in the place of the old, to be looked at once more."""
    if new.id == old:
        outcome = Tag("Nothing was changed.")
    elif new.status is Status.WAITING:
        outcome = Tag("Yours now. It went through policy again and waits for approval.", "good")
    else:
        outcome = Tag(words.said(words.STATUS[new.status][0]) + ".", words.STATUS[new.status][1])
    if not visit.is_partial:
        return visit.go(f"/proposals/{new.id}", outcome.text)
    replaced = old if new.id != old and new.status is Status.WAITING else ""
    gone = [old] if new.id != old and new.status is not Status.WAITING else []
    return still_there(visit, new, outcome, in_queue=visit.in_queue, replaces=replaced, gone=gone)
