"""Two workspaces side by side, alike but for their ids, for the tests of the API."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from stationmaster import wiring
from stationmaster.core.actor import Agent, Person, Role, SourceKind
from stationmaster.core.operation import AssignOwner, Associate, SetProperties, seen
from stationmaster.core.proposal import Choice, Draft, Proposal
from stationmaster.core.record import Association, Record, Ref, Source, Value
from stationmaster.identity.acting import OPERATOR, changing
from stationmaster.identity.limits import Limits
from stationmaster.identity.sessions import SessionToken, open_session
from stationmaster.kit.station import Context, Station
from stationmaster.policy.switches import PermissionLevel, PersonValues, StationSwitches
from stationmaster.records.write import RecordWriter
from stationmaster.settings import Settings
from stationmaster.wiring import Stationmaster, Workspace

DESK, BACK = "desk", "back_office"
LEADS = 12
IMPORT = Source(SourceKind.IMPORT, "leads.csv")
READS = frozenset({"first_name", "last_name", "company", "status", "score", "owner_id"})
WRITES = frozenset({"status", "score", "owner_id", "campaign"})
SWITCHES = StationSwitches(
    enabled=True,
    level=PermissionLevel.APPROVED_WRITEBACK,
    read={"lead": tuple(sorted(READS)), "contact": ("first_name", "last_name")},
    write={"lead": tuple(sorted(WRITES))},
    act={"lead": ("associate",)},
    person_values=PersonValues.MAY_REPLACE,
)
ROLES = {
    "ada": Role.ADMIN,
    "rob": Role.REVOPS,
    "max": Role.MANAGER,
    "rey": Role.REP,
    "vic": Role.VIEWER,
}


@dataclass
class House:
    """One workspace. `owners[0]` is the owner record of Rey, the rep."""

    app: Stationmaster
    workspace: Workspace
    people: Mapping[str, Person] = field(default_factory=dict)
    sessions: Mapping[str, SessionToken] = field(default_factory=dict)
    owners: Sequence[Ref] = ()
    leads: Sequence[Ref] = ()
    contacts: Sequence[Ref] = ()
    activity: Ref | None = None
    token: str = ""
    token_id: str = ""

    @property
    def agent(self) -> Agent:
        return self.app.identity.agent_for(self.token)

    def record(self, ref: Ref) -> Record:
        return self.workspace.reader.get_many([ref])[ref]

    def submit(self, *drafts: Draft) -> list[Proposal]:
        return self.workspace.line.submit(drafts, actor=self.agent, station=DESK)

    def scoring(self, ref: Ref, score: int = 82) -> Draft:
        base = seen(self.record(ref), ["score", "status"])
        values: dict[str, Value] = {"score": score, "status": "working"}
        operation = SetProperties(ref, values, base)
        return Draft("score", f"Score {ref.id}", ref, (operation,), "It looks good.")

    def assigning(self, ref: Ref, owner: int = 0) -> Draft:
        base = seen(self.record(ref), ["owner_id"])["owner_id"]
        operation = AssignOwner(ref, self.owners[owner].id, base)
        return Draft("assign_owner", f"Assign {ref.id}", ref, (operation,), "There is room.")

    def question(self, ref: Ref) -> Draft:
        choices = tuple(
            Choice(contact.id, (Associate(ref, contact, "same person"),))
            for contact in self.contacts
        )
        return Draft("two_candidates", "Who is it?", ref, (), "Two match.", choices=choices)


@dataclass
class Town:
    """`ours` and `theirs`, behind one application."""

    app: Stationmaster
    ours: House
    theirs: House

    def close(self) -> None:
        self.app.governance.dispose()
        self.app.records.dispose()


class Client(TestClient):
    """A client that says who it is: somebody's session with its token, or an agent's token."""

    def as_person(self, token: SessionToken) -> "Client":
        self.cookies.set("stationmaster", token.value)
        self.headers["X-CSRF-Token"] = token.session.csrf
        return self

    def as_agent(self, token: str) -> "Client":
        self.headers["Authorization"] = f"Bearer {token}"
        return self

    def ask(self, path: str, **query: Any) -> Any:
        """The JSON of a GET that has to succeed."""
        found = self.get(f"/api/v1{path}", params=query)
        assert found.status_code == 200, found.text
        return found.json()

    def tell(self, path: str, body: Any, *, key: str | None = None, method: str = "POST") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.request(method, f"/api/v1{path}", json=body, headers=headers)


def build_town(home: Path) -> Town:
    app = wiring.build(Settings(home=home, durable=False, allowed_hosts="testserver,localhost"))
    return Town(app, _house(app, "ours"), _house(app, "theirs"))


def _house(app: Stationmaster, slug: str) -> House:
    info = app.identity.workspaces.create(slug, slug.capitalize())
    house = House(app, app.workspace(info.id))
    _people_its_records(house, slug)
    stations = {name: _station(house, name) for name in (DESK, BACK)}
    house.workspace = replace(house.workspace, stations=stations)
    app._workspaces[info.id] = house.workspace
    switches = house.workspace.policies.current().switches
    for name in (DESK, BACK):
        switches = switches.with_station(name, SWITCHES)
    house.workspace.policies.put(switches, by=house.people["ada"], expected=0)
    new = app.identity.tokens.create(info.id, "Worker", [DESK], by=house.people["ada"])
    house.token, house.token_id = new.value, new.token.agent.id
    return house


def _people_its_records(house: House, slug: str) -> None:
    app, home = house.app, house.workspace.id
    with app.records.begin() as connection:
        writer = RecordWriter(connection, home, clock=app.clock)
        house.owners = writer.insert("owner", [{"name": "Rey"}, {"name": "Siv"}], IMPORT)
        house.contacts = writer.insert(
            "contact",
            [{"first_name": "Dana", "last_name": n} for n in ("Lind", "Lindqvist")],
            IMPORT,
        )
        rows = [
            {"first_name": "Ingrid", "last_name": f"Moen {n}", "email": f"i{n}@{slug}.example",
             "company": f"Firm {n:02}", "status": "new", "visits": n}
            for n in range(LEADS)
        ]  # fmt: skip
        house.leads = writer.insert("lead", rows, IMPORT)
        note = {"kind": "note", "subject": "Rang", "at": "2026-11-01T08:00:00Z"}
        [activity] = writer.insert("activity", [note], IMPORT)
        house.activity = activity
        links = [Association(activity, house.leads[0], "about")]
        writer.associate([*links, Association(house.leads[0], house.contacts[0], "knows")], IMPORT)
    house.people = {
        name: app.identity.people.create(
            home, f"{name}@{slug}.example", name.capitalize(), role, by=OPERATOR,
            owner=house.owners[0].id if role is Role.REP else None,
        ).person
        for name, role in ROLES.items()
    }  # fmt: skip
    with changing(app.governance, app.clock, home) as change:
        house.sessions = {
            name: open_session(change, person, "127.0.0.1", Limits())
            for name, person in house.people.items()
        }


def _station(house: House, name: str) -> Station:
    def select(context: Context, limit: int) -> Sequence[Record]:
        found = house.workspace.reader.get_many(house.leads).values()
        return [record for record in found if record.get("score") is None][:limit]

    def baseline(context: Context, records: Sequence[Record]) -> Iterable[Draft]:
        return [replace(house.scoring(r.ref), dedup=f"score:{r.ref}") for r in records]

    return Station(
        name=name,
        title=name.capitalize(),
        summary="Scores every lead that has no score.",
        reads={"lead": READS},
        writes={"lead": WRITES},
        select=select,
        baseline=baseline,
    )
