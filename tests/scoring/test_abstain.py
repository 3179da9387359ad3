"""Saying "I cannot know": which gaps were learned, which were never seen."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from tests.scoring.made_up import leads

from stationmaster.scoring import abstain
from stationmaster.scoring.abstain import Abstention
from stationmaster.scoring.score import Scorer
from stationmaster.scoring.train import train

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NAMES = ("a", "b", "c")


def learned(gaps: list[float], moved: list[float], rows: int = 400) -> Abstention:
    """`gaps`: share of training rows without each property."""
    random = np.random.default_rng(0)
    missing = random.random((rows, 3)) < np.array(gaps)
    return abstain.learn(NAMES, missing, np.tile(np.array(moved), (rows, 1)))


def says(silence: Abstention, *missing: str) -> bool:
    return bool(silence.abstains(np.array([[name in missing for name in NAMES]]))[0])


def test_a_heavy_gap_never_seen_is_not_guessed() -> None:
    silence = learned([0, 0, 0], [6, 3, 1])
    assert not says(silence)
    assert says(silence, "a")
    assert says(silence, "b")
    assert not says(silence, "c")


def test_a_gap_that_training_knew_is_knowledge() -> None:
    silence = learned([0, 0.5, 0], [6, 3, 1])
    assert not says(silence, "b")
    assert says(silence, "a")


def test_less_known_than_of_nearly_all_leads_before() -> None:
    """Each gap alone was common; both at once never were."""
    missing = np.zeros((400, 3), dtype=np.bool_)
    missing[:200, 0] = missing[200:, 1] = True
    silence = abstain.learn(NAMES, missing, np.tile(np.array([5.0, 4.0, 1.0]), (400, 1)))
    assert not says(silence, "a")
    assert not says(silence, "b")
    assert says(silence, "a", "b")


def test_nothing_known_is_never_scored() -> None:
    assert says(learned([0.9, 0.9, 0.9], [1, 1, 1]), "a", "b", "c")


def test_what_would_be_needed_is_named_heaviest_first() -> None:
    silence = learned([0, 0, 0], [1, 6, 0.01])
    assert silence.wanted(np.array([True, True, True])) == ("b", "a")
    assert silence.wanted(np.array([True, False, True])) == ("a",)


def test_it_is_stored_as_json() -> None:
    silence = learned([0, 0.5, 0], [6, 3, 1])
    assert abstain.from_json(silence.to_json()) == silence


def test_a_lead_without_its_main_properties_is_not_scored(scorer: Scorer) -> None:
    row = dict(leads(1).rows[0])
    known, empty, phone_only = scorer.score([row, {}, {"phone": row.get("phone", "1")}])
    assert not known.abstained
    assert empty.abstained
    assert empty.missing[:2] == ("source", "visits")
    assert phone_only.missing[:2] == ("source", "visits")
    assert "phone" not in phone_only.missing


def test_levels_never_seen_do_not_silence(scorer: Scorer) -> None:
    row = {**leads(1).rows[0], "source": "Carrier pigeon"}
    assert not scorer.score([row])[0].abstained


def test_gaps_common_in_training_do_not_silence() -> None:
    full = leads()
    gappy = replace(
        full,
        rows=[
            {k: v for k, v in row.items() if k != "source" or i % 4}
            for i, row in enumerate(full.rows)
        ],
    )
    row = {k: v for k, v in full.rows[0].items() if k != "source"}
    assert not train(gappy, trained_at=NOW).score([row])[0].abstained
