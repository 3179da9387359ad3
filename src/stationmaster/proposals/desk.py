"""What the line works with, in one workspace. `wiring.py` puts one together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Engine

from stationmaster.core.actor import Agent, Person
from stationmaster.core.clock import Clock
from stationmaster.core.proposal import Proposal
from stationmaster.crm.reader import CrmReader
from stationmaster.crm.writer import CrmWriter
from stationmaster.db.engine import reading
from stationmaster.proposals.policies import PolicyStore


@dataclass(frozen=True, slots=True)
class Desk:
    """`person` finds an active person by id, None if there is none (any more). `agent_holds` is false
    for an agent whose token was revoked.

    `lifetime`: how long a proposal waits before silence ends it as a "no". `lease`: how long an
    apply may take before somebody looks what became of it. `batch`: proposals written together.
    `ended` is told of proposals that ended without being applied, after the fact.
    """

    engine: Engine
    workspace: str
    reader: CrmReader
    writer: CrmWriter
    policies: PolicyStore
    person: Callable[[str], Person | None]
    clock: Clock
    ended: Callable[[Sequence[Proposal]], None]
    agent_holds: Callable[[Agent], bool] = lambda agent: True
    lifetime: timedelta = timedelta(hours=72)
    lease: timedelta = timedelta(seconds=60)
    batch: int = 500

    def read(self) -> Connection:
        """A connection for reading only: it waits for no writer."""
        return reading(self.engine).connect()
