"""The town on both databases (`town`), or on one file where SQL is all the same (`small_town`)."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from tests.identity.town import Town, found_town

from stationmaster.db.engine import open_engine


@pytest.fixture
def town(engines: Any) -> Town:
    return found_town(engines.governance)


@pytest.fixture
def file_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(sqlite_template / "governance.db", tmp_path / "town.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'town.db'}", durable=False)
    yield engine
    engine.dispose()


@pytest.fixture
def small_town(file_engine: Engine) -> Town:
    return found_town(file_engine)
