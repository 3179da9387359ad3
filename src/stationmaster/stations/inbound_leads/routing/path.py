"""The path of a routing: every rule that was asked, in order, with all that its answer hung on.

It is kept as JSON values beside the assignment, and `replay` finds the owner again from it alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stationmaster.stations.inbound_leads.routing.rotation import Turn, turn


class Out(StrEnum):
    """Why somebody cannot take a lead."""

    UNKNOWN = "unknown"
    INACTIVE = "inactive"
    ABSENT = "absent"
    REFUSED = "refused"
    NO_SHARE = "no_share"
    FULL = "full"
    AFTER_HOURS = "after_hours"


RESTING = (Out.FULL, Out.AFTER_HOURS, Out.REFUSED)
"""Who is out for one of these keeps the place in the rotation."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of a pool at the moment of the draw. `weight` in hundredths; `open`: leads held and
    given, `cap` the most of them (None: no limit). `out`: why not, None: eligible; `says`: in words."""

    owner: str
    weight: int
    open: int
    cap: int | None
    out: Out | None = None
    says: str = ""

    def to_json(self) -> dict[str, object]:
        fixed = {"owner": self.owner, "weight": self.weight, "open": self.open, "cap": self.cap}
        return fixed | ({"out": self.out.value, "says": self.says} if self.out else {})


def take_turn(
    places: Mapping[str, int], candidates: Sequence[Candidate], subject: str
) -> Turn | None:
    """The turn of a pool; None where nobody is eligible."""
    weights = {c.owner: c.weight for c in candidates if c.out is None}
    resting = {c.owner for c in candidates if c.out in RESTING}
    return turn(places, weights, resting, subject) if weights else None


def replay(path: Mapping[str, Any]) -> str | None:
    """The owner that the rules, asked again with what the path holds, choose. None: nobody.

    A path is what `Assignment.path` holds; ValueError or KeyError for anything else.
    """
    subject = str(path["subject"])
    owners = (_answer(step, subject) for step in path["steps"])
    return next((owner for owner in owners if owner is not None), None)


def _answer(step: Mapping[str, Any], subject: str) -> str | None:
    if "candidates" not in step:
        owner = step.get("owner")
        return str(owner) if owner is not None and "out" not in step else None
    chosen = take_turn(step["places"], tuple(_candidates(step)), subject)
    return chosen.owner if chosen else None


def _candidates(step: Mapping[str, Any]) -> Iterator[Candidate]:
    for c in step["candidates"]:
        out = Out(c["out"]) if "out" in c else None
        yield Candidate(c["owner"], c["weight"], c["open"], c["cap"], out, c.get("says", ""))
