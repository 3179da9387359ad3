"""One set of made-up leads and the scorer learned from them, for all tests that do not change them."""

from datetime import UTC, datetime

import pytest
from tests.scoring.made_up import leads

from stationmaster.scoring.examples import Examples
from stationmaster.scoring.score import Scorer
from stationmaster.scoring.train import train


@pytest.fixture(scope="session")
def examples() -> Examples:
    return leads()


@pytest.fixture(scope="session")
def scorer(examples: Examples) -> Scorer:
    return train(examples, trained_at=datetime(2026, 11, 21, tzinfo=UTC))
