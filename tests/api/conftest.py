from collections.abc import Callable, Iterator

import pytest
from tests.api.town import Client, Town, build_town

from stationmaster.api.app import create


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all tests of a file: each works on leads of its own."""
    made = build_town(tmp_path_factory.mktemp("town"))
    yield made
    made.close()


@pytest.fixture
def client_of(town: Town) -> Iterator[Callable[[str], Client]]:
    """A client of our workspace for a person by name, "agent" or "" (nobody)."""
    opened: list[Client] = []

    def make(name: str = "ada") -> Client:
        client = Client(create(town.app))
        opened.append(client)
        if name == "agent":
            return client.as_agent(town.ours.token)
        return client.as_person(town.ours.sessions[name]) if name else client

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def ada(client_of: Callable[[str], Client]) -> Client:
    return client_of("ada")


@pytest.fixture
def agent(client_of: Callable[[str], Client]) -> Client:
    return client_of("agent")
