from datetime import UTC, datetime

import pytest

from stationmaster.testing.sample import Sample, generate

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def tenth() -> Sample:
    return generate(7, 0.1, NOW)


@pytest.fixture(scope="session")
def company() -> Sample:
    """The whole of it."""
    return generate(1, 1.0, NOW)


@pytest.fixture
def sample(tenth: Sample) -> Sample:
    return tenth
