"""The routing ledger on both databases: nothing drawn twice, nothing lost, workers in turn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from stationmaster.kit.ledger import Draw, Pick, Standing
from stationmaster.work.ledger import SqlLedger
from stationmaster.work.rehearsal import RehearsalLedger

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def ledger_of(engines: Any, workspace: str = "w1") -> SqlLedger:
    return SqlLedger(engines.governance, workspace, lambda: NOW)


def from_pool(pool: str) -> Pick:
    """Alternates between a and b, each place counting that owner's draws."""

    def pick(subject: str, standing: Standing) -> Draw:
        before = standing.places.get(pool, {})
        places = {"a": 0, "b": 0, **before}
        owner = min(places, key=lambda o: (places[o], o))
        after = {**places, owner: places[owner] + 1}
        return Draw(owner, {"before": dict(before), "for": subject}, pool, after, {owner: 1})

    return pick


in_turn = from_pool("north")


def owners(answers: Any) -> list[str]:
    return [a.owner for a in answers]


def test_draws_in_order_and_remembers_the_places(engines: Any) -> None:
    first = ledger_of(engines).assign(["lead:1", "lead:2"], in_turn)
    again = ledger_of(engines).assign(["lead:3"], in_turn)
    assert owners((*first, *again)) == ["a", "b", "a"]
    assert again[0] is not None
    assert again[0].path == {"before": {"a": 1, "b": 1}, "for": "lead:3"}
    assert again[0].at == NOW


def test_pools_turn_by_themselves(engines: Any) -> None:
    ledger = ledger_of(engines)
    assert owners(ledger.assign(["lead:1"], from_pool("north"))) == ["a"]
    assert owners(ledger.assign(["lead:2"], from_pool("south"))) == ["a"]
    assert owners(ledger.assign(["lead:3"], from_pool("north"))) == ["b"]


def test_a_subject_keeps_its_waiting_draw_in_any_pool(engines: Any) -> None:
    ledger = ledger_of(engines)
    made = ledger.assign(["lead:1", "lead:1"], in_turn)
    again = ledger.assign(["lead:1"], from_pool("south"))
    assert made[0] == made[1] == again[0]
    assert len(ledger.waiting()) == 1


def test_nobody_is_not_kept(engines: Any) -> None:
    ledger = ledger_of(engines)
    assert list(ledger.assign(["lead:1"], lambda *_: None)) == [None]
    assert ledger.find("lead:1") is None
    assert owners(ledger.assign(["lead:1"], in_turn)) == ["a"]


def test_an_owner_named_by_a_rule_needs_no_pool(engines: Any) -> None:
    ledger = ledger_of(engines)
    ledger.assign(["lead:1"], lambda *_: Draw("c", {"rule": "open_deal"}))
    found = ledger.find("lead:1")
    assert found is not None
    assert (found.owner, found.pool, found.path) == ("c", "", {"rule": "open_deal"})
    ledger.credit(["lead:1"])
    assert ledger.find("lead:1") is None


def test_waiting_counts_reach_the_pick_across_pools(engines: Any) -> None:
    ledger, seen = ledger_of(engines), []

    def watch(subject: str, standing: Standing) -> Draw:
        seen.append(dict(standing.waiting))
        return Draw("a", {})

    ledger.assign(["lead:1", "lead:2"], watch)
    ledger.settle(["lead:1"])
    ledger.assign(["lead:3"], watch)
    assert seen == [{}, {"a": 1}, {"a": 1}]


def test_credit_gives_the_draw_back_once(engines: Any) -> None:
    ledger = ledger_of(engines)
    ledger.assign(["lead:1"], in_turn)
    ledger.credit(["lead:1", "lead:unknown"], refused=True)
    ledger.credit(["lead:1"])
    assert ledger.find("lead:1") is None
    assert ledger.refused(["lead:1", "lead:2"]) == {"lead:1": frozenset({"a"})}
    drawn = ledger.assign(["lead:2"], in_turn)[0]
    assert drawn is not None
    assert drawn.path["before"] == {"a": 0, "b": 0}


