"""The model shelf: versions pile up, per workspace."""

from typing import Any

from stationmaster.work.shelf import SqlModelShelf


def test_versions_pile_up(engines: Any) -> None:
    shelf = SqlModelShelf(engines.governance, "w1")
    assert shelf.latest("leads") is None
    shelf.put("leads", {"auc": 0.8}, b"one")
    shelf.put("leads", {"auc": 0.9, "refused": ["closed_at"]}, b"\x00two")
    newest, first = shelf.latest("leads"), shelf.get("leads", 1)
    assert newest is not None
    assert first is not None
    assert (newest.version, newest.card, newest.data) == (
        2,
        {"auc": 0.9, "refused": ["closed_at"]},
        b"\x00two",
    )
    assert first.data == b"one"
    assert shelf.get("leads", 3) is None


def test_another_workspace_has_its_own_shelf(engines: Any) -> None:
    SqlModelShelf(engines.governance, "w1").put("leads", {}, b"one")
    other = SqlModelShelf(engines.governance, "w2")
    assert other.latest("leads") is None
    assert other.get("leads", 1) is None
    assert other.put("leads", {}, b"x").version == 1
