"""Asking the rules in order: who is passed over, with what words, and what the path keeps."""

from datetime import datetime
from typing import Any

import pytest
from tests.stations.inbound_leads.town import NOON, POOL, picker_of, roster_of

from stationmaster.core.clock import to_text
from stationmaster.kit.ledger import Draw, Standing
from stationmaster.stations.inbound_leads import settings
from stationmaster.stations.inbound_leads.reasons import not_chosen, rule_words
from stationmaster.stations.inbound_leads.routing.path import replay
from stationmaster.stations.inbound_leads.routing.picking import Picker
from stationmaster.stations.inbound_leads.routing.plan import Named, Plan, Shared
from stationmaster.stations.inbound_leads.routing.roster import Roster
from stationmaster.stations.inbound_leads.settings import OutsideHours
from stationmaster.stations.inbound_leads.sla import in_words, respond_by

LEAD = "lead:1"
TEAM: dict[str, dict[str, Any]] = {
    "here": {},
    "away": {"absent_from": "2026-11-19", "absent_until": "2026-12-03"},
    "gone": {"active": False},
    "off": {"weight": 0},
    "full": {"capacity": 3},
    "night": {"time_zone": "Asia/Tokyo"},
}
EMPTY = Standing({}, {})


def ask(roster: Roster, *steps: Named | Shared, **more: Any) -> tuple[Draw | None, Picker]:
    picker = Picker(roster, {LEAD: Plan(LEAD, steps)}, more.pop("refused", {}), **more)
    draw = picker.pick(LEAD, more.get("standing", EMPTY))
    if draw is not None:
        assert replay(draw.path) == draw.owner
        assert draw.path["owner"] == draw.owner
    return draw, picker


def outs(draw: Draw | None) -> dict[str, tuple[str, str]]:
    assert draw is not None
    step: Any = draw.path["steps"][-1]  # type: ignore[index]  # a list
    return {c["owner"]: (c["out"], c["says"]) for c in step["candidates"] if "out" in c}


def test_every_exclusion_has_its_reason() -> None:
    roster = roster_of(TEAM, open={"full": 2}, outside_hours=OutsideHours.REQUIRE)
    picker = picker_of(roster, [LEAD])
    draw = picker.pick(LEAD, Standing({}, {"full": 1}))
    assert draw is not None
    assert draw.owner == "here"
    assert outs(draw) == {
        "away": ("absent", "absent until 3 Dec"),
        "gone": ("inactive", "inactive"),
        "off": ("no_share", "takes no share of leads"),
        "full": ("full", "3 of 3 open"),
        "night": ("after_hours", "not at work before Mon 09:00"),
    }
    assert not_chosen(draw.path, roster) == (
        "AWAY (absent until 3 Dec), FULL (3 of 3 open), NIGHT (not at work before Mon 09:00)"
    )
    assert (
        rule_words(draw.path, roster) == "Pool Team. It is the turn of HERE (1 of 1 leads, 0 open)."
    )
    assert draw.path["moment"] == to_text(NOON)
    assert draw.path["rules_version"] == 1


@pytest.mark.parametrize(
    ("how", "owner"),
    [(OutsideHours.REQUIRE, None), (OutsideHours.PREFER, "night"), (OutsideHours.IGNORE, "night")],
)
def test_outside_hours(how: OutsideHours, owner: str | None) -> None:
    roster = roster_of({"night": TEAM["night"]}, outside_hours=how)
    draw, picker = ask(roster, Shared("pool", POOL, "Pool Team"))
    assert (draw.owner if draw else None) == owner
    assert (LEAD in picker.nobody) == (owner is None)


def test_who_never_works_is_never_at_work() -> None:
    roster = roster_of({"x": {"absent_from": "2026-11-21"}}, outside_hours=OutsideHours.REQUIRE)
    evening = roster_of(
        {"x": {"absent_from": "2026-11-21"}},
        outside_hours=OutsideHours.REQUIRE,
        moment=datetime.fromisoformat("2026-11-20T18:00:00+00:00"),
    )
    assert ask(roster, Shared("pool", POOL, ""))[0] is not None
    draw, picker = ask(evening, Shared("pool", POOL, ""))
    assert draw is None
    assert not_chosen(picker.nobody[LEAD], evening) == "X (not at work)"


