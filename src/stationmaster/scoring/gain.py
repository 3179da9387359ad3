"""The column beside which all others fade: with it leads are ranked almost perfectly, without it not."""

from collections.abc import Mapping, Sequence

from stationmaster.scoring import features, trees
from stationmaster.scoring.association import Folds, auc_interval
from stationmaster.scoring.examples import Examples
from stationmaster.scoring.late_evidence import NEAR_PERFECT, Evidence, Kind

TREES = 60
CLOSED = 0.6
"""Share of the ranking error of all other columns together that one column takes away."""
CANDIDATES = 5


def overshadowing(
    examples: Examples, aucs: Mapping[str, float], parts: Folds
) -> tuple[str, Evidence] | None:
    """The column, if there is one, by name. `aucs`: how well each column alone ranks leads."""
    names = sorted(aucs, key=lambda name: (-aucs[name], name))
    together = _held_out_auc(examples, names, parts)
    if together < NEAR_PERFECT:
        return None
    for name in names[:CANDIDATES]:
        without = _held_out_auc(examples, [n for n in names if n != name], parts)
        if (together - without) / (1.0 - without) >= CLOSED:
            sentence = (
                f"With it leads are ranked almost perfectly (AUC {together:.2f}), "
                f"with all other columns but without it not at all so well (AUC {without:.2f})."
            )
            return name, Evidence(Kind.OVERSHADOWS, sentence)
    return None


def _held_out_auc(examples: Examples, names: Sequence[str], parts: Folds) -> float:
    plan = features.fit(examples, names)
    if not plan.columns:
        return 0.5
    matrix = plan.filled(plan.encode(examples.rows, examples.known_at))
    outcomes = examples.converted()
    held = trees.cross_validate(matrix, outcomes, plan.categories, parts, TREES)
    return auc_interval(outcomes, held.raw).estimate
