"""The station's own cases: every draft, in order, on both databases."""

from typing import Any

import pytest
from tests.stations.cases import Case, cases_of, told, work

from stationmaster.kit.evidence import verify
from stationmaster.stations.inbound_leads.station import STATION
from stationmaster.work.running import check_reach

CASES = cases_of(STATION)


@pytest.mark.parametrize("case", CASES, ids=[c["case"] for c in CASES])
def test_case(case: Case, shared: Any) -> None:
    shop, drafts = work(case, STATION, shared)
    wanted = case["expect"]
    assert [d.kind for d in drafts] == [w["kind"] for w in wanted]
    for draft, expected in zip(drafts, wanted, strict=True):
        assert told(draft, expected, shop) == dict(expected)
    for draft in drafts:
        check_reach(STATION, draft)
        assert draft.dedup is not None
        assert bool(draft.operations) != bool(draft.choices)
        assert all(e.found for e in verify(shop.context().reader, draft.evidence))
    assert len({d.dedup for d in drafts}) == len(drafts)
    again = [(d.dedup, d.operations, d.choices) for d in shop.run()]
    assert again == [(d.dedup, d.operations, d.choices) for d in drafts]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 30
    assert len({c["case"] for c in CASES}) == len(CASES)
