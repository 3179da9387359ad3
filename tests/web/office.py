"""A small workspace with people, leads and a station, for the tests of the pages."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stationmaster import wiring
from stationmaster.core.actor import Agent, Person, Role, SourceKind
from stationmaster.core.clock import utc_now
from stationmaster.core.evidence import Evidence
from stationmaster.core.operation import AssignOwner, Associate, SetProperties, seen
from stationmaster.core.proposal import Choice, Draft, Factor, Proposal, Risk, Status
from stationmaster.core.record import Record, Ref, Source
from stationmaster.db.engine import open_engine
from stationmaster.identity.acting import OPERATOR
from stationmaster.identity.identity import Identity
from stationmaster.identity.sessions import SessionToken
from stationmaster.kit.problem import Problem, Severity
from stationmaster.kit.station import Context, Station
from stationmaster.policy.switches import PermissionLevel, PersonValues, StationSwitches
from stationmaster.records.write.writer import RecordWriter
from stationmaster.settings import Settings
from stationmaster.wiring import Stationmaster, Workspace

PASSWORD = "correct horse battery"
DESK = "front_desk"
HIDDEN = "Ring me \u202e5521\u202c, or <script>alert(1)</script>."
MESSAGE = "We run around 180 people across Bergen and need this in place before March. " + HIDDEN
IMPORT = Source(SourceKind.IMPORT, "leads.csv")

_READS = frozenset({"first_name", "last_name", "company", "status", "score", "message", "owner_id"})
_WRITES = frozenset({"status", "score", "owner_id", "message", "campaign"})


@dataclass(frozen=True)
class Office:
    """`leads` in the order they were made. Two owners, of whom Ada is the first."""

    app: Stationmaster
    workspace: Workspace
    tokens: Mapping[str, SessionToken]
    people: Mapping[str, Person]
    owners: tuple[Ref, Ref]
    leads: tuple[Ref, ...]
    contacts: tuple[Ref, Ref]

    def close(self) -> None:
        self.app.governance.dispose()
        self.app.records.dispose()

    def stranger(self) -> SessionToken:
        """An admin of another workspace of the same installation."""
        other = self.app.identity.workspaces.create("elsewhere", "Elsewhere")
        self.app.identity.people.create(
            other.id, "eve@example.com", "Eve", Role.ADMIN, by=OPERATOR, password=PASSWORD
        )
        return self.app.identity.sign_in("elsewhere", "eve@example.com", PASSWORD, "127.0.0.1")

    def token(self) -> str:
        """The id of an agent's token."""
        tokens, ada = self.app.identity.tokens, self.people["ada"]
        return tokens.create(self.workspace.id, "Night worker", [DESK], by=ada).token.agent.id

    def record(self, ref: Ref) -> Record:
        return self.workspace.reader.get_many([ref])[ref]

    def submit(self, *drafts: Draft) -> list[Proposal]:
        agent = Agent(f"station:{DESK}", self.workspace.id, "Front desk", frozenset({DESK}))
        return self.workspace.line.submit(drafts, actor=agent, station=DESK)

    def assign(self, count: int, start: int = 0) -> list[Proposal]:
        """Proposals to give leads to the second owner, with a score."""
        return self.submit(*(self.assignment(ref) for ref in self.leads[start : start + count]))

    def set_by_hand(self, ref: Ref, values: Mapping[str, str]) -> None:
        """Max changes a record on its page."""
        base = seen(self.record(ref), values)
        draft = Draft("by_hand", "By hand", ref, (SetProperties(ref, values, base),), "Told so.")
        [done] = self.workspace.line.submit([draft], actor=self.people["max"], station="")
        assert done.status is Status.APPLIED, done.decision

    def many(self, count: int) -> list[Proposal]:
        """That many proposals about the first lead."""
        draft = self.assignment(self.leads[0])
        return self.submit(*(replace(draft, title=f"Assign number {n:03}") for n in range(count)))

    def assignment(self, ref: Ref) -> Draft:
        record = self.record(ref)
        base = seen(record, ["owner_id", "status", "score"])
        values = {"status": "working", "score": 82}
        at = datetime.now(UTC) - timedelta(minutes=9)
        quote = "around 180 people across Bergen"
        return Draft(
            kind="assign_owner",
            title=f"Assign {record.get('company')} to R. Okafor",
            about=ref,
            operations=(
                AssignOwner(ref, self.owners[1].id, base.pop("owner_id")),
                SetProperties(ref, values, base),
            ),
            reason="Territory North has room.",
            evidence=(Evidence(quote, ref, "message", MESSAGE.index(quote), at, "Contact form"),),
            confidence=91,
            factors=(
                Factor("Leads like these, before anything else", 39),
                Factor("Timeline stated", 48, "message"),
                Factor("No phone number", -5, "phone"),
            ),
            notes=(("Not chosen", "S. Berg (absent)"),),
        )

    def message(self, ref: Ref, text: str, risk: Risk = Risk.MEDIUM) -> Draft:
        base = seen(self.record(ref), ["message"])
        values = {"message": text}
        return Draft(
            "note_change", f"Note on {self.record(ref).get('company')}", ref,
            (SetProperties(ref, values, base),), "The caller said so.", confidence=40, risk=risk,
        )  # fmt: skip

    def question(self, ref: Ref) -> Draft:
        answers = tuple(
            Choice(name, (Associate(ref, contact, "same_person"),), "The phone number is the same.")
            for name, contact in zip(("Dana Lindqvist", "D. Lind"), self.contacts, strict=True)
        )
        return Draft("two_candidates", "Dana Lind, same person?", ref, (), "Two contacts match.",
                     confidence=32, choices=answers)  # fmt: skip


