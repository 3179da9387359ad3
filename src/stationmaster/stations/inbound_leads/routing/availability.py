"""Whether an owner can take a lead at a moment, leaving aside how much they hold already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from stationmaster.stations.inbound_leads.routing.path import Out
from stationmaster.stations.inbound_leads.routing.reps import Rep


@dataclass(frozen=True, slots=True)
class Availability:
    """`out`: unknown, inactive or absent; None: there. `working`: within hours now. `says`: in words,
    why out, or when work begins again."""

    out: Out | None = None
    working: bool = True
    says: str = ""


UNKNOWN = Availability(Out.UNKNOWN, False, "no such owner")


def availabilities(reps: Mapping[str, Rep], moment: datetime) -> dict[str, Availability]:
    """Per owner, at `moment`."""
    return {owner: _availability(rep, moment) for owner, rep in reps.items()}


def _availability(rep: Rep, moment: datetime) -> Availability:
    if not rep.active:
        return Availability(Out.INACTIVE, False, "inactive")
    if rep.calendar.absent(moment):
        return Availability(Out.ABSENT, False, _absence(rep.calendar.absent_until))
    if rep.calendar.working(moment):
        return Availability()
    start = rep.calendar.next_start(moment)
    if start is None:
        return Availability(None, False, "not at work")
    return Availability(
        None, False, f"not at work before {start.astimezone(rep.calendar.zone):%a %H:%M}"
    )


def _absence(until: date | None) -> str:
    return f"absent until {day_in_words(until)}" if until else "absent"


def day_in_words(day: date) -> str:
    """`3 Dec`."""
    return f"{day.day} {day:%b}"
