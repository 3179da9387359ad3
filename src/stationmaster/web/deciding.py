"""What the queue's page is told after a decision: what leaves the list, what is said, what is next."""

from collections.abc import Sequence

import orjson
from starlette.responses import HTMLResponse, Response

from stationmaster.core.proposal import Proposal
from stationmaster.web.detail import Tag
from stationmaster.web.rail import counts
from stationmaster.web.showing import detail_of, rows_of
from stationmaster.web.visit import Visit


def event(
    visit: Visit,
    ids: Sequence[str],
    *,
    said: str = "",
    undo: Sequence[str] | None = None,
    stay: bool = False,
) -> str:
    """The event `decided` as queue.js reads it. `undo`: what `u` takes back from now on (None: as
    before). `stay`: the detail stays to be read."""
    detail: dict[str, object] = {
        "ids": list(ids),
        "said": said,
        "stay": stay,
        "counts": counts(visit.workspace.queue.groups()),
    }
    if undo is not None:
        detail["undo"] = list(undo)
    return orjson.dumps(detail).decode()


def decided(
    visit: Visit, ids: Sequence[str], *, said: str, undo: Sequence[str] | None = None
) -> Response:
    """Nothing to swap: the list loses its row, and the page goes on to the next."""
    return visit.page(
        "parts/decided.html", event=event(visit, ids, said=said, undo=undo), body=None
    )


def still_there(
    visit: Visit,
    proposal: Proposal,
    outcome: Tag | None,
    *,
    in_queue: bool,
    gone: Sequence[str] = (),
    replaces: str = "",
    status: int = 200,
) -> HTMLResponse:
    """The detail as it is now, with what came of it."""
    return visit.page(
        "parts/outcome.html",
        status=status,
        view=detail_of(visit, proposal, outcome),
        in_queue=in_queue,
        problem_found=None,
        replaces=replaces,
        row=rows_of(visit, [proposal])[0] if replaces else None,
        opened=proposal.id,
        event=event(visit, gone, stay=True) if in_queue else "",
    )
