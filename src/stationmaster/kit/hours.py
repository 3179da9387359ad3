"""When somebody works: hours per weekday in a time zone, less an absence. All arithmetic on working
time is done on moments, so days on which clocks change have the hours they really have."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stationmaster.core.errors import InvalidInput

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(r"([a-z, -]+?)\s+([\d:., -]+)")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_HORIZON = 400

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Spans of the day per weekday (0: Monday), in order and apart. An end of 00:00 is midnight."""

    spans: Mapping[int, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Somebody's working time. Both ends of an absence are days away; None: no such end."""

    hours: WorkingHours
    zone: ZoneInfo
    absent_from: date | None = None
    absent_until: date | None = None

    def absent(self, moment: datetime) -> bool:
        """Whether the day of `moment`, as the calendar's own zone has it, is a day away."""
        return self._away(moment.astimezone(self.zone).date())

    def working(self, moment: datetime) -> bool:
        """Whether `moment` is working time: within hours, not away."""
        day = moment.astimezone(self.zone).date()
        return any(start <= moment < end for start, end in self._of_day(day))

    def next_start(self, moment: datetime) -> datetime | None:
        """The first working moment from `moment` on. None: none within 400 days."""
        first = next(self._from(moment), None)
        return None if first is None else first[0]

    def after(self, moment: datetime, work: timedelta) -> datetime | None:
        """The moment by which `work` of working time has passed since `moment`. None: not within
        400 days."""
        left = work
        for start, end in self._from(moment):
            if end - start >= left:
                return start + left
            left -= end - start
        return None

    def _from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans in UTC from `moment` on, the first one cut."""
        first = moment.astimezone(self.zone).date()
        for offset in range(_HORIZON):
            for start, end in self._of_day(first + timedelta(days=offset)):
                if end > moment:
                    yield max(start, moment.astimezone(UTC)), end

    def _of_day(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self._away(day):
            return
        for start, end in self.hours.spans.get(day.weekday(), ()):
            last = day if end > start else day + timedelta(days=1)
            yield self._moment(day, start), self._moment(last, end)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def _away(self, day: date) -> bool:
        if self.absent_from is None and self.absent_until is None:
            return False
        return (self.absent_from or day) <= day <= (self.absent_until or day)


@lru_cache(maxsize=1024)
def parse_hours(text: str) -> WorkingHours:
    """Hours as people write them: "Mon-Fri 09:00-17:00", "Tue,Thu 09:00-12:00, 13:00-15:00; Sat
    10:00-12:00". Raises InvalidInput that says what is wrong and shows the form."""
    spans: dict[int, tuple[Span, ...]] = {}
    for part in filter(None, (p.strip() for p in text.lower().split(";"))):
        found = _PART.fullmatch(part)
        if found is None:
            raise _unreadable(text, f"{part!r} is not days and then times")
        for day in _days(text, found[1]):
            spans[day] = tuple(sorted((*spans.get(day, ()), *_spans(text, found[2]))))
    if not spans:
        raise _unreadable(text, "there is no working time in it")
    for of_day in spans.values():
        _require_apart(text, of_day)
    return WorkingHours(spans)


def parse_zone(name: str) -> ZoneInfo:
    """A time zone by its name in the tz database. Raises InvalidInput for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(
            f"{name!r} is not a time zone.",
            field="time_zone",
            way_out='Use a name of the tz database, such as "Europe/Oslo".',
        ) from error


def _days(text: str, named: str) -> list[int]:
    days: list[int] = []
    for item in named.replace(" ", "").split(","):
        first, _, last = item.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise _unreadable(text, f"{item!r} is not a weekday")
        start, end = DAYS.index(first), DAYS.index(last or first)
        days += [(start + n) % 7 for n in range((end - start) % 7 + 1)]
    return days


def _spans(text: str, written: str) -> list[Span]:
    spans = []
    for item in written.split(","):
        found = _SPAN.fullmatch(item.strip())
        if found is None:
            raise _unreadable(text, f"{item.strip()!r} is not a span of time")
        try:
            ends = [_time(found[1], found[2]), _time(found[3], found[4])]
        except ValueError as error:
            raise _unreadable(text, f"{item.strip()!r} is no time of the day") from error
        if ends[1] <= ends[0] and ends[1] != time(0):
            raise _unreadable(text, f"{item.strip()!r} ends before it begins")
        spans.append((ends[0], ends[1]))
    return spans


def _time(hour: str, minute: str) -> time:
    return time(0) if (hour, minute) == ("24", "00") else time(int(hour), int(minute))


def _require_apart(text: str, spans: tuple[Span, ...]) -> None:
    for (_, end), (start, _) in pairwise(spans):
        if end > start or end == time(0):
            raise _unreadable(text, "two spans of one day overlap")


def _unreadable(text: str, why: str) -> InvalidInput:
    return InvalidInput(
        f"The working hours {text!r} cannot be read: {why}.",
        field="working_hours",
        way_out='Write them like "Mon-Fri 09:00-17:00; Sat 10:00-12:00".',
    )
