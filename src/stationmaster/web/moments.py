"""Moments as people say them: how long ago, how long left, and when by the reader's own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_STEPS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1)))


def span(length: timedelta, parts: int = 1) -> str:
    """A length of time in its largest units: `3 h 54 min` for two parts, `now` below a minute."""
    left = max(length, timedelta())
    words: list[str] = []
    for unit, size in _STEPS:
        count, left = divmod(left, size)
        if count or words:
            words.append(f"{count} {unit}")
        if len(words) == parts:
            break
    return " ".join(w for w in words if not w.startswith("0 ")) or "now"


def ago(moment: datetime, now: datetime) -> str:
    """`6 min`, `3 h`, `12 d`; a date once it is longer ago than 60 days."""
    length = now - moment
    if length > timedelta(days=60):
        return day(moment)
    return span(length)


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


def clock_time(moment: datetime, now: datetime, zone: ZoneInfo | None = None) -> str:
    """`20 Nov 17:52` in the reader's zone (UTC named where the zone is not known), the year where
    it is another one."""
    local = moment.astimezone(zone or UTC)
    year = "" if local.year == now.astimezone(zone or UTC).year else f" {local.year}"
    return f"{local.day} {local:%b}{year} {local:%H:%M}" + ("" if zone else " UTC")


def zone_named(name: str | None) -> ZoneInfo | None:
    """The time zone of that name, or None for a name that is not one."""
    if not name or len(name) > 64:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
