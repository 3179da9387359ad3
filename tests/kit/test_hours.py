"""Working hours, time zones, absence, and working time across them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.core.errors import InvalidInput
from stationmaster.kit.hours import Calendar, parse_hours, parse_zone

OSLO = ZoneInfo("Europe/Oslo")
OFFICE = Calendar(parse_hours("Mon-Fri 09:00-17:00"), OSLO)


def oslo(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=OSLO)


def test_days_and_spans() -> None:
    hours = parse_hours("Mon-Thu 9:00-12:00, 13:00-17:00; fri 09:00-14:00; Sat-Sun 22:00-24:00")
    assert {day: len(spans) for day, spans in hours.spans.items()} == {
        **dict.fromkeys(range(4), 2),
        **dict.fromkeys(range(4, 7), 1),
    }
    calendar = Calendar(hours, OSLO)
    assert calendar.working(oslo(22, 23, 59))
    assert not calendar.working(oslo(19, 12, 30))


def test_days_may_wrap_around_the_week() -> None:
    assert set(parse_hours("Sat-Mon 10:00-12:00").spans) == {5, 6, 0}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "always",
        "Mon-Fri",
        "Mon-Fri 9-17",
        "Mon-Fry 09:00-17:00",
        "Mon 17:00-09:00",
        "Mon 25:00-26:00",
        "Mon 09:00-12:60",
        "Mon 09:00-12:00, 11:00-13:00",
        "Mon 09:00-24:00, 23:00-24:00",
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(text: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be read") as caught:
        parse_hours(text)
    assert caught.value.way_out is not None
    assert "Mon-Fri 09:00-17:00" in caught.value.way_out


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "europe"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="not a time zone"):
        parse_zone(name)


def test_working_and_next_start() -> None:
    assert OFFICE.working(oslo(20, 9))
    assert not OFFICE.working(oslo(20, 17))
    assert OFFICE.next_start(oslo(20, 12)) == oslo(20, 12)
    assert OFFICE.next_start(oslo(20, 17)) == oslo(23, 9)


def test_working_time_skips_nights_and_weekends() -> None:
    assert OFFICE.after(oslo(20, 16), timedelta(hours=2)) == oslo(23, 10)
    assert OFFICE.after(oslo(20, 3), timedelta(hours=8)) == oslo(20, 17)


def test_a_day_away_is_no_working_day() -> None:
    away = Calendar(OFFICE.hours, OSLO, date(2026, 11, 20), date(2026, 11, 24))
    assert away.absent(oslo(20, 0))
    assert away.absent(oslo(24, 23, 59))
    assert not away.absent(oslo(25, 0))
    assert not away.working(oslo(20, 10))
    assert away.after(oslo(19, 16), timedelta(hours=2)) == oslo(25, 10)


def test_an_absence_without_an_end_never_ends() -> None:
    gone = Calendar(OFFICE.hours, OSLO, absent_from=date(2026, 11, 20))
    assert gone.absent(oslo(20, 12) + timedelta(days=3000))
    assert not gone.absent(oslo(19, 12))
    assert gone.next_start(oslo(20, 9)) is None
    assert gone.after(oslo(20, 9), timedelta(minutes=1)) is None
    until = Calendar(OFFICE.hours, OSLO, absent_until=date(2026, 11, 20))
    assert until.absent(oslo(1, 12))
    assert not until.absent(oslo(21, 12))


def test_the_day_is_that_of_the_owner_s_zone() -> None:
    tokyo = Calendar(OFFICE.hours, ZoneInfo("Asia/Tokyo"), date(2026, 11, 20), date(2026, 11, 20))
    assert tokyo.absent(datetime(2026, 11, 19, 16, tzinfo=UTC))
    assert not tokyo.absent(datetime(2026, 11, 20, 16, tzinfo=UTC))


def test_a_day_has_the_hours_it_has_when_clocks_change() -> None:
    nights = Calendar(parse_hours("Sun 00:00-06:00"), OSLO)
    spring, autumn = oslo(29, 0, month=3), oslo(25, 0, month=10)
    assert nights.after(spring, timedelta(hours=5)) == oslo(29, 6, month=3)
    assert nights.after(autumn, timedelta(hours=7)) == oslo(25, 6, month=10)


@given(
    st.integers(0, 365 * 24 * 60).map(
        lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
    ),
    st.integers(1, 5000),
    st.integers(1, 5000),
)
def test_working_time_adds_up(start: datetime, first: int, second: int) -> None:
    one, two = timedelta(minutes=first), timedelta(minutes=second)
    halfway = OFFICE.after(start, one)
    assert halfway is not None
    assert OFFICE.after(halfway, two) == OFFICE.after(start, one + two)
    assert halfway - start >= one
