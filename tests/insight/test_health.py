"""The doctor's findings about a workspace: each trouble is found, and a sound one has none."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from stationmaster.core.actor import Role
from stationmaster.identity.acting import OPERATOR
from stationmaster.identity.identity import Identity
from stationmaster.insight import health
from stationmaster.insight.finding import Finding, Level
from stationmaster.insight.installation import is_exposed
from stationmaster.settings import Settings
from stationmaster.wiring import Stationmaster, Workspace

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass
class Place:
    """A workspace whose clock can be set."""

    workspace: Workspace
    now: datetime = NOW

    def found(self, level: Level) -> list[Finding]:
        return [f for f in health.findings(self.workspace.workplace) if f.level is level]


@pytest.fixture
def place(engines: Any) -> Place:
    made: list[Place] = []

    def clock() -> datetime:
        return made[0].now if made else NOW

    identity = Identity(engines.governance, clock)
    app = Stationmaster(Settings(), engines.governance, engines.records, identity, clock)
    info = identity.workspaces.create("tiny", "Tiny")
    for role in (Role.ADMIN, Role.REVOPS):
        identity.people.create(
            info.id,
            f"{role}@tiny.example",
            role.value,
            role,
            by=OPERATOR,
            password="four words of it",
        )
    made.append(Place(app.workspace(info.id)))
    return made[0]


def areas(found: list[Finding]) -> set[str]:
    return {f.area for f in found}


def test_a_new_workspace_lacks_settings_and_a_model(place: Place) -> None:
    assert areas(place.found(Level.WRONG)) == {"settings"}
    assert areas(place.found(Level.LOOK)) == {"settings", "models"}
    assert all(f.way_out for f in place.found(Level.LOOK) + place.found(Level.WRONG))


def test_tokens_that_end_have_ended_or_are_never_used(place: Place) -> None:
    tokens, id = place.workspace.identity.tokens, place.workspace.id
    tokens.create(id, "a", ["inbound_leads"], by=OPERATOR, life=timedelta(days=3))
    assert [f.message[:6] for f in place.found(Level.LOOK) if f.area == "tokens"] == ["Expire"]
    tokens.create(id, "b", ["inbound_leads"], by=OPERATOR, life=timedelta(days=90))
    place.now = NOW + timedelta(days=20)
    words = [f.message for f in place.found(Level.LOOK) if f.area == "tokens"]
    assert [w.split(":")[0] for w in words] == ["Expired", "Older than 14 days and never used"]


def test_somebody_has_to_be_able_to_administrate(place: Place) -> None:
    with place.workspace.governance.begin() as connection:
        connection.execute(text("UPDATE person SET password_hash = NULL WHERE role = 'admin'"))
    assert "people" in areas(place.found(Level.WRONG))
    assert "people" in areas(place.found(Level.LOOK))


def test_a_tail_of_the_audit_is_checked_and_says_which(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "TAIL", 1)
    found = health.audit(place.workspace.workplace, full=False)
    assert (found.level, "rows 3 to 3 of 3" in found.message) == (Level.OK, True)
    monkeypatch.setattr(health, "TAIL", 2)
    with place.workspace.governance.begin() as connection:
        if connection.dialect.name == "sqlite":
            triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(triggers).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE audit_entry SET action = 'x' WHERE seq = 3"))
    for full in (False, True):
        found = health.audit(place.workspace.workplace, full=full)
        assert (found.level, "Row 3" in found.message) == (Level.WRONG, True)


@pytest.mark.parametrize(
    ("host", "public", "exposed"),
    [
        ("127.0.0.1", "", False),
        ("::1", "", False),
        ("[::1]", "", False),
        ("localhost", "", False),
        ("192.0.2.7", "", True),
        ("::", "http://crm.example", True),
        ("192.0.2.7", "https://crm.example", False),
        ("crm.example", "", True),
    ],
)
def test_what_is_exposed(host: str, public: str, exposed: bool) -> None:
    assert is_exposed(host, public) is exposed
