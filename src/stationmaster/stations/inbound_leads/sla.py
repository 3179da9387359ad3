"""By when somebody should respond: working time of whoever takes the lead, by how good the lead is."""

from datetime import datetime, timedelta

from stationmaster.kit.hours import Calendar
from stationmaster.stations.inbound_leads.settings import Rules

UNKNOWN = "unknown"
"""The band whose time counts where a lead has no score, or one in a band without a time of its own."""


def respond_by(rules: Rules, band: str | None, calendar: Calendar, moment: datetime) -> datetime:
    """The moment by which the band's minutes of the owner's working time have passed.

    An owner who never works within 400 days gets the minutes by the clock.
    """
    minutes = rules.respond_within_minutes
    allowed = timedelta(minutes=minutes.get(band or UNKNOWN, minutes[UNKNOWN]))
    return calendar.after(moment, allowed) or moment + allowed


def in_words(minutes: int) -> str:
    """`4 working hours`."""
    if minutes % 60:
        return f"{minutes} working minutes"
    return "1 working hour" if minutes == 60 else f"{minutes // 60} working hours"
