"""Made-up closed leads whose outcomes follow a known formula, to which leaks of one kind are added."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring.examples import Examples, Floats

SOURCES = {"Referral": 1.5, "Contact form": 0.6, "Web chat": 0.0, "Bought list": -1.6}
Make = Callable[[int, bool, np.random.Generator], Value]


def leads(count: int = 1200, seed: int = 0, strength: float = 1.0) -> Examples:
    """Leads with a source, visits, a plan and a phone number or none. `strength` 0: pure chance."""
    random = np.random.default_rng(seed)
    rows, outcomes = [], []
    for _ in range(count):
        source = str(random.choice(list(SOURCES)))
        visits = int(random.poisson(4))
        row: dict[str, Value] = {"source": source, "visits": visits}
        row["plan"] = str(random.choice(["free", "team", "company"]))
        phone = random.random() < 0.6
        if phone:
            row["phone"] = "+49 30 1234567"
        total = SOURCES[source] + 0.35 * (visits - 4) + (0.6 if phone else -0.6)
        outcomes.append(bool(random.random() < 1 / (1 + np.exp(-strength * total))))
        rows.append(row)
    return Examples(rows, outcomes, {**defined("source", "plan"), **NUMBERS})


def defined(*names: str, type: PropertyType = PropertyType.STRING) -> dict[str, PropertyDefinition]:
    return {name: PropertyDefinition(name, label_of(name), type) for name in names}


def label_of(name: str) -> str:
    return name.replace("_", " ").capitalize()


NUMBERS = {
    **defined("visits", type=PropertyType.NUMBER),
    "phone": PropertyDefinition("phone", "Phone number", PropertyType.PHONE),
}


def with_column(
    examples: Examples, definition: PropertyDefinition, make: Make, seed: int = 1
) -> Examples:
    """The same leads with one more property: `make` gets row number, outcome and a generator."""
    random = np.random.default_rng(seed)
    rows = []
    for i, (row, won) in enumerate(zip(examples.rows, examples.outcomes, strict=True)):
        value = make(i, won, random)
        rows.append({**row, definition.name: value} if value is not None else row)
    return replace(
        examples,
        rows=rows,
        definitions={**examples.definitions, definition.name: definition},
    )


def tied_to(won: bool, random: np.random.Generator, usual: float) -> bool:
    """The outcome itself in `usual` of the cases, else the other one."""
    return won if random.random() < usual else not won


def probabilities(count: int, random: np.random.Generator) -> Floats:
    return np.asarray(random.beta(2, 3, count), dtype=np.float64)
