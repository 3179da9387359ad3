"""Tokens of agents: what an agent may enter, for whom it acts, and until when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from stationmaster.audit.canonical import storable
from stationmaster.core.actor import Agent, Person
from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.errors import Forbidden, InvalidInput, NotFound, NotSignedIn
from stationmaster.core.ids import new_id
from stationmaster.db.engine import reading
from stationmaster.db.tables.identity import agent_token as table
from stationmaster.identity.acting import By, allow, changing
from stationmaster.identity.limits import Limits
from stationmaster.identity.permissions import Ability, Grant, grant
from stationmaster.identity.rows import find_person, require_person
from stationmaster.identity.secret import digest, new_secret
from stationmaster.identity.text import clean_name

PREFIX = "smt_"


@dataclass(frozen=True, slots=True)
class AgentToken:
    """All about a token but the secret. `agent` is who acts with it."""

    agent: Agent
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewAgentToken:
    """`value` is the secret for the agent; it is shown this once and stored nowhere."""

    token: AgentToken
    value: str = field(repr=False)


class AgentTokens:
    """Every method raises NotFound for ids of other workspaces, and Forbidden for an actor (`by`)
    who may not manage tokens."""

    def __init__(self, engine: Engine, clock: Clock, limits: Limits):
        self._engine, self._clock, self._limits = engine, clock, limits

    def create(
        self,
        workspace: str,
        name: str,
        stations: Collection[str],
        *,
        by: By,
        life: timedelta | None = None,
        on_behalf_of: str | None = None,
    ) -> NewAgentToken:
        """`life`: how long it holds (90 days unless said, 366 at most). `on_behalf_of`: the person
        it acts for; then it may do only what both may. Raises InvalidInput."""
        allow(by, workspace, Ability.TOKENS)
        id, value, life = new_id("token"), new_secret(PREFIX), self._checked(life)
        columns = {"name": clean_name(name, "a token"), "on_behalf_of": on_behalf_of}
        names = _checked_stations(stations)
        with changing(self._engine, self._clock, workspace) as change:
            if on_behalf_of is not None:
                _check_behalf(change.connection, workspace, on_behalf_of, by)
            row = {"id": id, "workspace": workspace, "created_by": by.id, **columns}
            row |= {"stations": orjson.dumps(names).decode(), "token_hash": digest(value)}
            row |= {"created_at": to_text(change.now), "expires_at": to_text(change.now + life)}
            change.connection.execute(table.insert().values(row))
            detail = {**columns, "stations": names, "expires_at": row["expires_at"]}
            change.record(by, "token.created", id, detail)
            made = _one(change.connection, workspace, id)
        return NewAgentToken(made, value)

    def all(self, workspace: str, *, by: By) -> Sequence[AgentToken]:
        """Every token, newest first, also those that no longer hold."""
        allow(by, workspace, Ability.TOKENS)
        query = sa.select(table).where(table.c.workspace == workspace)
        with reading(self._engine).connect() as connection:
            rows = connection.execute(query.order_by(table.c.created_at.desc(), table.c.id)).all()
        return [_token(row) for row in rows]

    def revoke(self, workspace: str, id: str, *, by: By) -> None:
        """From now on the token is refused. One that was revoked stays so."""
        allow(by, workspace, Ability.TOKENS)
        with changing(self._engine, self._clock, workspace) as change:
            if _one(change.connection, workspace, id).revoked_at is None:
                update = table.update().where(table.c.workspace == workspace, table.c.id == id)
                change.connection.execute(update.values(revoked_at=to_text(change.now)))
                change.record(by, "token.revoked", id, {})

    def holds(self, agent: Agent) -> bool:
        """False where the agent's token was revoked. Stations' own agents have none."""
        mine = (table.c.workspace == agent.workspace, table.c.id == agent.id)
        with reading(self._engine).connect() as connection:
            return connection.execute(sa.select(table.c.revoked_at).where(*mine)).scalar() is None

    def agent_for(self, value: str) -> Agent:
        """Who acts with this token. Raises NotSignedIn where it is unknown, has expired, was
        revoked, or acts for a person who is no longer active."""
        now = self._clock()
        query = sa.select(table).where(table.c.token_hash == digest(value))
        with reading(self._engine).connect() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                raise _refused("is not known")
            if row.on_behalf_of is not None:
                person = find_person(connection, row.workspace, row.on_behalf_of)
                if person is None or not person.active:
                    raise _refused("acts for somebody who is no longer active")
        if row.revoked_at is not None:
            raise _refused("was revoked")
        if from_text(row.expires_at) <= now:
            raise _refused("has expired")
        self._touch(row, now)
        return _token(row).agent

    def _touch(self, row: sa.Row[Any], now: datetime) -> None:
        if row.last_used_at and now < from_text(row.last_used_at) + self._limits.touch:
            return
        with self._engine.begin() as connection:
            update = table.update().where(table.c.id == row.id)
            connection.execute(update.values(last_used_at=to_text(now)))

    def _checked(self, life: timedelta | None) -> timedelta:
        life = self._limits.token_life if life is None else life
        longest = self._limits.token_longest
        if not timedelta(0) < life <= longest:
            raise InvalidInput(
                f"A token cannot hold for {life.days} days.",
                field="life",
                way_out=f"Choose 1 to {longest.days} days.",
            )
        return life


def _checked_stations(stations: Collection[str]) -> list[str]:
    names = sorted(set(stations))
    if not names or not all(n and n.isascii() and n.isprintable() and len(n) <= 80 for n in names):
        raise InvalidInput(
            "A token must name the stations that its agent may enter; none means nothing.",
            field="stations",
            way_out="Name one station or more.",
        )
    return names


def _check_behalf(connection: Connection, workspace: str, person: str, by: By) -> None:
    """An agent must not lend somebody's rights to somebody else who does not have them."""
    row = require_person(connection, workspace, person)
    if not row.active:
        raise InvalidInput(f"{row.name} is no longer active.", field="on_behalf_of")
    own = by.id == person
    if isinstance(by, Person) and not own and grant(by, Ability.PEOPLE) is not Grant.ALL:
        raise Forbidden(
            "You can make a token that acts for yourself, or for nobody.",
            field="on_behalf_of",
            way_out="Ask an admin to make one that acts for somebody else.",
        )


def _one(connection: Connection, workspace: str, id: str) -> AgentToken:
    query = sa.select(table).where(table.c.workspace == workspace, table.c.id == id)
    row = connection.execute(query).one_or_none() if storable(id) else None
    if row is None:
        raise NotFound("There is no such token.", field="token")
    return _token(row)


def _token(row: sa.Row[Any]) -> AgentToken:
    stations = frozenset(orjson.loads(row.stations))
    return AgentToken(
        agent=Agent(row.id, row.workspace, row.name, stations, row.on_behalf_of),
        created_by=row.created_by,
        created_at=from_text(row.created_at),
        expires_at=from_text(row.expires_at),
        revoked_at=from_text(row.revoked_at) if row.revoked_at else None,
        last_used_at=from_text(row.last_used_at) if row.last_used_at else None,
    )


def _refused(why: str) -> NotSignedIn:
    return NotSignedIn(f"This token {why}.", field="token", way_out="Ask an admin for a new one.")
