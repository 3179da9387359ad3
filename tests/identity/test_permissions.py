"""Who may do what, spelled out a second time."""

import pytest

from stationmaster.core.actor import Agent, Person, Role
from stationmaster.core.errors import Forbidden
from stationmaster.identity.permissions import Ability, Grant, grant, require, who_may

EXPECTED = {
    #             admin revops manager rep viewer
    "read": "all all all all all",
    "approve": "all all all own none",
    "reject": "all all all own none",
    "edit": "all all all own none",
    "undo": "all all all own none",
    "run": "all all all none none",
    "import": "all all none none none",
    "export": "all all all none none",
    "policy": "all all none none none",
    "people": "all none none none none",
    "tokens": "all all none none none",
    "audit": "all all all none none",
}
AGENT = Agent("token_1", "w", "bot", frozenset({"inbound_leads"}), on_behalf_of="person_1")


def person(role: Role, owner: str | None = "me") -> Person:
    return Person("person_1", "w", "Kim", role, owner)


def test_the_table() -> None:
    assert set(EXPECTED) == {ability.value for ability in Ability}
    for name, row in EXPECTED.items():
        found = [grant(person(role), Ability(name)).value for role in Role]
        assert (name, found) == (name, row.split())


@pytest.mark.parametrize("ability", Ability)
@pytest.mark.parametrize("role", Role)
def test_what_is_not_granted_is_refused_with_who_may(role: Role, ability: Ability) -> None:
    kim = person(role)
    match grant(kim, ability):
        case Grant.ALL:
            require(kim, ability)
            require(kim, ability, owners=["somebody", None])
        case Grant.OWN:
            require(kim, ability, owners=["me"])
            require(kim, ability, owners=["me", "me"])
            with pytest.raises(Forbidden, match="only where all records are your own"):
                require(kim, ability, owners=["me", "somebody"])
        case Grant.NONE:
            with pytest.raises(Forbidden) as caught:
                require(kim, ability, owners=["me"])
            assert caught.value.way_out
            for other in who_may(ability):
                assert other.value in caught.value.message
                assert other.value in caught.value.way_out


@pytest.mark.parametrize("owners", [None, [], [None], ["somebody"], ["me", None]])
def test_a_rep_decides_about_own_records_only(owners: list[str | None] | None) -> None:
    with pytest.raises(Forbidden, match="only where all records are your own"):
        require(person(Role.REP), Ability.APPROVE, owners=owners)


@pytest.mark.parametrize("owners", [None, [], [None], ["somebody"]])
def test_a_rep_who_is_no_owner_has_no_own_records(owners: list[str | None] | None) -> None:
    with pytest.raises(Forbidden):
        require(person(Role.REP, owner=None), Ability.APPROVE, owners=owners)


@pytest.mark.parametrize("ability", Ability)
def test_an_agent_reads_and_decides_nothing(ability: Ability) -> None:
    if ability is Ability.READ:
        require(AGENT, ability)
    else:
        with pytest.raises(Forbidden, match="An agent may not"):
            require(AGENT, ability, owners=["me"])


def test_the_way_out_reads_well() -> None:
    with pytest.raises(Forbidden) as caught:
        require(person(Role.VIEWER), Ability.APPROVE)
    assert caught.value.message == (
        "As viewer you may not approve proposals; admin, revops and manager may."
    )
    with pytest.raises(Forbidden) as caught:
        require(person(Role.REVOPS), Ability.PEOPLE)
    assert caught.value.way_out == "Ask somebody who may: admin."
