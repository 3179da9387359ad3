"""No secret is in the database, the log, a text of an object, an error, or a traceback's message."""

import hashlib
import logging
import traceback
from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData, select
from sqlalchemy.exc import DBAPIError
from tests.identity.town import PASSWORD, Town

from stationmaster.core.actor import Role
from stationmaster.core.errors import StationmasterError
from stationmaster.identity.acting import OPERATOR

NEW = "a new long password"


def all_cells(town: Town) -> Iterator[str]:
    reflected = MetaData()
    reflected.reflect(town.engine)
    with town.engine.connect() as connection:
        for table in reflected.sorted_tables:
            for row in connection.execute(select(table)):
                yield from map(str, row)


def test_no_secret_is_stored_logged_or_shown(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = town.identity.sign_in("a", town.email(), PASSWORD, "10.0.0.1")
    agent = town.identity.tokens.create(town.a, "bot", ["s"], by=town.person())
    town.identity.change_password(made.session, PASSWORD, NEW, "10.0.0.1")
    town.identity.set_password(town.a, town.person(Role.REP).id, NEW, by=town.person())
    town.identity.sessions.revoke(town.a, made.session.id, by=OPERATOR)
    with pytest.raises(StationmasterError):
        town.identity.sign_in("a", PASSWORD, PASSWORD, "10.0.0.1")
    secrets = [PASSWORD, NEW, made.value, made.session.csrf, agent.value, agent.value[4:]]
    shown = [repr(made), str(made), repr(made.session), repr(agent), str(agent), caplog.text]
    stored = list(all_cells(town))
    for secret in secrets:
        assert not any(secret in text for text in shown)
        assert not any(secret in text for text in stored)
    log = " ".join(str(row) for row in town.log())
    assert "argon2" not in log
    for value in (made.value, agent.value):
        digest = hashlib.sha256(value.encode()).hexdigest()
        assert digest in stored
        assert digest not in log


def test_no_error_holds_a_secret(small_town: Town) -> None:
    town = small_town
    value = town.sign_in()
    session = town.identity.session_for(value)
    agent = town.identity.tokens.create(town.a, "bot", ["s"], by=OPERATOR)
    town.identity.tokens.revoke(town.a, agent.token.agent.id, by=OPERATOR)
    town.identity.sign_out(session)
    secret = "a secret nobody may see\ud800"
    tries = (
        lambda: town.identity.sign_in("a", town.email(), secret, "10.0.0.1"),
        lambda: town.identity.people.create(
            town.a, "x@a.example", "X", Role.REP, by=OPERATOR, password=secret
        ),
        lambda: town.identity.people.create(
            town.a, town.email(), "X", Role.REP, by=OPERATOR, password=secret[:-1]
        ),
        lambda: town.identity.session_for(value),
        lambda: town.identity.agent_for(agent.value),
        lambda: town.identity.check_csrf(session, value),
    )
    for attempt in tries:
        with pytest.raises(StationmasterError) as caught:
            attempt()
        whole = "".join(traceback.format_exception(caught.value)) + str(vars(caught.value))
        for text in (secret[:-1], value, session.csrf, agent.value, "$argon2"):
            assert text not in whole


def test_an_error_of_the_database_holds_no_hash(small_town: Town) -> None:
    """The driver's error would show the row, were the parameters not hidden."""
    town = small_town
    with town.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON person BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(DBAPIError) as caught:
        town.identity.people.create(town.a, "x@a.example", "X", Role.REP, by=OPERATOR, password=NEW)
    assert "disk full" in str(caught.value)
    assert "$argon2" not in "".join(traceback.format_exception(caught.value))
