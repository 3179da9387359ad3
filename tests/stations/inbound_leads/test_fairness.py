"""Fair shares: every rep within 2 % of their weight, whatever happens meanwhile."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stations.inbound_leads.town import NOON, picker_of, roster_of, subjects_of

from stationmaster.db.engine import open_engine
from stationmaster.kit.ledger import Assignment
from stationmaster.stations.inbound_leads.routing.path import replay
from stationmaster.stations.inbound_leads.routing.roster import Roster
from stationmaster.stations.inbound_leads.routing.rotation import turn
from stationmaster.work.drawing import Drawing
from stationmaster.work.ledger import SqlLedger

LEADS = 10_000
WEIGHTS = {
    f"rep{n:02}": weight for n, weight in enumerate((1, 2, 3, 1, 0.5, 4, 2, 2, 1, 1.5, 3, 5))
}
TEAM = {owner: {"weight": weight} for owner, weight in WEIGHTS.items()}


def counted(assignments: Iterable[Assignment | None]) -> Counter[str]:
    return Counter(a.owner for a in assignments if a is not None)


def assert_fair(
    counts: Mapping[str, int], weights: Mapping[str, float], within: float = 0.02
) -> None:
    """Every owner's count within a share of what their weight gives them, or within one lead."""
    drawn, total = sum(counts.values()), sum(weights.values())
    assert set(counts) <= set(weights)
    for owner, weight in weights.items():
        due = drawn * weight / total
        assert abs(counts.get(owner, 0) - due) <= max(1, within * due), (owner, counts, due)


class Day:
    """Routes leads one after the other from memory, as the ledger does from the database."""

    def __init__(self) -> None:
        self.drawing = Drawing({}, {}, {}, [], lambda: NOON)
        self.next = 0

    def route(self, count: int, roster: Roster) -> list[Assignment]:
        subjects = subjects_of(self.next, count)
        self.next += count
        pick = picker_of(roster, subjects).pick
        drawn = [self.drawing.draw(subject, pick) for subject in subjects]
        assert all(replay(a.path) == a.owner for a in drawn if a)
        return [a for a in drawn if a]


def test_shares_follow_weights() -> None:
    drawn = Day().route(LEADS, roster_of(TEAM))
    assert len(drawn) == LEADS
    assert_fair(counted(drawn), WEIGHTS)


def test_shares_are_fair_at_every_length() -> None:
    drawn = Day().route(500, roster_of(TEAM))
    for length in range(20, 500, 7):
        counts = counted(drawn[:length])
        due = {o: length * w / sum(WEIGHTS.values()) for o, w in WEIGHTS.items()}
        assert all(abs(counts[o] - due[o]) < 2.5 for o in due)


def test_who_is_full_gets_no_more_and_the_others_share_by_weight() -> None:
    capped = {
        **TEAM,
        "rep11": {"weight": 5, "capacity": 300},
        "rep05": {"weight": 4, "capacity": 100},
    }
    day = Day()
    roster = roster_of(capped, open={"rep11": 50})
    day.route(3_000, roster)
    counts = counted(a for a, _ in day.drawing.made)
    assert (counts["rep11"], counts["rep05"]) == (250, 100)
    later = counted(day.route(LEADS - 3_000, roster))
    assert_fair(later, {o: w for o, w in WEIGHTS.items() if o not in ("rep11", "rep05")})


def test_nobody_is_drawn_when_all_are_full() -> None:
    small = {owner: {"weight": 1, "capacity": 10} for owner in ("a", "b", "c")}
    assert counted(Day().route(100, roster_of(small))) == {"a": 10, "b": 10, "c": 10}


def test_an_absence_costs_nothing_and_brings_nothing() -> None:
    away = {
        **TEAM,
        "rep02": {"weight": 3, "absent_from": "2026-11-20", "absent_until": "2026-11-22"},
    }
    day = Day()
    assert_fair(
        counted(day.route(3_000, roster_of(away, moment=NOON - timedelta(days=1)))), WEIGHTS
    )
    during = counted(day.route(4_000, roster_of(away)))
    assert_fair(during, {o: w for o, w in WEIGHTS.items() if o != "rep02"})
    back = day.route(3_000, roster_of(away, moment=NOON + timedelta(days=3)))
    assert_fair(counted(back), WEIGHTS)
    first = counted(back[:52])  # two rounds of the weights
    assert abs(first["rep02"] - 6) <= 1


def test_somebody_new_starts_at_the_average() -> None:
    day = Day()
    day.route(5_000, roster_of(TEAM))
    joined = {**TEAM, "new": {"weight": 2}}
    after = day.route(5_000, roster_of(joined))
    assert_fair(counted(after), {**WEIGHTS, "new": 2})
    assert abs(counted(after[:56])["new"] - 4) <= 1


def test_short_days_do_not_starve_small_shares() -> None:
    """Nights, when nobody is at work, keep everybody's place: a small share comes round in time."""
    day = Day()
    team = {"big": {"weight": 9}, "small": {"weight": 1}}
    counts = Counter[str]()
    for number in range(100):
        counts += counted(day.route(3, roster_of(team, moment=NOON + timedelta(days=number))))
    assert_fair(counts, {"big": 9, "small": 1})


