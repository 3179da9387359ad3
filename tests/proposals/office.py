"""A small office: one workspace with a CRM, a policy, an agent and people, on real databases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from stationmaster.audit.verify import verify
from stationmaster.connectors.embedded.connector import EmbeddedConnector
from stationmaster.core.actor import Agent, Person, Role, SourceKind
from stationmaster.core.operation import OWNER_PROPERTY, AssignOwner, SetProperties, seen
from stationmaster.core.proposal import Draft, Proposal
from stationmaster.core.record import Record, Ref, Source, Value
from stationmaster.policy.switches import (
    DEFAULTS,
    PermissionLevel,
    PersonValues,
    StationSwitches,
    Switches,
    Tier,
)
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.flow import Line
from stationmaster.proposals.invariants import violations
from stationmaster.proposals.policies import PolicyStore
from stationmaster.proposals.queue import Queue
from stationmaster.proposals.sweep import Swept
from stationmaster.proposals.view import Viewer
from stationmaster.records.write import RecordWriter

WORKSPACE, STATION = "ws_one", "inbound_leads"
LEAD_PROPERTIES = (
    "first_name",
    "last_name",
    "email",
    "company",
    "job_title",
    "city",
    "score",
    "status",
    "message",
    "owner_id",
)
OPEN_STATION = StationSwitches(
    enabled=True,
    level=PermissionLevel.APPROVED_WRITEBACK,
    read={"lead": (*LEAD_PROPERTIES, "campaign")},
    write={
        "lead": LEAD_PROPERTIES,
        "contact": ("first_name", "last_name", "email"),
        "activity": ("kind", "subject", "body", "at", "owner_id"),
        "deal": ("amount", "next_step"),
        "company": ("name", "domain", "owner_id"),
    },
    act={
        "lead": ("associate", "dissociate", "archive"),
        "contact": ("create", "associate", "archive"),
        "company": ("create", "associate"),
        "activity": ("log_activity",),
    },
    person_values=PersonValues.FILL_ONLY,
)
AUTOMATIC = replace(
    OPEN_STATION,
    level=PermissionLevel.LIMITED_AUTOMATION,
    tiers={a: Tier.AUTONOMOUS for a in ("set", "create", "associate", "log_activity")},
)


def switches(station: StationSwitches = OPEN_STATION) -> Switches:
    return DEFAULTS.with_station(STATION, station)


AGENT = Agent("agent_one", WORKSPACE, "Lead agent", frozenset((STATION,)))
ADA = Person("person_ada", WORKSPACE, "Ada", Role.REVOPS)
BEN = Person("person_ben", WORKSPACE, "Ben", Role.MANAGER)
EVE = Person("person_eve", WORKSPACE, "Eve", Role.VIEWER)


@dataclass
class Now:
    """A clock that moves on by a millisecond with every look, and further when told."""

    moment: datetime = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Office:
    governance: Engine
    records: Engine
    switches: Switches = field(default_factory=switches)
    clock: Callable[[], datetime] = field(default_factory=Now)
    workspace: str = WORKSPACE
    people: dict[str, Person] = field(default_factory=lambda: {p.id: p for p in (ADA, BEN, EVE)})
    ended: list[Proposal] = field(default_factory=list)
    lease: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        self.crm = EmbeddedConnector(self.records, self.workspace, self.clock)
        policies = PolicyStore(self.governance, self.workspace, self.clock, self.switches)
        self.desk = Desk(
            engine=self.governance,
            workspace=self.workspace,
            reader=self.crm.reader,
            writer=self.crm.writer,
            policies=policies,
            person=self.people.get,
            clock=self.clock,
            ended=self.ended.extend,
            lease=self.lease,
        )
        self.line = Line(self.desk)
        self.queue = Queue(self.governance, self.workspace)
        self.viewer = Viewer(self.queue, self.crm.reader, self.crm.manifest)

    def set_policy(self, switches: Switches) -> None:
        version = self.desk.policies.version()
        self.desk.policies.put(switches, by=ADA, expected=version)

    def insert(
        self, type: str, *rows: Mapping[str, Value], kind: SourceKind = SourceKind.IMPORT
    ) -> list[Ref]:
        with self.records.begin() as connection:
            writer = RecordWriter(connection, self.workspace, clock=self.clock)
            return list(writer.insert(type, rows, Source(kind, "import_1")))

    def lead(self, **values: Value) -> Ref:
        return self.insert("lead", {"last_name": "Halvorsen", "status": "new", **values})[0]

    def behind(self, ref: Ref, by: Source, **values: Value) -> None:
        """An edit in the CRM behind the line's back."""
        with self.records.begin() as connection:
            RecordWriter(connection, self.workspace, clock=self.clock).update([(ref, values)], by)

    def person_edits(self, ref: Ref, **values: Value) -> None:
        self.behind(ref, Source(SourceKind.PERSON, BEN.id), **values)

    def record(self, ref: Ref) -> Record:
        return self.crm.reader.get_many([ref])[ref]

    def draft(self, ref: Ref, **values: Value) -> Draft:
        names = ", ".join(values)
        operation = SetProperties(ref, values, seen(self.record(ref), values))
        return Draft("update", f"Set {names}", ref, (operation,), "because")

    def owner_draft(self, ref: Ref, owner: str) -> Draft:
        base = seen(self.record(ref), [OWNER_PROPERTY])[OWNER_PROPERTY]
        return Draft("assign_owner", "Assign", ref, (AssignOwner(ref, owner, base),), "because")

    def submit(self, *drafts: Draft) -> list[Proposal]:
        return self.line.submit(drafts, actor=AGENT, station=STATION)

    def propose(self, ref: Ref, **values: Value) -> Proposal:
        return self.submit(self.draft(ref, **values))[0]

    def approve(self, *proposals: Proposal, by: Person = ADA) -> list[Proposal]:
        results = self.line.approve({p.id: p.digest for p in proposals}, by=by)
        return [r.proposal for r in results if r.proposal]

    def sweep_later(self) -> Swept:
        """Sweep after every lease has ended."""
        assert isinstance(self.clock, Now)
        self.clock.forward(seconds=2 * self.lease.total_seconds())
        return self.line.sweep()

    def assert_sound(self) -> None:
        """Every invariant of the line holds and the chain verifies."""
        assert violations(self.desk) == []
        verification = verify(self.governance, self.workspace)
        assert verification.ok, verification


def statuses(proposals: Sequence[Proposal]) -> list[str]:
    return [p.status.value for p in proposals]
