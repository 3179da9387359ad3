"""Dates as people write them."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.core.clock import to_text
from stationmaster.core.errors import InvalidInput
from stationmaster.records.importing.dates import (
    DateFormat,
    DateOrder,
    as_date,
    as_moment,
    read_date,
    zone_of,
)

DMY, MDY = DateFormat(), DateFormat(DateOrder.MDY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-05", "2024-01-05"),
        ("2024/1/5", "2024-01-05"),
        ("05/06/2024", "2024-06-05"),
        ("5.6.2024", "2024-06-05"),
        ("05-06-24", "2024-06-05"),
        ("05/06/70", "1970-06-05"),
        ("5 Jan 2024", "2024-01-05"),
        ("05-Sep-23", "2023-09-05"),
        ("5. February 2024", "2024-02-05"),
        ("Jan 5, 2024", "2024-01-05"),
        ("Friday, January 5, 2024", "2024-01-05"),
        ("sept 5 2024", "2024-09-05"),
        (" 2024-01-05 00:00:00 ", "2024-01-05"),
        ("13/13/2024", None),
        ("2024-02-30", None),
        ("06/13/2024", None),
        ("2024-01-05 10:00", None),
        ("05/06.2024", None),
        ("5 Foo 2024", None),
        ("20240105", None),
        ("soon", None),
        ("1.5", None),
        ("٠٥/٠٦/2024", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert as_date(text, DMY) == day


def test_the_order_decides_and_never_both() -> None:
    assert as_date("05/06/2024", MDY) == "2024-05-06"
    assert as_date("13/06/2024", MDY) is None
    assert as_date("06/13/2024", MDY) == "2024-06-13"
    assert as_date("2024-05-06", MDY) == "2024-05-06"


@pytest.mark.parametrize(
    ("text", "order", "ambiguous"),
    [
        ("13/06/2024", DateOrder.DMY, False),
        ("06/13/2024", DateOrder.MDY, False),
        ("05/06/2024", None, True),
        ("05/05/2024", None, False),
        ("13/13/2024", None, False),
        ("2024-01-05", None, False),
    ],
)
def test_what_a_date_tells_of_the_order(
    text: str, order: DateOrder | None, ambiguous: bool
) -> None:
    written = read_date(text)
    assert written is not None
    assert (written.order, written.is_ambiguous) == (order, ambiguous)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-05T10:00:00Z", "2024-01-05T10:00:00.000000Z"),
        ("2024-01-05 10:00:00.123456789+0530", "2024-01-05T04:30:00.123456Z"),
        ("2024-01-05 10:00 -08:00", "2024-01-05T18:00:00.000000Z"),
        ("5/6/2024 11:05 PM", "2024-06-05T21:05:00.000000Z"),
        ("5/6/2024 12:05 a.m.", "2024-06-04T22:05:00.000000Z"),
        ("2024-07-01", "2024-06-30T22:00:00.000000Z"),
        ("2024-01-05 10:00 UTC", "2024-01-05T10:00:00.000000Z"),
        ("2024-01-05 25:00", None),
        ("2024-01-05 13:00 PM", None),
        ("0001-01-01", None),
        ("2024-02-30 10:00", None),
        ("x", None),
    ],
)
def test_moments(text: str, moment: str | None) -> None:
    assert as_moment(text, DateFormat(zone="Europe/Berlin")) == moment


@given(st.datetimes(timezones=st.just(UTC)))
def test_stored_moments_read_back(moment) -> None:
    assert as_moment(to_text(moment), MDY) == to_text(moment)


@given(st.dates())
def test_stored_days_read_back(day) -> None:
    assert as_date(day.isoformat(), MDY) == day.isoformat()


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc", ""])
def test_unknown_zones(name: str) -> None:
    with pytest.raises(InvalidInput, match="time zone"):
        zone_of(name)
