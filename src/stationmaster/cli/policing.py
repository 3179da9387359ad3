"""The policy: `policy check`, `policy explain`, `policy show`."""

from pathlib import Path
from typing import Annotated

import typer

from stationmaster.cli.opening import settings, workspace
from stationmaster.cli.options import AsJson, Slug
from stationmaster.cli.output import say, say_json, say_table
from stationmaster.policy.check import check as check_policies
from stationmaster.policy.explain import Explanation, Remedy
from stationmaster.policy.switches import Switches

app = typer.Typer(help="What agents may do, why, and whether the policies are sound.")


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="Own policies; STATIONMASTER_POLICY_FOLDER unless said."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Validate the policies and run their tests. Exit code 1 where something is wrong."""
    own = folder or (Path(named) if (named := settings().policy_folder) else None)
    report = check_policies(own)
    if as_json:
        say_json({"sound": report.sound, **_parts(report.policies, report.cases, report.faults)})
    elif report.sound:
        say(f"Sound: {report.policies} policies, {report.cases} tests hold.", "green")
    else:
        for fault in report.faults:
            say(str(fault))
        say(f"{len(report.faults)} faults.", "red")
    if not report.sound:
        raise typer.Exit(1)


def _parts(policies: int, cases: int, faults: object) -> dict[str, object]:
    return {"policies": policies, "cases": cases, "faults": faults}


@app.command()
def explain(
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL")],
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Why a proposal is decided as it is under the policy of now, and what would change that."""
    found = workspace(slug).explain(proposal)
    if as_json:
        say_json({"proposal": proposal, "operations": found})
        return
    for explanation in found:
        _say_explanation(explanation)


def _say_explanation(explanation: Explanation) -> None:
    asked, decision = explanation.request, explanation.decision
    what = ", ".join(sorted(asked.properties)) or "-"
    say(f"{asked.action} {asked.type} ({what}): {decision.effect.value}", "bold")
    for note in decision.notes:
        say(f"  {note.id}: {note.reason}")
    _say_remedy("To be written once a person approves", explanation.with_person)
    _say_remedy("To be written with nobody looking", explanation.alone)


def _say_remedy(goal: str, remedy: Remedy | None) -> None:
    if remedy is None:
        return
    if remedy.held_by:
        held = " ".join(f"{note.id}: {note.reason}" for note in remedy.held_by)
        say(f"  {goal}: no switch does it. {held}")
    else:
        say(f"  {goal}: {' '.join(remedy.steps)}")


@app.command()
def show(
    as_json: AsJson = False,
    compiled: Annotated[
        bool, typer.Option("--compiled", help="The policies that the switches compile to.")
    ] = False,
    slug: Slug = "",
) -> None:
    """The switches in force, and what they compile to."""
    here = workspace(slug)
    policy = here.policies.current()
    sources = [{"name": file.name, "text": file.text} for file in policy.sources()]
    if as_json:
        version = {"saved": here.policies.version(), "policy": policy.version}
        say_json({**version, "switches": policy.switches.to_json(), "sources": sources})
    elif compiled:
        for source in sources:
            say(f"// {source['name']}\n{source['text']}")
    else:
        say(f"Saved version {here.policies.version()} (0: as shipped), policy {policy.version}")
        _say_switches(policy.switches)


def _say_switches(switches: Switches) -> None:
    say("All agents are stopped." if switches.stopped else "Agents may work.")
    rows = [
        (name, "on" if s.enabled else "off", s.level.value, s.person_values.value, _tiers(s.tiers))
        for name, s in switches.stations.items()
    ]
    say_table(("Station", "", "Level", "Values of people", "Tiers"), rows, "No station is named.")
    scopes = [(s.label, s.type, s.effect.value) for s in switches.scopes]
    say_table(("Scope", "Type", "Agents"), scopes, "No scopes.")
    off = [name for name, on in switches.actions.items() if not on]
    say(f"Switched off for all agents: {', '.join(off) or 'nothing'}.")


def _tiers(tiers: object) -> str:
    found = dict(tiers) if isinstance(tiers, dict) else {}
    return ", ".join(f"{action}: {tier.value}" for action, tier in found.items())
