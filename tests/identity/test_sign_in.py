"""Signing in: what is right gets in, what is wrong learns nothing, who guesses has to wait."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from argon2 import Parameters, extract_parameters
from sqlalchemy import Engine, select
from tests.identity.town import PASSWORD, QUICK, SetClock, Town

from stationmaster.audit.query import AuditQuery
from stationmaster.core.actor import Role
from stationmaster.core.errors import InvalidInput, NotFound, NotSignedIn, TooManyRequests
from stationmaster.db.tables.identity import person, sign_in_attempt
from stationmaster.identity.acting import OPERATOR
from stationmaster.identity.identity import Identity
from stationmaster.identity.passwords import Passwords
from stationmaster.identity.throttle import Throttled

WRONG = "not the password"


def refusal(town: Town, workspace: str | None, email: str, password: str) -> str:
    with pytest.raises(NotSignedIn) as caught:
        town.identity.sign_in(workspace, email, password, "10.0.0.1")
    return f"{caught.value.message} {caught.value.way_out}"


def test_the_right_password_opens_a_session(town: Town) -> None:
    made = town.identity.sign_in("a", " Admin@A.Example ", PASSWORD, "10.0.0.1")
    admin = town.person()
    assert made.session.person == admin
    assert town.identity.session_for(made.value) == made.session
    assert town.identity.people.get(town.a, admin.id).signed_in_at == town.clock.now
    (row,) = town.log("signin.succeeded")
    assert (row.actor_kind, row.actor, row.subject) == ("person", admin.id, admin.id)
    assert row.detail == {"address": "10.0.0.1", "session": made.session.id}


def test_no_failure_tells_what_was_wrong(small_town: Town) -> None:
    town = small_town
    rep = town.person(Role.REP)
    town.identity.people.set_active(town.a, rep.id, False, by=OPERATOR)
    town.identity.people.create(town.a, "new@a.example", "New", Role.REP, by=OPERATOR)
    said = {
        refusal(town, "a", town.email(), WRONG),
        refusal(town, "a", "nobody@a.example", WRONG),
        refusal(town, "a", town.email(Role.REP), PASSWORD),
        refusal(town, "a", "new@a.example", ""),
        refusal(town, "b", town.email(), PASSWORD),
        refusal(town, "none", town.email(), PASSWORD),
        refusal(town, "\x00", town.email(), PASSWORD),
        refusal(town, "a", "", PASSWORD),
        refusal(town, "a", "\x00@a.example", PASSWORD),
        refusal(town, "a", "\ud800@a.example", PASSWORD),
        refusal(town, "a", "x" * 5000 + "@a.example", PASSWORD),
        refusal(town, "a", town.email(), "\ud800"),
    }
    assert len(said) == 1


def test_every_failure_costs_one_hash(small_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the time taken does not tell whether there is such an account."""
    looked: list[Any] = []
    real = Passwords.verify
    monkeypatch.setattr(
        Passwords, "verify", lambda self, hash, text: looked.append(hash) or real(self, hash, text)
    )
    for email in (small_town.email(), "nobody@a.example", "no address"):
        refusal(small_town, "a", email, WRONG)
    assert [hash is None for hash in looked] == [False, True, True]


def test_the_workspace_need_not_be_named_where_it_is_clear(small_town: Town) -> None:
    town = small_town
    made = town.identity.sign_in(None, town.email(slug="b"), PASSWORD, "10.0.0.1")
    assert made.session.person.workspace == town.b
    town.identity.people.create(
        town.b, town.email(), "Twice", Role.REP, by=OPERATOR, password="another long one"
    )
    assert "name the one you mean" in refusal(town, None, town.email(), PASSWORD)
    found = town.identity.sign_in("b", town.email(), "another long one", "10.0.0.1")
    assert found.session.person.name == "Twice"
    assert town.identity.sign_in("a", town.email(), PASSWORD, "10.0.0.1").session.person == (
        town.person()
    )


