"""Both databases, as one workspace's books."""

import pytest
from tests.records.books import Books


@pytest.fixture
def books(engines) -> Books:
    return Books(engines.records)
