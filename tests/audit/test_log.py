"""Entries are appended in the caller's transaction, one writer after the other."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from tests.audit.rows import entry, write

from stationmaster.audit.log import Entry, append, lock
from stationmaster.audit.query import AuditQuery
from stationmaster.audit.verify import verify
from stationmaster.core.errors import InvalidInput, Unavailable
from stationmaster.db.engine import open_engine
from stationmaster.db.tables.audit import audit_entry, audit_head


def count(engine: Engine, workspace: str) -> int:
    return verify(engine, workspace).rows


def test_what_was_appended_is_there_and_holds(engine: Engine) -> None:
    write(engine, count=10)
    rows = AuditQuery(engine, "ws_a").page().rows[::-1]
    assert [row.seq for row in rows] == list(range(1, 11))
    for n, row in enumerate(rows, 1):
        given = entry(n)
        said = Entry(row.at, row.actor_kind, row.actor, row.action, row.subject, row.detail)
        assert said == given
    assert verify(engine, "ws_a").ok


def test_each_workspace_has_its_own_chain(engine: Engine) -> None:
    write(engine, "ws_a", 3)
    write(engine, "ws_b", 5)
    write(engine, "ws_a", 2, first=4)
    a, b = verify(engine, "ws_a"), verify(engine, "ws_b")
    assert (a.ok, a.rows, b.ok, b.rows) == (True, 5, True, 5)
    assert a.head.hash != b.head.hash


def test_nothing_is_written_when_the_callers_transaction_fails(engine: Engine) -> None:
    write(engine, count=3)
    before = verify(engine, "ws_a")

    def fail() -> None:
        with engine.begin() as connection:
            append(connection, "ws_a", [entry(4)])
            append(connection, "ws_a", [entry(5)])
            assert connection.execute(select(audit_head.c.seq)).scalar_one() == 5
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert verify(engine, "ws_a") == before


def test_no_entries_write_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        append(connection, "ws_a", [])
        assert connection.execute(select(audit_head)).all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"detail": {"score": 0.5}}, "detail.score"),
        ({"actor_kind": "k" * 17}, "actor_kind"),
        ({"actor": ""}, "actor"),
        ({"action": "a\x00b"}, "action"),
        ({"subject": "s" * 201}, "subject"),
        ({"subject": "\ud800"}, "subject"),
    ],
)
def test_one_bad_entry_stops_all_of_them(
    file_engine: Engine, changes: dict[str, object], field: str
) -> None:
    with file_engine.begin() as connection, pytest.raises(InvalidInput) as caught:
        append(connection, "ws_a", [entry(1), entry(2, **changes)])
    assert caught.value.field == field
    assert caught.value.way_out
    assert count(file_engine, "ws_a") == 0


def test_a_moment_without_a_time_zone_is_refused(file_engine: Engine) -> None:
    bare = entry(1).at.replace(tzinfo=None)
    with file_engine.begin() as connection, pytest.raises(ValueError, match="time zone"):
        append(connection, "ws_a", [entry(1, at=bare)])


def test_any_text_can_be_a_subject(engine: Engine) -> None:
    for subject in ("s" * 200, 'a"b\\c', "two\nlines", "Ünïcödé 🙂", "\x7f\x1f"):
        with engine.begin() as connection:
            append(connection, "ws_a", [entry(1, subject=subject, detail={"it": subject})])
        (row,) = AuditQuery(engine, "ws_a").page(subject=subject).rows
        assert (row.subject, row.detail) == (subject, {"it": subject})
    assert verify(engine, "ws_a").ok


def test_writers_at_once_make_one_chain(engine: Engine) -> None:
    """Also where there is no head yet: all of them come first."""
    workers, times = 8, 5
    gate = Barrier(workers)

    def work(worker: int) -> None:
        gate.wait(30)
        for n in range(times):
            write(engine, "ws_a", 3, at_once=3, first=worker * 100 + n)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    found = verify(engine, "ws_a")
    assert (found.ok, found.rows) == (True, workers * times * 3)


def test_a_lock_makes_other_writers_wait(engine: Engine) -> None:
    began, locked = Event(), Event()

    def other() -> None:
        locked.wait(30)
        began.set()
        write(engine, "ws_a", 1, first=9)

    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            lock(connection, "ws_a")
            locked.set()
            waiting = pool.submit(other)
            began.wait(30)
            append(connection, "ws_a", [entry(1)])
            assert not waiting.done()
        waiting.result(30)
    rows = AuditQuery(engine, "ws_a").page().rows
    assert [row.subject for row in rows] == ["prop_009", "prop_001"]


def test_a_damaged_head_stops_writing(file_engine: Engine) -> None:
    write(file_engine, count=3)
    with file_engine.begin() as connection:
        connection.execute(audit_head.update().values(frontier=b"x"))
    with file_engine.begin() as connection, pytest.raises(Unavailable, match="damaged"):
        append(connection, "ws_a", [entry(4)])


def test_a_head_that_cannot_be_made_stops_writing(file_engine: Engine) -> None:
    with file_engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER no_head BEFORE INSERT ON audit_head BEGIN SELECT RAISE(IGNORE); END"
            )
        )
    with file_engine.begin() as connection, pytest.raises(Unavailable, match="damaged"):
        append(connection, "ws_a", [entry(1)])


CHANGES = {
    "sqlite": ["UPDATE audit_entry SET actor = 'eve' WHERE seq = 2", "DELETE FROM audit_entry"],
    "postgresql": [
        "UPDATE audit_entry SET actor = 'eve' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 2",
        "TRUNCATE audit_entry",
    ],
}


def test_the_database_refuses_to_change_rows(engine: Engine) -> None:
    write(engine, count=3)
    for statement in CHANGES[engine.dialect.name]:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    assert count(engine, "ws_a") == 3


def test_a_table_made_without_migrations_refuses_too(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'made.db'}")
    audit_entry.metadata.create_all(engine, tables=[audit_entry, audit_head])
    write(engine, count=3)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry"))
    engine.dispose()
