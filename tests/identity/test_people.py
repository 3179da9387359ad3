"""People: made, changed, deactivated; each with its audit entry, and never without an admin."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.identity.town import Town

from stationmaster.core.actor import Agent, Person, Role
from stationmaster.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from stationmaster.identity.acting import OPERATOR


def test_a_person_is_made_by_an_admin(town: Town) -> None:
    made = town.identity.people.create(
        town.a, " Kim@Acme.Example ", " Kim Lee ", Role.REP, by=town.person(), owner="owner_9"
    )
    assert made.person == Person(made.person.id, town.a, "Kim Lee", Role.REP, "owner_9")
    assert (made.email, made.active, made.ready) == ("kim@acme.example", True, False)
    assert (made.created_at, made.signed_in_at) == (town.clock.now, None)
    assert town.identity.people.find(town.a, "KIM@acme.example") == made
    assert town.identity.people.get(town.a, made.person.id) == made
    assert made in town.identity.people.all(town.a)
    assert town.identity.active_person(town.a, made.person.id) == made.person
    row = town.log("person.created")[-1]
    assert (row.actor, row.subject) == (town.person().id, made.person.id)
    assert row.detail == {
        "email": "kim@acme.example",
        "name": "Kim Lee",
        "role": "rep",
        "owner": "owner_9",
    }


def test_everybody_is_listed_by_name(small_town: Town) -> None:
    names = [member.person.name for member in small_town.identity.people.all(small_town.a)]
    assert names == [f"{role} of a" for role in ("admin", "manager", "rep", "revops", "viewer")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "a\x00@b.example"}, "email"),
        ({"email": "\ud800@b.example"}, "email"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"password": "short"}, "password"),
        ({"owner": ""}, "owner"),
        ({"owner": "\x00"}, "owner"),
        ({"owner": "x" * 81}, "owner"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    small_town: Town, given: dict[str, Any], field: str
) -> None:
    fields = {"email": "kim@acme.example", "name": "Kim", "role": Role.REP, **given}
    before = small_town.identity.people.all(small_town.a)
    with pytest.raises(InvalidInput) as caught:
        small_town.identity.people.create(small_town.a, by=OPERATOR, **fields)
    assert caught.value.field == field
    assert caught.value.way_out
    assert small_town.identity.people.all(small_town.a) == before


def test_an_address_is_one_persons_in_its_workspace(town: Town) -> None:
    people = town.identity.people
    with pytest.raises(Conflict, match="already"):
        people.create(town.a, "ADMIN@a.example", "Kim", Role.REP, by=OPERATOR)
    with pytest.raises(Conflict, match="already"):
        people.set_email(town.a, town.person(Role.REP).id, town.email(), by=OPERATOR)
    assert people.create(town.b, "admin@a.example", "Kim", Role.REP, by=OPERATOR)


def test_of_many_that_make_the_same_person_one_does(town: Town) -> None:
    def make(_: int) -> bool:
        try:
            town.identity.people.create(town.a, "kim@a.example", "Kim", Role.REP, by=town.person())
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(make, range(8))) == 1
    assert len(town.log("person.created")) == 6


def test_each_change_is_kept_and_audited_with_before_and_after(town: Town) -> None:
    people, rep = town.identity.people, town.person(Role.REP)
    admin = town.person()
    people.set_name(town.a, rep.id, "Robin", by=admin)
    people.set_email(town.a, rep.id, "robin@a.example", by=admin)
    people.set_role(town.a, rep.id, Role.MANAGER, by=admin)
    people.set_owner(town.a, rep.id, None, by=admin)
    found = people.set_active(town.a, rep.id, False, by=admin)
    assert found.person == Person(rep.id, town.a, "Robin", Role.MANAGER, None)
    assert (found.email, found.active) == ("robin@a.example", False)
    changes = [row for row in town.log() if row.action.endswith("_changed")]
    assert [(row.action, dict(row.detail)) for row in changes] == [
        ("person.name_changed", {"before": {"name": "rep of a"}, "after": {"name": "Robin"}}),
        (
            "person.email_changed",
            {"before": {"email": "rep@a.example"}, "after": {"email": "robin@a.example"}},
        ),
        ("person.role_changed", {"before": {"role": "rep"}, "after": {"role": "manager"}}),
        ("person.owner_changed", {"before": {"owner": "owner_a"}, "after": {"owner": None}}),
        ("person.active_changed", {"before": {"active": True}, "after": {"active": False}}),
    ]
    assert {(row.actor, row.subject) for row in changes} == {(admin.id, rep.id)}


def test_what_is_so_already_is_no_change(small_town: Town) -> None:
    before = small_town.log()
    rep = small_town.person(Role.REP)
    small_town.identity.people.set_role(small_town.a, rep.id, Role.REP, by=OPERATOR)
    small_town.identity.people.set_email(
        small_town.a, rep.id, small_town.email(Role.REP), by=OPERATOR
    )
    assert small_town.log() == before


def test_a_deactivated_person_is_nobody_until_activated(small_town: Town) -> None:
    people, rep = small_town.identity.people, small_town.person(Role.REP)
    people.set_active(small_town.a, rep.id, False, by=OPERATOR)
    assert small_town.identity.active_person(small_town.a, rep.id) is None
    assert rep.id in [m.person.id for m in people.all(small_town.a)]
    people.set_active(small_town.a, rep.id, True, by=OPERATOR)
    assert small_town.identity.active_person(small_town.a, rep.id) == rep
    assert small_town.identity.active_person(small_town.a, "\x00") is None


def test_there_is_always_an_admin(small_town: Town) -> None:
    town, people, admin = small_town, small_town.identity.people, small_town.person()
    for change in (
        lambda: people.set_active(town.a, admin.id, False, by=admin),
        lambda: people.set_role(town.a, admin.id, Role.VIEWER, by=OPERATOR),
    ):
        with pytest.raises(Conflict, match="only admin") as caught:
            change()
        assert caught.value.way_out == "Make somebody else an admin first."
    people.set_name(town.a, admin.id, "Still admin", by=admin)
    second = people.set_role(town.a, town.person(Role.REP).id, Role.ADMIN, by=admin).person
    assert people.set_role(town.a, admin.id, Role.VIEWER, by=second).person.role is Role.VIEWER
    with pytest.raises(Conflict):
        people.set_active(town.a, second.id, False, by=second)


def test_two_admins_cannot_both_leave_at_once(town: Town) -> None:
    people = town.identity.people
    pair = [town.person(), town.person(Role.REP)]
    people.set_role(town.a, pair[1].id, Role.ADMIN, by=OPERATOR)

    def leave(person: Person) -> bool:
        try:
            people.set_active(town.a, person.id, False, by=OPERATOR)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, pair)) == [False, True]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMIN])
def test_only_admins_manage_people(small_town: Town, role: Role) -> None:
    town, actor = small_town, small_town.person(role)
    people, rep = town.identity.people, town.person(Role.REP)
    agent = Agent("token_1", town.a, "bot", frozenset({"s"}), on_behalf_of=town.person().id)
    before = (people.all(town.a), town.log())
    for by in (actor, agent):
        for change in (
            lambda by=by: people.create(town.a, "x@a.example", "X", Role.ADMIN, by=by),
            lambda by=by: people.set_name(town.a, rep.id, "X", by=by),
            lambda by=by: people.set_email(town.a, rep.id, "x@a.example", by=by),
            lambda by=by: people.set_role(town.a, actor.id, Role.ADMIN, by=by),
            lambda by=by: people.set_owner(town.a, rep.id, None, by=by),
            lambda by=by: people.set_active(town.a, rep.id, False, by=by),
            lambda by=by: town.identity.set_password(town.a, rep.id, "x" * 12, by=by),
        ):
            with pytest.raises(Forbidden):
                change()
    assert (people.all(town.a), town.log()) == before


def test_nobody_is_found_by_what_is_no_address(small_town: Town) -> None:
    for email in ("", "nobody@a.example", "\x00", "x" * 999):
        with pytest.raises(NotFound):
            small_town.identity.people.find(small_town.a, email)
