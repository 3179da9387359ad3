"""Scorers as bytes: JSON with the trees as LightGBM's text. No pickle; loading runs no code of the file."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from stationmaster.core.errors import InvalidInput, StationmasterError
from stationmaster.core.record import PropertyDefinition, PropertyType
from stationmaster.scoring import abstain, features, rubric
from stationmaster.scoring.base_rate import BaseRateScorer
from stationmaster.scoring.by_rubric import RubricScorer
from stationmaster.scoring.calibration import Line
from stationmaster.scoring.learned import LearnedScorer
from stationmaster.scoring.libraries import lightgbm, require_trees
from stationmaster.scoring.score import Scorer

FORMAT = "stationmaster-scorer-1"


def to_bytes(scorer: Scorer) -> bytes:
    """Equal scorers give equal bytes. Raises InvalidInput for a scorer that is not of this package."""
    body: dict[str, object]
    match scorer:
        case LearnedScorer():
            body = _learned(scorer)
        case BaseRateScorer():
            body = {"rate": scorer.rate, "card": scorer.card}
        case RubricScorer():
            body = _rubric(scorer)
        case _:
            raise _unreadable("is of an unknown kind")
    text = _canonical({**body, "kind": scorer.kind})
    seal = hashlib.sha256(text.encode()).hexdigest()
    return _canonical({"format": FORMAT, "sha256": seal, "scorer": text}).encode()


def from_bytes(data: bytes) -> Scorer:
    """The inverse of `to_bytes`. Raises InvalidInput where the bytes are not whole or not a scorer."""
    try:
        outer = json.loads(data)
        text = outer["scorer"]
        if outer["format"] != FORMAT:
            raise _unreadable(f"has the format {outer['format']!r}")
        if hashlib.sha256(text.encode()).hexdigest() != outer["sha256"]:
            raise _unreadable("was changed or cut since it was written")
        body = json.loads(text)
        return _READERS[body["kind"]](body)
    except StationmasterError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable("cannot be read") from error


def _learned(scorer: LearnedScorer) -> dict[str, object]:
    return {
        "features": scorer.features.to_json(),
        "trees": scorer.booster.model_to_string(),
        "line": asdict(scorer.line),
        "edges": list(scorer.edges),
        "abstention": scorer.abstention.to_json(),
        "card": scorer.card,
    }


def _rubric(scorer: RubricScorer) -> dict[str, object]:
    return {
        "rubric": scorer.rubric.to_json(),
        "definitions": [asdict(definition) for definition in scorer.definitions.values()],
        "training": scorer.training,
    }


def _read_learned(body: Mapping[str, Any]) -> Scorer:
    require_trees()
    try:
        booster = lightgbm.Booster(model_str=body["trees"])
    except lightgbm.basic.LightGBMError as error:
        raise _unreadable("cannot be read") from error
    return LearnedScorer(
        features.from_json(body["features"]),
        booster,
        Line(float(body["line"]["slope"]), float(body["line"]["intercept"])),
        tuple(int(edge) for edge in body["edges"]),
        abstain.from_json(body["abstention"]),
        body["card"],
    )


def _read_base_rate(body: Mapping[str, Any]) -> Scorer:
    return BaseRateScorer(float(body["rate"]), body["card"])


def _read_rubric(body: Mapping[str, Any]) -> Scorer:
    definitions = {item["name"]: _definition(item) for item in body["definitions"]}
    return RubricScorer(rubric.from_json(body["rubric"]), definitions, body["training"])


def _definition(item: Mapping[str, Any]) -> PropertyDefinition:
    parts = {**item, "type": PropertyType(item["type"]), "options": tuple(item["options"])}
    return PropertyDefinition(**parts)


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Scorer]] = {
    LearnedScorer.kind: _read_learned,
    BaseRateScorer.kind: _read_base_rate,
    RubricScorer.kind: _read_rubric,
}


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _unreadable(what: str) -> InvalidInput:
    return InvalidInput(
        f"The stored scorer {what}.",
        field="model",
        way_out="Train it again from the closed leads.",
    )
