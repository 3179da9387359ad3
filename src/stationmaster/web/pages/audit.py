"""The audit log: who changed what, and whether the chain holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from threading import Thread
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response, StreamingResponse

from stationmaster.audit.query import AuditRow
from stationmaster.audit.verify import Verification, verify
from stationmaster.core.errors import InvalidInput, StationmasterError
from stationmaster.identity.permissions import Ability, require
from stationmaster.web.session import Posted, Signed
from stationmaster.web.visit import Visit
from stationmaster.web.words import said

router = APIRouter()

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words. `detail` is all of it, as the chain holds it."""

    row: AuditRow
    who: str
    what: str
    to: str
    href: str
    detail: str


@router.get("/audit")
def page(
    visit: Signed,
    actor: str = "",
    action: str = "",
    text: str = "",
    since: str = "",
    until: str = "",
    after: str = "",
) -> HTMLResponse:
    require(visit.person, Ability.AUDIT)
    given = {"actor": actor, "action": action, "text": text, "since": since, "until": until}
    log = visit.workspace.audit
    problem: InvalidInput | None = None
    rows: tuple[AuditRow, ...] = ()
    following: str | None = None
    try:
        found = log.page(
            actor=actor or None,
            action=action or None,
            text=text.strip() or None,
            since=_day(since, "since"),
            until=_day_after(until),
            limit=PAGE,
            after=after or None,
        )
        rows, following = found.rows, found.next
    except InvalidInput as error:
        problem = error
    query = urlencode({name: value for name, value in given.items() if value})
    return visit.page(
        "audit.html",
        "audit",
        status=422 if problem else 200,
        lines=_lines(visit, rows),
        actors=[(a.id, visit.people(a.id) or a.id) for a in log.actors()],
        actions=[(name, _what(name)) for name in log.actions()],
        given=given,
        narrowed=bool(query),
        next=f"/audit?{query}&{urlencode({'after': following})}" if following else "",
        problem_found=problem,
    )


def _lines(visit: Visit, rows: Sequence[AuditRow]) -> list[Line]:
    """The entries in words; proposals by their title, people by their name."""
    proposals = visit.workspace.queue.get_many([r.subject for r in rows if _is_proposal(r)])
    titles = {id: proposal.draft.title for id, proposal in proposals.items()}
    return [
        Line(
            row=row,
            who=visit.people(row.actor) or row.actor,
            what=_what(row.action),
            to=titles.get(row.subject) or visit.people(row.subject),
            href=_href(row.subject),
            detail=orjson.dumps(row.detail, option=orjson.OPT_INDENT_2).decode(),
        )
        for row in rows
    ]


def _is_proposal(row: AuditRow) -> bool:
    return row.subject.startswith("prop_")


def _what(action: str) -> str:
    """The action as words: `proposal.approved` becomes `Proposal approved`."""
    return said(action.replace(".", " ").replace("signin", "sign-in"))


def _href(subject: str) -> str:
    if subject.startswith("prop_"):
        return f"/proposals/{subject}"
    kind, mark, id = subject.partition(":")
    return f"/records/{kind}/{id}" if mark and id and kind.isidentifier() else ""


def _day(text: str, field: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise InvalidInput(
            "That is not a day.", field=field, way_out="Write it as 2026-11-20."
        ) from None


def _day_after(text: str) -> datetime | None:
    day = _day(text, "until")
    return None if day is None else day + timedelta(days=1)


@router.post("/audit/verify")
def check(visit: Posted) -> Response:
    """Read the whole chain. Answers lines of JSON: how far it is, and at the end what was found."""
    require(visit.person, Ability.AUDIT)
    if not visit.is_partial and visit.request.headers.get("accept") != "application/x-ndjson":
        return visit.go("/audit", _found(verify(visit.workspace.governance, visit.workspace.id)))
    return StreamingResponse(_progress(visit), media_type="application/x-ndjson")


def _found(result: Verification) -> str:
    if result.ok:
        return f"All {result.rows:,} rows hold. The head is {result.head.hash[:16]}."
    return f"It does not hold: {result.why} {result.rows:,} rows before that hold."


def _progress(visit: Visit) -> Iterator[bytes]:
    """One line per chunk that was checked; the work runs beside, so that each is sent at once."""
    told: SimpleQueue[Mapping[str, object]] = SimpleQueue()
    workspace = visit.workspace

    def work() -> None:
        try:
            result = verify(
                workspace.governance,
                workspace.id,
                lambda done, all: told.put({"done": done, "all": all}),
            )
            told.put({"ok": result.ok, "said": _found(result)})
        except StationmasterError as error:
            told.put({"ok": False, "said": error.message})
        except Exception:
            told.put({"ok": False, "said": "The check itself failed; the server's log says why."})
            raise

    Thread(target=work, name="audit-verify", daemon=True).start()
    while True:
        line = told.get()
        yield orjson.dumps(line) + b"\n"
        if "said" in line:
            return
