"""One pair of databases for a whole file: every test has a workspace of its own in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Engines

from stationmaster.db.engine import open_engine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engines]:
    """Governance and records on each database in turn. Not to be mixed with `engines` in one file:
    that one empties the database."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        folder = tmp_path_factory.mktemp("stations")
        urls = []
        for name in ("governance", "records"):
            shutil.copy(template / f"{name}.db", folder / f"{name}.db")
            urls.append(f"sqlite:///{folder / name}.db")
    else:
        urls = [request.getfixturevalue("postgres_database")] * 2
    made = Engines(request.param, *urls, *(open_engine(url, durable=False) for url in urls))
    yield made
    made.close()
