"""Stations: what each does, may do, has done, and what its model learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import orjson
from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from stationmaster.core.errors import InvalidInput, Unavailable
from stationmaster.identity.permissions import Ability, require
from stationmaster.kit.models import StoredModel
from stationmaster.kit.problem import Problem, Severity
from stationmaster.kit.station import Station
from stationmaster.policy.switches import StationSwitches, Switches
from stationmaster.web.model_card import ModelCard, card_of
from stationmaster.web.session import Posted, Signed
from stationmaster.web.visit import Visit
from stationmaster.web.words import said
from stationmaster.work.runs import Run

router = APIRouter()

RUNS = 10
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StationView:
    station: Station
    waiting: int
    switches: StationSwitches
    runs: Sequence[Run]
    settings: str
    saved: str
    version: int
    problems: Sequence[Problem]
    card: ModelCard | None


@router.get("/stations")
def page(visit: Signed) -> HTMLResponse:
    switches = _switches(visit)
    waiting = {place.name: place.count or 0 for place in visit.rail.waiting}
    views = [
        _view(visit, station, switches.stations.get(name, StationSwitches()), waiting.get(name, 0))
        for name, station in visit.workspace.stations.items()
    ]
    return visit.page(
        "stations.html",
        "stations",
        stations=views,
        stopped=switches.stopped,
        may_run=visit.may(Ability.RUN),
        may_set=visit.may(Ability.POLICY),
        most=MOST_AT_ONCE,
        counted=counted,
    )


@router.post("/stations/{name}/settings")
def save_settings(visit: Posted, name: str) -> Response:
    """Checked by the station before they are saved; what it finds wrong is said, and nothing saved."""
    require(visit.person, Ability.POLICY)
    station = visit.workspace.station(name)
    given = _settings(visit.text("settings"))
    context = visit.workspace.context(station, "")
    tried = replace(context, settings={**station.defaults, **given})
    found = station.check(tried) if station.check else ()
    errors = [p for p in found if p.severity is Severity.ERROR]
    if errors:
        words = " ".join(f"{p.field}: {p.message} {p.way_out}" for p in errors)
        raise InvalidInput(words, field="settings", way_out="Nothing was saved.")
    seen = visit.text("version")
    if not seen.isdecimal() or len(seen) > 9:
        raise InvalidInput("The form does not say which version it was made from.", field="version")
    saved = visit.workspace.station_settings.put(name, given, by=visit.person, seen=int(seen))
    return visit.go(f"/stations#{name}", f"Saved as version {saved.version}.")


def _settings(text: str) -> dict[str, object]:
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(
            f"The settings are not JSON: {error}.", field="settings", way_out="Nothing was saved."
        ) from error
    if not isinstance(given, dict):
        raise InvalidInput("Settings are a JSON object.", field="settings")
    return given


@router.post("/stations/{name}/run")
def run(visit: Posted, name: str) -> Response:
    require(visit.person, Ability.RUN)
    dry = visit.text("dry") == "yes"
    ran = visit.workspace.run_station(name, limit=MOST_AT_ONCE, dry_run=dry)
    words = counted(ran.run.counts) or "Nothing waited."
    return visit.go(f"/stations#{name}", ("Dry run, nothing stored: " if dry else "") + words)


def counted(counts: Mapping[str, int]) -> str:
    """ "31 records, 22 waiting": what a run did, in the order it was counted."""
    return ", ".join(
        f"{number:,} {said(name).lower()}" for name, number in counts.items() if number
    )


def _switches(visit: Visit) -> Switches:
    try:
        return visit.workspace.policies.current().switches
    except Unavailable:
        return Switches(stopped=True)


def _view(visit: Visit, station: Station, switches: StationSwitches, waiting: int) -> StationView:
    workspace = visit.workspace
    saved = workspace.station_settings.get(station.name)
    settings = {**station.defaults, **(saved.settings if saved else {})}
    by = f"version {saved.version}, saved by {visit.people(saved.by) or saved.by}" if saved else ""
    model: StoredModel | None = workspace.models.latest(station.name)
    problems = station.check(workspace.context(station, "")) if station.check else ()
    return StationView(
        station=station,
        waiting=waiting,
        switches=switches,
        runs=workspace.runs.list(station.name, limit=RUNS).runs,
        settings=orjson.dumps(settings, option=orjson.OPT_INDENT_2).decode(),
        saved=by or "as shipped",
        version=saved.version if saved else 0,
        problems=problems,
        card=card_of(model) if model else None,
    )
