"""Policy, team, stations and audit: what a form says is what holds, and the other way round."""

import re
from pathlib import Path

from tests.web.office import DESK, PASSWORD, Office
from tests.web.visitor import Visitor

import stationmaster.web
from stationmaster.policy.switches import PermissionLevel, ScopeEffect, Tier
from stationmaster.web.render import TEMPLATES

WEB = Path(stationmaster.web.__file__).parent


def test_the_policy_form_says_what_it_shows(office: Office, ada: Visitor) -> None:
    before = office.workspace.policies.current().switches
    assert "Saved as version 2." in ada.post("/policy", **ada.form("/policy", "/policy"))
    after = office.workspace.policies.current().switches
    for lists in ("read", "write", "act"):
        kept = {n: set(v) for n, v in getattr(after.stations[DESK], lists).items()}
        assert kept == {n: set(v) for n, v in getattr(before.stations[DESK], lists).items()}
    assert after.stations[DESK].level is before.stations[DESK].level
    assert after.scopes == before.scopes
    assert {a: on for a, on in after.actions.items() if on} == {
        a: on for a, on in before.actions.items() if on
    }


def test_the_policy_is_changed_and_holds(office: Office, ada: Visitor) -> None:
    form = ada.form("/policy", "/policy")
    at = f"station.{DESK}"
    form |= {
        f"{at}.level": ["limited_automation"],
        f"{at}.tier.set": ["autonomous"],
        f"{at}.write.lead": ["score"],
        "scope.2.label": ["Anglers of Bergen"],
        "scope.2.type": ["lead"],
        "scope.2.where": ["company = 'Firm 03'"],
        "scope.2.effect": ["never"],
    }
    form.pop("action.archive")
    ada.post("/policy", **form)
    switches = office.workspace.policies.current().switches
    station = switches.stations[DESK]
    assert station.level is PermissionLevel.LIMITED_AUTOMATION
    assert station.tiers["set"] is Tier.AUTONOMOUS
    assert station.write == {"lead": ("score",)}
    assert switches.actions["archive"] is False
    assert switches.scopes[-1].name == "anglers_of_bergen"
    assert switches.scopes[-1].effect is ScopeEffect.NEVER


def test_a_policy_saved_meanwhile_is_not_overwritten(office: Office, ada: Visitor) -> None:
    form = ada.form("/policy", "/policy")
    ada.post("/policy", **form)
    assert "saved by somebody else meanwhile" in ada.post("/policy", **form)
    assert ada.status == 409
    assert office.workspace.policies.version() == 2


def test_a_scope_that_cannot_be_read_saves_nothing(office: Office, ada: Visitor) -> None:
    form = ada.form("/policy", "/policy")
    form |= {"scope.2.label": ["Odd"], "scope.2.where": ["amount >"], "scope.2.type": ["deal"]}
    page = ada.post("/policy", **form)
    assert ada.status == 422
    assert "Scope “Odd”" in page
    assert office.workspace.policies.version() == 1


def test_stop_stops(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    ada.post("/policy", **(ada.form("/policy", "/policy") | {"stopped": ["on"]}))
    page = ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    assert "Agents stopped" in page
    assert office.record(office.leads[0]).get("owner_id") is None


def test_a_token_is_shown_once(office: Office, ada: Visitor) -> None:
    page = ada.post("/team/tokens", name="Night worker", station=[DESK], days="30")
    [secret] = re.findall(r'id="secret">(smt_[\w-]+)<', page)
    assert office.app.identity.agent_for(secret).name == "Night worker"
    again = ada.client.get("/team").text
    assert secret not in again
    [id] = re.findall(r"/team/tokens/(\w+)/revoke", again)
    assert "refused from now on" in ada.post(f"/team/tokens/{id}/revoke")
    assert "Say for how many days." in ada.post("/team/tokens", name="x", days="many")
    assert ada.status == 422


def test_people_are_added_changed_and_let_go(office: Office, ada: Visitor) -> None:
    page = ada.post(
        "/team/people", name="Ines Ito", email="ines@example.com", role="rep", password=PASSWORD
    )
    assert "Ines Ito may sign in now." in page
    id = office.app.identity.people.find(office.workspace.id, "ines@example.com").person.id
    assert "Ines Ito is manager now." in ada.post(f"/team/people/{id}", do="role", role="manager")
    assert "no longer sign in" in ada.post(f"/team/people/{id}", do="deactivate")
    assert "has the address" in ada.post(
        "/team/people", name="X", email="ines@example.com", role="rep"
    )
    assert ada.status == 409
    own = office.people["ada"].id
    assert ada.post(f"/team/people/{own}", do="role", role="rep")
    assert ada.status == 409


def test_ones_own_password(office: Office, ada: Visitor) -> None:
    page = ada.post("/team/password", current="wrong one", new="another horse battery")
    assert "The current password is not right." in page
    page = ada.post("/team/password", current=PASSWORD, new="another horse battery")
    assert "Your password is changed" in page


def test_a_station_is_run(office: Office, ada: Visitor) -> None:
    assert "Dry run, nothing stored" in ada.post(f"/stations/{DESK}/run", dry="yes")
    assert office.workspace.queue.page().total == 0
    assert "14 waiting" in ada.post(f"/stations/{DESK}/run")
    assert office.workspace.queue.page().total == 14
    assert "14 wait for review" in ada.client.get("/stations").text


def test_station_settings_are_checked_before_they_are_saved(office: Office, ada: Visitor) -> None:
    address = f"/stations/{DESK}/settings"
    assert "The settings are not JSON" in ada.post(address, settings="{", version="0")
    wrong = ada.post(address, settings='{"pace": "gallop"}', version="0")
    assert "pace: There is no pace gallop." in wrong
    assert office.workspace.station_settings.get(DESK) is None
    assert "Saved as version 1." in ada.post(address, settings='{"pace": "walk"}', version="0")
    saved = office.workspace.station_settings.get(DESK)
    assert saved is not None
    assert saved.settings == {"pace": "walk"}
    assert "saved by somebody else meanwhile" in ada.post(address, settings="{}", version="0")


def test_the_chain_is_verified_with_its_progress(office: Office, ada: Visitor) -> None:
    headers = {"Accept": "application/x-ndjson"}
    data = {"csrf": ada.token}
    lines = ada.client.post("/audit/verify", data=data, headers=headers).text.splitlines()
    assert lines[-1].startswith('{"ok":true,"said":"All ')
    assert "rows hold" in ada.post("/audit/verify")


def test_every_template_is_used_and_parses() -> None:
    names = TEMPLATES.list_templates()
    sources = {name: TEMPLATES.loader.get_source(TEMPLATES, name)[0] for name in names}  # type: ignore[union-attr]  # there is a loader
    everything = "\n".join(sources.values()) + "\n".join(
        path.read_text() for path in WEB.rglob("*.py")
    )
    for name in names:
        TEMPLATES.get_template(name)
        assert f'"{name}"' in everything, f"{name} is used nowhere"
