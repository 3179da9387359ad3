"""The workspace's policy: the newest switches an admin saved, compiled. No switches: the defaults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from stationmaster.audit import log
from stationmaster.core.actor import Person
from stationmaster.core.clock import Clock, to_text
from stationmaster.core.codec import Json
from stationmaster.core.errors import Conflict, InvalidInput, StationmasterError, Unavailable
from stationmaster.core.filter import predicate
from stationmaster.core.record import ObjectType
from stationmaster.db.engine import reading
from stationmaster.db.tables.proposals import policy_switches
from stationmaster.identity.permissions import Ability, require
from stationmaster.policy.decide import Policy
from stationmaster.policy.sources import PolicyFile
from stationmaster.policy.switches import Switches


@dataclass(slots=True)
class PolicyStore:
    """Compiled policies are kept per version, so a decision costs one small query. `types`: what
    the CRM has, against which the names in new switches are checked."""

    engine: Engine
    workspace: str
    clock: Clock
    defaults: Switches
    custom: tuple[PolicyFile, ...] = ()
    types: Callable[[], Mapping[str, ObjectType]] | None = None
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

        Raises Forbidden for somebody who may not, Conflict when somebody saved meanwhile, and what
        `Policy.load` raises for switches that do not compile; then nothing is saved.
        """
        require(by, Ability.POLICY)
        policy = Policy.load(switches, self.custom)
        if self.types:
            check_names(switches, self.types())
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


def check_names(switches: Switches, types: Mapping[str, ObjectType]) -> None:
    """Raises InvalidInput for a scope or a list that names what the CRM does not have: it would
    silently mean nothing."""
    for scope in switches.scopes:
        predicate(scope.where, _type(types, scope.type, f"scopes.{scope.name}"))
    for name, station in switches.stations.items():
        for list_name, lists in (("read", station.read), ("write", station.write)):
            for type, properties in lists.items():
                place = f"stations.{name}.{list_name}.{type}"
                unknown = sorted(set(properties) - set(_type(types, type, place).properties))
                if unknown:
                    raise InvalidInput(
                        f"A {type} has no property {unknown[0]!r}.",
                        field=place,
                        way_out="Take it out of the list, or define the property first.",
                    )


def _type(types: Mapping[str, ObjectType], name: str, place: str) -> ObjectType:
    if name not in types:
        raise InvalidInput(
            f"There is no object type {name!r}.",
            field=place,
            way_out=f"One of: {', '.join(types)}.",
        )
    return types[name]
