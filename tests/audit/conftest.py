"""The governance database: on both dialects (`engine`), or one file where SQL is all the same."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from stationmaster.db.engine import open_engine


@pytest.fixture
def engine(engines: Any) -> Engine:
    governance: Engine = engines.governance
    return governance


@pytest.fixture
def file_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(sqlite_template / "governance.db", tmp_path / "file.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'file.db'}", durable=False)
    yield engine
    engine.dispose()
