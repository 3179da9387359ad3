"""Every page: who may see it, what it says, and that looking never changes anything."""

import re
from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from tests.web.office import DESK, HIDDEN, PASSWORD, Office

from stationmaster.audit.verify import verify
from stationmaster.core.proposal import Proposal, Status
from stationmaster.web.app import ROUTERS
from stationmaster.web.security import HEADERS

Clients = Callable[..., TestClient]


def csrf_in(html: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', html)
    assert found, "the page carries no form token"
    return found.group(1)


def addresses(office: Office, proposal: Proposal) -> list[str]:
    lead = office.leads[0]
    return [
        "/queue",
        f"/queue?station={DESK}&risk=low&sort=newest&text=firm",
        f"/queue?open={proposal.id}",
        "/queue/rows",
        f"/queue/rows?from_station={DESK}&from_kind=assign_owner",
        f"/queue/detail/{proposal.id}",
        "/queue/detail/none",
        f"/queue/batch?in_station={DESK}&in_kind=assign_owner",
        "/proposals",
        f"/proposals?status=waiting&station={DESK}",
        f"/proposals/{proposal.id}",
        f"/proposals/{proposal.id}/edit",
        "/records",
        "/records?type=contact&text=dana",
        "/records?where=status%20%3D%20new&sort=-company",
        f"/records/lead/{lead.id}",
        f"/records/lead/{lead.id}/edit",
        f"/records/lead/{lead.id}/timeline",
        "/audit",
        "/audit?since=2026-01-01&until=2030-01-01&text=firm",
        "/policy",
        "/policy/check",
        f"/policy/explain?proposal={proposal.id}",
        "/team",
        "/stations",
    ]


def state(office: Office) -> tuple[object, ...]:
    """What must not move by looking: proposals, the length of the audit log, a record."""
    rows = office.workspace.queue.recent(limit=500).rows
    log = verify(office.app.governance, office.workspace.id)
    lead = office.record(office.leads[0])
    return [(p.id, p.status) for p in rows], log.rows, lead.version


def test_every_page_answers_and_looking_changes_nothing(office: Office, client_of: Clients) -> None:
    [proposal] = office.assign(1)
    client = client_of()
    before = state(office)
    for address in addresses(office, proposal):
        for answer in (client.get(address), client.head(address)):
            if answer.status_code == 405:
                continue
            assert answer.status_code == 200, f"{address}: {answer.text[:300]}"
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, address
    assert state(office) == before


def test_nobody_sees_a_page_without_signing_in(office: Office, client_of: Clients) -> None:
    [proposal] = office.assign(1)
    client = client_of(None)
    for address in addresses(office, proposal):
        answer = client.get(address)
        assert answer.status_code == 303, address
        assert answer.headers["location"].startswith("/sign-in?next=/"), address
        part = client.get(address, headers={"HX-Request": "true"})
        assert part.status_code == 401
        assert part.headers["HX-Redirect"] == "/sign-in"


def posts(office: Office, proposal: Proposal) -> list[str]:
    one, lead = f"/proposals/{proposal.id}", f"/records/lead/{office.leads[0].id}"
    return [
        *(f"{one}/{verb}" for verb in ("approve", "reject", "edit", "choose", "renew", "undo")),
        "/queue/undo",
        "/queue/batch",
        "/queue/batch/approve",
        *(f"{lead}/{verb}" for verb in ("edit", "archive", "restore")),
        "/audit/verify",
        "/policy",
        f"/stations/{DESK}/run",
        f"/stations/{DESK}/settings",
        "/team/people",
        f"/team/people/{office.people['vic'].id}",
        "/team/tokens",
        "/team/tokens/token_x/revoke",
        "/team/password",
        "/sign-out",
    ]


def test_every_post_needs_the_token_of_this_session(office: Office, client_of: Clients) -> None:
    [proposal] = office.assign(1)
    client = client_of()
    before = state(office)
    routes = [r for router in ROUTERS for r in router.routes if isinstance(r, APIRoute)]
    posting = [r.path for r in routes if "POST" in r.methods]
    assert len(posting) == len(posts(office, proposal)) + 1, "the door, and all that is listed"
    for address in posts(office, proposal):
        for sent in ({}, {"csrf": "0" * 64}):
            answer = client.post(address, data={"digest": proposal.digest, **sent})
            assert answer.status_code == 403, address
            assert "not from your current session" in answer.text
    assert state(office) == before


def test_a_form_of_another_site_is_refused(office: Office, client_of: Clients) -> None:
    client = client_of()
    token = csrf_in(client.get("/queue").text)
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/sign-out", data={"csrf": token}, headers=headers).status_code == 403
    assert client.get("/queue").status_code == 200


def test_a_viewer_may_look_and_not_decide(office: Office, client_of: Clients) -> None:
    [proposal] = office.assign(1)
    client = client_of("vic")
    page = client.get("/queue").text
    assert "Your role may look, and not decide." in page
    assert "/approve" not in page
    token = csrf_in(page)
    answer = client.post(
        f"/proposals/{proposal.id}/approve", data={"csrf": token, "digest": proposal.digest}
    )
    assert answer.status_code == 403
    assert "As viewer you may not approve proposals" in answer.text
    assert client.get("/audit").status_code == 403
    assert office.workspace.queue.get(proposal.id).status is Status.WAITING


@pytest.mark.parametrize(
    "address",
    [
        "/proposals/{p}",
        "/proposals/{p}/edit",
        "/queue/detail/{p}",
        "/records/lead/{l}",
        "/records/lead/{l}/edit",
        "/policy/explain?proposal={p}",
    ],
)
def test_ids_of_another_workspace_do_not_exist(
    office: Office, client_of: Clients, address: str
) -> None:
    [proposal] = office.assign(1)
    stranger = office.stranger()
    mine = address.format(p=proposal.id, l=office.leads[0].id)
    made_up = address.format(p="prop_" + "0" * 32, l="lead_" + "0" * 32)
    client = client_of(None)
    client.cookies.set("stationmaster", stranger.value)
    known, unknown = client.get(mine), client.get(made_up)
    assert known.status_code == unknown.status_code == 404
    ids = f"{proposal.id}|{office.leads[0].id}|prop_0+|lead_0+"
    assert re.sub(ids, "", known.text) == re.sub(ids, "", unknown.text)


def test_text_from_outside_hides_and_runs_nothing(office: Office, client_of: Clients) -> None:
    [proposal] = office.assign(1)
    client = client_of()
    for address in (f"/proposals/{proposal.id}", f"/records/lead/{office.leads[0].id}"):
        page = client.get(address).text
        assert HIDDEN not in page
        assert "<script>alert" not in page
        assert ">RLO</span>5521" in page


def test_errors_are_pages_with_a_way_out(office: Office, client_of: Clients) -> None:
    client = client_of()
    for address, status, words in (
        ("/nowhere", 404, "There is no such page."),
        ("/proposals/prop_x", 404, "To the review queue"),
        ("/records/lead/x", 404, "Search for it in the list."),
        ("/records?type=nothing", 404, "nothing"),
        ("/records?where=status+%3D", 422, "Filter"),
        ("/records?where=nosuch+%3D+1", 422, "nosuch"),
        ("/records?after=rubbish", 422, "Leads"),
        ("/audit?since=yesterday", 422, "Write it as 2026-11-20."),
        ("/queue/rows?from_station=x&after=rubbish", 200, ""),
    ):
        answer = client.get(address)
        assert answer.status_code == status, (address, answer.text[:400])
        assert words in answer.text, address
        assert "Traceback" not in answer.text


def test_an_unforeseen_error_shows_a_number_and_no_stack(
    office: Office, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("stationmaster.web.pages.queue.stream_for", fails)
    client = TestClient(client_of().app, raise_server_exceptions=False)
    client.cookies.set("stationmaster", office.tokens["ada"].value)
    answer = client.get("/queue")
    assert answer.status_code == 500
    assert "tell an admin the number" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_the_door(office: Office, client_of: Clients) -> None:
    client = client_of(None)
    page = client.get("/sign-in?next=/records")
    form = {"csrf": csrf_in(page.text), "email": "ada@example.com", "next": "/records"}
    wrong = client.post("/sign-in", data={**form, "password": "wrong"})
    assert wrong.status_code == 401
    assert 'value="ada@example.com"' in wrong.text
    assert "wrong" not in wrong.text.split("<form")[1]
    right = client.post("/sign-in", data={**form, "password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, "/records")
    cookie = next(c for c in right.headers.get_list("set-cookie") if c.startswith("stationmaster="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert client.get("/sign-in").headers["location"] == "/queue"
    token = csrf_in(client.get("/queue").text)
    assert client.post("/sign-out", data={"csrf": token}).headers["location"] == "/sign-in"
    assert client.get("/queue").status_code == 303


def test_the_door_wants_its_own_form(office: Office, client_of: Clients) -> None:
    client = client_of(None)
    form = {"email": "ada@example.com", "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 403
    client.get("/sign-in")
    assert client.post("/sign-in", data={**form, "csrf": "0" * 64}).status_code == 403


def test_over_https_the_cookie_is_secure(office: Office, client_of: Clients) -> None:
    client = TestClient(client_of(None).app, base_url="https://localhost", follow_redirects=False)
    form = {"email": "ada@example.com", "password": PASSWORD}
    page = client.get("/sign-in")
    answer = client.post("/sign-in", data={**form, "csrf": csrf_in(page.text)})
    cookie = next(
        c for c in answer.headers.get_list("set-cookie") if c.startswith("stationmaster=")
    )
    assert "Secure" in cookie


def test_static_files_are_kept_and_pages_are_not(office: Office, client_of: Clients) -> None:
    client = client_of()
    page = client.get("/queue")
    assert page.headers["Cache-Control"] == "no-store"
    assets = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
    assert len(assets) >= 9
    for address in assets:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert "style=" not in page.text
    assert not re.search(r"<script(?![^>]*src=)", page.text)
