"""Bringing a database to the version of the code. Forward only, and all of it or nothing."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

FOLDER = Path(__file__).parent / "migrations"


class Tree(StrEnum):
    GOVERNANCE = "governance"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Version:
    """Where a database stands. `current` is None before the first upgrade."""

    tree: Tree
    current: str | None
    head: str

    @property
    def is_current(self) -> bool:
        return self.current == self.head


def upgrade_governance(engine: Engine) -> None:
    _upgrade(engine, Tree.GOVERNANCE)


def upgrade_records(engine: Engine) -> None:
    _upgrade(engine, Tree.RECORDS)


def version(engine: Engine, tree: Tree) -> Version:
    """Reads only; for whoever wants to know whether an upgrade is due."""
    with engine.execution_options(read_only=True).connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": f"{tree}_version"})
        return Version(tree, context.get_current_revision(), head(tree))


def head(tree: Tree) -> str:
    """The version that this code needs."""
    found = ScriptDirectory.from_config(configuration(tree)).get_current_head()
    assert found is not None, "each tree has a first version"
    return found


def configuration(tree: Tree, folder: Path = FOLDER) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder / tree))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(engine: Engine, tree: Tree) -> None:
    if version(engine, tree).is_current:
        return
    config = configuration(tree)
    with engine.begin() as connection:
        _lock(connection, tree)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _lock(connection: Connection, tree: Tree) -> None:
    """Several processes may start at once: one upgrades, the others find it done."""
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(f"migrate:{tree}", 0)
        connection.execute(select(func.pg_advisory_xact_lock(key)))
