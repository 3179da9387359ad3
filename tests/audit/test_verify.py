"""Whatever is done to a log, the first row that does not hold is named."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from tests.audit.rows import RAW_ENTRY, RAW_HEAD, entry, tamper, unlock, write

from stationmaster.audit import walk
from stationmaster.audit.log import append
from stationmaster.audit.verify import verify
from stationmaster.core.ids import new_id
from stationmaster.db.tables.audit import audit_head

SWAP = (
    "UPDATE audit_entry SET seq = -1 WHERE seq = 4",
    "UPDATE audit_entry SET seq = 4 WHERE seq = 7",
    "UPDATE audit_entry SET seq = 7 WHERE seq = -1",
)
INSERT = (
    "INSERT INTO audit_entry SELECT workspace, {}, at, actor_kind, actor, action, subject, detail, {} "
    "FROM audit_entry WHERE seq = 5"
)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "CHUNK", 4)


def test_an_untouched_log_holds(engine: Engine) -> None:
    write(engine, count=10)
    told: list[tuple[int, int]] = []
    found = verify(engine, "ws_a", lambda done, total: told.append((done, total)))
    assert (found.ok, found.rows, found.first_broken, found.why) == (True, 10, None, "")
    assert found.head.seq == 10
    assert told == [(4, 10), (8, 10), (10, 10)]


def test_an_empty_log_holds(engine: Engine) -> None:
    found = verify(engine, "ws_a")
    assert (found.ok, found.rows, found.head.seq) == (True, 0, 0)


Case = tuple[Sequence[str], int, str]
CASES: tuple[Case, ...] = (
    (["UPDATE audit_entry SET actor = 'eve' WHERE seq = 5"], 5, "changed after"),
    (["UPDATE audit_entry SET at = '2020' WHERE seq = 1"], 1, "changed after"),
    (["UPDATE audit_entry SET detail = '{}' WHERE seq = 10"], 10, "changed after"),
    (["UPDATE audit_entry SET workspace = 'ws_b' WHERE seq = 5"], 5, "missing"),
    (["DELETE FROM audit_entry WHERE seq = 5"], 5, "missing"),
    (["DELETE FROM audit_entry WHERE seq = 1"], 1, "missing"),
    (["DELETE FROM audit_entry WHERE seq > 7"], 8, "cut after row 7"),
    (["DELETE FROM audit_entry WHERE seq > 8"], 9, "cut after row 8"),
    (["DELETE FROM audit_entry"], 1, "cut after row 0"),
    (SWAP, 4, "changed after"),
    ([INSERT.format("11", "hash")], 11, "behind the end"),
    ([INSERT.format("0", "hash")], 1, "row 0 stands in its place"),
    (["DELETE FROM audit_head"], 1, "behind the end"),
    (["UPDATE audit_head SET seq = 8"], 9, "behind the end"),
    (["UPDATE audit_head SET seq = 11"], 11, "cut after row 10"),
    (["UPDATE audit_head SET seq = -3"], 1, "behind the end"),
    (["DELETE FROM audit_entry WHERE seq > 7", "UPDATE audit_head SET seq = 7"], 7, "head"),
)


def test_what_was_tampered_with_is_named(engine: Engine) -> None:
    for statements, first_broken, why in CASES:
        tamper(engine, "DELETE FROM audit_entry", "DELETE FROM audit_head")
        write(engine, count=10)
        tamper(engine, *statements)
        found = verify(engine, "ws_a")
        assert (statements, found.ok, found.first_broken) == (statements, False, first_broken)
        assert why in found.why


COLUMNS = ("at", "actor_kind", "actor", "action", "subject", "detail", "hash")
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=9)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.integers(1, 10), st.sampled_from(COLUMNS), ANYTHING | st.binary(max_size=40))
def test_any_change_of_any_column_is_named(
    file_engine: Engine, seq: int, column: str, value: str | bytes
) -> None:
    """SQLite keeps text, bytes and broken text in any column."""
    workspace = new_id("ws")
    write(file_engine, workspace, 10)
    cell, row = RAW_ENTRY.c[column], (RAW_ENTRY.c.workspace == workspace, RAW_ENTRY.c.seq == seq)
    with file_engine.begin() as connection:
        unlock(connection)
        same = connection.execute(sa.select(cell).where(*row)).scalar_one() == value
        connection.execute(RAW_ENTRY.update().where(*row).values({cell: value}))
    found = verify(file_engine, workspace)
    assert found.ok is same
    assert found.first_broken == (None if same else seq)


def test_broken_text_is_named_wherever_it_stands(file_engine: Engine) -> None:
    write(file_engine, count=10)
    tamper(file_engine, "UPDATE audit_entry SET actor = CAST(x'ff41' AS TEXT) WHERE seq = 7")
    found = verify(file_engine, "ws_a")
    assert (found.ok, found.rows, found.first_broken) == (False, 6, 7)
    assert "Unicode" in found.why


def test_a_database_that_does_not_answer_is_not_called_broken(file_engine: Engine) -> None:
    write(file_engine, count=3)
    with file_engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entry RENAME COLUMN detail TO gone"))
    with pytest.raises(OperationalError):
        verify(file_engine, "ws_a")


@pytest.mark.parametrize("column", ["seq", "hash", "frontier"])
def test_a_head_of_anything_is_a_broken_head(file_engine: Engine, column: str) -> None:
    write(file_engine, count=10)
    with file_engine.begin() as connection:
        connection.execute(RAW_HEAD.update().values({column: "what"}))
    found = verify(file_engine, "ws_a")
    assert (found.ok, found.rows, found.first_broken) == (False, 10, 10)
    assert "head" in found.why


def test_a_row_with_a_seq_of_text_stands_behind_the_end(file_engine: Engine) -> None:
    write(file_engine, count=10)
    tamper(file_engine, INSERT.format("'x'", "hash"))
    assert verify(file_engine, "ws_a").first_broken == 11


def test_a_tree_that_is_not_that_of_the_rows_is_seen(file_engine: Engine) -> None:
    write(file_engine, count=10)
    with file_engine.begin() as connection:
        connection.execute(audit_head.update().values(frontier=bytes(64)))
    found = verify(file_engine, "ws_a")
    assert (found.ok, found.rows, found.first_broken) == (False, 10, None)
    assert "tree" in found.why


def rewrite(engine: Engine, count: int) -> None:
    """What only somebody who owns the database and knows the format can do: a log that holds."""
    tamper(engine, "DELETE FROM audit_entry", "DELETE FROM audit_head")
    with engine.begin() as connection:
        append(connection, "ws_a", [entry(n, actor="eve") for n in range(1, count + 1)])


def test_only_a_known_head_betrays_a_log_that_was_rewritten(engine: Engine) -> None:
    write(engine, count=6)
    known = verify(engine, "ws_a").head
    write(engine, count=4, first=7)
    assert verify(engine, "ws_a", known=known).ok
    rewrite(engine, 10)
    assert verify(engine, "ws_a").ok
    found = verify(engine, "ws_a", known=known)
    assert (found.ok, found.first_broken) == (False, None)
    assert "rewritten" in found.why


def test_only_a_known_head_betrays_a_log_cut_with_its_head(file_engine: Engine) -> None:
    write(file_engine, count=6)
    write(file_engine, count=4, first=7)
    known = verify(file_engine, "ws_a").head
    tamper(file_engine, "DELETE FROM audit_entry", "DELETE FROM audit_head")
    write(file_engine, count=6)
    assert verify(file_engine, "ws_a").ok
    found = verify(file_engine, "ws_a", known=known)
    assert (found.ok, found.first_broken) == (False, 7)
    assert "known head has 10 rows" in found.why


def test_a_known_head_does_not_hide_a_broken_row(file_engine: Engine) -> None:
    write(file_engine, count=10)
    known = verify(file_engine, "ws_a").head
    tamper(file_engine, "UPDATE audit_entry SET actor = 'eve' WHERE seq = 5")
    assert verify(file_engine, "ws_a", known=known).first_broken == 5


def test_a_known_head_of_another_workspace_is_no_proof(file_engine: Engine) -> None:
    write(file_engine, "ws_a", 3)
    write(file_engine, "ws_b", 3)
    found = verify(file_engine, "ws_a", known=verify(file_engine, "ws_b").head)
    assert not found.ok
    assert "another workspace" in found.why
