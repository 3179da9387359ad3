"""Runs of stations: when, by whom, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import orjson
from sqlalchemy import ColumnElement, Engine, Row, insert, select, update

from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.errors import NotFound
from stationmaster.core.ids import new_id
from stationmaster.db.engine import reading
from stationmaster.db.tables.work import run as run_table


class RunState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a station. `counts`: what was worked and drafted ("leads" -> 31).

    `dry`: nothing it drafted was stored. `error` says in words why a run failed.
    """

    id: str
    station: str
    actor: str
    dry: bool
    state: RunState
    started_at: datetime
    finished_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some runs, newest first, and where the next ones begin (None: there are none)."""

    runs: tuple[Run, ...]
    next: str | None = None


class Runs:
    """The runs of one workspace."""

    def __init__(self, engine: Engine, workspace: str, clock: Clock):
        self._engine = engine
        self._workspace = workspace
        self._clock = clock

    def start(self, station: str, *, actor: str, dry: bool = False) -> Run:
        """`actor` is the id of the agent or person that runs it."""
        new = Run(new_id("run"), station, actor, dry, RunState.RUNNING, self._clock())
        with self._engine.begin() as connection:
            connection.execute(
                insert(run_table).values(
                    id=new.id,
                    workspace=self._workspace,
                    station=station,
                    actor=actor,
                    dry=dry,
                    state=new.state.value,
                    started_at=to_text(new.started_at),
                    counts="{}",
                    error="",
                )
            )
        return new

    def finish(self, id: str, counts: Mapping[str, int], *, error: str = "") -> Run:
        """Close a run; with `error` it failed. A run that is closed already stays as it is.

        Raises NotFound for a run this workspace does not have.
        """
        state = RunState.FAILED if error else RunState.FINISHED
        with self._engine.begin() as connection:
            connection.execute(
                update(run_table)
                .where(*self._one(id), run_table.c.state == RunState.RUNNING.value)
                .values(
                    state=state.value,
                    finished_at=to_text(self._clock()),
                    counts=orjson.dumps(counts).decode(),
                    error=error,
                )
            )
        return self.get(id)

    def get(self, id: str) -> Run:
        """Raises NotFound for a run this workspace does not have."""
        with reading(self._engine).connect() as connection:
            row = connection.execute(select(run_table).where(*self._one(id))).first()
        if row is None:
            raise NotFound(f"There is no run {id}.")
        return _run(row)

    def list(
        self, station: str | None = None, *, limit: int = 50, after: str | None = None
    ) -> RunPage:
        """Newest first. `after` is `RunPage.next`."""
        query = select(run_table).where(run_table.c.workspace == self._workspace)
        if station is not None:
            query = query.where(run_table.c.station == station)
        if after is not None:
            query = query.where(run_table.c.id < after)
        with reading(self._engine).connect() as connection:
            rows = connection.execute(query.order_by(run_table.c.id.desc()).limit(limit + 1))
            runs = tuple(_run(row) for row in rows)
        return RunPage(runs[:limit], runs[limit - 1].id if len(runs) > limit else None)

    def _one(self, id: str) -> tuple[ColumnElement[bool], ...]:
        return (run_table.c.workspace == self._workspace, run_table.c.id == id)


def _run(row: Row[tuple[object, ...]]) -> Run:
    return Run(
        row.id,
        row.station,
        row.actor,
        row.dry,
        RunState(row.state),
        from_text(row.started_at),
        from_text(row.finished_at) if row.finished_at else None,
        orjson.loads(row.counts),
        row.error,
    )
