"""An agent's token: shown once, for some stations, for some time, and for a person who is there."""

from datetime import timedelta
from typing import Any

import pytest
from tests.identity.town import Town

from stationmaster.core.actor import Agent, Role
from stationmaster.core.errors import Forbidden, InvalidInput, NotFound, NotSignedIn
from stationmaster.identity.acting import OPERATOR
from stationmaster.identity.agent_tokens import NewAgentToken


def make(town: Town, **given: Any) -> NewAgentToken:
    fields: dict[str, Any] = {"name": "Night bot", "stations": ["inbound_leads"], "by": OPERATOR}
    return town.identity.tokens.create(town.a, **{**fields, **given})


def refused(town: Town, value: str) -> str:
    with pytest.raises(NotSignedIn) as caught:
        town.identity.agent_for(value)
    assert caught.value.way_out == "Ask an admin for a new one."
    return caught.value.message


def test_a_token_says_who_acts(town: Town) -> None:
    admin = town.person()
    made = make(town, stations=["b", "a", "b"], by=admin, on_behalf_of=admin.id)
    token = made.token
    assert made.value.startswith("smt_")
    assert len(made.value) == 4 + 43
    assert town.identity.agent_for(made.value) == token.agent
    assert token.agent == Agent(
        token.agent.id, town.a, "Night bot", frozenset({"a", "b"}), admin.id
    )
    assert (token.created_by, token.created_at) == (admin.id, town.clock.now)
    assert token.expires_at == town.clock.now + timedelta(days=90)
    (row,) = town.log("token.created")
    assert (row.actor, row.subject) == (admin.id, token.agent.id)
    assert row.detail == {
        "name": "Night bot",
        "stations": ["a", "b"],
        "on_behalf_of": admin.id,
        "expires_at": "2027-02-18T09:00:00.000000Z",
    }


def test_what_was_never_given_out_is_not_known(small_town: Town) -> None:
    value = make(small_town).value
    for token in ("", "smt_", value[:-1], value[4:], value.upper(), "\x00", "\ud800"):
        assert refused(small_town, token) == "This token is not known."


def test_a_token_expires(small_town: Town) -> None:
    value = make(small_town, life=timedelta(days=2)).value
    small_town.clock.forward(days=2, microseconds=-1)
    assert small_town.identity.agent_for(value)
    small_town.clock.forward(microseconds=1)
    assert refused(small_town, value) == "This token has expired."


def test_a_token_is_revoked_at_once_and_once(town: Town) -> None:
    made, other = make(town), make(town)
    id = made.token.agent.id
    town.identity.tokens.revoke(town.a, id, by=town.person(Role.REVOPS))
    town.clock.forward(hours=1)
    town.identity.tokens.revoke(town.a, id, by=OPERATOR)
    assert refused(town, made.value) == "This token was revoked."
    assert town.identity.agent_for(other.value)
    (row,) = town.log("token.revoked")
    assert (row.actor, row.subject) == (town.person(Role.REVOPS).id, id)


def test_a_token_of_somebody_deactivated_is_refused(town: Town) -> None:
    rep = town.person(Role.REP)
    value = make(town, on_behalf_of=rep.id).value
    assert town.identity.agent_for(value).on_behalf_of == rep.id
    town.identity.people.set_active(town.a, rep.id, False, by=OPERATOR)
    assert refused(town, value) == "This token acts for somebody who is no longer active."
    with pytest.raises(InvalidInput, match="no longer active"):
        make(town, on_behalf_of=rep.id)


def test_use_is_noted_once_a_minute(small_town: Town) -> None:
    town, value = small_town, make(small_town).value

    def used() -> object:
        (token,) = town.identity.tokens.all(town.a, by=OPERATOR)
        return token.last_used_at

    assert used() is None
    start = town.clock.now
    for seconds, noted in ((0, 0), (59, 0), (1, 60)):
        town.clock.forward(seconds=seconds)
        town.identity.agent_for(value)
        assert used() == start + timedelta(seconds=noted)


def test_tokens_are_listed_newest_first(small_town: Town) -> None:
    for name in ("one", "two", "three"):
        make(small_town, name=name)
        small_town.clock.forward(seconds=1)
    found = small_town.identity.tokens.all(small_town.a, by=small_town.person(Role.REVOPS))
    assert [token.agent.name for token in found] == ["three", "two", "one"]
    assert small_town.identity.tokens.all(small_town.b, by=OPERATOR) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"stations": []}, "stations"),
        ({"stations": [""]}, "stations"),
        ({"stations": ["a\nb"]}, "stations"),
        ({"stations": ["ä"]}, "stations"),
        ({"stations": ["x" * 81]}, "stations"),
        ({"life": timedelta(days=367)}, "life"),
        ({"life": timedelta(0)}, "life"),
        ({"life": timedelta(days=-1)}, "life"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    small_town: Town, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(small_town, **given)
    assert caught.value.field == field
    assert caught.value.way_out
    assert small_town.identity.tokens.all(small_town.a, by=OPERATOR) == []


def test_a_token_may_hold_for_a_year(small_town: Town) -> None:
    made = make(small_town, life=timedelta(days=366))
    assert made.token.expires_at == small_town.clock.now + timedelta(days=366)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REP, Role.VIEWER])
def test_others_make_and_see_no_tokens(small_town: Town, role: Role) -> None:
    by, made = small_town.person(role), make(small_town)
    with pytest.raises(Forbidden):
        make(small_town, by=by)
    with pytest.raises(Forbidden):
        small_town.identity.tokens.all(small_town.a, by=by)
    with pytest.raises(Forbidden):
        small_town.identity.tokens.revoke(small_town.a, made.token.agent.id, by=by)
    with pytest.raises(Forbidden):
        make(small_town, by=made.token.agent)


def test_revops_lend_nobodys_rights_but_their_own(small_town: Town) -> None:
    revops, admin = small_town.person(Role.REVOPS), small_town.person()
    assert make(small_town, by=revops, on_behalf_of=revops.id)
    assert make(small_town, by=admin, on_behalf_of=revops.id)
    with pytest.raises(Forbidden, match="acts for yourself"):
        make(small_town, by=revops, on_behalf_of=admin.id)
    with pytest.raises(NotFound):
        make(small_town, by=admin, on_behalf_of="person_none")


def test_a_revoked_token_no_longer_holds(town: Town) -> None:
    agent = make(town).token.agent
    assert town.identity.tokens.holds(agent)
    town.identity.tokens.revoke(town.a, agent.id, by=OPERATOR)
    assert not town.identity.tokens.holds(agent)
