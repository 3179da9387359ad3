"""A session ends when it is unused, too old, revoked, or its person gone; until then it is found."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.identity.town import PASSWORD, Town

from stationmaster.core.actor import Role
from stationmaster.core.errors import Forbidden, NotFound, NotSignedIn
from stationmaster.db.tables.identity import session as table
from stationmaster.identity.acting import OPERATOR


def ended(town: Town, value: str) -> bool:
    try:
        town.identity.session_for(value)
    except NotSignedIn:
        return True
    return False


def test_what_was_never_given_out_opens_nothing(small_town: Town) -> None:
    value = small_town.sign_in()
    for token in ("", value[:-1], value + "x", value.lower(), "\x00", "\ud800", "é"):
        assert ended(small_town, token)
    assert not ended(small_town, value)


def test_a_session_ends_when_it_is_not_used(town: Town) -> None:
    value = town.sign_in()
    for _ in range(4):
        town.clock.forward(hours=11, minutes=59)
        assert not ended(town, value)
    town.clock.forward(hours=12)
    assert ended(town, value)


def test_a_session_ends_after_a_week_whatever_its_use(small_town: Town) -> None:
    value = small_town.sign_in()
    for _ in range(7 * 3 - 1):
        small_town.clock.forward(hours=8)
        assert not ended(small_town, value)
    small_town.clock.forward(hours=8)
    assert ended(small_town, value)


def test_use_is_noted_once_a_minute_not_at_every_request(small_town: Town) -> None:
    value, started = small_town.sign_in(), small_town.clock.now
    admin = small_town.person()

    def seen() -> timedelta:
        small_town.identity.session_for(value)
        (found,) = small_town.identity.sessions.list(small_town.a, admin.id, by=admin)
        return found.seen_at - started

    small_town.clock.forward(seconds=59)
    assert seen() == timedelta(0)
    small_town.clock.forward(seconds=1)
    assert seen() == timedelta(seconds=60)


def test_a_session_shows_the_person_as_they_are_now(small_town: Town) -> None:
    town = small_town
    value, rep = town.sign_in(Role.REP), town.person(Role.REP)
    town.identity.people.set_role(town.a, rep.id, Role.VIEWER, by=OPERATOR)
    assert town.identity.session_for(value).person.role is Role.VIEWER
    town.identity.people.set_active(town.a, rep.id, False, by=OPERATOR)
    assert ended(town, value)
    town.identity.people.set_active(town.a, rep.id, True, by=OPERATOR)
    assert ended(town, value)


def test_signing_out_ends_this_session_once(town: Town) -> None:
    value, other = town.sign_in(), town.sign_in()
    session = town.identity.session_for(value)
    town.identity.sign_out(session)
    town.identity.sign_out(session)
    assert (ended(town, value), ended(town, other)) == (True, False)
    (row,) = town.log("session.signed_out")
    assert (row.actor, row.detail) == (session.person.id, {"session": session.id})


def test_ones_open_sessions_are_listed_newest_first(small_town: Town) -> None:
    town, rep = small_town, small_town.person(Role.REP)
    opened = []
    for n in range(3):
        client = f"10.0.0.{n}" if n else "evil\n\x00" + "x" * 300
        made = town.identity.sign_in("a", town.email(Role.REP), PASSWORD, client)
        opened.append(made.session.id)
        town.clock.forward(hours=5)
    town.sign_in()
    found = town.identity.sessions.list(town.a, rep.id, by=rep)
    assert [each.id for each in found] == opened[:0:-1]
    assert [each.client for each in found] == ["10.0.0.2", "10.0.0.1"]
    with town.engine.connect() as connection:
        stored = connection.execute(select(table.c.client).where(table.c.id == opened[0]))
        assert stored.scalar_one() == ("evil??" + "x" * 94)


def test_one_ends_ones_own_sessions_and_an_admin_anybodys(small_town: Town) -> None:
    town = small_town
    rep, manager = town.person(Role.REP), town.person(Role.MANAGER)
    values = [town.sign_in(Role.REP) for _ in range(2)]
    ids = [town.identity.session_for(value).id for value in values]
    sessions = town.identity.sessions
    for refused in (manager, town.person(Role.VIEWER)):
        with pytest.raises(Forbidden):
            sessions.revoke(town.a, ids[0], by=refused)
        with pytest.raises(Forbidden):
            sessions.list(town.a, rep.id, by=refused)
    sessions.revoke(town.a, ids[0], by=rep)
    sessions.revoke(town.a, ids[1], by=town.person())
    assert [ended(town, value) for value in values] == [True, True]
    assert [row.actor for row in town.log("session.revoked")] == [rep.id, town.person().id]
    assert sessions.list(town.a, rep.id, by=OPERATOR) == []
    with pytest.raises(NotFound):
        sessions.revoke(town.a, ids[0], by=town.person())


def test_sessions_of_long_ago_are_forgotten(small_town: Town) -> None:
    small_town.sign_in()
    for days, kept in ((36, 2), (2, 2)):
        small_town.clock.forward(days=days)
        small_town.sign_in()
        with small_town.engine.connect() as connection:
            assert len(connection.execute(select(table.c.id)).all()) == kept
