"""Approving a group, or what was selected."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from stationmaster.core.errors import InvalidInput
from stationmaster.core.proposal import Proposal
from stationmaster.identity.permissions import Ability
from stationmaster.web.batch import candidates, results_of
from stationmaster.web.deciding import event
from stationmaster.web.pages.queue import narrowed
from stationmaster.web.session import Posted, Signed
from stationmaster.web.visit import Visit
from stationmaster.web.words import said

router = APIRouter()

MOST = 100


@router.get("/queue/batch")
def group(
    visit: Signed,
    in_station: str,
    in_kind: str,
    risk: str = "",
    text: str = "",
    sort: str = "",
) -> HTMLResponse:
    """The first hundred of a group. More than that nobody reads before deciding."""
    narrowing = narrowed(in_station, risk, text, sort)
    page = visit.workspace.queue.page(
        station=in_station,
        kind=in_kind,
        risk=narrowing.risk,
        text=narrowing.text or None,
        sort=narrowing.sort,
        limit=MOST,
    )
    left = (page.total or 0) - len(page.rows) if page.next else 0
    return _panel(visit, list(page.rows), said(in_kind), left)


@router.post("/queue/batch")
def selected(visit: Posted) -> HTMLResponse:
    """What was selected in the list. Nothing is decided by this."""
    ids = visit.texts("id")[:MOST]
    found = visit.workspace.queue.get_many(ids)
    return _panel(visit, [found[id] for id in ids if id in found], "Selected", 0)


@router.post("/queue/batch/approve")
def approve(visit: Posted) -> Response:
    pairs = [s.split("~", 1) for s in visit.texts("seen") if "~" in s]
    if not pairs:
        raise InvalidInput("None is ticked.", field="seen", way_out="Tick at least one.")
    results = visit.workspace.line.approve(dict(pairs[:MOST]), by=visit.person)
    done = [r.id for r in results if r.ok]
    ended = [r.id for r in results if not r.ok and r.proposal and r.proposal.status != "waiting"]
    words = f"{len(done)} of {len(results)} approved and written."
    return visit.page(
        "parts/batch-done.html",
        results=results_of(results),
        done=len(done),
        event=event(visit, [*done, *ended], said=words, undo=done, stay=True),
    )


def _panel(visit: Visit, proposals: list[Proposal], title: str, left: int) -> HTMLResponse:
    found = candidates(visit, proposals)
    return visit.page(
        "parts/batch.html",
        title=title,
        candidates=found,
        ticked=sum(1 for c in found if not c.why_not),
        left=left,
        may_approve=visit.may(Ability.APPROVE),
    )
