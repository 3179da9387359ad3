"""The workspace's policy: the newest switches an admin saved, compiled. No switches: the defaults."""

from dataclasses import dataclass, field

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from stationmaster.audit import log
from stationmaster.core.actor import Person
from stationmaster.core.clock import Clock, to_text
from stationmaster.core.codec import Json
from stationmaster.core.errors import Conflict, StationmasterError, Unavailable
from stationmaster.db.engine import reading
from stationmaster.db.tables.proposals import policy_switches
from stationmaster.policy.decide import Policy
from stationmaster.policy.sources import PolicyFile
from stationmaster.policy.switches import Switches


@dataclass(slots=True)
class PolicyStore:
    """Compiled policies are kept per version, so a decision costs one small query."""

    engine: Engine
    workspace: str
    clock: Clock
    defaults: Switches
    custom: tuple[PolicyFile, ...] = ()
    _compiled: dict[int, Policy] = field(default_factory=dict)

    def current(self) -> Policy:
        """The policy in force. Raises Unavailable where it cannot be read: then nothing is written."""
        try:
            with reading(self.engine).connect() as connection:
                version, text = self._newest(connection)
            if version not in self._compiled:
                switches = Switches.from_json(orjson.loads(text)) if text else self.defaults
                self._compiled = {version: Policy.load(switches, self.custom)}
            return self._compiled[version]
        except (sa.exc.SQLAlchemyError, StationmasterError, ValueError, KeyError) as error:
            raise Unavailable(
                "The policy cannot be read, so nothing is written.",
                way_out="Run `stationmaster policy check`.",
            ) from error

    def version(self) -> int:
        """The number of the newest saved switches; 0 while the defaults hold."""
        with reading(self.engine).connect() as connection:
            return self._newest(connection)[0]

    def put(self, switches: Switches, *, by: Person, expected: int) -> int:
        """Save new switches; `expected` is the version they were edited from.

        Raises Conflict when somebody saved meanwhile, and what `Policy.load` raises for switches
        that do not compile; then nothing is saved.
        """
        policy = Policy.load(switches, self.custom)
        text = orjson.dumps(switches.to_json()).decode()
        now = self.clock()
        with self.engine.begin() as connection:
            log.lock(connection, self.workspace)
            version, old = self._newest(connection)
            if version != expected:
                raise Conflict("The policy was saved by somebody else meanwhile.", field="version")
            row = {
                "workspace": self.workspace,
                "version": version + 1,
                "at": to_text(now),
                "by": by.id,
                "switches": text,
            }
            connection.execute(policy_switches.insert().values(row))
            detail: dict[str, Json] = {
                "version": version + 1,
                "policy": policy.version,
                "before": old,
                "after": text,
            }
            entry = log.Entry(now, by.kind.value, by.id, "policy.saved", f"v{version + 1}", detail)
            log.append(connection, self.workspace, [entry])
        return version + 1

    def _newest(self, connection: Connection) -> tuple[int, str | None]:
        query = (
            sa.select(policy_switches.c.version, policy_switches.c.switches)
            .where(policy_switches.c.workspace == self.workspace)
            .order_by(policy_switches.c.version.desc())
            .limit(1)
        )
        row = connection.execute(query).first()
        return (row.version, row.switches) if row else (0, None)
