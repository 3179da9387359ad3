"""Stations and their runs."""

from datetime import datetime

from pydantic import Field

from stationmaster.api.models.values import In, Out, Whole
from stationmaster.kit.station import Station
from stationmaster.policy.switches import StationSwitches
from stationmaster.work.runs import Run


class StationOut(Out):
    """One job. `reads` and `writes` are the most it may ever be allowed, per object type."""

    name: str = Field(examples=["inbound_leads"])
    title: str
    summary: str
    reads: dict[str, list[str]]
    writes: dict[str, list[str]]
    enabled: bool
    level: str = Field(examples=["approved_writeback"])

    @classmethod
    def of(cls, station: Station, switches: StationSwitches | None) -> "StationOut":
        closed = switches or StationSwitches()
        return cls(
            name=station.name,
            title=station.title,
            summary=station.summary,
            reads={type: sorted(names) for type, names in station.reads.items()},
            writes={type: sorted(names) for type, names in station.writes.items()},
            enabled=closed.enabled,
            level=closed.level.value,
        )


class StationsOut(Out):
    """The stations that are installed."""

    items: list[StationOut]


class RunIn(In):
    """Work what waits at a station."""

    limit: Whole = Field(default=100, ge=1, le=1_000, description="The most records to work.")
    dry_run: bool = Field(default=False, description="Decide, but neither store nor write.")


class RunOut(Out):
    """One execution of a station, and what came of it."""

    id: str
    station: str
    actor: str
    dry: bool
    state: str = Field(examples=["finished"])
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int] = Field(examples=[{"records": 60, "drafts": 74, "waiting": 70}])
    error: str

    @classmethod
    def of(cls, run: Run) -> "RunOut":
        same = {name: getattr(run, name) for name in cls.model_fields}
        return cls.model_validate({**same, "state": run.state.value, "counts": dict(run.counts)})