def test_a_failure_is_audited_where_its_workspace_is_known(small_town: Town) -> None:
    town = small_town
    refusal(town, "a", town.email(), WRONG)
    refusal(town, "a", "my password!", WRONG)
    refusal(town, None, "nobody@x.example", WRONG)
    rep = town.person(Role.REP)
    town.identity.people.set_active(town.a, rep.id, False, by=OPERATOR)
    refusal(town, "a", town.email(Role.REP), PASSWORD)
    rows = town.log("signin.failed")
    assert [(row.actor, row.subject) for row in rows] == [
        ("sign-in", town.person().id),
        ("sign-in", "unknown account"),
        ("sign-in", rep.id),
    ]
    assert rows[0].detail == {"address": "10.0.0.1", "wait_seconds": 0}
    assert town.log("signin.failed", town.b) == []


def test_with_one_workspace_every_failure_is_noted_there(file_engine: Engine) -> None:
    identity = Identity(file_engine, SetClock(), passwords=Passwords(QUICK))
    home = identity.workspaces.create("only", "Only").id
    with pytest.raises(NotSignedIn):
        identity.sign_in(None, "nobody@x.example", WRONG, "10.0.0.1")
    rows = AuditQuery(file_engine, home).page(action="signin.failed").rows
    assert [row.subject for row in rows] == ["unknown account"]


def test_guesses_of_one_account_have_to_wait_ever_longer(town: Town) -> None:
    waits = []
    for _ in range(5):
        refusal(town, "a", town.email(), WRONG)
    for _ in range(12):
        with pytest.raises(Throttled) as caught:
            town.identity.sign_in("a", town.email(), PASSWORD, "10.9.9.9")
        waits.append(caught.value.seconds)
        town.clock.forward(seconds=caught.value.seconds)
        refusal(town, "a", town.email(), WRONG)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert town.log("signin.failed")[-1].detail["wait_seconds"] == 900


def test_a_wait_looks_the_same_for_an_account_that_is_not_there(small_town: Town) -> None:
    said = []
    for email in (small_town.email(), "nobody@a.example"):
        for _ in range(5):
            refusal(small_town, "a", email, WRONG)
        with pytest.raises(TooManyRequests) as caught:
            small_town.identity.sign_in("a", email, WRONG, "10.0.0.1")
        said.append((caught.value.message, caught.value.way_out))
    assert said[0] == said[1] == ("Too many tries to sign in.", "Try again in 1 second.")


def test_the_right_password_lets_an_account_start_anew(small_town: Town) -> None:
    for _ in range(4):
        for _ in range(4):
            refusal(small_town, "a", small_town.email(), WRONG)
        small_town.sign_in()
    small_town.clock.forward(hours=1)
    for _ in range(4):
        refusal(small_town, "a", small_town.email(), WRONG)


def test_one_address_that_tries_many_accounts_has_to_wait(small_town: Town) -> None:
    for n in range(20):
        refusal(small_town, "a", f"n{n}@a.example", WRONG)
    with pytest.raises(Throttled):
        small_town.identity.sign_in("a", small_town.email(), PASSWORD, "10.0.0.1")
    assert small_town.identity.sign_in("a", small_town.email(), PASSWORD, "10.0.0.2")


def test_many_who_sign_in_from_one_address_need_not_wait(small_town: Town) -> None:
    for _ in range(40):
        small_town.sign_in()
    with small_town.engine.connect() as connection:
        assert connection.execute(select(sign_in_attempt.c.failures)).scalars().all() == [0]


@pytest.mark.parametrize(
    ("addresses", "one"),
    [
        (["2001:db8::1", "2001:db8::ffff:2"], True),
        (["2001:db8:0:1::1", "2001:db8:0:2::1"], False),
        (["::ffff:10.1.1.1", "10.1.1.1"], True),
        (["10.1.1.1", "10.1.1.2"], False),
        (["somewhere", "elsewhere"], False),
        (["", ""], True),
    ],
)
def test_what_counts_as_one_address(small_town: Town, addresses: list[str], one: bool) -> None:
    for n, address in enumerate(addresses):
        with pytest.raises(NotSignedIn):
            small_town.identity.sign_in("a", f"n{n}@a.example", WRONG, address)
    with small_town.engine.connect() as connection:
        failures = connection.execute(select(sign_in_attempt.c.failures)).scalars().all()
    assert sorted(failures) == ([1, 1, 2] if one else [1, 1, 1, 1])


def test_failures_are_forgotten_after_a_day(small_town: Town) -> None:
    for _ in range(5):
        refusal(small_town, "a", small_town.email(), WRONG)
    small_town.clock.forward(hours=25)
    for _ in range(5):
        refusal(small_town, "a", small_town.email(), WRONG)


