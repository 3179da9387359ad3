"""One row is proved without the others."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from tests.audit.rows import tamper, write

from stationmaster.audit import inclusion
from stationmaster.audit.inclusion import prove, verify_inclusion
from stationmaster.audit.verify import verify
from stationmaster.core.errors import NotFound


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inclusion, "BATCH", 3)


def test_every_row_is_proved(engine: Engine) -> None:
    write(engine, count=11)
    write(engine, "ws_b", count=11)
    head = verify(engine, "ws_a").head
    for seq in range(1, 12):
        proof = prove(engine, "ws_a", seq)
        assert verify_inclusion(proof, head)
        assert not verify_inclusion(proof, verify(engine, "ws_b").head)
        assert f'"seq":{seq},' in proof.body


def test_a_proof_stands_for_an_earlier_head_too(file_engine: Engine) -> None:
    write(file_engine, count=5)
    head = verify(file_engine, "ws_a").head
    write(file_engine, count=4, first=6)
    assert verify_inclusion(prove(file_engine, "ws_a", 3, size=5), head)
    assert not verify_inclusion(prove(file_engine, "ws_a", 3), head)


def test_a_changed_proof_is_none(file_engine: Engine) -> None:
    write(file_engine, count=7)
    head = verify(file_engine, "ws_a").head
    proof = prove(file_engine, "ws_a", 3)
    changed = [
        replace(proof, body=proof.body.replace("actor_0", "actor_9")),
        replace(proof, seq=4),
        replace(proof, previous="00" * 32),
        replace(proof, previous="no digits"),
        replace(proof, body="\ud800"),
        replace(proof, path=proof.path[::-1]),
        replace(proof, path=proof.path[1:]),
        replace(proof, workspace="ws_b"),
    ]
    assert verify_inclusion(proof, head)
    assert not any(verify_inclusion(each, head) for each in changed)


def test_a_log_that_lost_a_row_proves_nothing(file_engine: Engine) -> None:
    write(file_engine, count=7)
    head = verify(file_engine, "ws_a").head
    tamper(file_engine, "DELETE FROM audit_entry WHERE seq = 6")
    assert not verify_inclusion(prove(file_engine, "ws_a", 3), head)


@pytest.mark.parametrize(
    ("seq", "size"), [(0, None), (8, None), (-1, None), (6, 5), (3, 9), (1, 0)]
)
def test_a_row_that_is_not_there_is_not_found(
    file_engine: Engine, seq: int, size: int | None
) -> None:
    write(file_engine, count=7)
    with pytest.raises(NotFound):
        prove(file_engine, "ws_a", seq, size=size)
    with pytest.raises(NotFound):
        prove(file_engine, "ws_none", 1)
