"""Stations at work: `run` and `train`."""

from collections.abc import Mapping
from typing import Annotated

import typer

from stationmaster.cli.bars import bar
from stationmaster.cli.opening import acting, workspace
from stationmaster.cli.options import Acting, AsJson, Slug
from stationmaster.cli.output import say, say_json, say_table
from stationmaster.cli.showing import say_proposals, summary
from stationmaster.identity.permissions import Ability

Name = Annotated[str, typer.Argument(metavar="STATION")]


def run(
    station: Name,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many records.")] = 1000,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Decide, but store and write nothing.")
    ] = False,
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Let a station work what waits for it. What policy does not allow alone waits for a person."""
    here = workspace(slug)
    acting(here, email, Ability.RUN)
    here.station(station)
    with bar(f"Working {station}") as report:
        ran = here.run_station(station, limit=limit, dry_run=dry_run, progress=report)
    if as_json:
        some = ran.proposals if dry_run else ()
        say_json({"run": ran.run, "proposals": [{"id": p.id, **_brief(p.draft)} for p in some]})
        return
    say(f"Run {ran.run.id}: {_counts(ran.run.counts)}.")
    rows = [(kind, risk, number) for _, kind, risk, number in summary(ran.proposals)]
    say_table(("Kind", "Risk", "Proposals"), rows, "There was nothing to do.")
    if dry_run:
        say_proposals(ran.proposals[:20], "")
        say("Nothing was stored or written.")


def _brief(draft: object) -> dict[str, object]:
    return {name: getattr(draft, name) for name in ("kind", "title", "about", "reason")}


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items()) or "nothing to do"


def train(station: Name, email: Acting = "", as_json: AsJson = False, slug: Slug = "") -> None:
    """Let a station learn from the workspace's own past, and print what came of it."""
    here = workspace(slug)
    acting(here, email, Ability.RUN)
    model = here.train_station(station)
    if as_json:
        say_json(model)
        return
    if model is None:
        say("There is nothing to learn from yet.")
        return
    say(f"{model.name}, version {model.version}")
    say_table(("", ""), [(n, _value(v)) for n, v in model.card.items()], "")


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {each}" for name, each in value.items())
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)
