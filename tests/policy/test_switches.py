"""Switches: strict reading, nothing guessed, nothing that silently means nothing."""

from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from tests.policy.given import often, switches

from stationmaster.core.errors import InvalidInput
from stationmaster.policy.actions import ACTIONS, done_by, granted_by
from stationmaster.policy.cases import BASE
from stationmaster.policy.decide import Policy
from stationmaster.policy.reading import readable, readable_types
from stationmaster.policy.switches import (
    DEFAULTS,
    STRATEGIC,
    PermissionLevel,
    PersonValues,
    ScopeEffect,
    StationSwitches,
    Switches,
    Tier,
    checked,
)


@often
@given(switches)
def test_they_read_back_as_they_were_written(switches: Switches) -> None:
    text = orjson.dumps(switches.to_json())
    assert Switches.from_json(orjson.loads(text)) == switches


def test_a_station_is_closed_where_nothing_is_said() -> None:
    data = {"stations": {"desk": {}}, "actions": {}, "scopes": [], "stopped": False}
    assert Switches.from_json(data).stations["desk"] == StationSwitches(
        enabled=False,
        level=PermissionLevel.READ_ONLY,
        tiers={},
        read={},
        write={},
        person_values=PersonValues.FILL_ONLY,
        act={},
    )


def test_a_strategic_scope_always_exists() -> None:
    assert Switches().scopes == (STRATEGIC,)
    changed = replace(STRATEGIC, type="deal", effect=ScopeEffect.NEVER)
    assert Switches(scopes=(changed,)).scopes == (changed,)


def test_the_defaults_name_every_action_and_leave_off_what_has_no_reverse() -> None:
    assert set(DEFAULTS.actions) == set(ACTIONS)
    assert {name for name, on in DEFAULTS.actions.items() if not on} == {"merge", "send"}
    assert not DEFAULTS.stopped


SCOPE = {
    "name": "s",
    "label": "S",
    "type": "lead",
    "where": {"groups": []},
    "effect": "never",
}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"stations": []}, "stations"),
        ({"stations": {"desk": 1}}, "stations.desk"),
        ({"stations": {"desk": {"levl": "draft"}}}, "stations.desk.levl"),
        ({"stations": {"desk": {"level": "god"}}}, "stations.desk.level"),
        ({"stations": {"desk": {"enabled": 1}}}, "stations.desk.enabled"),
        ({"stations": {"desk": {"tiers": {"set": "high"}}}}, "stations.desk.tiers.set"),
        ({"stations": {"desk": {"tiers": {"sett": "autonomous"}}}}, "stations.desk.tiers.sett"),
        ({"stations": {"desk": {"write": {"lead": "score"}}}}, "stations.desk.write.lead"),
        ({"stations": {"desk": {"write": {"lead": [1]}}}}, "stations.desk.write.lead[0]"),
        ({"stations": {"desk": {"write": {"lead": ["*"]}}}}, "stations.desk.write.lead"),
        ({"stations": {"desk": {"read": {"*": ["score"]}}}}, "stations.desk.read.*"),
        ({"stations": {"desk": {"read": {"lead": [""]}}}}, "stations.desk.read.lead"),
        ({"stations": {"desk": {"act": {"lead": ["set"]}}}}, "stations.desk.act.lead"),
        ({"stations": {"desk": {"person_values": "x"}}}, "stations.desk.person_values"),
        ({"actions": {"explode": True}}, "actions.explode"),
        ({"actions": {"set": "yes"}}, "actions.set"),
        ({"stopped": None}, "stopped"),
        ({"scopes": {}}, "scopes"),
        ({"scopes": [SCOPE, SCOPE]}, "scopes.s"),
        ({"scopes": [{**SCOPE, "name": "Big deals"}]}, "scopes.Big deals"),
        ({"scopes": [{**SCOPE, "effect": "maybe"}]}, "scopes[0].effect"),
        ({"scopes": [{**SCOPE, "label": "half \ud800"}]}, "scopes[0].label"),
        ({"scopes": [{"name": "s"}]}, "scopes[0].label"),
        ({"scopes": [{**SCOPE, "where": {"groups": 1}}]}, "groups"),
        ({"more": 1}, "switches.more"),
    ],
)
def test_what_is_wrong_is_named_with_a_way_out(change: dict[str, object], place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Switches.from_json({**BASE.to_json(), **change})
    assert caught.value.field == place
    assert caught.value.way_out


@pytest.mark.parametrize("name", ["stations", "actions", "scopes", "stopped"])
def test_nothing_may_be_missing(name: str) -> None:
    data = BASE.to_json()
    del data[name]
    with pytest.raises(InvalidInput, match=f"switches.{name} is missing"):
        Switches.from_json(data)


def test_a_policy_is_not_made_of_switches_that_are_wrong() -> None:
    wrong = BASE.with_station("desk", StationSwitches(tiers={"explode": Tier.AUTONOMOUS}))
    with pytest.raises(InvalidInput):
        Policy.load(wrong)
    assert checked(BASE) is BASE


def test_reading_is_what_the_list_names() -> None:
    desk = StationSwitches(enabled=True, read={"lead": ("email", "salary"), "deal": ()})
    switches = Switches({"desk": desk, "off": replace(desk, enabled=False)})
    assert readable(switches, "desk", "lead") == {"email", "salary"}
    assert readable(switches, "desk", "deal") == frozenset()
    assert readable(switches, "desk", "company") == frozenset()
    assert readable(switches, "off", "lead") == frozenset()
    assert readable(switches, "elsewhere", "lead") == frozenset()
    assert readable_types(switches, "desk") == {"lead": frozenset({"email", "salary"})}
    assert readable_types(switches, "off") == {}
    assert readable_types(switches, "elsewhere") == {}


def test_what_an_action_amounts_to() -> None:
    assert done_by("set", {"score"}) == ("set",)
    assert done_by("set", {"owner_id"}) == ("set", "assign_owner")
    assert done_by("create", {"owner_id"}) == ("create",)
    assert granted_by("archive", undo=False) == ("archive",)
    assert granted_by("archive", undo=True) == ("archive", "create", "log_activity")
    assert granted_by("set", undo=True) == ("set",)
