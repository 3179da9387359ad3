"""Station settings: versioned, with who, and never over somebody else's save."""

from datetime import UTC, datetime
from typing import Any

import pytest

from stationmaster.audit.query import AuditQuery
from stationmaster.core.actor import Person, Role
from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.work.settings import StationSettings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ANNA = Person("usr_anna", "w1", "Anna", Role.ADMIN)


def test_each_save_is_a_version(engines: Any) -> None:
    settings = StationSettings(engines.governance, "w1", lambda: NOW)
    assert settings.get("inbound_leads") is None
    settings.put("inbound_leads", {"fallback": "o1"}, by=ANNA, seen=0)
    saved = settings.put("inbound_leads", {"fallback": "o2"}, by=ANNA, seen=1)
    assert settings.get("inbound_leads") == saved
    assert (saved.version, saved.by, saved.at) == (2, "usr_anna", NOW)
    assert [v.settings for v in settings.versions("inbound_leads")] == [
        {"fallback": "o2"},
        {"fallback": "o1"},
    ]


@pytest.mark.parametrize("seen", [0, 2])
def test_a_save_over_another_is_refused(engines: Any, seen: int) -> None:
    settings = StationSettings(engines.governance, "w1", lambda: NOW)
    settings.put("inbound_leads", {"fallback": "o1"}, by=ANNA, seen=0)
    with pytest.raises(Conflict, match="saved by somebody else"):
        settings.put("inbound_leads", {"fallback": "o2"}, by=ANNA, seen=seen)
    assert len(settings.versions("inbound_leads")) == 1


def test_what_json_cannot_hold_is_refused(engines: Any) -> None:
    settings = StationSettings(engines.governance, "w1", lambda: NOW)
    with pytest.raises(InvalidInput, match="JSON"):
        settings.put("inbound_leads", {"fallback": object()}, by=ANNA, seen=0)
    assert settings.get("inbound_leads") is None


def test_workspaces_and_stations_are_apart(engines: Any) -> None:
    StationSettings(engines.governance, "w1", lambda: NOW).put("a", {"x": 1}, by=ANNA, seen=0)
    assert StationSettings(engines.governance, "w2", lambda: NOW).get("a") is None
    assert StationSettings(engines.governance, "w1", lambda: NOW).get("b") is None


def test_who_saved_what_is_audited(engines: Any) -> None:
    settings = StationSettings(engines.governance, "w1", lambda: NOW)
    settings.put("a", {"share": 0.5}, by=ANNA, seen=0)
    [row] = AuditQuery(engines.governance, "w1").page().rows
    assert (row.action, row.actor, row.subject) == ("station.settings_saved", ANNA.id, "a")
    assert row.detail["settings"] == '{"share":0.5}'
