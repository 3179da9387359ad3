"""Reading what waits: `queue` and `show`."""

from typing import Annotated

import typer

from stationmaster.cli.opening import workspace
from stationmaster.cli.options import AsJson, Limit, Slug
from stationmaster.cli.output import say, say_json, say_table
from stationmaster.cli.picking import OfKind, OfRisk, OfStation
from stationmaster.cli.showing import say_proposals, say_view
from stationmaster.core.errors import InvalidInput
from stationmaster.core.proposal import Status
from stationmaster.proposals.queue import SORTS, QueueGroup, QueuePage
from stationmaster.wiring import Workspace

Sorted = Annotated[str, typer.Option("--sort", help=f"One of: {', '.join(SORTS)}.")]
OfStatus = Annotated[
    Status | None, typer.Option("--status", help="Of any age in this status, newest first.")
]
After = Annotated[str | None, typer.Option("--after", help="Where the page before ended.")]
Holding = Annotated[str | None, typer.Option("--text", help="Some of the title.")]


def queue(
    station: OfStation = None,
    kind: OfKind = None,
    risk: OfRisk = None,
    text: Holding = None,
    status: OfStatus = None,
    sort: Sorted = "oldest",
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Proposals that wait for a person, by group and one by one."""
    here = workspace(slug)
    if station is not None:
        here.station(station)
    if status not in (None, Status.WAITING):
        _only_waiting(kind=kind, risk=risk, text=text)
        page = here.queue.recent(status=status, station=station, limit=limit, after=after)
        groups = []
    else:
        page = here.queue.page(
            station=station,
            kind=kind,
            risk=risk,
            text=text,
            sort=sort,
            limit=limit,
            after=after,
        )
        groups = here.queue.groups(station=station, risk=risk)
    if as_json:
        say_json({"groups": groups, "proposals": page.rows, "next": page.next, "total": page.total})
    else:
        _say_queue(here, groups, page)


def _only_waiting(**given: object) -> None:
    for name, value in given.items():
        if value is not None:
            raise InvalidInput(
                f"--{name} picks among proposals that wait.",
                field=f"--{name}",
                way_out="Leave out --status, or this.",
            )


def _say_queue(here: Workspace, groups: list[QueueGroup], page: QueuePage) -> None:
    rows = [(g.station or "people", g.kind, g.count, g.low_risk) for g in groups]
    if rows:
        say_table(("Station", "Kind", "Waiting", "Low risk"), rows, "")
    say_proposals(page.rows, "Nothing waits." if not rows else "None of them.")
    if page.next:
        say(f"There are more: --after '{page.next}'")


def show(
    proposal: Annotated[str, typer.Argument(metavar="PROPOSAL")],
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """One proposal: what it would change against what the CRM holds now, and why."""
    view = workspace(slug).viewer.view(proposal)
    if as_json:
        say_json(view)
    else:
        say_view(view)
