"""A trained model's card, as people read it: how well it does, and what it was not allowed to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stationmaster.kit.models import StoredModel


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    name: str
    reason: str
    weight: float | None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """`figures` are (what, value) in words; `used`, `refused`, `left_out` the columns of the data."""

    version: int
    trained_at: str
    why: str
    figures: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    used: Sequence[Column]
    refused: Sequence[Column]
    left_out: Sequence[Column]


def card_of(model: StoredModel) -> ModelCard:
    """The card as far as it can be read; what a maker does not tell is left out."""
    card = model.card
    columns = _mapping(card.get("columns"))
    return ModelCard(
        version=model.version,
        trained_at=str(card.get("trained_at") or "")[:16].replace("T", " "),
        why=str(card.get("why") or ""),
        figures=tuple(_figures(card)),
        warnings=tuple(str(w) for w in _list(card.get("warnings"))),
        used=_columns(columns, "used"),
        refused=_columns(columns, "refused"),
        left_out=_columns(columns, "left_out"),
    )


def _figures(card: Mapping[str, object]) -> list[tuple[str, str]]:
    quality = _mapping(card.get("quality"))
    found = [
        ("Learned from", _count(card.get("rows"), "closed leads")),
        ("Of those converted", _count(card.get("converted"), "")),
        ("Tells two leads apart (AUC)", _interval(quality.get("auc"))),
        ("The same on later leads", _interval(quality.get("auc_later"))),
        ("Calibration slope (1 is right)", _number(quality.get("calibration_slope"))),
        ("Brier score", _number(quality.get("brier"))),
        ("Brier score of the base rate", _number(quality.get("brier_base"))),
    ]
    return [(what, value) for what, value in found if value]


def _columns(columns: Mapping[str, object], use: str) -> tuple[Column, ...]:
    found = (_mapping(each) for each in _list(columns.get(use)))
    return tuple(
        Column(
            label=str(c.get("label") or c.get("name") or ""),
            name=str(c.get("name") or ""),
            reason=str(c.get("reason") or ""),
            weight=_float(c.get("weight")),
        )
        for c in found
    )


def _interval(value: object) -> str:
    parts = _mapping(value)
    estimate, low, high = (_number(parts.get(name)) for name in ("estimate", "low", "high"))
    return f"{estimate} ({low} to {high})" if estimate else ""


def _number(value: object) -> str:
    number = _float(value)
    return "" if number is None else f"{number:.3f}"


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(value: object, what: str) -> str:
    return f"{value:,} {what}".strip() if isinstance(value, int) else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
