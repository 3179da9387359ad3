"""Two workspaces with people in them, and a clock that can be set."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from argon2 import Parameters, Type
from sqlalchemy import Engine

from stationmaster.audit.query import AuditQuery, AuditRow
from stationmaster.audit.verify import verify
from stationmaster.core.actor import Person, Role
from stationmaster.identity.acting import OPERATOR
from stationmaster.identity.identity import Identity
from stationmaster.identity.limits import Limits
from stationmaster.identity.passwords import Passwords

QUICK = Parameters(Type.ID, 19, 16, 32, time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "four words are enough"


@dataclass
class SetClock:
    now: datetime = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Town:
    """Workspaces `a` and `b`, each with a person per role: `admin@a.example` and so on."""

    engine: Engine
    clock: SetClock
    identity: Identity
    a: str
    b: str
    people: dict[tuple[str, Role], Person] = field(default_factory=dict)

    def person(self, role: Role = Role.ADMIN, slug: str = "a") -> Person:
        return self.people[slug, role]

    def email(self, role: Role = Role.ADMIN, slug: str = "a") -> str:
        return f"{role.value}@{slug}.example"

    def sign_in(self, role: Role = Role.ADMIN, slug: str = "a", password: str = PASSWORD) -> str:
        """The value of the session's cookie."""
        return self.identity.sign_in(slug, self.email(role, slug), password, "10.0.0.1").value

    def log(self, action: str | None = None, workspace: str | None = None) -> list[AuditRow]:
        """Audit rows, oldest first; the log is checked on the way."""
        home = workspace or self.a
        assert verify(self.engine, home).ok
        rows = AuditQuery(self.engine, home).page(action=action, limit=500).rows
        return list(rows[::-1])


def found_town(engine: Engine, limits: Limits | None = None) -> Town:
    clock = SetClock()
    identity = Identity(engine, clock, passwords=Passwords(QUICK), limits=limits)
    a, b = (identity.workspaces.create(slug, slug.upper()).id for slug in ("a", "b"))
    town = Town(engine, clock, identity, a, b)
    for slug, home in (("a", a), ("b", b)):
        for role in Role:
            made = identity.people.create(
                home,
                town.email(role, slug),
                f"{role.value} of {slug}",
                role,
                by=OPERATOR,
                password=PASSWORD,
                owner=f"owner_{slug}" if role is Role.REP else None,
            )
            town.people[slug, role] = made.person
    return town
