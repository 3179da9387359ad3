"""How the outcomes of leads are drawn: a known formula of what is known when a lead comes in.

The chance to convert is the logistic function of a sum of weights. What is missing adds nothing.
"""

import math
from collections.abc import Iterable, Mapping

from stationmaster.core.record import Value

INTERCEPT = -1.75

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "source": {
        "Referral": 1.9, "Contact form": 1.0, "Trade fair": 0.3, "Webinar": 0.1, "Web chat": 0.0,
        "Paid search": -0.7, "Bought list": -2.3,
    },
    "company_size": {"1-10": -1.8, "11-50": -0.3, "51-200": 1.0, "201-1000": 0.8, "1000+": -0.3},
    "timeline": {"this month": 1.7, "this quarter": 1.0, "this year": -0.4, "just looking": -2.1},
    "job_level": {"executive": 0.8, "head": 1.0, "manager": 0.3, "staff": -0.8, "student": -3.0},
    "industry": {"Facilities": 0.8, "Logistics": 0.7, "Energy": 0.4, "Public sector": -0.6, "Software": -0.9},
}  # fmt: skip
"""What each option adds to the sum; options that are not named add nothing."""

VISITS_WEIGHT, MINUTES_WEIGHT, PHONE_WEIGHT, NO_PHONE_WEIGHT = 0.6, 0.7, 0.5, -0.7

SIGNALS = (*WEIGHTS, "visits", "minutes_on_site", "phone")
"""The properties the formula reads."""

LEAKS = (
    "lead_quality",
    "sales_touches",
    "last_notable_activity",
    "disqualified_reason",
    "closed_at",
)
"""Properties that somebody fills in once the outcome is known."""


def chance_to_convert(values: Mapping[str, Value]) -> float:
    """The true probability that a lead with these values converts."""
    total = INTERCEPT
    for name, weights in WEIGHTS.items():
        total += weights.get(str(values.get(name)), 0.0)
    visits, minutes = values.get("visits"), values.get("minutes_on_site")
    if visits is not None:
        total += VISITS_WEIGHT * (math.log1p(float(visits)) - 1.5)
    if minutes is not None:
        total += MINUTES_WEIGHT * (math.log1p(float(minutes)) - 2.0)
    total += PHONE_WEIGHT if values.get("phone") else NO_PHONE_WEIGHT
    return 1 / (1 + math.exp(-total))


def area_under_roc(scored: Iterable[tuple[float, bool]]) -> float:
    """The chance that a converted lead scores above one that did not, ties counting half.

    The Mann-Whitney U statistic over the number of pairs; 0.5 where one of the classes is empty.
    """
    ranked = sorted(scored)
    wins, below, ties = 0.0, 0, 0
    positives = sum(1 for _, won in ranked if won)
    for place, (score, won) in enumerate(ranked):
        ties = ties if place and ranked[place - 1][0] == score else 0
        if won:
            wins += below - ties / 2
        else:
            below, ties = below + 1, ties + 1
    pairs = positives * (len(ranked) - positives)
    return wins / pairs if pairs else 0.5
