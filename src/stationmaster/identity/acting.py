"""Who changes something about identity, whether they may, and one transaction with its audit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from stationmaster.audit import log
from stationmaster.audit.canonical import JSON
from stationmaster.core.actor import Agent, Person
from stationmaster.core.clock import Clock
from stationmaster.core.errors import NotFound
from stationmaster.db.tables.identity import workspace as workspace_table
from stationmaster.identity.permissions import Ability, require


@dataclass(frozen=True, slots=True)
class System:
    """What acts without being a person or an agent: the operator at the command line, who holds the
    database anyway, and sign-in itself. Surfaces that answer to others never pass one."""

    id: str


OPERATOR = System("operator")
SIGN_IN = System("sign-in")

By = Person | Agent | System


def allow(by: By, workspace: str, ability: Ability) -> None:
    """Raises NotFound for an actor of another workspace, Forbidden for one without the ability."""
    if isinstance(by, System):
        return
    if by.workspace != workspace:
        raise no_workspace()
    require(by, ability)


def no_workspace() -> NotFound:
    return NotFound("There is no such workspace.", field="workspace")


@dataclass(slots=True)
class Change:
    """A transaction under way. What it records is written with it, or not at all."""

    connection: Connection
    workspace: str
    now: datetime
    entries: list[log.Entry] = field(default_factory=list)

    def record(self, by: By, action: str, subject: str, detail: Mapping[str, JSON]) -> None:
        """Note who did what to what, for the audit log. Never hand in a secret."""
        kind = "system" if isinstance(by, System) else by.kind.value
        self.entries.append(log.Entry(self.now, kind, by.id, action, subject, detail))


@contextmanager
def changing(engine: Engine, clock: Clock, workspace: str) -> Iterator[Change]:
    """One transaction. Those of one workspace come one after the other, so that what was checked
    still holds when it is written. Raises NotFound where there is no such workspace."""
    with engine.begin() as connection:
        known = sa.select(workspace_table.c.id).where(workspace_table.c.id == workspace)
        if connection.execute(known).one_or_none() is None:
            raise no_workspace()
        log.lock(connection, workspace)
        change = Change(connection, workspace, clock())
        yield change
        log.append(connection, workspace, change.entries)
