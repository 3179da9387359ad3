"""Every page: who may see it, what it says, and that looking never changes anything."""

import re
from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from tests.web.office import DESK, Office
from tests.web.visitor import csrf_in

from stationmaster.audit.verify import verify
from stationmaster.core.proposal import Proposal, Status
from stationmaster.web.app import ROUTERS
from stationmaster.web.security import HEADERS

Clients = Callable[..., TestClient]


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


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/proposals/{p}/approve", {"digest": "{d}"}),
        ("/proposals/{p}/reject", {"reason": "other"}),
        ("/proposals/{p}/edit", {"digest": "{d}", "v.1.score": "5"}),
        ("/proposals/{p}/choose", {"digest": "{d}", "choice": "0"}),
        ("/proposals/{p}/renew", {}),
        ("/proposals/{p}/undo", {}),
        ("/records/lead/{l}/edit", {}),
        ("/records/lead/{l}/archive", {"version": "1"}),
        ("/records/lead/{l}/restore", {"version": "1"}),
        ("/team/tokens/{t}/revoke", {}),
        ("/team/people/{v}", {"do": "deactivate"}),
    ],
)
def test_nothing_of_another_workspace_can_be_changed(
    office: Office, client_of: Clients, address: str, data: dict[str, str]
) -> None:
    [proposal] = office.assign(1)
    ids = {"p": proposal.id, "d": proposal.digest, "l": office.leads[0].id, "t": office.token()}
    ids["v"] = office.people["vic"].id
    client = client_of(None)
    client.cookies.set("stationmaster", office.stranger().value)
    before = state(office)
    form = {"csrf": csrf_in(client.get("/queue").text)}
    form |= {name: value.format(**ids) for name, value in data.items()}
    answer = client.post(address.format(**ids), data=form)
    assert answer.status_code == 404
    assert state(office) == before


def test_a_batch_of_another_workspace_is_a_batch_of_nothing(
    office: Office, client_of: Clients
) -> None:
    [proposal] = office.assign(1)
    client = client_of(None)
    client.cookies.set("stationmaster", office.stranger().value)
    before = state(office)
    token = csrf_in(client.get("/queue").text)
    seen = f"{proposal.id}~{proposal.digest}"
    page = client.post("/queue/batch/approve", data={"csrf": token, "seen": seen}).text
    assert "0 of 1 written" in page
    assert "Assign Firm" not in page
    page = client.post("/queue/batch", data={"csrf": token, "id": proposal.id}).text
    assert "None of these waits any more." in page
    page = client.post(
        "/queue/undo", data={"csrf": token, "ids": proposal.id}, follow_redirects=True
    )
    assert "There is no proposal" in page.text
    assert state(office) == before