def test_guesses_at_once_all_count(town: Town) -> None:
    """None of them gets in before the others are counted."""

    def guess(n: int) -> type[Exception]:
        with pytest.raises((NotSignedIn, Throttled)) as caught:
            town.identity.sign_in("a", town.email(), f"{WRONG} {n}", f"10.0.1.{n}")
        return caught.type

    with ThreadPoolExecutor(12) as pool:
        kinds = list(pool.map(guess, range(24)))
    assert kinds.count(NotSignedIn) == 5
    assert kinds.count(Throttled) == 19


def test_a_hash_of_old_parameters_is_made_anew_at_sign_in(small_town: Town) -> None:
    town = small_town
    slower = Parameters(QUICK.type, 19, 16, 32, time_cost=2, memory_cost=8, parallelism=1)
    identity = Identity(town.engine, town.clock, passwords=Passwords(slower))
    for _ in range(2):
        identity.sign_in("a", town.email(), PASSWORD, "10.0.0.1")
        with town.engine.connect() as connection:
            query = select(person.c.password_hash).where(person.c.id == town.person().id)
            assert extract_parameters(connection.execute(query).scalar_one()).time_cost == 2


@pytest.mark.parametrize("what", ["password", "active"])
def test_what_changes_while_the_password_is_looked_at_counts(
    small_town: Town, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    town = small_town
    rep, real = town.person(Role.REP), Passwords.verify

    def slow(self: Passwords, hash: str | None, text: str) -> bool:
        answer = real(self, hash, text)
        if what == "password":
            town.identity.set_password(town.a, rep.id, "a new long password", by=OPERATOR)
        else:
            town.identity.people.set_active(town.a, rep.id, False, by=OPERATOR)
        return answer

    monkeypatch.setattr(Passwords, "verify", slow)
    refusal(town, "a", town.email(Role.REP), PASSWORD)
    assert town.log("signin.succeeded") == []


NEW = "another four long words"


def test_changing_ones_password_ends_ones_other_sessions(town: Town) -> None:
    mine, other = town.sign_in(), town.sign_in()
    colleague = town.sign_in(Role.REP)
    session = town.identity.session_for(mine)
    town.identity.change_password(session, PASSWORD, NEW, "10.0.0.1")
    assert town.identity.session_for(mine) == session
    assert town.identity.session_for(colleague)
    with pytest.raises(NotSignedIn):
        town.identity.session_for(other)
    refusal(town, "a", town.email(), PASSWORD)
    assert town.sign_in(password=NEW)
    (row,) = town.log("password.changed")
    assert (row.actor, row.subject, row.detail) == (
        session.person.id,
        session.person.id,
        {"sessions_ended": 1},
    )


def test_changing_ones_password_asks_for_the_current_one(small_town: Town) -> None:
    town = small_town
    session = town.identity.session_for(town.sign_in())
    with pytest.raises(InvalidInput, match="needs at least 12"):
        town.identity.change_password(session, PASSWORD, "short", "10.0.0.1")
    for _ in range(5):
        with pytest.raises(InvalidInput, match="current password is not right"):
            town.identity.change_password(session, WRONG, NEW, "10.0.0.1")
    with pytest.raises(Throttled):
        town.identity.change_password(session, PASSWORD, NEW, "10.0.0.1")
    town.clock.forward(seconds=1)
    assert town.sign_in()


def test_a_new_password_from_an_admin_ends_every_session_and_every_wait(small_town: Town) -> None:
    town = small_town
    rep = town.person(Role.REP)
    value = town.sign_in(Role.REP)
    for _ in range(5):
        refusal(town, "a", town.email(Role.REP), WRONG)
    town.identity.set_password(town.a, rep.id, NEW, by=town.person())
    with pytest.raises(NotSignedIn):
        town.identity.session_for(value)
    assert town.sign_in(Role.REP, password=NEW)
    (row,) = town.log("password.set")
    assert (row.actor, row.subject, row.detail) == (
        town.person().id,
        rep.id,
        {"sessions_ended": 1},
    )


def test_a_password_for_nobody_is_not_set(small_town: Town) -> None:
    for id in ("person_none", "\x00", small_town.person(slug="b").id):
        with pytest.raises(NotFound):
            small_town.identity.set_password(small_town.a, id, NEW, by=small_town.person())
