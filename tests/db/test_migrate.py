"""A migrated database is the one the tables describe, and migrating again changes nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData, inspect

from stationmaster.db.engine import open_engine
from stationmaster.db.migrate import (
    FOLDER,
    Tree,
    head,
    upgrade_governance,
    upgrade_records,
    version,
)
from stationmaster.db.revise import revise
from stationmaster.db.tables import governance, load_all
from stationmaster.records.tables import records_metadata

UPGRADE = {Tree.GOVERNANCE: upgrade_governance, Tree.RECORDS: upgrade_records}
METADATA = {Tree.GOVERNANCE: governance, Tree.RECORDS: records_metadata}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        new_database: Callable[[], str] = request.getfixturevalue("empty_postgres")
        engine = open_engine(new_database())
    yield engine
    engine.dispose()


def differences(engine: Engine, metadata: MetaData) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _item, name, kind, _reflected, _other: (
                    kind != "table" or name in metadata.tables
                ),
            },
        )
        return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("tree", list(Tree))
def test_a_migrated_database_is_what_the_tables_say(empty, tree):
    load_all()
    UPGRADE[tree](empty)
    assert differences(empty, METADATA[tree]) == []


@pytest.mark.parametrize("tree", list(Tree))
def test_migrating_again_changes_nothing(empty, tree):
    assert version(empty, tree).current is None
    UPGRADE[tree](empty)
    first = schema(empty)
    UPGRADE[tree](empty)
    assert schema(empty) == first
    assert version(empty, tree).current == head(tree)
    assert version(empty, tree).is_current


def test_both_trees_share_a_database_without_meeting(empty):
    upgrade_records(empty)
    assert version(empty, Tree.GOVERNANCE).current is None
    upgrade_governance(empty)
    load_all()
    assert differences(empty, governance) == []
    assert differences(empty, records_metadata) == []


def test_the_migrated_records_can_be_searched_as_the_created_ones_are(empty):
    upgrade_records(empty)
    assert "record_text" in inspect(empty).get_table_names()


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """A copy of both trees, to be written to."""
    return Path(copytree(FOLDER, tmp_path / "migrations"))


def test_a_revision_of_unchanged_tables_is_empty(versions):
    made = revise(Tree.RECORDS, "Nothing", folder=versions)
    assert made.name.endswith("_nothing.py")
    assert "op." not in made.read_text().partition("def upgrade")[2]


def test_a_first_version_can_be_written_anew(versions):
    made = revise(Tree.GOVERNANCE, "All of it", first=True, folder=versions)
    assert [p.name for p in made.parent.glob("*.py")] == ["0001_all_of_it.py"]
    load_all()
    written = made.read_text()
    assert all(f'"{name}"' in written or f"'{name}'" in written for name in governance.tables)


def schema(engine: Engine) -> dict[str, list[str]]:
    found = inspect(engine)
    return {
        table: sorted(column["name"] for column in found.get_columns(table))
        for table in found.get_table_names()
        if not table.startswith("record_text_")
    }
