import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from stationmaster.testing.sample import Sample
from stationmaster.testing.sample.outcomes import area_under_roc, chance_to_convert


def closed(sample: Sample) -> list[str]:
    return [key for key in sample.objects["lead"] if "closed_at" in sample.final(key)]


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=2))
def test_area_under_roc_is_the_known_one(scored: list[tuple[float, bool]]) -> None:
    outcomes = [won for _, won in scored]
    if len(set(outcomes)) == 1:
        assert area_under_roc(scored) == 0.5
    else:
        known = roc_auc_score(outcomes, [score for score, _ in scored])
        assert area_under_roc(scored) == pytest.approx(known)


def test_outcomes_follow_the_stated_probability(company: Sample) -> None:
    outcomes = company.answers.outcomes
    keys = closed(company)
    assert len(keys) == 2_000
    expected = sum(outcomes.probability[key] for key in keys)
    spread = math.sqrt(sum(p * (1 - p) for p in (outcomes.probability[key] for key in keys)))
    assert abs(len(outcomes.converted) - expected) < 3.5 * spread
    for key in keys:
        assert company.final(key)["converted"] == (key in outcomes.converted)
        assert outcomes.probability[key] == chance_to_convert(company.objects["lead"][key].values)


def features(company: Sample, key: str, names: tuple[str, ...]) -> dict[str, object]:
    values = company.final(key)
    found: dict[str, object] = {}
    for name in names:
        value = values.get(name)
        if name == "phone":
            found["has phone"] = float(value is not None)
        elif isinstance(value, int | float):
            found[name] = math.log1p(value)
        else:
            found[f"{name}={value}"] = 1.0
    return found


def learned_auc(company: Sample, names: tuple[str, ...]) -> float:
    """Of a model that learned from two thirds of the closed leads, on the others."""
    keys = closed(company)
    won = [key in company.answers.outcomes.converted for key in keys]
    table = DictVectorizer().fit_transform([features(company, key, names) for key in keys])
    train = [n for n in range(len(keys)) if n % 3]
    held = [n for n in range(len(keys)) if not n % 3]
    model = LogisticRegression(max_iter=2_000).fit(table[train], [won[n] for n in train])
    return float(roc_auc_score([won[n] for n in held], model.predict_proba(table[held])[:, 1]))


def test_a_model_gets_near_the_best_from_honest_columns(company: Sample) -> None:
    best = company.answers.outcomes.best_auc
    assert 0.86 < best < 0.93
    assert learned_auc(company, company.answers.outcomes.signals) > best - 0.03


def test_leaking_columns_look_too_good(company: Sample) -> None:
    leaks = company.answers.outcomes.leaks
    assert learned_auc(company, leaks) > 0.97
    for key in company.answers.night:
        assert not company.final(key).keys() & set(leaks)
