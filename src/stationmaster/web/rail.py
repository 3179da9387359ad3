"""The rail at the left: places, what waits where, and whether agents work."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stationmaster.core.errors import Unavailable
from stationmaster.identity.permissions import Ability
from stationmaster.proposals.queue import QueueGroup
from stationmaster.web.detail import station_label
from stationmaster.wiring import Workspace
from stationmaster.work.runs import Run


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    label: str
    href: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Rail:
    places: tuple[Place, ...]
    waiting: tuple[Place, ...]
    control: tuple[Place, ...]
    stopped: bool
    last: Run | None = None
    told: str = ""


def rail_for(
    workspace: Workspace, stations: Mapping[str, str], may: Callable[[Ability], bool]
) -> Rail:
    groups = workspace.queue.groups()
    places = [
        Place("queue", "Review", "/queue", sum(g.count for g in groups)),
        Place("proposals", "Proposals", "/proposals"),
        Place("records", "Records", "/records"),
        Place("stations", "Stations", "/stations"),
    ]
    if may(Ability.AUDIT):
        places.append(Place("audit", "Audit", "/audit"))
    control = (Place("policy", "Policy", "/policy"), Place("team", "Team", "/team"))
    run = next(iter(workspace.runs.list(limit=1).runs), None)
    return Rail(
        places=tuple(places),
        waiting=_waiting(groups, stations),
        control=control,
        stopped=_stopped(workspace),
        last=run,
        told=_told(run) if run else "",
    )


def _told(run: Run) -> str:
    """What the last run came to: done alone, waiting for somebody, stopped."""
    counts = run.counts
    parts = [
        (counts.get("applied", 0), "done alone"),
        (counts.get("waiting", 0), "for you"),
        (counts.get("denied", 0), "stopped by policy"),
    ]
    return ", ".join(f"{number:,} {words}" for number, words in parts if number) or "nothing to do"


def _waiting(groups: list[QueueGroup], stations: Mapping[str, str]) -> tuple[Place, ...]:
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group.station] += group.count
    return tuple(
        Place(name, station_label(name, stations), f"/queue?station={name}", count)
        for name, count in counts.items()
        if name
    )


def _stopped(workspace: Workspace) -> bool:
    """Also where the policy cannot be read: then nothing is written either."""
    try:
        return workspace.policies.current().switches.stopped
    except Unavailable:
        return True


def counts(groups: list[QueueGroup]) -> dict[str, int]:
    """What the page's counters show, by the name they carry."""
    numbers: Counter[str] = Counter({"queue": 0})
    for group in groups:
        numbers["queue"] += group.count
        numbers[f"station:{group.station}"] += group.count
        numbers[f"group:{group.station}:{group.kind}"] = group.count
    return dict(numbers)