def _station(office: list[Office]) -> Station:
    """A station that drafts one assignment for each lead that nobody owns."""

    def select(context: Context, limit: int) -> Sequence[Record]:
        found = office[0].workspace.reader.get_many(office[0].leads).values()
        return [r for r in found if r.get("owner_id") is None][:limit]

    def baseline(context: Context, records: Sequence[Record]) -> Iterable[Draft]:
        return [replace(office[0].assignment(r.ref), dedup=f"assign:{r.ref}") for r in records]

    def check(context: Context) -> Sequence[Problem]:
        pace = context.settings.get("pace", "walk")
        if pace in ("walk", "run"):
            return ()
        return [Problem(Severity.ERROR, "pace", f"There is no pace {pace}.", "Walk or run.")]

    return Station(
        name=DESK,
        title="Front desk",
        summary="Gives every new lead to somebody.",
        reads={"lead": _READS, "contact": frozenset({"first_name", "last_name", "phone"})},
        writes={"lead": _WRITES},
        select=select,
        baseline=baseline,
        check=check,
    )


@dataclass(frozen=True)
class Plan:
    """An office on disk, to be copied: making one takes a second, copying it does not."""

    home: Path
    workspace: str
    tokens: Mapping[str, SessionToken]
    people: Mapping[str, Person]
    owners: tuple[Ref, Ref]
    leads: tuple[Ref, ...]
    contacts: tuple[Ref, Ref]


def _settings(home: Path) -> Settings:
    return Settings(home=home, durable=False, allowed_hosts="127.0.0.1,localhost,testserver")


def draw_up(home: Path, leads: int = 14) -> Plan:
    app = wiring.build(_settings(home))
    made = app.identity.workspaces.create("office", "The office")
    people = {
        name: app.identity.people.create(
            made.id, f"{name}@example.com", f"{name.capitalize()} Marsh", role,
            by=OPERATOR, password=PASSWORD,
        ).person
        for name, role in (("ada", Role.ADMIN), ("vic", Role.VIEWER), ("max", Role.MANAGER))
    }  # fmt: skip
    with app.records.begin() as connection:
        writer = RecordWriter(connection, made.id, clock=app.clock)
        owners = writer.insert("owner", [{"name": "S. Berg"}, {"name": "R. Okafor"}], IMPORT)
        contacts = writer.insert(
            "contact",
            [
                {"first_name": "Dana", "last_name": "Lindqvist", "phone": "+4755210000"},
                {"first_name": "D.", "last_name": "Lind", "email": "d.lind@lind.example"},
            ],
            IMPORT,
        )
        rows = [
            {"first_name": "Ingrid", "last_name": f"Halvorsen {n}", "company": f"Firm {n:02}",
             "status": "new", "message": MESSAGE}
            for n in range(leads)
        ]  # fmt: skip
        refs = writer.insert("lead", rows, IMPORT)
    tokens = {
        name: app.identity.sign_in(None, f"{name}@example.com", PASSWORD, "127.0.0.1")
        for name in people
    }
    plan = Plan(
        home,
        made.id,
        tokens,
        people,
        (owners[0], owners[1]),
        tuple(refs),
        (contacts[0], contacts[1]),
    )
    office = _wired(plan, app)
    _open_policy(office)
    office.close()
    return plan


def open_office(plan: Plan, home: Path) -> Office:
    """A copy of the planned office, in a folder of its own."""
    shutil.copytree(plan.home, home, dirs_exist_ok=True)
    settings = _settings(home)
    governance = open_engine(settings.governance, durable=False)
    records = open_engine(settings.records, durable=False)
    identity = Identity(governance, utc_now)
    return _wired(plan, Stationmaster(settings, governance, records, identity, utc_now))


def _wired(plan: Plan, app: Stationmaster) -> Office:
    box: list[Office] = []
    workspace = replace(app.workspace(plan.workspace), stations={DESK: _station(box)})
    app._workspaces[plan.workspace] = workspace
    office = Office(
        app, workspace, plan.tokens, plan.people, plan.owners, plan.leads, plan.contacts
    )
    box.append(office)
    return office


def _open_policy(office: Office) -> None:
    switches = office.workspace.policies.current().switches.with_station(
        DESK,
        StationSwitches(
            enabled=True,
            level=PermissionLevel.APPROVED_WRITEBACK,
            read={"lead": tuple(sorted(_READS)), "contact": ("first_name", "last_name", "phone")},
            write={"lead": tuple(sorted(_WRITES))},
            act={"lead": ("associate",)},
            person_values=PersonValues.MAY_REPLACE,
        ),
    )
    office.workspace.policies.put(switches, by=office.people["ada"], expected=0)
