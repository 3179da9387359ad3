"""What pages change, they change through the line, the policy store and identity; and they say so."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.office import DESK, PASSWORD, Office
from tests.web.test_pages import csrf_in

import stationmaster.web
from stationmaster.core.proposal import Status
from stationmaster.policy.switches import PermissionLevel, ScopeEffect, Tier
from stationmaster.web.render import TEMPLATES

WEB = Path(stationmaster.web.__file__).parent
Clients = Callable[..., TestClient]


class Visitor:
    """Fills in forms as a browser without scripts would, and follows where they lead."""

    def __init__(self, client: TestClient):
        self.client = client
        self.token = csrf_in(client.get("/queue").text)

    def post(self, address: str, **data: object) -> str:
        """The page that came of it."""
        answer = self.client.post(address, data={"csrf": self.token, **data})
        if answer.status_code == 303:
            return self.client.get(answer.headers["location"]).text
        self.status = answer.status_code
        return answer.text

    def form(self, address: str, action: str) -> dict[str, list[str]]:
        """What a form holds as it is shown."""
        page = self.client.get(address).text
        form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S)
        assert form, f"no form for {action}"
        return filled(form.group(1))


def filled(html: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        attributes: Mapping[str, str] = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        off = attributes.get("type") in ("checkbox", "radio") and " checked" not in tag
        if "name" in attributes and not off:
            found.setdefault(attributes["name"], []).append(unescape(attributes.get("value", "")))
    for name, inner in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inner)
        chosen = [v for v, on in options if on] or [options[0][0]]
        found.setdefault(name, []).append(chosen[0])
    for name, inner in re.findall(
        r'<textarea\b[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.S
    ):
        found.setdefault(name, []).append(unescape(inner))
    return found


@pytest.fixture
def ada(office: Office, client_of: Clients) -> Visitor:
    return Visitor(client_of())


def test_approve_without_scripts(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    page = ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    assert "Approved and written: Assign Firm 00" in page
    assert office.record(office.leads[0]).get("owner_id") == office.owners[1].id


def test_what_was_not_seen_is_not_approved(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    page = ada.post(f"/proposals/{p.id}/approve", digest="0" * 64)
    assert "What you saw is not what is stored now." in page
    assert office.workspace.queue.get(p.id).status is Status.WAITING


def test_reject_needs_a_reason_of_the_list(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    assert "Pick a reason" in ada.post(f"/proposals/{p.id}/reject", reason="because")
    assert "Rejected (not now)" in ada.post(
        f"/proposals/{p.id}/reject", reason="not_now", words="Next year."
    )
    assert office.workspace.queue.get(p.id).status is Status.REJECTED


def test_edit_part_of_it_and_leave_part_out(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    form = ada.form(f"/proposals/{p.id}/edit", f"/proposals/{p.id}/edit")
    assert form["v.1.score"] == ["82"]
    form |= {"v.1.score": ["70"], "without": ["v.1.status"]}
    page = ada.post(f"/proposals/{p.id}/edit", **form)
    assert "Yours now." in page
    [new] = office.workspace.queue.page().rows
    assert dict(new.draft.operations[1].values) == {"score": 70}  # type: ignore[union-attr]  # SetProperties
    assert new.draft.operations[0] == p.draft.operations[0]


def test_an_edit_that_cannot_be_is_said_beside_its_field(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    form = ada.form(f"/proposals/{p.id}/edit", f"/proposals/{p.id}/edit") | {"v.1.score": ["lots"]}
    page = ada.post(f"/proposals/{p.id}/edit", **form)
    assert ada.status == 422
    assert 'value="lots"' in page
    assert 'aria-describedby="w-v-1-score"' in page
    assert office.workspace.queue.get(p.id).status is Status.WAITING


def test_an_edit_of_nothing_changes_nothing(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    form = ada.form(f"/proposals/{p.id}/edit", f"/proposals/{p.id}/edit")
    assert "Nothing was changed." in ada.post(f"/proposals/{p.id}/edit", **form)
    assert office.workspace.queue.get(p.id).status is Status.WAITING


def test_a_stale_proposal_is_shown_threefold_and_can_be_renewed(
    office: Office, ada: Visitor
) -> None:
    [p] = office.assign(1)
    office.set_by_hand(office.leads[0], {"status": "nurturing"})
    page = ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    for words in ("Nothing was written", "nurturing", "Max Marsh", "Propose again"):
        assert words in page
    page = ada.post(f"/proposals/{p.id}/renew")
    assert "Proposed again" in page
    [new] = office.workspace.queue.page().rows
    assert new.draft.supersedes == p.id


def test_undo_keeps_what_somebody_edited_since(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    office.set_by_hand(office.leads[0], {"status": "nurturing"})
    page = ada.post(f"/proposals/{p.id}/undo")
    assert "Kept: Status of Ingrid Halvorsen 0, edited by Max Marsh" in page
    record = office.record(office.leads[0])
    assert record.get("status") == "nurturing"
    assert record.get("owner_id") is None


def test_one_value_is_undone_from_the_record(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    lead = office.leads[0]
    page = ada.client.get(f"/records/lead/{lead.id}").text
    assert page.count("how it came here") == 3
    assert "Approved by" in page
    assert "around 180 people" in page
    page = ada.post(
        f"/proposals/{p.id}/undo", type="lead", id=lead.id, property="score",
        back=f"/records/lead/{lead.id}",
    )  # fmt: skip
    assert "Taken back." in page
    assert office.record(lead).get("score") is None
    assert office.record(lead).get("owner_id") == office.owners[1].id


def test_batch_gives_each_its_own_result(office: Office, ada: Visitor) -> None:
    first, second, third = office.assign(3)
    office.set_by_hand(office.leads[1], {"status": "nurturing"})
    panel = ada.client.get(f"/queue/batch?in_station={DESK}&in_kind=assign_owner").text
    assert panel.count('name="seen"') == 3
    assert panel.count(" checked") == 2
    assert "It changed in the CRM since it was read" in panel
    seen = [f"{p.id}~{p.digest}" for p in (first, second, third)]
    page = ada.post("/queue/batch/approve", seen=seen)
    assert "2 of 3 written" in page
    assert "Not written: it changed in the CRM" in page
    statuses = [office.workspace.queue.get(p.id).status for p in (first, second, third)]
    assert statuses == [Status.APPLIED, Status.STALE, Status.APPLIED]


def test_a_person_edits_a_record_through_the_line(office: Office, ada: Visitor) -> None:
    lead = office.leads[0]
    address = f"/records/lead/{lead.id}"
    form = ada.form(f"{address}/edit", f"{address}/edit")
    form |= {
        "v.company": ["Halvorsen Marine"],
        "v.owner_id": [office.owners[0].id],
        "v.score": ["7"],
    }
    assert "Saved." in ada.post(f"{address}/edit", **form)
    record = office.record(lead)
    assert [record.get(n) for n in ("company", "owner_id", "score")] == [
        "Halvorsen Marine", office.owners[0].id, 7,
    ]  # fmt: skip
    [carried] = office.workspace.queue.of_record(lead)
    assert carried.actor == office.people["ada"]
    assert record.stamps["company"].source.proposal == carried.id


def test_two_people_editing_do_not_overwrite_each_other(office: Office, ada: Visitor) -> None:
    lead = office.leads[0]
    address = f"/records/lead/{lead.id}"
    form = ada.form(f"{address}/edit", f"{address}/edit") | {"v.status": ["qualified"]}
    office.set_by_hand(lead, {"status": "nurturing"})
    page = ada.post(f"{address}/edit", **form)
    assert ada.status == 409
    assert "Changed meanwhile to “nurturing”" in page
    assert office.record(lead).get("status") == "nurturing"
    page = ada.post(f"{address}/edit", **(filled(page) | {"v.status": ["qualified"]}))
    assert "Saved." in page
    assert office.record(lead).get("status") == "qualified"


def test_archive_and_bring_back(office: Office, ada: Visitor) -> None:
    lead = office.leads[0]
    version = str(office.record(lead).version)
    page = ada.post(f"/records/lead/{lead.id}/archive", version=version)
    assert office.record(lead).archived, page
    assert "Bring it back" in page
    version = str(office.record(lead).version)
    ada.post(f"/records/lead/{lead.id}/restore", version=version)
    assert not office.record(lead).archived


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


def test_links_between_records_lead_both_ways(office: Office, ada: Visitor) -> None:
    [question] = office.submit(office.question(office.leads[0]))
    ada.post(f"/proposals/{question.id}/choose", digest=question.digest, choice="0")
    [new] = office.workspace.queue.page().rows
    ada.post(f"/proposals/{new.id}/approve", digest=new.digest)
    lead, contact = office.leads[0], office.contacts[0]
    for here, there in ((lead, contact), (contact, lead)):
        page = ada.client.get(f"/records/{here.type}/{here.id}").text
        assert f'href="/records/{there.type}/{there.id}"' in page
