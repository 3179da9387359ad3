"""Sessions of people who are signed in. The token is in their cookie and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from stationmaster.audit.canonical import storable
from stationmaster.core.actor import Person, Role
from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.errors import NotFound, NotSignedIn
from stationmaster.core.ids import new_id
from stationmaster.db.engine import reading
from stationmaster.db.tables.identity import person as person_table
from stationmaster.db.tables.identity import session as table
from stationmaster.identity.acting import By, Change, allow, changing
from stationmaster.identity.csrf import csrf_token
from stationmaster.identity.limits import Limits
from stationmaster.identity.permissions import Ability
from stationmaster.identity.rows import require_person
from stationmaster.identity.secret import digest, new_secret
from stationmaster.identity.text import printable

LONGEST_CLIENT = 100

_who = person_table.c


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in. `csrf` is what a form of this session must send back."""

    id: str
    person: Person
    created_at: datetime
    expires_at: datetime
    csrf: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SessionToken:
    """A session and `value`, the secret for its cookie; shown this once."""

    session: Session
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it in a list. `client` is the address it was opened from."""

    id: str
    client: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class Sessions:
    def __init__(self, engine: Engine, clock: Clock, limits: Limits):
        self._engine, self._clock, self._limits = engine, clock, limits

    def find(self, token: str) -> Session:
        """Who this token belongs to, as they are now. Raises NotSignedIn where it is unknown, has
        expired or was revoked, or where the person is no longer active."""
        now = self._clock()
        query = (
            sa.select(table, _who.name, _who.role, _who.owner, _who.active)
            .join_from(table, person_table, _who.id == table.c.person)
            .where(table.c.token_hash == digest(token))
        )
        with reading(self._engine).connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or not row.active or not self._open(row, now):
            raise NotSignedIn("You are not signed in.", way_out="Sign in.")
        if from_text(row.seen_at) + self._limits.touch <= now:
            self._touch(row.id, now)
        return _session(row, token)

    def list(self, workspace: str, person: str, *, by: By) -> Sequence[OpenSession]:
        """A person's open sessions, newest first: their own, or with the ability to manage people."""
        _allow_own(by, workspace, person)
        now = self._clock()
        query = (
            sa.select(table)
            .where(table.c.workspace == workspace, table.c.person == person)
            .where(table.c.revoked_at.is_(None))
            .order_by(table.c.created_at.desc(), table.c.id.desc())
        )
        with reading(self._engine).connect() as connection:
            require_person(connection, workspace, person)
            rows = connection.execute(query).all()
        return [_open_session(row) for row in rows if self._open(row, now)]

    def revoke(self, workspace: str, id: str, *, by: By) -> None:
        """End one session. Raises NotFound where there is none of that id (any more)."""
        mine = sa.select(table.c.person).where(
            table.c.workspace == workspace, table.c.id == id, table.c.revoked_at.is_(None)
        )
        with changing(self._engine, self._clock, workspace) as change:
            person = change.connection.execute(mine).scalar_one_or_none() if storable(id) else None
            _allow_own(by, workspace, person)
            if person is None:
                raise NotFound("There is no such session.", field="session")
            end_sessions(change, person, only=id)
            change.record(by, "session.revoked", person, {"session": id})

    def sign_out(self, session: Session) -> None:
        """End this session. One that has ended already stays so."""
        person = session.person
        with changing(self._engine, self._clock, person.workspace) as change:
            if end_sessions(change, person.id, only=session.id):
                change.record(person, "session.signed_out", person.id, {"session": session.id})

    def _open(self, row: sa.Row[Any], now: datetime) -> bool:
        idle = from_text(row.seen_at) + self._limits.session_idle
        return row.revoked_at is None and now < min(idle, from_text(row.expires_at))

    def _touch(self, id: str, now: datetime) -> None:
        with self._engine.begin() as connection:
            connection.execute(table.update().where(table.c.id == id).values(seen_at=to_text(now)))


def open_session(change: Change, person: Person, client: str, limits: Limits) -> SessionToken:
    """Begin a session in a transaction under way; forget those that ended long ago."""
    token, now = new_secret(), change.now
    row = {
        "id": new_id("session"),
        "workspace": person.workspace,
        "person": person.id,
        "token_hash": digest(token),
        "client": printable(client, LONGEST_CLIENT),
        "created_at": to_text(now),
        "seen_at": to_text(now),
        "expires_at": to_text(now + limits.session_life),
    }
    long_ago = to_text(now - limits.session_kept)
    change.connection.execute(table.delete().where(table.c.expires_at < long_ago))
    change.connection.execute(table.insert().values(row))
    session = Session(row["id"], person, now, now + limits.session_life, csrf_token(token))
    return SessionToken(session, token)


def end_sessions(
    change: Change, person: str, *, only: str | None = None, keep: str | None = None
) -> int:
    """Revoke a person's open sessions (only one, or all but one). Answers how many."""
    where = [table.c.workspace == change.workspace, table.c.person == person]
    where += [table.c.id == only] if only else []
    where += [table.c.id != keep] if keep else []
    ended = table.update().where(*where, table.c.revoked_at.is_(None))
    return change.connection.execute(ended.values(revoked_at=to_text(change.now))).rowcount


def _allow_own(by: By, workspace: str, person: str | None) -> None:
    """One's own sessions are one's own business; others' need the ability to manage people."""
    own = isinstance(by, Person) and by.workspace == workspace and by.id == person
    if not own:
        allow(by, workspace, Ability.PEOPLE)


def _session(row: sa.Row[Any], token: str) -> Session:
    person = Person(row.person, row.workspace, row.name, Role(row.role), row.owner)
    created, expires = from_text(row.created_at), from_text(row.expires_at)
    return Session(row.id, person, created, expires, csrf_token(token))


def _open_session(row: sa.Row[Any]) -> OpenSession:
    moments = (from_text(row.created_at), from_text(row.seen_at), from_text(row.expires_at))
    return OpenSession(row.id, row.client, *moments)
