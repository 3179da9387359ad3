"""Rows through all stages, batch by batch. The same for a dry run and for a load."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType
from stationmaster.records.importing.deciding import Decider
from stationmaster.records.importing.files import ReportFiles
from stationmaster.records.importing.items import Item
from stationmaster.records.importing.linking import Linker
from stationmaster.records.importing.matching import Matcher
from stationmaster.records.importing.opening import opened
from stationmaster.records.importing.parsing import RowParser
from stationmaster.records.importing.plan import Plan
from stationmaster.records.importing.plan_json import reading_digest
from stationmaster.records.importing.report import Reporter
from stationmaster.records.importing.rows import read_rows
from stationmaster.records.importing.seen import Seen

BATCH = 1_000

Progress = Callable[[int, int], None]
"""(rows done, rows in all)"""
Write = Callable[[Sequence[Item]], None]
"""What is done with a batch of decided rows."""


def no_progress(_done: int, _total: int) -> None:
    """For whoever does not want to know."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a plan is run. `kind` is the object type as the plan makes it."""

    connection: Connection
    workspace: str
    plan: Plan
    kind: ObjectType
    types: Mapping[str, ObjectType]


def run(setting: Setting, rejects: Path | None, progress: Progress, write: Write) -> Reporter:
    """Every row of the file, decided and given to `write`.

    Raises InvalidInput where the file is not the one that was planned: then nothing counts.
    """
    plan = setting.plan
    reporter, done, total = Reporter(), 0, plan.rows + plan.unreadable
    with opened(Path(plan.file)) as file, Seen() as seen, ReportFiles(rejects) as files:
        stages = _stages(setting, seen)
        parser = RowParser(plan, setting.kind)
        rows = read_rows(file, plan.layout, [column.name for column in plan.columns])
        for items in _batches(parser.parse(row) for row in rows):
            for stage in stages:
                stage(items)
            write(items)
            reporter.add(items)
            files.add(items)
            done += len(items)
            progress(done, total)
        if file.digest() != plan.digest:
            raise InvalidInput(
                f"{Path(plan.file).name} has changed since it was planned.",
                field="path",
                way_out="Plan it anew, and look at the plan again.",
            )
        files.keep()
    return reporter


def _stages(setting: Setting, seen: Seen) -> Sequence[Write]:
    connection, workspace, plan = setting.connection, setting.workspace, setting.plan
    matcher = Matcher(connection, workspace, setting.kind, plan, seen, reading_digest(plan))
    linker = Linker(connection, workspace, plan, setting.types)
    decider = Decider(connection, workspace, setting.kind, plan.existing)
    return (matcher.match, linker.link, decider.decide)


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(items, BATCH)):
        yield batch
