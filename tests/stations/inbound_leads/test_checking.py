"""Settings are read strictly, and the doctor names what is wrong with them."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.stations.workshop import Workshop

from stationmaster.core.errors import InvalidInput
from stationmaster.kit.problem import Severity
from stationmaster.stations.inbound_leads import settings
from stationmaster.stations.inbound_leads.station import STATION

GOOD: dict[str, Any] = {
    "pools": {
        "north": {"where": 'territory eq "North"'},
        "key": {
            "label": "Key accounts",
            "members": [{"owner": "@kari", "weight": 2, "capacity": 5}],
        },
    },
    "territories": [
        {"name": "north", "where": "country in (Norway, Denmark)", "pool": "north"},
        {"name": "big", "on": "company", "where": "employees gte 1000", "pool": "key"},
    ],
    "default_pool": "north",
    "fallback_owner": "@kari",
    "second_fallback_owner": "@rosa",
}


NOBODY = {"owner": "nobody"}
WEIGHTLESS = {"owner": "o", "weight": float("nan")}


@pytest.fixture
def shop(shared: Any) -> Workshop:
    made = Workshop(shared, STATION)
    made.put("owner", "kari", name="Kari Moen", active=True, territory="North")
    made.put("owner", "rosa", name="Rosa Okafor", active=True)
    made.put("owner", "left", name="Gordon Pryor", active=False)
    return made


def found(shop: Workshop, **changed: Any) -> list[tuple[str, str, str]]:
    shop.settings = {**GOOD, **changed}
    assert STATION.check is not None
    return [(p.severity.value, p.field, p.message) for p in STATION.check(shop.context())]


def test_good_settings_have_no_problem(shop: Workshop) -> None:
    assert found(shop) == []


def test_the_shipped_defaults_only_lack_a_fallback(shop: Workshop) -> None:
    shop.settings = {}
    assert STATION.check is not None
    problems = STATION.check(shop.context())
    assert [(p.severity, p.field) for p in problems] == [(Severity.ERROR, "fallback_owner")]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"fallback_owner": None}, "fallback_owner", "No fallback owner is named"),
        ({"fallback_owner": "@left"}, "fallback_owner", "Gordon Pryor is not active"),
        (
            {"second_fallback_owner": "owner_x"},
            "second_fallback_owner",
            "There is no owner owner_x",
        ),
        ({"default_pool": "east"}, "default_pool", "There is no pool east"),
        (
            {"territories": [{"name": "n", "where": "country eq Norway", "pool": "east"}]},
            "territories.0.pool",
            "There is no pool east",
        ),
        (
            {
                "territories": [
                    {"name": "n", "where": "message contains_token Norway", "pool": "north"}
                ]
            },
            "territories.0.where",
            "free text",
        ),
        (
            {"territories": [{"name": "n", "where": "county eq Norway", "pool": "north"}]},
            "territories.0.where",
            "county",
        ),
        (
            {"territories": [{"name": "n", "where": "country eq Norway", "pool": "north"}] * 2},
            "territories.1.name",
            "two territories n",
        ),
        (
            {"pools": {**GOOD["pools"], "north": {"members": [NOBODY, {"owner": "@kari"}]}}},
            "pools.north.members.0",
            "no owner nobody",
        ),
        (
            {"respond_within_minutes": {"hot": 60}},
            "respond_within_minutes",
            "'unknown' has no time",
        ),
        (
            {"outcome": {"won": {"groups": []}, "lost": "status eq disqualified"}},
            "outcome.won",
            "every",
        ),
        ({"outcome": {"won": "status eq wonn", "lost": "status eq new"}}, "outcome.won", "wonn"),
    ],
)
def test_errors(shop: Workshop, changed: Mapping[str, Any], field: str, words: str) -> None:
    problems = found(shop, **changed)
    errors = [p for p in problems if p[0] == "error"]
    assert [(f, words in message) for _, f, message in errors] == [(field, True)]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"second_fallback_owner": "@kari"}, "second_fallback_owner", "same owner"),
        (
            {"pools": {"north": {"where": 'territory eq "West"'}}, "territories": []},
            "pools.north",
            "Nobody in this pool",
        ),
    ],
)
def test_warnings(shop: Workshop, changed: Mapping[str, Any], field: str, words: str) -> None:
    (problem,) = found(shop, **changed)
    assert problem[:2] == ("warning", field)
    assert words in problem[2]


def test_an_owner_whose_hours_cannot_be_read_is_named(shop: Workshop) -> None:
    shop.change("rosa", working_hours="whenever", time_zone="Mars/Olympus")
    shop.change("left", working_hours="never")
    problems = found(shop)
    assert [(severity, field) for severity, field, _ in problems] == [
        ("warning", "owner Rosa Okafor")
    ] * 2


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"typo": 1}, "typo", "no such setting"),
        ({"capacity": "20"}, "capacity", "integer"),
        ({"capacity": -1}, "capacity", "greater"),
        ({"time_zone": "Mars"}, "time_zone", "not a time zone"),
        ({"working_hours": "9 to 5"}, "working_hours", "cannot be read"),
        ({"outside_hours": "maybe"}, "outside_hours", "prefer"),
        ({"pools": {"Not A Name": {}}}, "pools.Not A Name.[key]", "pattern"),
        ({"pools": {"a": {"where": "country ="}}}, "pools.a.where", "a value must stand here"),
        ({"pools": {"a": {"where": 7}}}, "pools.a.where", "filter"),
        (
            {"pools": {"a": {"members": [{"owner": "o", "weight": float("nan")}]}}},
            "pools.a.members.0.weight",
            "",
        ),
        (
            {"pools": {"a": {"members": [{"owner": "o", "weight": True}]}}},
            "pools.a.members.0.weight",
            "",
        ),
        ({"open_load": ["ticket"]}, "open_load.0", "lead"),
        ({"columns": {"status": "perhaps"}}, "columns.status", "allow"),
        ({"respond_within_minutes": {"hot": 0}}, "respond_within_minutes.hot", "greater"),
    ],
)
def test_unreadable_settings_are_named(data: Any, field: str, words: str) -> None:
    (problem,) = settings.problems(data)
    assert (problem.field, problem.severity) == (field, Severity.ERROR)
    assert words in problem.message
    with pytest.raises(InvalidInput) as caught:
        settings.read(data)
    assert caught.value.field == field
    assert caught.value.way_out


def test_every_unreadable_setting_is_listed_at_once() -> None:
    assert len(settings.problems({"typo": 1, "capacity": "x", "time_zone": "Mars"})) == 3


def test_a_run_with_unreadable_settings_says_so_and_drafts_nothing(shop: Workshop) -> None:
    shop.put("lead", "one", first_name="Dana", last_name="Lind", status="new")
    shop.settings = {"capacity": "many"}
    with pytest.raises(InvalidInput, match="capacity"):
        shop.run()
    assert shop.ledger.waiting() == []


def test_members_override_what_owners_say_of_themselves(shop: Workshop) -> None:
    shop.change("rosa", weight=9, capacity=0)
    shop.put("lead", "one", first_name="Dana", last_name="Lind", status="new")
    shop.settings = {
        "pools": {"only": {"members": [{"owner": "@rosa", "weight": 1.5, "capacity": 3}]}},
        "default_pool": "only",
    }
    assert "(1.5 of 1.5 leads, 0 of 3 open)" in shop.run()[-1].reason