def test_no_order_and_no_age_is_favoured() -> None:
    """Many short days with equal weights: who comes first in the list gets no more than the last."""
    counts = Counter[str]()
    for trial in range(3_000):
        owners = [f"rep{n:02}" for n in range(12)]
        places: Mapping[str, int] = {}
        for lead in range(1 + trial % 11):
            taken = turn(places, dict.fromkeys(owners, 100), (), f"lead:{trial}-{lead}")
            places = taken.places
            counts[taken.owner] += 1
    expected = sum(counts.values()) / 12
    assert all(abs(count - expected) < 5 * expected**0.5 for count in counts.values())


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 1000), min_size=1),
    st.integers(1, 300),
)
def test_no_prefix_strays_from_its_weights(weights: Mapping[str, int], count: int) -> None:
    """Bounded discrepancy: nobody is ever further from their due than there are members."""
    places: Mapping[str, int] = {}
    counts = Counter[str]()
    for lead in range(count):
        taken = turn(places, weights, (), str(lead))
        assert sum(taken.moved.values()) == 0
        assert {o: places.get(o, 0) + taken.moved[o] for o in weights} == taken.places
        places = taken.places
        counts[taken.owner] += 1
    for owner, weight in weights.items():
        assert abs(counts[owner] - count * weight / sum(weights.values())) <= len(weights)


@given(
    st.dictionaries(st.sampled_from("abcde"), st.integers(1, 20), min_size=2),
    st.randoms(use_true_random=False),
)
def test_places_stay_bounded_whoever_comes_and_goes(
    weights: Mapping[str, int], chance: Random
) -> None:
    """Nobody piles up credit: places stay within a few rounds of each other, so no return is a flood."""
    places: Mapping[str, int] = {}
    for lead in range(60):
        kinds = {owner: chance.choice(("there", "there", "resting", "away")) for owner in weights}
        eligible = [o for o, kind in kinds.items() if kind == "there"] or [min(weights)]
        resting = [o for o, kind in kinds.items() if kind == "resting" and o not in eligible]
        taken = turn(places, {o: weights[o] for o in eligible}, resting, str(lead))
        places = taken.places
        assert set(places) <= {*eligible, *resting}
        spread = max(places[o] for o in eligible) - min(places[o] for o in eligible)
        assert spread <= 2 * sum(weights.values())


def in_chunks(subjects: Sequence[str], size: int) -> list[Sequence[str]]:
    return [subjects[i : i + size] for i in range(0, len(subjects), size)]


def test_two_workers_and_a_restart(engines: Any) -> None:
    """10,000 leads by two workers at a time, stopped and started again in the middle: fair, each lead
    once, no cap exceeded, and every stored path replays to its owner."""
    roster = roster_of({**TEAM, "rep11": {"weight": 5, "capacity": 400}})

    def worker(subjects: Sequence[str]) -> Callable[[], None]:
        def work() -> None:
            engine = open_engine(engines.governance_url, durable=False)
            ledger = SqlLedger(engine, "w1", lambda: NOON)
            for some in in_chunks(subjects, 250):
                ledger.assign(some, picker_of(roster, some).pick)
            engine.dispose()

        return work

    for start in (0, LEADS // 2):  # nothing but the database lives on from one to the other
        both = subjects_of(start, LEADS // 2)
        shared = both[: LEADS // 4 + 250], both[LEADS // 4 - 250 :]
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(worker(part)) for part in shared]:
                done.result()
    stored = SqlLedger(engines.governance, "w1", lambda: NOON).waiting()
    assert len({a.subject for a in stored}) == len(stored) == LEADS
    counts = counted(stored)
    assert counts["rep11"] == 400
    assert all(replay(a.path) == a.owner for a in stored)
    full = 1 + max(n for n, a in enumerate(stored) if a.owner == "rep11")
    assert_fair(counted(stored[:full]), WEIGHTS)
    assert_fair(counted(stored[full:]), {o: w for o, w in WEIGHTS.items() if o != "rep11"})


@pytest.mark.parametrize("change", ["out", "weight", "place"])
def test_replay_asks_the_rules_and_not_the_answer(change: str) -> None:
    """Were something else in the path, somebody else would come out."""
    drawn = Day().route(40, roster_of(TEAM))[-1]
    path: Any = {name: value for name, value in drawn.path.items() if name not in ("owner", "rule")}
    assert replay(path) == drawn.owner
    step = path["steps"][0]
    candidate = next(c for c in step["candidates"] if c["owner"] == drawn.owner)
    if change == "place":
        step["places"] = {**step["places"], drawn.owner: -10_000}
    elif change == "weight":
        candidate["weight"] = 1
        step["places"] = {**step["places"], drawn.owner: 0}
    else:
        candidate["out"] = "absent"
    assert replay(path) not in (None, drawn.owner)
