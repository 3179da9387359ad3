"""Signing in with a password, and changing it.

What is told to somebody who fails is the same whatever was wrong, and takes about the same time.
Hashing happens outside of any transaction: it takes a tenth of a second, and writers must not wait.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from stationmaster.audit.canonical import JSON, storable
from stationmaster.core.clock import Clock, to_text
from stationmaster.core.errors import InvalidInput, NotSignedIn
from stationmaster.db.engine import reading
from stationmaster.db.tables.identity import person as person_table
from stationmaster.db.tables.identity import workspace as workspace_table
from stationmaster.identity.acting import SIGN_IN, By, Change, allow, changing
from stationmaster.identity.limits import Limits
from stationmaster.identity.passwords import Passwords
from stationmaster.identity.permissions import Ability
from stationmaster.identity.rows import person_of, require_person
from stationmaster.identity.sessions import (
    LONGEST_CLIENT,
    Session,
    SessionToken,
    end_sessions,
    open_session,
)
from stationmaster.identity.text import printable, same_email
from stationmaster.identity.throttle import Throttle, Try, forget_account

UNKNOWN = "unknown account"

_person, _home = person_table.c, workspace_table.c


class SignIn:
    def __init__(self, engine: Engine, clock: Clock, passwords: Passwords, limits: Limits):
        self._engine, self._clock = engine, clock
        self._passwords, self._limits = passwords, limits
        self._throttle = Throttle(engine, clock, limits)

    def sign_in(
        self, workspace: str | None, email: str, password: str, client_address: str
    ) -> SessionToken:
        """`workspace` is a short name; None will do where the address belongs to one workspace only.

        Raises NotSignedIn without saying what was wrong, and Throttled (a TooManyRequests) after
        too many tries.
        """
        tried = self._throttle.take(email, client_address)
        row, home = self._look_up(workspace, email)
        right = self._passwords.verify(row.password_hash if row and row.active else None, password)
        if row is None or not right:
            self._failed(home, row.id if row else UNKNOWN, client_address, tried)
            raise _refused()
        return self._succeeded(row, password, client_address, tried)

    def change_password(
        self, session: Session, current: str, new: str, client_address: str
    ) -> None:
        """Set one's own password; ends one's other sessions. Raises InvalidInput where `current` is
        wrong or `new` cannot be used, and Throttled after too many tries."""
        person = session.person
        hash = self._passwords.hash(new)
        with reading(self._engine).connect() as connection:
            row = require_person(connection, person.workspace, person.id)
        tried = self._throttle.take(row.email, client_address)
        if not self._passwords.verify(row.password_hash, current):
            raise InvalidInput(
                "The current password is not right.",
                field="current",
                way_out="Ask an admin for a new password if you have forgotten it.",
            )
        with changing(self._engine, self._clock, person.workspace) as change:
            self._throttle.succeeded(change.connection, tried)
            _store(change, person.id, hash)
            ended = end_sessions(change, person.id, keep=session.id)
            change.record(person, "password.changed", person.id, {"sessions_ended": ended})

    def set_password(self, workspace: str, person: str, new: str, *, by: By) -> None:
        """Give somebody a new password; ends all their sessions. Raises Forbidden, NotFound, and
        InvalidInput for a password that cannot be used."""
        allow(by, workspace, Ability.PEOPLE)
        hash = self._passwords.hash(new)
        with changing(self._engine, self._clock, workspace) as change:
            row = require_person(change.connection, workspace, person)
            forget_account(change.connection, row.email)
            _store(change, row.id, hash)
            ended = end_sessions(change, row.id)
            change.record(by, "password.set", row.id, {"sessions_ended": ended})

    def _look_up(self, workspace: str | None, email: str) -> tuple[sa.Row[Any] | None, str | None]:
        """The one account that is meant, if any, and the workspace to note a failure in, if any."""
        homes, people = sa.select(_home.id), sa.select(person_table)
        if workspace is not None:
            slug = workspace if storable(workspace) else ""
            homes = homes.where(_home.slug == slug)
            people = people.where(_person.workspace.in_(homes))
        people = people.where(_person.email == same_email(email)).limit(2)
        with reading(self._engine).connect() as connection:
            found = connection.execute(people).all()
            known = connection.execute(homes.limit(2)).scalars().all()
        if len(found) == 1:
            return found[0], found[0].workspace
        return None, known[0] if len(known) == 1 else None

    def _failed(self, home: str | None, person: str, client_address: str, tried: Try) -> None:
        if home is None:
            return
        detail: dict[str, JSON] = {
            "address": printable(client_address, LONGEST_CLIENT),
            "wait_seconds": int(tried.wait.total_seconds()),
        }
        with changing(self._engine, self._clock, home) as change:
            change.record(SIGN_IN, "signin.failed", person, detail)

    def _succeeded(
        self, row: sa.Row[Any], password: str, client_address: str, tried: Try
    ) -> SessionToken:
        better = self._passwords.rehash(row.password_hash, password)
        with changing(self._engine, self._clock, row.workspace) as change:
            now = require_person(change.connection, row.workspace, row.id)
            if not now.active or now.password_hash != row.password_hash:
                raise _refused()
            self._throttle.succeeded(change.connection, tried)
            _store(change, row.id, better or row.password_hash, signed_in_at=to_text(change.now))
            token = open_session(change, person_of(now), client_address, self._limits)
            detail = {
                "address": printable(client_address, LONGEST_CLIENT),
                "session": token.session.id,
            }
            change.record(token.session.person, "signin.succeeded", row.id, detail)
        return token


def _store(change: Change, person: str, hash: str, **more: str) -> None:
    update = person_table.update().where(
        _person.workspace == change.workspace, _person.id == person
    )
    change.connection.execute(update.values(password_hash=hash, **more))


def _refused() -> NotSignedIn:
    return NotSignedIn(
        "That did not work: the address or the password is not right.",
        way_out="Check both. If you belong to several workspaces, name the one you mean. "
        "An admin can give you a new password.",
    )
