"""What people read: every status has words, moments and values are said as people say them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stationmaster.core.actor import Role, SourceKind
from stationmaster.core.proposal import Factor, RejectReason, Risk, Status, StepState
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType, Ref, Value
from stationmaster.web import words
from stationmaster.web.moments import ago, clock_time, span, zone_named
from stationmaster.web.names import Names
from stationmaster.web.score import bars

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def test_every_status_reason_risk_role_source_and_step_has_words() -> None:
    assert set(words.STATUS) == set(Status)
    assert set(words.REASONS) == set(RejectReason)
    assert set(words.RISK) == set(Risk)
    assert set(words.ROLES) == set(Role)
    assert set(words.SOURCES) == set(SourceKind)
    assert set(words.STEPS) == set(StepState)


@pytest.mark.parametrize(
    ("length", "parts", "said"),
    [
        (timedelta(seconds=59), 1, "now"),
        (timedelta(seconds=-5), 2, "now"),
        (timedelta(minutes=6), 1, "6 min"),
        (timedelta(hours=3, minutes=54), 1, "3 h"),
        (timedelta(hours=3, minutes=54), 2, "3 h 54 min"),
        (timedelta(days=2, minutes=5), 2, "2 d"),
        (timedelta(days=2, hours=5), 2, "2 d 5 h"),
    ],
)
def test_a_span_is_said_in_its_largest_units(length: timedelta, parts: int, said: str) -> None:
    assert span(length, parts) == said


def test_long_ago_is_a_date() -> None:
    assert ago(NOW - timedelta(days=59), NOW) == "59 d"
    assert ago(NOW - timedelta(days=80), NOW) == "1 Sep 2026"


def test_a_moment_is_told_by_the_readers_clock_and_its_year_where_it_differs() -> None:
    moment = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert clock_time(moment, NOW) == "20 Nov 23:30 UTC"
    assert clock_time(moment, NOW, ZoneInfo("Europe/Oslo")) == "21 Nov 00:30"
    assert clock_time(moment.replace(year=2025), NOW) == "20 Nov 2025 23:30 UTC"


@pytest.mark.parametrize("name", [None, "", "Nowhere/Atall", "../../etc/passwd", "x" * 200, "\x00"])
def test_what_is_no_time_zone_is_none(name: str | None) -> None:
    assert zone_named(name) is None


def kind_of(type: PropertyType) -> Names:
    definition = PropertyDefinition("p", "P", type)
    kind = ObjectType("lead", "Lead", "Leads", ("p",), {"p": definition})
    return Names({"lead": kind}, {Ref("owner", "o1"): "R. Okafor"})


@pytest.mark.parametrize(
    ("type", "value", "said"),
    [
        (PropertyType.STRING, None, "not set"),
        (PropertyType.OWNER, None, "unassigned"),
        (PropertyType.OWNER, "o1", "R. Okafor"),
        (PropertyType.OWNER, "o2", "Owner o2"),
        (PropertyType.BOOLEAN, True, "yes"),
        (PropertyType.BOOLEAN, False, "no"),
        (PropertyType.NUMBER, 1234567, "1,234,567"),
        (PropertyType.NUMBER, 0.5, "0.5"),
        (PropertyType.OPTIONS, "a;b", "a, b"),
        (PropertyType.DATE, "2026-11-30", "30 Nov 2026"),
        (PropertyType.DATE, "soon", "soon"),
        (PropertyType.DATETIME, "2026-11-20T17:52:00.000000Z", "20 Nov 2026 17:52 UTC"),
        (PropertyType.DATETIME, "2026-11-20T17:52:09.000000Z", "20 Nov 2026 17:52:09 UTC"),
    ],
)
def test_values_are_said_by_type(type: PropertyType, value: Value, said: str) -> None:
    assert kind_of(type).value("lead", "p", value) == said


def test_factors_become_bars_beside_their_starting_point() -> None:
    found = bars(
        (Factor("Start", 39), Factor("Timeline", 20, "note"), Factor("No phone", -5, "phone"))
    )
    assert [(b.text, b.width, b.negative) for b in found] == [
        ("39", 0.0, False),
        ("+20", 90.0, False),
        ("−5", 22.5, True),
    ]
    assert bars(()) == ()
