"""The review queue: the list, its further pages, and the detail beside it."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from stationmaster.core.errors import NotFound
from stationmaster.core.proposal import Proposal, Risk, Status
from stationmaster.identity.permissions import Ability
from stationmaster.proposals.queue import SORTS
from stationmaster.web.session import Signed
from stationmaster.web.showing import detail_of, stream_for
from stationmaster.web.stream import Narrowing, Place, Stream
from stationmaster.web.visit import Visit

router = APIRouter()

LONGEST_TEXT = 200


@router.get("/queue")
def queue(
    visit: Signed, station: str = "", risk: str = "", text: str = "", sort: str = "", open: str = ""
) -> HTMLResponse:
    narrowing = narrowed(station, risk, text, sort)
    stream = stream_for(visit, narrowing)
    opened = _opened(visit, stream, open)
    return visit.page(
        "queue.html",
        "queue",
        stream=stream,
        filter=narrowing,
        stations=[s for s in visit.rail.waiting],
        at_station=station,
        opened=opened.id if opened else "",
        view=detail_of(visit, opened) if opened else None,
        in_queue=True,
        problem_found=None,
        may_approve=visit.may(Ability.APPROVE),
        empty_words=_empty_words(visit),
    )


@router.get("/queue/rows")
def rows(
    visit: Signed,
    station: str = "",
    risk: str = "",
    text: str = "",
    sort: str = "",
    from_station: str | None = None,
    from_kind: str = "",
    after: str = "",
) -> HTMLResponse:
    """The rows from a place on, or, without a place, the whole list anew."""
    narrowing = narrowed(station, risk, text, sort)
    place = None if from_station is None else Place(from_station, from_kind, after or None)
    return visit.page(
        "parts/list.html" if place is None else "parts/rows.html",
        stream=stream_for(visit, narrowing, place),
        filter=narrowing,
        opened="",
        may_approve=visit.may(Ability.APPROVE),
        empty_words=_empty_words(visit),
    )


@router.get("/queue/detail/{id}")
def detail(visit: Signed, id: str) -> HTMLResponse:
    if id == "none":
        return visit.page("parts/nothing.html")
    proposal = visit.workspace.queue.get(id)
    return visit.page(
        "parts/detail.html", view=detail_of(visit, proposal), in_queue=True, problem_found=None
    )


def narrowed(station: str, risk: str, text: str, sort: str) -> Narrowing:
    """What an address asks for; what it asks that does not exist is left out."""
    known = {r.value: r for r in Risk}
    return Narrowing(
        station=station[:80],
        risk=known.get(risk),
        text=text.strip()[:LONGEST_TEXT],
        sort=sort if sort in SORTS else "oldest",
    )


def _opened(visit: Visit, stream: Stream, wanted: str) -> Proposal | None:
    """The proposal to show first: the one asked for while it waits, else the first of the list."""
    rows = [item.row for item in stream.items if item.row]
    if wanted:
        try:
            asked = visit.workspace.queue.get(wanted)
        except NotFound:
            asked = None
        if asked and asked.status is Status.WAITING:
            return asked
    return visit.workspace.queue.get(rows[0].id) if rows else None


def _empty_words(visit: Visit) -> str:
    if not visit.workspace.runs.list(limit=1).runs:
        return (
            "No station has run yet. Run one on the Stations page, and what it proposes waits here."
        )
    return "What agents propose next shows up here, before anything is written."