def test_settled_is_not_waiting_and_not_given_back(engines: Any) -> None:
    ledger = ledger_of(engines)
    ledger.assign(["lead:1"], in_turn)
    ledger.settle(["lead:1"])
    ledger.credit(["lead:1"])
    found = ledger.find("lead:1")
    assert found is not None
    assert found.owner == "a"
    assert ledger.waiting() == []


def test_since_lists_what_was_drawn_and_not_returned(engines: Any) -> None:
    ledger = ledger_of(engines)
    ledger.assign(["lead:1", "lead:2", "lead:3"], in_turn)
    ledger.settle(["lead:1"])
    ledger.credit(["lead:2"])
    assert [a.subject for a in ledger.since(NOW)] == ["lead:1", "lead:3"]
    assert ledger.since(NOW + timedelta(seconds=1)) == []


def test_another_workspace_sees_nothing(engines: Any) -> None:
    ledger_of(engines).assign(["lead:1"], in_turn)
    other = ledger_of(engines, "w2")
    other.credit(["lead:1"])
    other.settle(["lead:1"])
    assert other.find("lead:1") is None
    assert other.waiting() == other.since(NOW) == []
    assert other.refused(["lead:1"]) == {}
    assert len(ledger_of(engines).waiting()) == 1


def test_a_failing_pick_keeps_nothing(engines: Any) -> None:
    ledger = ledger_of(engines)

    def breaks(subject: str, standing: Standing) -> Draw | None:
        if subject == "lead:2":
            raise ValueError(subject)
        return in_turn(subject, standing)

    with pytest.raises(ValueError, match="lead:2"):
        ledger.assign(["lead:1", "lead:2"], breaks)
    assert ledger.waiting() == []
    drawn = ledger.assign(["lead:3"], in_turn)[0]
    assert drawn is not None
    assert drawn.path["before"] == {}


def test_workers_take_turns(engines: Any) -> None:
    def work(worker: int) -> list[str]:
        ledger = ledger_of(engines)
        wanted = [[f"lead:{worker}-{n}-{i}" for i in range(5)] for n in range(10)]
        return [owner for some in wanted for owner in owners(ledger.assign(some, in_turn))]

    with ThreadPoolExecutor(4) as pool:
        drawn = [o for result in pool.map(work, range(4)) for o in result]
    assert (drawn.count("a"), drawn.count("b")) == (100, 100)


def test_workers_never_draw_one_subject_twice(engines: Any) -> None:
    subjects = [f"lead:{n}" for n in range(30)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ledger_of(engines).assign(subjects, in_turn), range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert len(ledger_of(engines).waiting()) == 30


def test_a_batch_is_few_statements(engines: Any) -> None:
    ledger = ledger_of(engines)
    ledger.assign(["lead:0"], in_turn)
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engines.governance, "before_cursor_execute", note)
    ledger.assign([f"lead:{n}" for n in range(1, 400)], in_turn)
    assert 0 < len(statements) < 12


def test_a_rehearsal_draws_like_the_real_one_and_keeps_nothing(engines: Any) -> None:
    real = ledger_of(engines)
    real.assign(["lead:0"], in_turn)
    rehearsal = RehearsalLedger(real)
    first = rehearsal.assign(["lead:1", "lead:0"], in_turn)
    second = rehearsal.assign(["lead:2", "lead:1"], in_turn)
    assert owners(first) == ["b", "a"]
    assert owners(second) == ["a", "b"]
    assert rehearsal.find("lead:1") == first[0]
    rehearsal.credit(["lead:0"])
    rehearsal.settle(["lead:0"])
    assert (
        [a.subject for a in real.waiting()]
        == ["lead:0"]
        == [a.subject for a in rehearsal.since(NOW)]
    )
    assert owners(real.assign(["lead:1", "lead:2"], in_turn)) == ["b", "a"]
