"""The routing ledger on both databases: nothing drawn twice, nothing lost, workers in turn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from stationmaster.kit.ledger import Draw, PoolState
from stationmaster.work.ledger import SqlLedger

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def ledger_of(engines: Any, workspace: str = "w1") -> SqlLedger:
    return SqlLedger(engines.governance, workspace, lambda: NOW)


def in_turn(subject: str, state: PoolState) -> Draw:
    """Alternates between a and b, each place counting that owner's draws."""
    places = {"a": 0, "b": 0, **state.places}
    owner = min(places, key=lambda o: (places[o], o))
    after = {**places, owner: places[owner] + 1}
    return Draw(owner, {"before": dict(state.places), "for": subject}, after, {owner: 1})


def test_draws_in_order_and_remembers_the_places(engines: Any) -> None:
    first = ledger_of(engines).assign([("north", "lead:1"), ("north", "lead:2")], in_turn)
    again = ledger_of(engines).assign([("north", "lead:3")], in_turn)
    assert [a.owner for a in (*first, *again)] == ["a", "b", "a"]
    assert again[0].path == {"before": {"a": 1, "b": 1}, "for": "lead:3"}
    assert again[0].at == NOW


def test_a_subject_keeps_its_waiting_draw_in_any_pool(engines: Any) -> None:
    ledger = ledger_of(engines)
    made = ledger.assign([("north", "lead:1"), ("north", "lead:1")], in_turn)
    again = ledger.assign([("south", "lead:1")], in_turn)
    assert made[0] == made[1] == again[0]
    assert len(ledger.waiting()) == 1


def test_waiting_counts_reach_the_pick_across_pools(engines: Any) -> None:
    ledger, seen = ledger_of(engines), []

    def watch(subject: str, state: PoolState) -> Draw:
        seen.append(dict(state.waiting))
        return Draw("a", {}, {}, {})

    ledger.assign([("north", "lead:1"), ("south", "lead:2")], watch)
    ledger.settle(["lead:1"])
    ledger.assign([("north", "lead:3")], watch)
    assert seen == [{}, {"a": 1}, {"a": 1}]


def test_credit_gives_the_draw_back_once(engines: Any) -> None:
    ledger = ledger_of(engines)
    ledger.assign([("north", "lead:1")], in_turn)
    ledger.credit("lead:1", refused=True)
    ledger.credit("lead:1")
    assert ledger.find("lead:1") is None
    assert ledger.refused(["lead:1", "lead:2"]) == {"lead:1": frozenset({"a"})}
    assert ledger.assign([("north", "lead:2")], in_turn)[0].path["before"] == {"a": 0, "b": 0}


def test_settled_is_not_waiting_and_not_given_back(engines: Any) -> None:
    ledger = ledger_of(engines)
    ledger.assign([("north", "lead:1")], in_turn)
    ledger.settle(["lead:1"])
    ledger.credit("lead:1")
    found = ledger.find("lead:1")
    assert found is not None
    assert found.owner == "a"
    assert ledger.waiting() == []


def test_another_workspace_sees_nothing(engines: Any) -> None:
    ledger_of(engines).assign([("north", "lead:1")], in_turn)
    other = ledger_of(engines, "w2")
    other.credit("lead:1")
    other.settle(["lead:1"])
    assert other.find("lead:1") is None
    assert other.waiting() == []
    assert other.refused(["lead:1"]) == {}
    assert len(ledger_of(engines).waiting()) == 1


def test_a_failing_pick_keeps_nothing(engines: Any) -> None:
    ledger = ledger_of(engines)

    def breaks(subject: str, state: PoolState) -> Draw:
        if subject == "lead:2":
            raise ValueError(subject)
        return in_turn(subject, state)

    with pytest.raises(ValueError, match="lead:2"):
        ledger.assign([("north", "lead:1"), ("north", "lead:2")], breaks)
    assert ledger.waiting() == []
    assert ledger.assign([("north", "lead:3")], in_turn)[0].path["before"] == {}


def test_workers_take_turns(engines: Any) -> None:
    def work(worker: int) -> list[str]:
        ledger = ledger_of(engines)
        wanted = [[("north", f"lead:{worker}-{n}-{i}") for i in range(5)] for n in range(10)]
        return [a.owner for some in wanted for a in ledger.assign(some, in_turn)]

    with ThreadPoolExecutor(4) as pool:
        owners = [o for result in pool.map(work, range(4)) for o in result]
    assert (owners.count("a"), owners.count("b")) == (100, 100)


def test_workers_never_draw_one_subject_twice(engines: Any) -> None:
    subjects = [("north", f"lead:{n}") for n in range(30)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ledger_of(engines).assign(subjects, in_turn), range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert len(ledger_of(engines).waiting()) == 30


def test_a_batch_is_few_statements(engines: Any) -> None:
    ledger, statements = ledger_of(engines), []
    ledger.assign([("north", "lead:0")], in_turn)
    event.listen(
        engines.governance, "before_cursor_execute", lambda *a: statements.append(a[2]), named=False
    )
    ledger.assign([("north", f"lead:{n}") for n in range(1, 400)], in_turn)
    assert len(statements) < 12
