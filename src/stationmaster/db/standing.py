"""Whether a database is there, answers, and is up to date: asked without making or changing one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from stationmaster.core.errors import Unavailable
from stationmaster.db.engine import open_engine
from stationmaster.db.migrate import Tree, Version, version


def may_be_there(url: str) -> bool:
    """False only for a SQLite file that does not exist: opening it would make it."""
    kind, _, file = url.partition(":///")
    return kind != "sqlite" or Path(file).exists()


@contextmanager
def answering() -> Iterator[None]:
    """Raises Unavailable where a database does not answer, or is none."""
    try:
        yield
    except DBAPIError as error:
        raise Unavailable(
            f"The database does not answer as one: {str(error.orig).strip().splitlines()[0]}.",
            field="database",
            way_out="Check the database settings; `stationmaster doctor --json` shows those in force.",
        ) from error


def standing(url: str, tree: Tree) -> Version:
    """Raises InvalidInput for an address that is no database, and Unavailable."""
    engine = open_engine(url)
    try:
        with answering():
            return version(engine, tree)
    finally:
        engine.dispose()
