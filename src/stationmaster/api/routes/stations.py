"""Stations and their runs."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from stationmaster.api.caller import Called
from stationmaster.api.models.stations import RunIn, RunOut, StationOut, StationsOut
from stationmaster.api.models.values import Id, Name, Page
from stationmaster.api.once import DoOnce
from stationmaster.api.paging import After, Limit
from stationmaster.api.problems import documented
from stationmaster.identity.permissions import Ability

router = APIRouter(tags=["stations"], responses=documented(401, 403, 404, 422, 503))

OfStation = Annotated[Name, Path(description="Name of the station.", examples=["inbound_leads"])]


@router.get("/stations")
def list_stations(caller: Called) -> StationsOut:
    """The stations that are installed, and how far each may go here."""
    caller.require(Ability.READ)
    switches = caller.workspace.policies.current().switches
    stations = caller.workspace.stations.items()
    return StationsOut(items=[StationOut.of(s, switches.stations.get(n)) for n, s in stations])


@router.post(
    "/stations/{station}/runs",
    status_code=201,
    response_model=RunOut,
    responses=documented(409),
)
def run_station(caller: Called, once: DoOnce, station: OfStation, body: RunIn) -> Response:
    """Work what waits at a station, and answer when it is done. For managers and above."""

    def work() -> RunOut:
        caller.require(Ability.RUN)
        ran = caller.workspace.run_station(station, limit=body.limit, dry_run=body.dry_run)
        return RunOut.of(ran.run)

    return once(body, work, status=201)


@router.get("/runs")
def list_runs(
    caller: Called,
    station: Annotated[Name | None, Query(description="Only of this station.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[RunOut]:
    """Runs, newest first. For people."""
    caller.require_person()
    page = caller.workspace.runs.list(station, limit=limit, after=after)
    return Page(items=[RunOut.of(r) for r in page.runs], next=page.next)


@router.get("/runs/{id}")
def get_run(caller: Called, id: Annotated[Id, Path(description="Id of the run.")]) -> RunOut:
    """One run. For people."""
    caller.require_person()
    return RunOut.of(caller.workspace.runs.get(id))
