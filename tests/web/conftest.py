"""An office, a client that is signed in, a running server, and a browser where there is one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stationmaster.web.app import create
from stationmaster.web.session import COOKIE
from tests.web.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = open_office(tmp_path)
    yield made
    made.app.governance.dispose()
    made.app.records.dispose()


@pytest.fixture
def client_of(office: Office) -> Iterator[Callable[..., TestClient]]:
    """A client signed in as somebody; follows no redirects, so that tests see them."""
    opened: list[TestClient] = []

    def make(name: str | None = "ada") -> TestClient:
        client = TestClient(create(office.app), follow_redirects=False)
        if name:
            client.cookies.set(COOKIE, office.session(name).value)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()
