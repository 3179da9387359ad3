"""Taking back: what to say of it, above all of what was kept because somebody edited it since."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from stationmaster.core.errors import InvalidInput
from stationmaster.core.operation import Conflict
from stationmaster.core.proposal import Status
from stationmaster.proposals.undo import Undone
from stationmaster.web.deciding import event
from stationmaster.web.moments import clock_time
from stationmaster.web.names import Names, names_for
from stationmaster.web.session import Posted
from stationmaster.web.visit import Visit

router = APIRouter()

MOST = 500


def undone_words(visit: Visit, results: Sequence[Undone]) -> tuple[str, str]:
    """All results in a few sentences, and their tone."""
    if len(results) == 1:
        return _one(visit, results[0])
    back = sum(1 for r in results if r.proposal and r.proposal.status is Status.APPLIED)
    kept = sum(1 for r in results if r.kept)
    left = len(results) - back
    said = f"{back} of {len(results)} taken back."
    if left:
        said += f" {left} not: see each on its own page."
    if kept:
        said += f" In {kept}, something was edited since and is kept."
    return said, "good" if back == len(results) else "warn"


def _one(visit: Visit, result: Undone) -> tuple[str, str]:
    names = names_for(visit.workspace.reader, [c.record for c in result.kept])
    kept = "; ".join(kept_words(visit, c, names) for c in result.kept)
    done = result.proposal is not None and result.proposal.status is Status.APPLIED
    return f"{result.message} {kept}".strip(), "good" if done and not kept else "warn"


def kept_words(visit: Visit, conflict: Conflict, names: Names) -> str:
    """ "Kept: Lead status, edited by Ida Moe at 20 Nov 17:52." """
    kind = conflict.record.type
    what = names.property(kind, conflict.property) if conflict.property else "the record"
    words = f"Kept: {what} of {names.record(conflict.record)}"
    if conflict.theirs_by:
        words += f", edited by {visit.people(conflict.theirs_by) or conflict.theirs_by}"
    if conflict.theirs_at:
        words += f" at {clock_time(conflict.theirs_at, visit.now, visit.zone)}"
    return words + "."


@router.post("/queue/undo")
def undo_last(visit: Posted) -> Response:
    """What was decided last from this page: one or a whole batch."""
    ids = [id for id in visit.text("ids").split(",") if id]
    if not ids or len(ids) > MOST:
        raise InvalidInput("There is nothing to take back.", field="ids")
    results = visit.workspace.line.undo(ids, by=visit.person, reason="Taken back from the queue.")
    said, _ = undone_words(visit, results)
    if not visit.is_partial:
        return visit.go("/queue", said)
    told = event(visit, [], said=said, undo=[], stay=True)
    return visit.page("parts/decided.html", event=told, body=None)
