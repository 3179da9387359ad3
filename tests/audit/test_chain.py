"""What a row's hash covers, and that the quick way of checking it is no weaker than the careful one."""

from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.audit.canonical import canonical
from stationmaster.audit.chain import GENESIS, Columns, body, follow, link

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


def rows_of(
    details: list[dict[str, str]], subject: str = "s", workspace: str = "w"
) -> list[Columns]:
    rows: list[Columns] = []
    previous = GENESIS
    for seq, detail in enumerate(details, 1):
        columns = (seq, "2026", "person", "ana", "done", subject, canonical(detail).decode())
        previous = link(previous, body(workspace, columns))
        rows.append((*columns, previous))
    return rows


@given(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
def test_a_body_is_the_rfc_8785_text_of_the_whole_row(
    workspace: str, kind: str, actor: str, action: str, subject: str, word: str
) -> None:
    detail = {"word": word}
    columns = (7, "2026-11-20T09:00:00.000000Z", kind, actor, action, subject)
    whole = {
        "workspace": workspace,
        "seq": 7,
        "at": columns[1],
        "actor_kind": kind,
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": detail,
    }
    assert body(workspace, (*columns, canonical(detail).decode())) == rfc8785.dumps(whole)


def test_a_hash_covers_the_one_before_and_is_a_leaf_of_rfc_6962() -> None:
    assert link(b"p" * 32, b"{}") == sha256(b"\x00" + b"p" * 32 + b"{}").digest()


@given(TEXT, TEXT)
def test_rows_of_any_text_hold(subject: str, workspace: str) -> None:
    rows = rows_of([{"a": subject}, {"b": workspace}], subject, workspace)
    hashes, broken = follow(workspace, rows, 1, GENESIS)
    assert broken is None
    assert hashes == [row[7] for row in rows]


def test_text_moved_from_one_column_to_another_is_seen() -> None:
    """Both rows give the same text when it is put together without care."""
    nested = '{"x":"1","actor":"bob","actor_kind":"agent","at":"2025","detail":{"y":1}}'
    honest = (1, "2026", "person", "ana", "done", "s", nested)
    hash = link(GENESIS, body("w", honest))
    action = 'done","actor":"ana","actor_kind":"person","at":"2026","detail":{"x":"1'
    moved: Columns = (1, "2025", "agent", "bob", action, "s", '{"y":1}}', hash)
    assert follow("w", [(*honest, hash)], 1, GENESIS) == ([hash], None)
    assert follow("w", [moved], 1, GENESIS)[1] is not None


def test_an_escape_put_in_place_of_its_character_is_seen() -> None:
    """The text that is hashed holds a backslash and an n either way."""
    (honest,) = rows_of([{}], subject="two\nlines")
    for subject, holds in (("two\nlines", True), ("two\\nlines", False)):
        row: Columns = (*honest[:5], subject, *honest[6:])
        assert (follow("w", [row], 1, GENESIS)[1] is None) is holds


@pytest.mark.parametrize("detail", [5, None, "{", b"[]"])
def test_what_the_log_never_writes_is_named(detail: Any) -> None:
    (honest,) = rows_of([{}])
    _, broken = follow("w", [(*honest[:6], detail, honest[7])], 1, GENESIS)
    assert broken is not None
    assert broken.seq == 1


def test_what_holds_before_a_break_is_answered() -> None:
    rows = rows_of([{"n": str(n)} for n in range(5)])
    changed: Columns = (*rows[2][:3], "eve", *rows[2][4:])
    hashes, broken = follow("w", [*rows[:2], changed, *rows[3:]], 1, GENESIS)
    assert hashes == [row[7] for row in rows[:2]]
    assert broken is not None
    assert broken.seq == 3
    hashes, broken = follow("w", rows[3:], 3, rows[1][7])
    assert (hashes, broken and broken.seq) == ([], 3)


def test_a_chain_that_skips_a_number_is_seen_though_its_hashes_fit() -> None:
    first = rows_of([{}])[0]
    third = (3, "2026", "person", "ana", "done", "s", "{}")
    rows: list[Columns] = [first, (*third, link(first[7], body("w", third)))]
    hashes, broken = follow("w", rows, 1, GENESIS)
    assert hashes == [first[7]]
    assert broken is not None
    assert (broken.seq, "row 3 stands in its place" in broken.why) == (2, True)
