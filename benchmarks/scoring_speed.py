"""Scoring and storing leads against bare LightGBM on the same rows, in turns in one run.

Ours: rows to features, calibrated probability, band, explanation whose parts sum to the score, and
score, band and version stored as properties of the lead with their history, durable, in SQLite.
Bare: LightGBM's own `predict` with `pred_contrib` on the finished matrix; nothing is stored.
`score` without explanation and storing is shown beside bare `predict`.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import Engine
from tests.scoring.made_up import leads

from benchmarks.harness import databases, peak_memory_mb, scratch, seconds
from stationmaster.core.actor import SourceKind
from stationmaster.core.clock import utc_now
from stationmaster.core.record import PropertyDefinition, PropertyType, Ref, Source, Value
from stationmaster.records import schema
from stationmaster.records.write import RecordWriter
from stationmaster.scoring import trees
from stationmaster.scoring.examples import Row
from stationmaster.scoring.learned import LearnedScorer
from stationmaster.scoring.train import train

WORKSPACE, CHUNK = "ws_bench", 2000
SOURCE = Source(SourceKind.AGENT, "agent_bench")


def stored_leads(records: Engine, rows: Sequence[Row]) -> list[Ref]:
    with records.begin() as connection:
        new = PropertyDefinition("score_version", "Score version", PropertyType.STRING)
        schema.define_property(connection, WORKSPACE, "lead", new)
        writer = RecordWriter(connection, WORKSPACE)
        return list(writer.insert("lead", [{"last_name": "Lead"} for _ in rows], SOURCE))


def score_and_store(
    scorer: LearnedScorer, records: Engine, rows: Sequence[Row], refs: Sequence[Ref]
) -> None:
    for start in range(0, len(rows), CHUNK):
        explained = scorer.explain(rows[start : start + CHUNK])
        changes: list[tuple[Ref, dict[str, Value]]] = [
            (
                ref,
                {
                    "score": each.score.points,
                    "score_band": each.score.band,
                    "score_version": each.score.version,
                },
            )
            for ref, each in zip(refs[start : start + CHUNK], explained, strict=True)
        ]
        with records.begin() as connection:
            RecordWriter(connection, WORKSPACE).update(changes, SOURCE)


def compared(
    name: str, rounds: int, rows: int, ours: Callable[[int], object], bare: Callable[[], object]
) -> None:
    turns = [(seconds(partial(ours, turn)), seconds(bare)) for turn in range(rounds)]
    took, alone = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(mine / theirs for mine, theirs in turns)
    print(
        f"  {name:<26} {rows / took:>9,.0f} rows/s   bare LightGBM {rows / alone:>9,.0f} rows/s   "
        f"{ratio:.2f} times the time",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    scorer = train(leads(4000, seed=1), trained_at=utc_now())
    if not isinstance(scorer, LearnedScorer):
        raise SystemExit("nothing was learned")
    rows = leads(given.rows, seed=2).rows
    matrix = scorer.features.filled(scorer.features.encode(rows))
    print(f"  one thread, {scorer.booster.num_trees()} trees, {matrix.shape[1]} columns")
    with scratch() as folder:
        pairs = []
        for turn in range(given.rounds):
            _, records = databases(folder, f"{turn}-")
            pairs.append((records, stored_leads(records, rows)))
        compared(
            "score, explain and store",
            given.rounds,
            len(rows),
            lambda turn: score_and_store(scorer, pairs[turn][0], rows, pairs[turn][1]),
            partial(trees.contributions, scorer.booster, matrix),
        )
    compared(
        "score and explain",
        given.rounds,
        len(rows),
        lambda _: scorer.explain(rows),
        partial(trees.contributions, scorer.booster, matrix),
    )
    compared(
        "score",
        given.rounds,
        len(rows),
        lambda _: scorer.score(rows),
        partial(trees.log_odds, scorer.booster, matrix),
    )
    print(f"  peak memory {peak_memory_mb():,.0f} MiB")


if __name__ == "__main__":
    main()
