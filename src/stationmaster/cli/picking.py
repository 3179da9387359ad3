"""Which proposals are meant: those named, or those that wait and are alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from stationmaster.core.errors import InvalidInput, NotFound
from stationmaster.core.proposal import Proposal, Risk
from stationmaster.wiring import Workspace

MOST = 5000
"""Proposals that one command decides; more than anybody can have looked at."""

Ids = Annotated[list[str] | None, typer.Argument(metavar="[PROPOSAL]...", show_default=False)]
OfStation = Annotated[str | None, typer.Option("--station", help="All that wait at this station.")]
OfKind = Annotated[str | None, typer.Option("--kind", help="All of this kind that wait.")]
OfRisk = Annotated[Risk | None, typer.Option("--risk", help="All of this risk that wait.")]


@dataclass(frozen=True, slots=True)
class Alike:
    """What waiting proposals are picked by; nothing said picks nothing."""

    station: str | None
    kind: str | None
    risk: Risk | None

    @property
    def says_something(self) -> bool:
        return (self.station, self.kind, self.risk) != (None, None, None)


def picked(here: Workspace, ids: Sequence[str], alike: Alike) -> list[Proposal]:
    """The proposals, in the order named or the oldest first.

    Raises InvalidInput where both or neither were said, NotFound for an id there is none of.
    """
    if bool(ids) == alike.says_something:
        raise InvalidInput(
            "Which proposals?",
            field="PROPOSAL",
            way_out="Name some by id, or say --station, --kind or --risk; not both.",
        )
    return _named(here, ids) if ids else _alike(here, alike)


def _named(here: Workspace, ids: Sequence[str]) -> list[Proposal]:
    wanted = list(dict.fromkeys(ids))
    found = here.queue.get_many(wanted)
    for id in wanted:
        if id not in found:
            raise NotFound(
                f"There is no proposal {id}.",
                field="PROPOSAL",
                way_out="`stationmaster queue` lists those that wait.",
            )
    return [found[id] for id in wanted]


def _alike(here: Workspace, alike: Alike) -> list[Proposal]:
    if alike.station is not None:
        here.station(alike.station)
    found: list[Proposal] = []
    after: str | None = None
    while len(found) < MOST:
        page = here.queue.page(
            station=alike.station, kind=alike.kind, risk=alike.risk, limit=500, after=after
        )
        found += page.rows
        after = page.next
        if after is None:
            break
    return found[:MOST]
