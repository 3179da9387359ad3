"""Both databases open, and SQLite takes its locks when it should."""

from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, Text, insert, select, text

from stationmaster.core.errors import InvalidInput
from stationmaster.db.engine import open_engine, reading

probe = Table("probe", MetaData(), Column("word", Text))


def test_what_is_committed_is_read_and_what_is_not_is_gone(engines):
    probe.metadata.create_all(engines.records)
    with engines.records.begin() as connection:
        connection.execute(insert(probe), [{"word": "kept"}])
    with engines.records.connect() as connection:
        connection.execute(insert(probe), [{"word": "lost"}])
        connection.rollback()
    with reading(engines.records).connect() as connection:
        assert connection.execute(select(probe.c.word)).scalars().all() == ["kept"]


def test_a_reader_does_not_wait_for_a_writer(engines):
    probe.metadata.create_all(engines.records)
    with engines.records.begin() as writer:
        writer.execute(insert(probe), [{"word": "unseen"}])
        with reading(engines.records).connect() as connection:
            assert connection.execute(select(probe)).all() == []


def test_a_second_sqlite_writer_is_kept_out(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin(), engine.connect() as second:
        other = second.connection.cursor()
        other.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(Exception, match="locked"):
            second.execute(text("SELECT 1"))
    engine.dispose()


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_sqlite_is_as_durable_as_asked(tmp_path: Path, durable: bool, level: int):
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}", durable=durable)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == level
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("url", ["", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "::"])
def test_an_address_we_do_not_speak_is_refused_with_a_way_out(url: str):
    with pytest.raises(InvalidInput) as caught:
        open_engine(url)
    assert "sqlite:///" in (caught.value.way_out or "")
