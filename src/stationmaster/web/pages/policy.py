"""Policy: the switches, what they compile to, why something was decided, and whether it is sound."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from stationmaster.core.errors import InvalidInput, StationmasterError
from stationmaster.identity.permissions import Ability, require
from stationmaster.policy.check import check
from stationmaster.policy.explain import explain
from stationmaster.policy.switches import (
    PermissionLevel,
    PersonValues,
    ScopeEffect,
    StationSwitches,
    Switches,
    Tier,
)
from stationmaster.proposals.facts import requests
from stationmaster.proposals.propose import read_facts, subject_of
from stationmaster.web.session import Posted, Signed
from stationmaster.web.switch_form import StationForm, read_switches, scope_forms, station_form
from stationmaster.web.visit import Visit

router = APIRouter()


@router.get("/policy")
def page(visit: Signed) -> HTMLResponse:
    return _page(visit, visit.workspace.policies.current().switches)


@router.post("/policy")
def save(visit: Posted) -> Response:
    require(visit.person, Ability.POLICY)
    store = visit.workspace.policies
    before = store.current().switches
    version = visit.text("version")
    try:
        if not version.isdecimal() or len(version) > 9:
            raise InvalidInput("The form does not say which version it was made from.")
        switches = read_switches(visit, _forms(visit, before), before)
        saved = store.put(switches, by=visit.person, expected=int(version))
    except StationmasterError as error:
        return _page(visit, before, error)
    return visit.go("/policy", f"Saved as version {saved}. It holds from the next decision on.")


@router.get("/policy/check")
def check_all(visit: Signed) -> HTMLResponse:
    """Are the policies sound, and do their own tests hold? Reads, and changes nothing."""
    require(visit.person, Ability.POLICY)
    folder = visit.app.settings.policy_folder
    return visit.page("parts/policy-check.html", report=check(Path(folder) if folder else None))


@router.get("/policy/explain")
def why(visit: Signed, proposal: str = "") -> HTMLResponse:
    """Why a proposal was decided as it was, under the policy of now, and what would change that."""
    id = proposal.strip().rsplit("/", 1)[-1]
    found = visit.workspace.queue.get(id)
    desk = visit.workspace.desk
    facts = read_facts(desk, [found.draft])
    asked = requests(facts, subject_of(desk, found))
    return visit.page(
        "parts/policy-explain.html" if visit.is_partial else "policy-explain.html",
        "policy",
        proposal=found,
        explanations=explain(desk.policies.current(), asked),
    )


def _forms(visit: Visit, switches: Switches) -> Sequence[StationForm]:
    types = visit.workspace.reader.types()
    return [
        station_form(station, switches.stations.get(name, StationSwitches()), types)
        for name, station in visit.workspace.stations.items()
    ]


def _page(
    visit: Visit, switches: Switches, problem: StationmasterError | None = None
) -> HTMLResponse:
    store = visit.workspace.policies
    policy = store.current()
    return visit.page(
        "policy.html",
        "policy",
        status=problem.status if problem else 200,
        version=store.version(),
        compiled=policy.version,
        switches=switches,
        stations=_forms(visit, switches),
        scopes=scope_forms(switches),
        types=visit.workspace.reader.types(),
        sources=policy.sources(),
        rules=list(policy.rules.values()),
        may_save=visit.may(Ability.POLICY),
        levels=list(PermissionLevel),
        tiers=list(Tier),
        person_values=list(PersonValues),
        effects=list(ScopeEffect),
        problem_found=problem,
    )
