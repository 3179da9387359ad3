"""Proposals: submit drafts, and see what became of them. Deciding is in `deciding`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from stationmaster.api.caller import Called, Caller
from stationmaster.api.models.deciding import GroupOut, GroupsOut, Sorting, ViewOut
from stationmaster.api.models.drafts import DraftIn, SubmitIn
from stationmaster.api.models.operations import OperationIn, refs_in
from stationmaster.api.models.policy import ExplanationOut, ExplanationsOut
from stationmaster.api.models.proposals import ProposalOut, ProposalsOut
from stationmaster.api.models.values import Id, Name, Page, Text
from stationmaster.api.once import DoOnce
from stationmaster.api.paging import After, Limit
from stationmaster.api.problems import documented
from stationmaster.core.actor import Agent
from stationmaster.core.errors import Forbidden, NotFound
from stationmaster.core.operation import AssignOwner, Operation, records_of
from stationmaster.core.proposal import Choice, Draft, Proposal, Risk, Status
from stationmaster.core.record import Record, Ref

router = APIRouter(tags=["proposals"], responses=documented(401, 403, 404, 422, 503))

OfProposal = Annotated[
    Id, Path(description="Id of the proposal.", examples=["prop_0199a0b0c0d0e0f0a0b0c0d0e0f0a0b2"])
]
AtStation = Annotated[Name | None, Query(description="Only of this station.")]


@router.post("/proposals", status_code=201, response_model=ProposalsOut, responses=documented(409))
def submit_proposals(caller: Called, once: DoOnce, body: SubmitIn) -> Response:
    """Propose changes. What policy allows alone is written at once; else it waits or is denied."""
    return once(body, lambda: _submit(caller, body), status=201)


@router.get("/proposals")
def list_proposals(
    caller: Called,
    status: Status | None = None,
    station: AtStation = None,
    run: Annotated[Id | None, Query(description="Only of this run.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ProposalOut]:
    """Proposals of any status, newest first. An agent gets those of one of its stations."""
    if isinstance(caller.actor, Agent):
        station = caller.station(station)
        if station not in caller.actor.stations:
            raise Forbidden(f"{caller.actor.name} does not work at {station}.", field="station")
    if run is not None:
        caller.workspace.runs.get(run)
    page = caller.workspace.queue.recent(
        status=status, station=station, run=run, limit=limit, after=after
    )
    return Page(items=[ProposalOut.of(p) for p in page.rows], next=page.next)


@router.get("/proposals/{id}")
def get_proposal(caller: Called, id: OfProposal) -> ProposalOut:
    """One proposal."""
    return ProposalOut.of(_seen(caller, id))


@router.get("/proposals/{id}/view")
def view_proposal(caller: Called, id: OfProposal) -> ViewOut:
    """One proposal as a reviewer reads it, against what the CRM holds now. For people."""
    caller.require_person()
    return ViewOut.of(caller.workspace.viewer.view(id))


@router.get("/proposals/{id}/explanation")
def explain_proposal(caller: Called, id: OfProposal) -> ExplanationsOut:
    """Why it is decided as it is under the policy of now, and what would have to differ."""
    caller.require_person()
    found = caller.workspace.explain(id)
    return ExplanationsOut(items=[ExplanationOut.of(e) for e in found])


@router.get("/queue")
def list_queue(
    caller: Called,
    station: AtStation = None,
    kind: Annotated[Name | None, Query(description="Only of this kind.")] = None,
    risk: Risk | None = None,
    text: Annotated[Text | None, Query(description="Some of the title.")] = None,
    sort: Sorting = "oldest",
    limit: Limit = 50,
    after: After = None,
) -> Page[ProposalOut]:
    """Proposals that wait for a person. For people."""
    caller.require_person()
    page = caller.workspace.queue.page(
        station=station, kind=kind, risk=risk, text=text, sort=sort, limit=limit, after=after
    )
    return Page(items=[ProposalOut.of(p) for p in page.rows], next=page.next)


@router.get("/queue/groups")
def list_queue_groups(
    caller: Called, station: AtStation = None, risk: Risk | None = None
) -> GroupsOut:
    """How many proposals wait, by station and kind. For people."""
    caller.require_person()
    groups = caller.workspace.queue.groups(station=station, risk=risk)
    return GroupsOut(items=[GroupOut.of(g) for g in groups])


def _seen(caller: Caller, id: str) -> Proposal:
    found = caller.workspace.queue.get(id)
    caller.require_sight(id, found.station)
    return found


def _submit(caller: Caller, body: SubmitIn) -> ProposalsOut:
    if body.run is not None:
        caller.workspace.runs.get(body.run)
    wanted = [ref for draft in body.drafts for o in _all(draft) for ref in refs_in(o)]
    now = dict(caller.reader.get_many(list(dict.fromkeys(wanted))))
    drafts = [_draft(draft, now) for draft in body.drafts]
    _require_known(caller, drafts)
    submitted = caller.workspace.line.submit(
        drafts,
        actor=caller.actor,
        station=caller.station(body.station),
        run=body.run,
        dry_run=body.dry_run,
    )
    return ProposalsOut(items=[ProposalOut.of(p) for p in submitted])


def _all(draft: DraftIn) -> list[OperationIn]:
    return [*draft.operations, *(o for c in draft.choices for o in c.operations)]


def _draft(draft: DraftIn, now: dict[Ref, Record]) -> Draft:
    def operations(given: list[OperationIn]) -> tuple[Operation, ...]:
        return tuple(o.core(now) for o in given)

    return Draft(
        kind=draft.kind,
        title=draft.title,
        about=draft.about.core(),
        operations=operations(draft.operations),
        reason=draft.reason,
        evidence=tuple(e.core() for e in draft.evidence),
        risk=Risk.MEDIUM,
        notes=tuple((n.label, n.text) for n in draft.notes),
        choices=tuple(Choice(c.label, operations(c.operations), c.reason) for c in draft.choices),
        dedup=draft.dedup,
    )


def _require_known(caller: Caller, drafts: list[Draft]) -> None:
    """The line looks at what a draft would change now; here also at what an answer to its question
    would change, and at who would become an owner. Raises NotFound."""
    answers = [o for draft in drafts for c in draft.choices for o in c.operations]
    named = [ref for o in answers for ref in records_of(o) if not ref.is_new]
    every = [*answers, *(o for draft in drafts for o in draft.operations)]
    named += [Ref("owner", o.owner) for o in every if isinstance(o, AssignOwner) and o.owner]
    found = caller.workspace.reader.get_many(list(dict.fromkeys(named)))
    for ref in named:
        if ref not in found:
            raise NotFound(f"There is no {ref.type} {ref.id}.", field="record")
