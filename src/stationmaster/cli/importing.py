"""`import`: a file into records; its plan and a dry run are shown before anything is written."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import orjson
import typer

from stationmaster.cli.asking import confirmed
from stationmaster.cli.bars import bar
from stationmaster.cli.opening import acting, workspace
from stationmaster.cli.options import Acting, AsJson, Slug, Yes
from stationmaster.cli.output import say, say_json, say_table, tell
from stationmaster.core.errors import InvalidInput
from stationmaster.identity.permissions import Ability
from stationmaster.records.importing.dates import DateFormat, DateOrder
from stationmaster.records.importing.plan import ColumnPlan, Existing, Plan
from stationmaster.records.importing.plan_json import from_json, to_json
from stationmaster.records.importing.planning import Hints
from stationmaster.records.importing.report import Report
from stationmaster.wiring import Workspace

SHOWN = 20
"""Remarks that are printed; all of them are in the files beside the rejects."""

File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSON Lines.")]
Type = Annotated[str, typer.Option("--type", help="Object type of the rows, such as lead.")]
Mapped = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=PROPERTY", help="Nothing behind = leaves it out."),
]
Saved = Annotated[Path | None, typer.Option("--plan", help="Go by this plan, edited or not.")]
Save = Annotated[
    Path | None, typer.Option("--save-plan", help="Write the plan there, and do no more.")
]


def import_file(
    file: File,
    type: Type = "",
    mapped: Mapped = None,
    plan_file: Saved = None,
    save: Save = None,
    define: Annotated[
        bool, typer.Option("--define", help="The object type is new: define it.")
    ] = False,
    dates: Annotated[
        DateOrder, typer.Option("--dates", help="Where a date may be read both ways.")
    ] = DateOrder.DMY,
    zone: Annotated[str, typer.Option("--zone", help="Time zone of times that name none.")] = "UTC",
    suggested: Annotated[
        bool, typer.Option("--take-suggestions", help="Correct misspellings as suggested.")
    ] = False,
    existing: Annotated[
        Existing | None, typer.Option("--existing", help="What becomes of values already there.")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", help="File for rejected rows; beside FILE unless said."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen.")] = False,
    yes: Yes = False,
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Import a file. The same file again changes nothing."""
    here = workspace(slug)
    person = acting(here, email, Ability.IMPORT)
    if plan_file is None and not type:
        raise InvalidInput(
            "What are the rows?", field="--type", way_out="Say --type lead, or such."
        )
    hints = Hints(dates=DateFormat(dates, zone), define=define)
    plan = _read(plan_file) if plan_file else here.imports.importer.plan(file, type, hints)
    plan = _as_said(replace(plan, file=str(file)), mapped or [], suggested, existing)
    if save is not None:
        _save(plan, save)
        return
    rejects = rejects or file.with_name(f"{file.stem}.rejects.csv")
    rehearsed = _rehearse(here, plan, rejects if dry_run else None)
    if not as_json:
        _say_plan(plan)
        _say_report(rehearsed, "Would be")
    if dry_run or not (yes or confirmed("Load it?", instead="--yes")):
        _end(plan, rehearsed, as_json)
        return
    with bar("Loading") as report:
        done = here.imports.load(plan, by=person, rejects=rejects, progress=report)
    if not as_json:
        _say_report(done, "Were")
        tell(f"Rejected rows and remarks: {rejects} and the file beside it.")
    _end(plan, done, as_json)


def _rehearse(here: Workspace, plan: Plan, rejects: Path | None) -> Report:
    with bar("Dry run") as report:
        return here.imports.importer.dry_run(plan, rejects=rejects, progress=report)


def _end(plan: Plan, report: Report, as_json: bool) -> None:
    if as_json:
        say_json({"plan": to_json(plan), "report": report})
    if report.rejected:
        raise typer.Exit(1)


def _as_said(plan: Plan, mapped: list[str], suggested: bool, existing: Existing | None) -> Plan:
    for text in mapped:
        column, equals, name = text.rpartition("=")
        if not equals:
            raise InvalidInput(
                f"{text!r} maps nothing.", field="--map", way_out="Write COLUMN=PROPERTY."
            )
        plan = plan.mapping(column, name or None)
    plan = plan.as_suggested() if suggested else plan
    return replace(plan, existing=existing) if existing else plan


def _read(path: Path) -> Plan:
    try:
        data = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"{path} cannot be read as a plan.",
            field="--plan",
            way_out="Give a file that --save-plan wrote.",
        ) from error
    return from_json(data)


def _save(plan: Plan, path: Path) -> None:
    try:
        path.write_bytes(orjson.dumps(to_json(plan), option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror}.",
            field="--save-plan",
            way_out="Name a file in a folder that you may write to.",
        ) from error
    tell(f"The plan is in {path}; look it over, and give it back with --plan.")


def _say_plan(plan: Plan) -> None:
    rows = [(c.name, _target(c, plan), c.filled, ", ".join(c.samples), c.why) for c in plan.columns]
    say_table(("Column", "Fills", "Rows", "Such as", "Why"), rows, "It has no columns.")
    say(f"{plan.rows:,} rows of type {plan.type}; known again by {plan.match or 'the whole row'}.")
    for warning in plan.warnings:
        say(warning, "yellow")


def _target(column: ColumnPlan, plan: Plan) -> str:
    links = [f"links to {link.type}" for link in plan.links if link.column == column.name]
    new = " (new)" if column.new else ""
    named = [f"{column.to}{new}"] if column.to else []
    return ", ".join((*named, *links)) or "left out"


def _say_report(report: Report, verb: str) -> None:
    counts = ", ".join(f"{n:,} {outcome.value}" for outcome, n in report.outcomes.items())
    say(f"{verb}: {counts or 'no rows'}; {report.links:,} new links.", "bold")
    rows = [
        (t.count, t.remark.value, t.column, t.value, f"{t.reason} {t.suggestion}".strip(), t.line)
        for t in report.tallies[:SHOWN]
    ]
    if rows:
        say_table(("Times", "", "Column", "Value", "Reason", "First line"), rows, "")
    if len(report.tallies) > SHOWN:
        say(f"And {len(report.tallies) - SHOWN} more kinds of remarks.")
