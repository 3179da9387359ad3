"""The embedded CRM under the connector contract, on both databases."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from stationmaster.connectors.embedded.connector import EmbeddedConnector
from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Ref, Source, Value
from stationmaster.records.write import RecordWriter
from stationmaster.testing.contract import Crm

PERSON = Source(SourceKind.PERSON, "usr_else")


class Ticking:
    """A clock that moves a second with every look."""

    def __init__(self):
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def open_crm(engines, clock) -> Callable[[str], Crm]:
    """Opens the CRM of a workspace."""

    def opened(workspace: str) -> Crm:
        def elsewhere(ref: Ref, values: Mapping[str, Value]) -> None:
            with engines.records.begin() as connection:
                RecordWriter(connection, workspace, clock=clock).update([(ref, values)], PERSON)

        connector = EmbeddedConnector(engines.records, workspace, clock)
        return Crm(connector.reader, connector.writer, elsewhere)

    return opened


@pytest.fixture
def crm(open_crm) -> Crm:
    return open_crm("ws_one")
