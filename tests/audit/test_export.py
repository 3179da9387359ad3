"""A copy of the log checks itself: with the file and the public key, and nothing else."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from tests.audit.rows import START, tamper, write

from stationmaster.audit import check
from stationmaster.audit.check import read_head, verify_export
from stationmaster.audit.export import export
from stationmaster.audit.signing import PublicKey, SigningKey
from stationmaster.audit.verify import verify
from stationmaster.core.clock import to_text
from stationmaster.core.errors import Conflict, InvalidInput

ROWS = 6


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return SigningKey.open(tmp_path_factory.mktemp("key") / "audit.key")


@pytest.fixture
def made(file_engine: Engine, key: SigningKey, tmp_path: Path) -> Path:
    write(file_engine, count=ROWS)
    write(file_engine, "ws_b", count=ROWS)
    return export(file_engine, "ws_a", tmp_path / "log.jsonl", key, at=START).path


def test_an_export_holds(
    engine: Engine, key: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(engine, count=10)
    told: list[tuple[int, int]] = []
    made = export(
        engine,
        "ws_a",
        tmp_path / "log.jsonl",
        key,
        at=START,
        progress=lambda done, total: told.append((done, total)),
    )
    assert made.head == verify(engine, "ws_a").head
    assert told == [(10, 10)]
    for chunk in (4, 10, 11):
        monkeypatch.setattr(check, "CHUNK", chunk)
        found = verify_export(made.path, made.public_key)
        assert (found.ok, found.rows, found.why, found.head) == (True, 10, "", made.head)
    assert os.listdir(tmp_path).count("log.jsonl") == 1


def test_an_empty_log_is_exported_too(file_engine: Engine, key: SigningKey, tmp_path: Path) -> None:
    made = export(file_engine, "ws_a", tmp_path / "log.jsonl", key, at=START)
    found = verify_export(made.path, made.public_key)
    assert (found.ok, found.rows, found.head.workspace) == (True, 0, "ws_a")


def test_every_line_is_json_that_any_language_can_check(made: Path, key: SigningKey) -> None:
    *rows, last = [json.loads(line) for line in made.read_text().splitlines()]
    assert [row["entry"]["seq"] for row in rows] == list(range(1, ROWS + 1))
    assert last["head"]["exported_at"] == to_text(START)
    assert last["head"]["rows"] == ROWS
    assert last["head"]["hash"] == rows[-1]["hash"]
    signature = bytes.fromhex(last["signature"])
    assert key.public.verifies(signature, rfc8785.dumps(last["head"]))


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def edited(line: bytes) -> bytes:
    return line.replace(b"actor_", b"bctor_", 1)


Change = Callable[[list[bytes]], list[bytes]]
CHANGES: dict[str, tuple[Change, int | None, str]] = {
    "edit": (lambda f: [*f[:2], edited(f[2]), *f[3:]], 3, "edited"),
    "cut in the middle": (lambda f: [*f[:2], *f[3:]], 3, "row 4 stands there"),
    "cut at the start": (lambda f: f[1:], 1, "row 2 stands there"),
    "cut before the head": (lambda f: [*f[:4], f[-1]], 5, "6 rows were signed"),
    "no head": (lambda f: f[:-1], 7, "without a signed head"),
    "nothing": (lambda f: [], 1, "without a signed head"),
    "swap": (lambda f: [f[0], f[2], f[1], *f[3:]], 2, "row 3 stands there"),
    "reorder": (lambda f: [*f[:-1][::-1], f[-1]], 1, "row 6 stands there"),
    "twice": (lambda f: [*f[:2], *f[1:]], 3, "row 2 stands there"),
    "half a line": (lambda f: [*f[:2], f[2][:40]], 3, "Line 3"),
    "short line": (lambda f: [f[0], b"\n", *f[1:]], 2, "Line 2"),
    "no json": (lambda f: [f[0].replace(b'{"action', b"{'action"), *f[1:]], 1, "out of place"),
    "a list": (lambda f: [b'{"entry":[]' + f[0][-76:], *f[1:]], 1, "out of place"),
    "behind the head": (lambda f: [*f, f[0]], None, "behind the signed head"),
    "head edited": (
        lambda f: [*f[:-1], f[-1].replace(b'"rows":6', b'"rows":5')],
        None,
        "not signed with this key",
    ),
    "head damaged": (lambda f: [*f[:-1], f[-1][:-5] + b"\n"], None, "head is damaged"),
    "signature of no digits": (
        lambda f: [*f[:-1], f[-1][:-131] + b"z" * 128 + f[-1][-3:]],
        None,
        "head is damaged",
    ),
    "other format": (lambda f: [*f[:-1], f[-1].replace(b"audit/1", b"audit/2")], None, "damaged"),
    "head without rows": (lambda f: [*f[:-1], f[-1].replace(b'"rows"', b'"r"')], None, "damaged"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_done_to_an_export_is_said(made: Path, key: SigningKey, name: str) -> None:
    change, first_broken, why = CHANGES[name]
    made.write_bytes(b"".join(change(lines_of(made))))
    found = verify_export(made, key.public)
    assert (found.ok, found.first_broken) == (False, first_broken)
    assert why in found.why


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_no_byte_can_be_changed(made: Path, key: SigningKey, data: st.DataObject) -> None:
    whole = made.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != whole[place]))
    changed = made.with_name("changed.jsonl")
    changed.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
    assert not verify_export(changed, key.public).ok


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_no_end_can_be_cut_off(made: Path, key: SigningKey, data: st.DataObject) -> None:
    whole = made.read_bytes()
    cut = made.with_name("cut.jsonl")
    cut.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert not verify_export(cut, key.public).ok


def test_rows_that_hang_together_but_were_not_signed_are_refused(
    file_engine: Engine, made: Path, key: SigningKey, tmp_path: Path
) -> None:
    head = lines_of(made)[-1]
    tamper(file_engine, "DELETE FROM audit_entry", "DELETE FROM audit_head")
    write(file_engine, count=ROWS, first=2)
    other = export(file_engine, "ws_a", tmp_path / "other.jsonl", key, at=START).path
    other.write_bytes(b"".join([*lines_of(other)[:-1], head]))
    found = verify_export(other, key.public)
    assert (found.ok, found.first_broken) == (False, None)
    assert "not those that were signed" in found.why


def test_a_head_of_another_workspace_does_not_vouch(
    file_engine: Engine, made: Path, key: SigningKey, tmp_path: Path
) -> None:
    other = export(file_engine, "ws_b", tmp_path / "b.jsonl", key, at=START).path
    made.write_bytes(b"".join([*lines_of(made)[:-1], lines_of(other)[-1]]))
    assert not verify_export(made, key.public).ok


def test_another_key_does_not_vouch(made: Path, tmp_path: Path) -> None:
    other = SigningKey.open(tmp_path / "other.key").public
    assert "not signed with this key" in verify_export(made, other).why
    with pytest.raises(InvalidInput, match="this key signed"):
        read_head(made, other)


def test_the_head_of_an_export_betrays_a_log_rewritten_later(
    file_engine: Engine, made: Path, key: SigningKey
) -> None:
    known = read_head(made, key.public)
    write(file_engine, count=3, first=ROWS + 1)
    assert verify(file_engine, "ws_a", known=known).ok
    tamper(file_engine, "DELETE FROM audit_entry", "DELETE FROM audit_head")
    write(file_engine, count=9, first=2)
    assert verify(file_engine, "ws_a").ok
    assert not verify(file_engine, "ws_a", known=known).ok


@pytest.mark.parametrize("content", [b"", b"{}\n", b"\xff\x00"])
def test_a_file_without_a_head_has_none(tmp_path: Path, key: SigningKey, content: bytes) -> None:
    path = tmp_path / "what"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="does not end with a head"):
        read_head(path, key.public)


def test_no_file_is_said_so(tmp_path: Path, key: SigningKey) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InvalidInput, match="cannot be read"):
            verify_export(path, key.public)


def test_nothing_broken_is_signed_and_the_old_file_stays(
    file_engine: Engine, made: Path, key: SigningKey
) -> None:
    before = made.read_bytes(), sorted(os.listdir(made.parent))
    tamper(file_engine, "UPDATE audit_entry SET actor = 'eve' WHERE seq = 5")
    with pytest.raises(Conflict, match="Row 5"):
        export(file_engine, "ws_a", made, key, at=START)
    tamper(file_engine, "UPDATE audit_head SET seq = 4")
    with pytest.raises(Conflict, match="behind the end"):
        export(file_engine, "ws_a", made, key, at=START)
    assert (made.read_bytes(), sorted(os.listdir(made.parent))) == before


def test_a_place_that_cannot_be_written_is_said_so(
    file_engine: Engine, key: SigningKey, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    (place / "folder").mkdir(parents=True)
    for path in (place / "none" / "log.jsonl", place / "folder"):
        with pytest.raises(InvalidInput, match="cannot be written"):
            export(file_engine, "ws_a", path, key, at=START)
    assert os.listdir(place) == ["folder"]


def test_a_public_key_travels_as_text(made: Path, key: SigningKey) -> None:
    assert verify_export(made, PublicKey.read(key.public_path.read_text())).ok
