"""Importing, as callers see it: `plan`, look at it, `dry_run`, look at that, `load`."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, Engine, insert

from stationmaster.core.actor import SourceKind
from stationmaster.core.clock import Clock, to_text, utc_now
from stationmaster.core.ids import new_id
from stationmaster.core.record import ObjectType, Source
from stationmaster.records import schema
from stationmaster.records.importing.checking import check_plan
from stationmaster.records.importing.defining import define, planned_type
from stationmaster.records.importing.layout import visible
from stationmaster.records.importing.pipeline import Progress, Setting, no_progress, run
from stationmaster.records.importing.plan import Plan
from stationmaster.records.importing.plan_json import to_json
from stationmaster.records.importing.planning import Hints, make_plan
from stationmaster.records.importing.report import Report, Reporter
from stationmaster.records.importing.tables import import_run
from stationmaster.records.importing.writing import ItemWriter
from stationmaster.records.lock import lock_for_writing
from stationmaster.records.write.writer import RecordWriter

NO_HINTS = Hints()


class Importer:
    """Imports files into one workspace. `engine` is of the records database."""

    def __init__(self, engine: Engine, workspace: str, *, clock: Clock = utc_now):
        self._engine = engine
        self._workspace = workspace
        self._clock = clock

    def plan(self, path: Path, type: str, hints: Hints = NO_HINTS) -> Plan:
        """Find out what the file holds, and propose what to do with it. Writes nothing.

        Raises InvalidInput for a file that cannot be read as rows, or an unknown object type.
        """
        with self._reading() as connection:
            return make_plan(connection, self._workspace, path, type, hints)

    def dry_run(
        self, plan: Plan, *, rejects: Path | None = None, progress: Progress = no_progress
    ) -> Report:
        """What a load would do now, remark by remark. Writes nothing but the files of `rejects`.

        Raises InvalidInput where the plan is not sound, or the file is another by now.
        """
        started = perf_counter()
        with self._reading() as connection:
            setting = self._setting(connection, plan)
            reporter = run(setting, rejects, progress, lambda _items: None)
            defined = _defined(plan, schema.load(connection, self._workspace))
        return _report(plan, reporter, defined, None, perf_counter() - started)

    def load(
        self,
        plan: Plan,
        *,
        who: str,
        rejects: Path | None = None,
        progress: Progress = no_progress,
    ) -> Report:
        """Load the file in one transaction: all of it that can be read, or nothing.

        `who`: id of the person. `rejects`: file for rejected rows, with one for remarks beside it
        (`x.rejects.csv`, `x.issues.csv`); both are in place before anything is committed.
        Raises as `dry_run` does.
        """
        started, began, run_id = perf_counter(), self._clock(), new_id("import")
        with self._engine.begin() as connection:
            lock_for_writing(connection, self._workspace)
            before = schema.load(connection, self._workspace)
            setting = self._setting(connection, plan)
            define(connection, self._workspace, plan, before)
            writer = RecordWriter(connection, self._workspace, clock=self._clock)
            source = Source(SourceKind.IMPORT, run_id)
            items = ItemWriter(connection, self._workspace, plan.type, writer, source)
            reporter = run(setting, rejects, progress, items.write)
            report = _report(
                plan, reporter, _defined(plan, before), run_id, perf_counter() - started
            )
            moments = {"started_at": to_text(began), "finished_at": to_text(self._clock())}
            self._record_run(connection, plan, report, {"who": who, **moments})
        return report

    def _setting(self, connection: Connection, plan: Plan) -> Setting:
        types = schema.load(connection, self._workspace)
        kind = planned_type(plan, types)
        check_plan(plan, kind, {**types, kind.name: kind})
        return Setting(connection, self._workspace, plan, kind, types)

    def _record_run(
        self, connection: Connection, plan: Plan, report: Report, more: Mapping[str, str]
    ) -> None:
        row = {
            "id": report.run,
            "workspace": self._workspace,
            "type": plan.type,
            "file": visible(Path(plan.file).name),
            "digest": plan.digest,
            "plan": storable(to_json(replace(plan, file=visible(plan.file)))),
            "counts": storable(report.counts()),
            **more,
        }
        connection.execute(insert(import_run), [row])

    def _reading(self) -> Connection:
        return self._engine.execution_options(read_only=True).connect()


def _defined(plan: Plan, types: Mapping[str, ObjectType]) -> tuple[str, ...]:
    """Names of the properties that the plan adds to what was there before."""
    known = types[plan.type].properties if plan.type in types else {}
    return tuple(name for name in planned_type(plan, types).properties if name not in known)


def _report(
    plan: Plan, reporter: Reporter, defined: tuple[str, ...], run_id: str | None, seconds: float
) -> Report:
    return Report(
        run_id,
        Path(plan.file).name,
        plan.type,
        sum(reporter.outcomes.values()),
        dict(reporter.outcomes),
        reporter.links,
        defined,
        reporter.tallies(),
        round(seconds, 3),
    )


def storable(value: object) -> object:
    """The same JSON value, half characters (lone surrogates, which no database takes) as escapes."""
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case Mapping():
            return {storable(name): storable(each) for name, each in value.items()}
        case list() | tuple():
            return [storable(each) for each in value]
        case _:
            return value
