"""Lead scoring on real data: ranking and calibration against plain models, speed against bare LightGBM,
how little history is enough, how often chance is taken for signal, and when to say "I cannot know".

Everything is trained on 70 % and measured on the other 30 %. Run: `python -m benchmarks.scoring_quality`.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler
from tests.scoring.made_up import leads
from tests.scoring.real_data import MAVEN, SPLITS, X_EDUCATION, maven, split, x_education

from benchmarks.harness import peak_memory_mb, seconds
from stationmaster.scoring import train as training
from stationmaster.scoring import trees
from stationmaster.scoring.calibration import measure
from stationmaster.scoring.examples import Examples, Flags, Floats
from stationmaster.scoring.learned import LearnedScorer
from stationmaster.scoring.train import train

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SPEED_ROWS = 50_000


def learned(examples: Examples) -> LearnedScorer:
    scorer = train(examples, trained_at=NOW)
    assert isinstance(scorer, LearnedScorer), scorer.card["why"]
    return scorer


def chances(scorer: LearnedScorer, held: Examples) -> tuple[Floats, Flags]:
    """Probabilities and outcomes of the leads that were scored."""
    scores = scorer.score(held.rows)
    known = [i for i, score in enumerate(scores) if not score.abstained]
    return np.array([scores[i].probability for i in known]), held.converted()[known]


def described(name: str, chance: Floats, ended: Flags) -> str:
    found = measure(chance, ended)
    top = np.argsort(-chance)[: len(chance) // 10]
    return (
        f"  {name:<22} AUC {roc_auc_score(ended, chance):.4f}  slope {found.slope:.3f}  "
        f"intercept {found.intercept:+.3f}  Brier {found.brier:.4f}  top 10 % {ended[top].mean():.3f}"
    )


def one_hot(scorer: LearnedScorer, examples: Examples) -> Floats:
    """The same columns for a linear model: a flag per level and per gap."""
    matrix = scorer.features.encode(examples.rows)
    parts = []
    for i, column in enumerate(scorer.features.columns):
        values = matrix[:, i]
        if column.is_category:
            parts += [values == code for code in range(len(column.levels) + 2)]
        else:
            parts += [np.nan_to_num(values), np.log1p(np.nan_to_num(values)), np.isnan(values)]
    return np.column_stack(parts).astype(np.float64)


def quality(examples: Examples) -> None:
    print(
        "Held-out 30 % of X Education, three stratified splits, columns as the leak detector leaves them"
    )
    found = []
    for seed in SPLITS:
        learn, held = split(examples, seed)
        scorer = learned(learn)
        found.append(chances(scorer, held))
        print(
            f"  split {seed}: abstained on {len(held.rows) - len(found[-1][0])} of {len(held.rows)}"
        )
        print(described("this scorer", *found[-1]))
        plan, ended = scorer.features, learn.converted()
        plain = HistGradientBoostingClassifier(random_state=0, categorical_features=plan.categories)
        plain.fit(plan.encode(learn.rows), ended)
        guess = plain.predict_proba(plan.encode(held.rows))[:, 1]
        print(described("plain HistGB", guess, held.converted()))
        scale = StandardScaler().fit(one_hot(scorer, learn))
        line = LogisticRegression(max_iter=2000).fit(scale.transform(one_hot(scorer, learn)), ended)
        guess = line.predict_proba(scale.transform(one_hot(scorer, held)))[:, 1]
        print(described("plain logistic", guess, held.converted()))
    aucs = [roc_auc_score(ended, chance) for chance, ended in found]
    slopes = [measure(*each).slope for each in found]
    print(f"  mean of this scorer: AUC {np.mean(aucs):.4f}, slope {np.mean(slopes):.3f}")
    refused = [c["name"] for c in scorer.card["columns"]["refused"]]  # type: ignore[index]  # JSON
    print(f"  refused: {', '.join(refused)}")


def speed(examples: Examples) -> None:
    learn, held = split(examples, 0)
    scorer = learned(learn)
    rows = (list(held.rows) * (SPEED_ROWS // len(held.rows) + 1))[:SPEED_ROWS]
    matrix = scorer.features.filled(scorer.features.encode(rows))
    count = scorer.booster.num_trees()
    print(
        f"One thread, {count} trees, {matrix.shape[1]} columns; rows per second (bare: LightGBM alone)"
    )
    few = len(rows) // 5
    bare = partial(trees.log_odds, scorer.booster, matrix)
    compared("score", partial(scorer.score, rows), bare, len(rows))
    bare = partial(trees.contributions, scorer.booster, matrix[:few])
    compared("explain", partial(scorer.explain, rows[:few]), bare, few)


def compared(name: str, ours: Callable[[], object], bare: Callable[[], object], rows: int) -> None:
    """Both in turns, as a shared machine is not as quick all the time."""
    turns = [(seconds(ours), seconds(bare)) for _ in range(5)]
    took, alone = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(ours / bare for ours, bare in turns)
    print(
        f"  {name:<8} {rows / took:>9,.0f}   bare {rows / alone:>9,.0f}   {ratio:.2f} times the time"
    )


def history(examples: Examples, runs: int) -> None:
    print(f"Little history, {runs} random draws each: 10 %, 50 %, 90 % of what 30 % held out shows")
    training.FEWEST_CLOSED, training.FEWEST_OF_EACH = 0, 10
    _, held = split(examples, 0)
    held_rows = {id(row) for row in held.rows}
    pool = [i for i, row in enumerate(examples.rows) if id(row) not in held_rows]
    for size in (60, 100, 200, 400, 800):
        seen, skipped = [], 0
        for seed in range(runs):
            chosen = np.random.default_rng(seed).choice(pool, size, replace=False)
            scorer = train(_chosen(examples, chosen), trained_at=NOW)
            if not isinstance(scorer, LearnedScorer):
                skipped += 1
                continue
            chance, ended = chances(scorer, held)
            found = measure(chance, ended)
            seen.append(
                (roc_auc_score(ended, chance), found.slope, 1 - found.brier / found.brier_base)
            )
        low, mid, high = np.quantile(np.array(seen), [0.1, 0.5, 0.9], axis=0)
        spans = [f"{a:.2f} {b:.2f} {c:.2f}" for a, b, c in zip(low, mid, high, strict=True)]
        print(
            f"  {size:>4} leads: AUC {spans[0]}   slope {spans[1]}   Brier skill {spans[2]}   "
            f"no signal {skipped}"
        )
    training.FEWEST_CLOSED, training.FEWEST_OF_EACH = 200, 40


def _chosen(examples: Examples, places: Sequence[int]) -> Examples:
    rows = [examples.rows[i] for i in places]
    return replace(examples, rows=rows, outcomes=[examples.outcomes[i] for i in places])


def chance_as_signal(runs: int) -> None:
    for size in (300, 1000, 2500):
        fooled = sum(
            train(leads(size, seed=seed, strength=0.0), trained_at=NOW).kind == "learned"
            for seed in range(runs)
        )
        print(f"Chance taken for signal: {fooled} of {runs} made-up histories of {size} leads")
    if MAVEN.exists():
        scorer = train(maven(), trained_at=NOW)
        print(f"Maven CRM: {scorer.kind}. {scorer.card['why']}")


def gaps(examples: Examples) -> None:
    """Properties are erased at random from held-out leads; Brier skill by what is left."""
    learn, held = split(examples, 0)
    scorer = learned(learn)
    silence, random = scorer.abstention, np.random.default_rng(0)
    weights, unlearned = np.array(silence.weights), np.array(silence.unlearned)
    hardly = {n for n, few in zip(silence.properties, silence.unlearned, strict=True) if few}
    for title, erasable, limits in (
        (
            "only what training never missed, by the weight erased",
            hardly,
            (0, 0.001, 0.1, 0.2, 0.35, 0.5, 1),
        ),
        (
            "anything, by the weight left",
            set(silence.properties),
            (0, 0.15, 0.3, 0.4, 0.45, 0.5, 0.6, 0.8, 1.01),
        ),
    ):
        rows, ended = [], np.tile(held.converted(), 6)
        for _ in range(6):
            for row in held.rows:
                keep = random.random()
                rows.append(
                    {k: v for k, v in row.items() if k not in erasable or random.random() < keep}
                )
        matrix = scorer.features.encode(rows)
        missing = scorer.features.missing(matrix)
        raw = trees.log_odds(scorer.booster, scorer.features.filled(matrix))
        chance = 1 / (1 + np.exp(-scorer.line(raw)))
        share = (missing & unlearned) @ weights if erasable is hardly else ~missing @ weights
        print(f"Erased from held-out leads: {title}")
        for low, high in pairwise(limits):
            inside = (share >= low) & (share < high)
            if inside.sum() > 200:
                found = measure(chance[inside], ended[inside])
                skill = 1 - found.brier / found.brier_base
                told = f"mean {chance[inside].mean():.2f}, converted {ended[inside].mean():.2f}"
                print(
                    f"  {low:.2f} to {high:.2f}: {inside.sum():>6} leads, Brier skill {skill:+.3f}, {told}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=12, help="random draws per line")
    given = parser.parse_args()
    chance_as_signal(given.runs)
    if not X_EDUCATION.exists():
        print("The X Education leads are not here; nothing more to measure.")
        return
    examples = x_education()
    quality(examples)
    speed(examples)
    gaps(examples)
    history(examples, given.runs)
    print(f"Peak memory {peak_memory_mb():,.0f} MiB")


if __name__ == "__main__":
    main()
