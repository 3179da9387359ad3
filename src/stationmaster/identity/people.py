"""People of a workspace: who they are, what they may do, and whether they still work here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from stationmaster.audit.canonical import storable
from stationmaster.core.actor import Person, Role
from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.errors import Conflict, InvalidInput, NotFound
from stationmaster.core.ids import new_id
from stationmaster.db.engine import reading
from stationmaster.db.tables.identity import person as table
from stationmaster.identity.acting import By, Change, allow, changing
from stationmaster.identity.passwords import Passwords
from stationmaster.identity.permissions import Ability
from stationmaster.identity.rows import person_of, require_person
from stationmaster.identity.sessions import end_sessions
from stationmaster.identity.text import clean_email, clean_name, same_email

LONGEST_OWNER = 80


@dataclass(frozen=True, slots=True)
class Member:
    """A person with what only administration needs. `ready`: has a password, so can sign in."""

    person: Person
    email: str
    active: bool
    ready: bool
    created_at: datetime
    signed_in_at: datetime | None


class People:
    """Every method raises NotFound for ids of other workspaces. Those that change something raise
    Forbidden for an actor (`by`) who may not manage people."""

    def __init__(self, engine: Engine, clock: Clock, passwords: Passwords):
        self._engine, self._clock, self._passwords = engine, clock, passwords

    def create(
        self,
        workspace: str,
        email: str,
        name: str,
        role: Role,
        *,
        by: By,
        password: str | None = None,
        owner: str | None = None,
    ) -> Member:
        """Raises InvalidInput for a bad name, address or password, Conflict for a known address."""
        allow(by, workspace, Ability.PEOPLE)
        columns = {
            "email": clean_email(email),
            "name": clean_name(name, "a person"),
            "role": role.value,
            "owner": _clean_owner(owner),
        }
        id = new_id("person")
        secret = None if password is None else self._passwords.hash(password)
        with changing(self._engine, self._clock, workspace) as change:
            _check_free(change, columns["email"])
            row = {"id": id, "workspace": workspace, "active": True, **columns}
            row |= {"password_hash": secret, "created_at": to_text(change.now)}
            change.connection.execute(table.insert().values(row))
            change.record(by, "person.created", id, columns)
        return self.get(workspace, id)

    def get(self, workspace: str, id: str) -> Member:
        with reading(self._engine).connect() as connection:
            return _member(require_person(connection, workspace, id))

    def find(self, workspace: str, email: str) -> Member:
        """By address."""
        where = (table.c.workspace == workspace, table.c.email == same_email(email))
        with reading(self._engine).connect() as connection:
            row = connection.execute(sa.select(table).where(*where)).one_or_none()
        if row is None:
            raise NotFound("There is no such person.", field="email")
        return _member(row)

    def all(self, workspace: str) -> list[Member]:
        """Everybody, also those who are no longer active, by name."""
        query = sa.select(table).where(table.c.workspace == workspace)
        with reading(self._engine).connect() as connection:
            rows = connection.execute(query.order_by(table.c.name, table.c.id)).all()
        return [_member(row) for row in rows]

    def set_name(self, workspace: str, id: str, name: str, *, by: By) -> Member:
        return self._set(workspace, id, {"name": clean_name(name, "a person")}, by)

    def set_email(self, workspace: str, id: str, email: str, *, by: By) -> Member:
        """Raises Conflict for an address that somebody here has."""
        return self._set(workspace, id, {"email": clean_email(email)}, by)

    def set_role(self, workspace: str, id: str, role: Role, *, by: By) -> Member:
        """Takes effect at the person's next request. Raises Conflict for the last admin."""
        return self._set(workspace, id, {"role": role.value}, by)

    def set_owner(self, workspace: str, id: str, owner: str | None, *, by: By) -> Member:
        """Say which owner record of the CRM this person is; None: none."""
        return self._set(workspace, id, {"owner": _clean_owner(owner)}, by)

    def set_active(self, workspace: str, id: str, active: bool, *, by: By) -> Member:
        """Whether the person may sign in. To end it ends their sessions, and agent tokens that act
        for them are refused. Raises Conflict for the last admin."""
        return self._set(workspace, id, {"active": active}, by)

    def _set(self, workspace: str, id: str, new: Mapping[str, Any], by: By) -> Member:
        allow(by, workspace, Ability.PEOPLE)
        with changing(self._engine, self._clock, workspace) as change:
            row = require_person(change.connection, workspace, id)
            old = {name: getattr(row, name) for name in new}
            if old != new:
                _check_free(change, new.get("email"))
                _check_admin_left(change, row, new)
                change.connection.execute(table.update().where(table.c.id == id).values(new))
                if new.get("active") is False:
                    end_sessions(change, id)
                (what,) = new
                change.record(by, f"person.{what}_changed", id, {"before": old, "after": new})
        return self.get(workspace, id)


def _check_free(change: Change, email: str | None) -> None:
    where = (table.c.workspace == change.workspace, table.c.email == email)
    if change.connection.execute(sa.select(table.c.id).where(*where)).one_or_none():
        raise Conflict(
            f"Somebody here has the address {email} already.",
            field="email",
            way_out="Use another address, or change that account.",
        )


def _check_admin_left(change: Change, row: sa.Row[Any], new: Mapping[str, Any]) -> None:
    was = row.active and row.role == Role.ADMIN.value
    stays = new.get("active", True) and new.get("role", Role.ADMIN.value) == Role.ADMIN.value
    if not was or stays:
        return
    others = sa.select(sa.func.count()).where(
        table.c.workspace == change.workspace,
        table.c.role == Role.ADMIN.value,
        table.c.active,
        table.c.id != row.id,
    )
    if not change.connection.execute(others).scalar_one():
        raise Conflict(
            f"{row.name} is the only admin; without one nobody could manage people.",
            field="role",
            way_out="Make somebody else an admin first.",
        )


def _clean_owner(owner: str | None) -> str | None:
    if owner is not None and not (0 < len(owner) <= LONGEST_OWNER and storable(owner)):
        raise InvalidInput(
            "That is not the id of an owner record.",
            field="owner",
            way_out="Give the id that the owner has in the CRM, or leave it out.",
        )
    return owner


def _member(row: sa.Row[Any]) -> Member:
    return Member(
        person=person_of(row),
        email=row.email,
        active=row.active,
        ready=row.password_hash is not None,
        created_at=from_text(row.created_at),
        signed_in_at=from_text(row.signed_in_at) if row.signed_in_at else None,
    )
