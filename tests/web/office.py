"""A small workspace with people, leads and a station, for the tests of the pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stationmaster import wiring
from stationmaster.core.actor import Agent, Person, Role, SourceKind
from stationmaster.core.evidence import Evidence
from stationmaster.core.operation import AssignOwner, Associate, SetProperties, seen
from stationmaster.core.proposal import Choice, Draft, Factor, Proposal, Risk
from stationmaster.core.record import Record, Ref, Source
from stationmaster.identity.acting import OPERATOR
from stationmaster.identity.sessions import SessionToken
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
    people: Mapping[str, Person]
    owners: tuple[Ref, Ref]
    leads: tuple[Ref, ...]
    contacts: tuple[Ref, Ref]

    def session(self, name: str = "ada") -> SessionToken:
        return self.app.identity.sign_in(None, f"{name}@example.com", PASSWORD, "127.0.0.1")

    def record(self, ref: Ref) -> Record:
        return self.workspace.reader.get_many([ref])[ref]

    def submit(self, *drafts: Draft) -> list[Proposal]:
        agent = Agent(f"station:{DESK}", self.workspace.id, "Front desk", frozenset({DESK}))
        return self.workspace.line.submit(drafts, actor=agent, station=DESK)

    def assign(self, count: int, start: int = 0) -> list[Proposal]:
        """Proposals to give leads to the second owner, with a score."""
        return self.submit(*(self.assignment(ref) for ref in self.leads[start : start + count]))

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

    return Station(
        name=DESK,
        title="Front desk",
        summary="Gives every new lead to somebody.",
        reads={"lead": _READS, "contact": frozenset({"first_name", "last_name", "phone"})},
        writes={"lead": _WRITES},
        select=select,
        baseline=baseline,
    )


def open_office(home: Path, leads: int = 14) -> Office:
    settings = Settings(
        home=home, durable=False, allowed_hosts="127.0.0.1,localhost,testserver"
    )
    app = wiring.build(settings)
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
    box: list[Office] = []
    workspace = replace(app.workspace(made.id), stations={DESK: _station(box)})
    app._workspaces[made.id] = workspace
    office = Office(
        app, workspace, people, (owners[0], owners[1]), tuple(refs), (contacts[0], contacts[1])
    )
    box.append(office)
    _open_policy(office)
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