@pytest.mark.parametrize(
    ("step", "refused", "owner", "words"),
    [
        (Named("open_deal", "here", "Open deal X"), {}, "here", ""),
        (Named("open_deal", "full", "Open deal X"), {}, "full", ""),
        (Named("open_deal", "off", "Open deal X"), {}, "off", ""),
        (Named("open_deal", "night", "Open deal X"), {}, "night", ""),
        (Named("open_deal", "away", "Open deal X"), {}, None, "AWAY (absent until 3 Dec)"),
        (Named("open_deal", "gone", "Open deal X"), {}, None, "GONE (inactive)"),
        (Named("open_deal", "nobody", "Open deal X"), {}, None, "nobody (no such owner)"),
        (Named("open_deal", None, "No owner"), {}, None, ""),
        (Named("fallback", "away", "Fallback", insists=True), {}, "away", ""),
        (Named("fallback", "gone", "Fallback", insists=True), {}, None, "GONE (inactive)"),
        (
            Named("fallback", "here", "Fallback", insists=True),
            {LEAD: frozenset({"here"})},
            None,
            "HERE (a reviewer said no to this owner for this lead)",
        ),
    ],
)
def test_named_owners(step: Named, refused: Any, owner: str | None, words: str) -> None:
    roster = roster_of(TEAM, open={"full": 3}, outside_hours=OutsideHours.REQUIRE)
    draw, picker = ask(roster, step, refused=refused)
    assert (draw.owner if draw else None) == owner
    path: Any = draw.path if draw else picker.nobody[LEAD]
    assert not_chosen(path, roster) == words
    assert path["rule"] == (step.rule if owner else None)
    assert replay(path) == owner


def test_the_first_rule_that_has_somebody_decides() -> None:
    roster = roster_of(TEAM)
    draw, _ = ask(
        roster,
        Named("open_deal", "gone", "Open deal X"),
        Named("strategic_account", "away", "Strategic account Y"),
        Shared("territory", "empty", "Territory Z"),
        Shared("pool", POOL, "Pool Team"),
        Named("fallback", "off", "Fallback owner"),
        refused={LEAD: frozenset({"here", "full"})},
    )
    assert draw is not None
    assert (draw.owner, draw.pool, draw.path["rule"]) == ("night", POOL, "pool")
    assert len(draw.path["steps"]) == 4  # type: ignore[arg-type]  # a list


def test_somebody_like_another_lead_has() -> None:
    roster = roster_of(TEAM)
    like = Named("same_person", None, "Same person", like="lead:0")
    draw, _ = ask(roster, like, drawn={"lead:0": "here"})
    assert draw is not None
    assert draw.owner == "here"
    assert ask(roster, like)[0] is None


def test_a_draw_from_a_pool_says_how_it_moved_the_places() -> None:
    roster = roster_of({"a": {"weight": 2}, "b": {"weight": 1}})
    draw, _ = ask(roster, Shared("pool", POOL, "Pool"))
    assert draw is not None
    assert (draw.owner, draw.places, draw.moved) == (
        "a",
        {"a": -100, "b": 100},
        {"a": -100, "b": 100},
    )
    assert draw.path["places_after"] == draw.places


def test_respond_by_counts_the_owner_s_working_time() -> None:
    rules = settings.read({"respond_within_minutes": {"hot": 90, "unknown": 600}})
    rep = roster_of(
        {"a": {"time_zone": "Europe/Oslo", "working_hours": "Mon-Fri 08:00-16:00"}}
    ).reps["a"]
    friday = datetime.fromisoformat("2026-11-20T14:00:00+00:00")  # 15:00 in Oslo
    assert respond_by(rules, "hot", rep.calendar, friday).isoformat() == "2026-11-23T07:30:00+00:00"
    assert respond_by(rules, "cold", rep.calendar, friday) == respond_by(
        rules, None, rep.calendar, friday
    )
    never = roster_of({"a": {"absent_from": "2026-01-01"}}).reps["a"]
    assert (respond_by(rules, "hot", never.calendar, friday) - friday).seconds == 90 * 60


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(60, "1 working hour"), (240, "4 working hours"), (90, "90 working minutes")],
)
def test_working_time_in_words(minutes: int, words: str) -> None:
    assert in_words(minutes) == words
