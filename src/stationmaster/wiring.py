"""The one place where concrete parts meet. It alone names stations, connectors and databases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy import Engine

from stationmaster.audit.export import Exported, export
from stationmaster.audit.head import Head
from stationmaster.audit.query import AuditQuery
from stationmaster.audit.signing import SigningKey
from stationmaster.audit.verify import Progress as AuditProgress
from stationmaster.audit.verify import Verification, verify
from stationmaster.connectors.embedded.connector import EmbeddedConnector
from stationmaster.core.actor import Agent, Person
from stationmaster.core.clock import Clock, utc_now
from stationmaster.core.errors import InvalidInput, NotFound
from stationmaster.core.ids import new_id
from stationmaster.core.proposal import Proposal
from stationmaster.crm.manifest import Manifest
from stationmaster.crm.reader import CrmReader
from stationmaster.db.engine import open_engine
from stationmaster.db.migrate import Tree, Version, upgrade_governance, upgrade_records
from stationmaster.db.standing import answering, may_be_there, standing
from stationmaster.identity.identity import Identity
from stationmaster.insight.health import Workplace
from stationmaster.kit.models import StoredModel
from stationmaster.kit.narrow import NarrowReader
from stationmaster.kit.station import Context, Station
from stationmaster.policy.explain import Explanation, explain
from stationmaster.policy.reading import readable_types
from stationmaster.policy.sources import PolicyFile, read_folder
from stationmaster.policy.switches import DEFAULTS, StationSwitches, Switches
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.facts import requests
from stationmaster.proposals.flow import Line
from stationmaster.proposals.policies import PolicyStore
from stationmaster.proposals.propose import read_facts, subject_of
from stationmaster.proposals.queue import Queue
from stationmaster.proposals.view import Viewer
from stationmaster.records.importing.importer import Importer
from stationmaster.settings import Settings
from stationmaster.stations.inbound_leads.station import STATION as INBOUND_LEADS
from stationmaster.work.idempotency import IdempotencyKeys
from stationmaster.work.importing import Imports
from stationmaster.work.ledger import SqlLedger
from stationmaster.work.rehearsal import RehearsalLedger
from stationmaster.work.running import Bench, Progress, Ran
from stationmaster.work.runs import Runs
from stationmaster.work.settings import StationSettings
from stationmaster.work.shelf import SqlModelShelf

STATIONS: Mapping[str, Station] = {s.name: s for s in (INBOUND_LEADS,)}


def default_switches() -> Switches:
    """What holds until an admin saves their own: every station at its shipped switches."""
    return Switches(
        stations={
            name: StationSwitches.from_json(station.switches, f"stations.{name}")
            for name, station in STATIONS.items()
        },
        actions=DEFAULTS.actions,
        scopes=DEFAULTS.scopes,
    )


@dataclass(frozen=True)
class Workspace:
    """Everything of one workspace. Nothing in it answers for another."""

    id: str
    settings: Settings
    clock: Clock
    governance: Engine
    connector: EmbeddedConnector
    identity: Identity
    custom: tuple[PolicyFile, ...] = ()
    stations: Mapping[str, Station] = field(default_factory=lambda: STATIONS)

    @property
    def reader(self) -> CrmReader:
        return self.connector.reader

    @property
    def manifest(self) -> Manifest:
        return self.connector.manifest

    @cached_property
    def policies(self) -> PolicyStore:
        return PolicyStore(
            self.governance,
            self.id,
            self.clock,
            default_switches(),
            self.custom,
            self.reader.types,
        )

    @cached_property
    def desk(self) -> Desk:
        return Desk(
            engine=self.governance,
            workspace=self.id,
            reader=self.connector.reader,
            writer=self.connector.writer,
            policies=self.policies,
            person=self._person,
            clock=self.clock,
            ended=self._ended,
            agent_holds=self.identity.tokens.holds,
            lifetime=self.settings.proposal_lifetime,
            lease=self.settings.apply_lease,
            batch=self.settings.apply_batch,
        )

    @cached_property
    def line(self) -> Line:
        return Line(self.desk)

    @cached_property
    def queue(self) -> Queue:
        return Queue(self.governance, self.id)

    @cached_property
    def viewer(self) -> Viewer:
        return Viewer(self.queue, self.reader, self.manifest)

    @cached_property
    def audit(self) -> AuditQuery:
        return AuditQuery(self.governance, self.id)

    @cached_property
    def runs(self) -> Runs:
        return Runs(self.governance, self.id, self.clock)

    @cached_property
    def models(self) -> SqlModelShelf:
        return SqlModelShelf(self.governance, self.id, self.clock)

    @cached_property
    def ledger(self) -> SqlLedger:
        return SqlLedger(self.governance, self.id, self.clock)

    @cached_property
    def station_settings(self) -> StationSettings:
        return StationSettings(self.governance, self.id, self.clock)

    @cached_property
    def idempotency(self) -> IdempotencyKeys:
        return IdempotencyKeys(self.governance, self.id, self.clock)

    def explain(self, proposal: str) -> list[Explanation]:
        """Why a proposal is decided as it is under the policy of now, operation by operation.

        Raises NotFound, and Forbidden where who proposed it may no longer act.
        """
        stored = self.queue.get(proposal)
        facts = read_facts(self.desk, [stored.draft])
        return explain(self.policies.current(), requests(facts, subject_of(self.desk, stored)))

    def verify_audit(
        self, progress: AuditProgress | None = None, *, known: Head | None = None
    ) -> Verification:
        """Check the whole log; `known` is the head of an export, whose rows must still be there."""
        return verify(self.governance, self.id, progress, known=known)

    def export_audit(self, path: Path, progress: AuditProgress | None = None) -> Exported:
        """Write the audit log with a signed head. Raises Conflict where it does not verify."""
        key = SigningKey.open(self.settings.home / "audit.key")
        return export(self.governance, self.id, path, key, at=self.clock(), progress=progress)

    def station(self, name: str) -> Station:
        """Raises NotFound."""
        if name not in self.stations:
            known = ", ".join(self.stations)
            raise NotFound(
                f"There is no station {name!r}.", field="station", way_out=f"One of: {known}."
            )
        return self.stations[name]

    def context(self, station: Station, run: str, *, dry_run: bool = False) -> Context:
        """What a run of `station` gets: a reader narrowed by the read allow-list of now. In a dry run
        the ledger only rehearses."""
        saved = self.station_settings.get(station.name)
        switches = self.policies.current().switches
        return Context(
            workspace=self.id,
            reader=NarrowReader(self.reader, readable_types(switches, station.name)),
            clock=self.clock,
            settings={**station.defaults, **(saved.settings if saved else {})},
            ledger=RehearsalLedger(self.ledger) if dry_run else self.ledger,
            models=self.models,
            run=run,
            settings_version=saved.version if saved else 0,
        )

    def run_station(
        self,
        name: str,
        *,
        limit: int = 1000,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Ran:
        """Work what waits at a station with its baseline. Raises NotFound."""
        station = self.station(name)
        bench = Bench(
            station, partial(self.context, station, dry_run=dry_run), self.line, self.runs
        )
        agent = Agent(f"station:{name}", self.id, station.title, frozenset((name,)))
        return bench.run(agent=agent, limit=limit, dry_run=dry_run, progress=progress)

    def train_station(self, name: str) -> StoredModel | None:
        """Let a station learn from the workspace's own past. None: there is nothing to learn from.

        Raises NotFound, and InvalidInput for a station that learns nothing.
        """
        station = self.station(name)
        if station.train is None:
            raise InvalidInput(f"{station.title} has nothing to learn.", field="station")
        return station.train(self.context(station, new_id("train")))

    @cached_property
    def imports(self) -> Imports:
        importer = Importer(self.connector.engine, self.id, clock=self.clock)
        return Imports(importer, self.governance, self.id, self.clock)

    @property
    def workplace(self) -> Workplace:
        """What a doctor looks at."""
        return Workplace(
            desk=self.desk,
            identity=self.identity,
            stations=self.stations,
            context=lambda station: self.context(station, "doctor"),
            models=self.models,
            sweep=timedelta(seconds=self.settings.sweep_seconds),
        )

    def _person(self, id: str) -> Person | None:
        return self.identity.active_person(self.id, id)

    def _ended(self, proposals: Sequence[Proposal]) -> None:
        """Tell each station of its proposals that came to nothing."""
        for name, station in self.stations.items():
            mine = [p for p in proposals if p.station == name]
            if mine and station.ended:
                station.ended(self.ledger, mine)


@dataclass(frozen=True)
class Stationmaster:
    """The whole application: one or more workspaces over two databases."""

    settings: Settings
    governance: Engine
    records: Engine
    identity: Identity
    clock: Clock
    _workspaces: dict[str, Workspace] = field(default_factory=dict)

    def workspace(self, id: str) -> Workspace:
        """Raises NotFound for an id that is no workspace."""
        if id not in self._workspaces:
            self.identity.workspace(id)
            connector = EmbeddedConnector(self.records, id, self.clock)
            folder = self.settings.policy_folder
            custom = read_folder(Path(folder)) if folder else ()
            self._workspaces[id] = Workspace(
                id, self.settings, self.clock, self.governance, connector, self.identity, custom
            )
        return self._workspaces[id]


def is_set_up(settings: Settings) -> bool:
    """Whether there may be something to open. Opening would make a SQLite file that is not there."""
    return may_be_there(settings.governance)


def versions(settings: Settings) -> list[Version]:
    """Where both databases stand. Changes nothing. Raises what `build` raises."""
    trees = ((settings.governance, Tree.GOVERNANCE), (settings.records, Tree.RECORDS))
    return [standing(url, tree) for url, tree in trees]


def build(settings: Settings, clock: Clock = utc_now) -> Stationmaster:
    """Open (and where needed make or migrate) the databases.

    Raises InvalidInput for an address that is no database, Unavailable where it does not answer.
    """
    if not settings.database_url or not settings.records_url:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    governance = open_engine(settings.governance, durable=settings.durable)
    records = open_engine(settings.records, durable=settings.durable)
    with answering():
        upgrade_governance(governance)
        upgrade_records(records)
    return Stationmaster(settings, governance, records, Identity(governance, clock), clock)
