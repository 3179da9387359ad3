"""`doctor`: what is set up, what is missing, what is unsafe. It changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from stationmaster.cli.opening import settings
from stationmaster.cli.options import AsJson, Slug
from stationmaster.cli.output import say, say_json, say_table
from stationmaster.core.errors import StationmasterError
from stationmaster.insight import health, installation
from stationmaster.insight.finding import Finding, Level, look, ok, wrong
from stationmaster.policy.check import check
from stationmaster.settings import Settings
from stationmaster.wiring import build, is_set_up, versions

STYLES = {Level.OK: "green", Level.LOOK: "yellow", Level.WRONG: "red"}


def doctor(
    full: Annotated[bool, typer.Option("--full", help="Check every row of the audit log.")] = False,
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Look over the installation. Exit code 1 where something is unsafe or broken."""
    found = settings()
    seen = list(_all(found, slug, full))
    sound = all(finding.level is not Level.WRONG for finding in seen)
    if as_json:
        in_force = {name: str(value) for name, value in found.model_dump().items()}
        in_force |= {n: "(set)" for n in ("database_url", "records_url") if in_force[n]}
        say_json({"sound": sound, "settings": in_force, "findings": seen})
    else:
        rows = [(f.level.value, f.area, f"{f.message} {f.way_out}".strip()) for f in seen]
        say_table(("", "Area", "Finding"), rows, "")
        say("Nothing is unsafe." if sound else "Something is unsafe or broken.")
    if not sound:
        raise typer.Exit(1)


def _all(found: Settings, slug: str, full: bool) -> Iterator[Finding]:
    yield installation.listening(found.host, found.port, found.public_url)
    yield from installation.files(found.home)
    yield installation.scoring_library()
    yield from _policy(found)
    try:
        yield from _databases(found, slug, full)
    except StationmasterError as error:
        yield wrong("database", error.message, error.way_out or "")


def _policy(found: Settings) -> Iterator[Finding]:
    try:
        report = check(Path(found.policy_folder) if found.policy_folder else None)
    except StationmasterError as error:
        yield wrong("policy", error.message, error.way_out or "")
        return
    for fault in report.faults:
        yield wrong("policy", str(fault), "Mend it; `stationmaster policy check` tests it.")
    if report.sound:
        yield ok("policy", f"{report.policies} policies are sound; {report.cases} tests hold.")


def _databases(found: Settings, slug: str, full: bool) -> Iterator[Finding]:
    if not is_set_up(found):
        yield look("database", f"Nothing is set up in {found.home}.", "Run `stationmaster init`.")
        return
    known = versions(found)
    yield from installation.versions(known)
    if not all(version.is_current for version in known):
        return
    app = build(found)
    workspaces = [app.identity.workspaces.find(slug)] if slug else app.identity.workspaces.all()
    if not workspaces:
        yield look("workspaces", "There is no workspace yet.", "Run `stationmaster init`.")
    for info in workspaces:
        yield ok("workspaces", f"{info.name} ({info.slug})")
        yield from health.findings(app.workspace(info.id).workplace, full=full)
