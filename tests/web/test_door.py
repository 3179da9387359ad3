"""The door, the errors, the files: what is the same for every page."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from tests.web.office import HIDDEN, PASSWORD, Office
from tests.web.visitor import csrf_in

from stationmaster.web.app import create
from stationmaster.web.security import HEADERS

Clients = Callable[..., TestClient]


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


@pytest.mark.parametrize(("public_url", "secure"), [("https://crm.example", True), ("", False)])
def test_cookies_are_secure_where_people_come_by_https(
    office: Office, public_url: str, secure: bool
) -> None:
    settings = office.app.settings.model_copy(update={"public_url": public_url})
    app = create(replace(office.app, settings=settings))
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    cookies = client.get("/sign-in").headers.get_list("set-cookie")
    assert cookies
    assert all(("secure" in cookie.lower()) is secure for cookie in cookies)
