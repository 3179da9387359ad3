"""An office, a client that is signed in, a running server, and a browser where there is one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient
from tests.web.office import Office, Plan, draw_up, open_office
from tests.web.serving import Tab, chromium, serving, watched
from tests.web.visitor import Visitor

from stationmaster.web.app import create
from stationmaster.web.session import COOKIE


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return draw_up(tmp_path_factory.mktemp("plan"))


@pytest.fixture
def office(plan: Plan, tmp_path: Path) -> Iterator[Office]:
    made = open_office(plan, tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def client_of(office: Office) -> Iterator[Callable[..., TestClient]]:
    """A client signed in as somebody; follows no redirects, so that tests see them."""
    opened: list[TestClient] = []

    def make(name: str | None = "ada") -> TestClient:
        client = TestClient(create(office.app), follow_redirects=False)
        if name:
            client.cookies.set(COOKIE, office.tokens[name].value)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def browser() -> Browser:
    return chromium()


@pytest.fixture
def tab(office: Office, browser: Browser) -> Iterator[Tab]:
    """A wide tab of a server for the office. Fails the test where something went wrong in it."""
    with serving(office.app) as url:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        made = watched(context, url)
        yield made
        context.close()
    assert made.problems == []


@pytest.fixture
def ada(client_of: Callable[..., TestClient]) -> Visitor:
    """An admin whose browser runs no scripts."""
    return Visitor(client_of())
