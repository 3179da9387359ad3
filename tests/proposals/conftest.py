from collections.abc import Iterator

import pytest
from tests.conftest import Engines
from tests.proposals.office import Office


@pytest.fixture
def office(engines: Engines) -> Iterator[Office]:
    """Every story ends with all invariants checked."""
    made = Office(engines.governance, engines.records)
    yield made
    made.assert_sound()
