"""A whole workspace around the sample company: people, records, switches, settings, a model."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from stationmaster.core.actor import Person, Role
from stationmaster.core.record import Ref
from stationmaster.identity.acting import OPERATOR
from stationmaster.policy.switches import PermissionLevel, StationSwitches, Switches
from stationmaster.records.write.writer import RecordWriter
from stationmaster.testing.sample import Sample
from stationmaster.testing.sample.loading import define_properties, load
from stationmaster.testing.sample.owners import LEFT, VENDOR_DOMAIN
from stationmaster.testing.sample.places import COUNTRIES, TERRITORIES
from stationmaster.testing.sample.properties import PROPERTIES
from stationmaster.wiring import Stationmaster, Workspace

STATION = "inbound_leads"
OFFICE = (
    ("Ingrid Aalto", "admin", Role.ADMIN),
    ("Priya Raman", "revops", Role.REVOPS),
    ("Conor Byrne", "manager", Role.MANAGER),
    ("Léa Marchetti", "viewer", Role.VIEWER),
)
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for each other."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in. The password is known here and nowhere else."""

    person: Person
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SampleWorkspace:
    """`accounts`: those of the office, an admin first, then the reps. `refs`: record of each key."""

    workspace: Workspace
    accounts: tuple[Account, ...]
    refs: Mapping[str, Ref]


def new_password() -> str:
    """Four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def build(app: Stationmaster, sample: Sample, tell: Tell, slug: str = "sample") -> SampleWorkspace:
    """Make the workspace and fill it. `tell` is told what begins. Not atomic: a caller that must not
    be left with half of it builds in a place of its own."""
    info = app.identity.workspaces.create(slug, "Sample company")
    workspace = app.workspace(info.id)
    tell("People")
    office = [_account(workspace, f"{a}@{VENDOR_DOMAIN}", name, role) for name, a, role in OFFICE]
    reps = _reps(workspace, sample)
    tell("Records")
    refs = _records(app, workspace, sample, reps)
    for key, account in reps.items():
        people, id = app.identity.people, account.person.id
        people.set_owner(workspace.id, id, refs[key].id, by=OPERATOR)
    tell("Switches and routing")
    admin = office[0].person
    workspace.policies.put(_switches(workspace), by=admin, expected=0)
    workspace.station_settings.put(STATION, routing(refs), by=admin, seen=0)
    return SampleWorkspace(workspace, (*office, *reps.values()), refs)


def _account(workspace: Workspace, email: str, name: str, role: Role) -> Account:
    password = new_password()
    member = workspace.identity.people.create(
        workspace.id, email, name, role, by=OPERATOR, password=password
    )
    return Account(member.person, member.email, password)


def _reps(workspace: Workspace, sample: Sample) -> dict[str, Account]:
    """An account for each owner who is still there, by the owner's key."""
    owners = {k: row.values for k, row in sample.objects["owner"].items() if k not in LEFT}
    return {
        key: _account(workspace, str(values["email"]), str(values["name"]), Role.REP)
        for key, values in owners.items()
    }


def _records(
    app: Stationmaster, workspace: Workspace, sample: Sample, reps: Mapping[str, Account]
) -> Mapping[str, Ref]:
    with app.records.begin() as connection:
        define_properties(connection, workspace.id)
        writer = RecordWriter(connection, workspace.id, clock=app.clock)
        return load(sample, writer, {key: a.person.id for key, a in reps.items()})


def _switches(workspace: Workspace) -> Switches:
    """As shipped, but scores are written alone, and the model may look at the company's own columns."""
    switches = workspace.policies.current().switches
    station = switches.stations.get(STATION, StationSwitches())
    own = tuple(definition.name for definition in PROPERTIES["lead"])
    read = {**station.read, "lead": (*station.read.get("lead", ()), *own)}
    level = PermissionLevel.LIMITED_AUTOMATION
    return switches.with_station(STATION, replace(station, level=level, read=read))


def routing(refs: Mapping[str, Ref]) -> dict[str, object]:
    """Four territories by country, a pool of reps for each, and a fallback."""
    territories = [
        {
            "name": name.lower(),
            "label": name,
            "on": "lead",
            "where": f"country in ({', '.join(_quoted(c) for c in _countries(name))})",
            "pool": name.lower(),
        }
        for name in TERRITORIES
    ]
    pools = {
        name.lower(): {"label": name, "where": f"territory eq {_quoted(name)} and active eq true"}
        for name in TERRITORIES
    }
    everyone = {"everyone": {"label": "Everyone", "where": "active eq true"}}
    return {
        "pools": {**pools, **everyone},
        "territories": territories,
        "fallback_owner": refs["owner-0001"].id,
        "second_fallback_owner": refs["owner-0004"].id,
    }


def _countries(territory: str) -> list[str]:
    return [c.name for c in COUNTRIES.values() if c.territory == territory]


def _quoted(text: str) -> str:
    return f'"{text}"'
