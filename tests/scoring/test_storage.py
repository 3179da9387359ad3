"""Scorers as bytes: the same after reading, no pickle, and damage is told."""

import json

import pytest
from tests.scoring.made_up import leads

from stationmaster.core.errors import InvalidInput
from stationmaster.scoring.base_rate import BaseRateScorer
from stationmaster.scoring.by_rubric import RubricScorer
from stationmaster.scoring.rubric import shipped
from stationmaster.scoring.score import Scorer
from stationmaster.scoring.storage import from_bytes, to_bytes

ROWS = leads(50, seed=9).rows


@pytest.fixture(params=["learned", "base_rate", "rubric"], name="each")
def each_kind(request: pytest.FixtureRequest, scorer: Scorer) -> Scorer:
    if request.param == "base_rate":
        return BaseRateScorer(0.31, {"version": "base-rate-0.3100"})
    if request.param == "rubric":
        return RubricScorer(shipped(), leads(1).definitions, {"rows": 3})
    return scorer


def test_there_and_back(each: Scorer) -> None:
    read = from_bytes(to_bytes(each))
    assert (read.kind, read.version, dict(read.card)) == (
        each.kind,
        each.version,
        dict(each.card),
    )
    assert read.score(ROWS) == each.score(ROWS)
    assert read.explain(ROWS) == each.explain(ROWS)
    assert to_bytes(read) == to_bytes(each)


def test_it_is_json_all_the_way(each: Scorer) -> None:
    outer = json.loads(to_bytes(each))
    assert json.loads(outer["scorer"])["kind"] == each.kind


def test_a_cut_or_changed_file_is_told(each: Scorer) -> None:
    data = to_bytes(each)
    with pytest.raises(InvalidInput, match="cannot be read"):
        from_bytes(data[: len(data) // 2])
    with pytest.raises(InvalidInput, match="was changed or cut"):
        from_bytes(data.replace(b"version", b"Version", 1))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\x80\x04]", b'{"format": 1, "scorer": 2}'])
def test_what_is_no_scorer_is_told(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="The stored scorer"):
        from_bytes(data)


def test_another_format_is_told(each: Scorer) -> None:
    outer = {**json.loads(to_bytes(each)), "format": "stationmaster-scorer-9"}
    with pytest.raises(InvalidInput, match="stationmaster-scorer-9"):
        from_bytes(json.dumps(outer).encode())


def test_strangers_are_not_written() -> None:
    with pytest.raises(InvalidInput, match="unknown kind"):
        to_bytes(object())  # type: ignore[arg-type]  # on purpose
