"""How a column writes its dates and moments. Decided once per column, never per cell."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stationmaster.core.clock import to_text
from stationmaster.core.errors import InvalidInput


class DateOrder(StrEnum):
    """How a date of only numbers is meant when the year comes last. Year first is always y-m-d."""

    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True)
class DateFormat:
    """`zone`: IANA name of the time zone of times that name none."""

    order: DateOrder = DateOrder.DMY
    zone: str = "UTC"

    @property
    def words(self) -> str:
        return "day/month/year" if self.order is DateOrder.DMY else "month/day/year"


USUAL = DateFormat()


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it is written. `first` and `second` are set where their order is not told."""

    year: int
    month: int = 0
    day: int = 0
    first: int = 0
    second: int = 0
    clock: time | None = None
    zone: tzinfo | None = None

    @property
    def order(self) -> DateOrder | None:
        """The only order in which the two numbers make a date; None where both or neither do."""
        if self.first > 12 >= self.second > 0:
            return DateOrder.DMY
        return DateOrder.MDY if self.second > 12 >= self.first > 0 else None

    @property
    def is_ambiguous(self) -> bool:
        """Both orders make a date, and not the same one."""
        return 0 < self.first <= 12 and 0 < self.second <= 12 and self.first != self.second

    def day_in(self, order: DateOrder) -> date:
        """Raises ValueError where that is no day of the calendar."""
        month, day = self.month, self.day
        if self.first:
            dmy = order is DateOrder.DMY
            day, month = (self.first, self.second) if dmy else (self.second, self.first)
        return date(self.year, month, day)


_TIME = (
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<sec>\d\d)(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp])?(?(half)\.?[Mm]\.?)\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_PATTERNS = tuple(
    re.compile(pattern + _TIME, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})",
        r"(?P<first>\d{1,2})(?P<s>[-/.])(?P<second>\d{1,2})(?P=s)(?P<year>\d{4}|\d\d)",
        r"(?P<day>\d{1,2})[-. ] ?(?P<name>[A-Za-z]{3,9})\.?,?[- ](?P<year>\d{4}|\d\d)",
        r"(?:[A-Za-z]{3,9},? )?(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})",
    )
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAMES = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}
PIVOT = 69
"""Two-digit years from here on are of the last century, as in POSIX."""


@lru_cache(maxsize=65_536)
def read_date(text: str) -> Written | None:
    """What a text says as a date, with or without a time; None where it is no date."""
    text = text.strip()
    found = next((m for p in _PATTERNS if (m := p.fullmatch(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = parts.get("month") or _NAMES.get((parts.get("name") or "").lower(), 0)
    if not month and not parts.get("first"):
        return None
    try:
        return Written(
            _year(parts["year"]),
            int(month),
            int(parts.get("day") or 0),
            int(parts.get("first") or 0),
            int(parts.get("second") or 0),
            _clock(parts),
            _zone(parts["zone"]),
        )
    except ValueError:
        return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= PIVOT else 2000)


def _clock(parts: dict[str, str | None]) -> time | None:
    if parts["hour"] is None:
        return None
    hour, half = int(parts["hour"]), (parts["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("an hour of half a day")
        hour = hour % 12 + (12 if half == "p" else 0)
    part = int((parts["part"] or "").ljust(6, "0")[:6])
    return time(hour, int(parts["minute"] or 0), int(parts["sec"] or 0), part)


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in ("Z", "UTC", "GMT"):
        return UTC
    away = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-away if text[0] == "-" else away)


def as_date(text: str, format: DateFormat) -> str | None:
    """`YYYY-MM-DD`; None where the text is no date in this format, or tells a time of day too."""
    written = read_date(text)
    if written is None or (written.clock and written.clock != time.min):
        return None
    try:
        return written.day_in(format.order).isoformat()
    except ValueError:
        return None


def as_moment(text: str, format: DateFormat) -> str | None:
    """The moment in UTC; a date alone is its midnight. None where it is none in this format."""
    written = read_date(text)
    if written is None:
        return None
    try:
        local = datetime.combine(written.day_in(format.order), written.clock or time.min)
        return to_text(local.replace(tzinfo=written.zone or zone_of(format.zone)))
    except (ValueError, OverflowError):
        return None


def zone_of(name: str) -> tzinfo:
    """Raises InvalidInput for a time zone that nobody knows."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"There is no time zone {name!r}.",
            field="zone",
            way_out="Write one such as UTC, Europe/Berlin or America/New_York.",
        ) from None
