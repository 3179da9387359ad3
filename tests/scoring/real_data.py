"""Real closed leads and deals, read as they are: types are guessed from the values alone."""

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring.examples import Examples, Row

DATA = Path(__file__).parents[2] / "../shared/data"
X_EDUCATION = DATA / "x_education_leads/Leads.csv.gz"
MAVEN = DATA / "maven_crm"
MISSING = frozenset({"", "Select"})
SPLITS = (0, 1, 2)


def x_education(missing: frozenset[str] = MISSING) -> Examples:
    """9,240 real leads of an education vendor; `Converted` is the outcome. `missing`: what texts mean
    that nothing was filled in."""
    with gzip.open(X_EDUCATION, "rt", encoding="utf-8-sig", newline="") as file:
        raw = list(csv.DictReader(file))
    outcomes = [row.pop("Converted") == "1" for row in raw]
    return _typed(raw, outcomes, missing)


def maven() -> Examples:
    """6,711 closed deals with what is known of account, product and seller; won or lost."""
    accounts = {row["account"]: row for row in _csv("accounts.csv")}
    sellers = {row["sales_agent"]: row for row in _csv("sales_teams.csv")}
    products = {row["product"].replace(" ", ""): row for row in _csv("products.csv")}
    raw, outcomes = [], []
    for deal in _csv("sales_pipeline.csv"):
        if (stage := deal.pop("deal_stage")) in ("Won", "Lost"):
            product = products[deal["product"].replace(" ", "")]
            raw.append(
                {**accounts[deal["account"]], **sellers[deal["sales_agent"]], **product, **deal}
            )
            outcomes.append(stage == "Won")
    engaged = [datetime.fromisoformat(row["engage_date"]).replace(tzinfo=UTC) for row in raw]
    found = _typed(raw, outcomes, MISSING)
    return Examples(found.rows, found.outcomes, found.definitions, known_at=engaged)


def split(examples: Examples, seed: int) -> tuple[Examples, Examples]:
    """70 % to learn from and 30 % to score, stratified."""
    places = np.arange(len(examples.rows))
    parts = train_test_split(places, test_size=0.3, stratify=examples.outcomes, random_state=seed)
    learn, held = (_chosen(examples, part) for part in parts)
    return learn, held


def _chosen(examples: Examples, places: Sequence[int]) -> Examples:
    return Examples(
        [examples.rows[i] for i in places],
        [examples.outcomes[i] for i in places],
        examples.definitions,
    )


def _csv(name: str) -> Iterator[dict[str, str]]:
    with (MAVEN / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _typed(
    raw: Sequence[Mapping[str, str]], outcomes: Sequence[bool], missing: frozenset[str]
) -> Examples:
    definitions, columns = {}, {}
    for name in raw[0]:
        texts = [None if row[name].strip() in missing else row[name] for row in raw]
        kind = _type_of([text for text in texts if text is not None])
        definitions[name] = PropertyDefinition(name, name.replace("_", " "), kind)
        columns[name] = [None if text is None else _value(text, kind) for text in texts]
    rows: list[Row] = [
        {name: column[i] for name, column in columns.items() if column[i] is not None}
        for i in range(len(raw))
    ]
    return Examples(rows, outcomes, definitions)


def _type_of(texts: Sequence[str]) -> PropertyType:
    if set(texts) <= {"Yes", "No"}:
        return PropertyType.BOOLEAN
    if all(_is_number(text) for text in texts):
        return PropertyType.NUMBER
    if all(len(text) == 10 and text[4] == text[7] == "-" for text in texts):
        return PropertyType.DATE
    return PropertyType.STRING


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _value(text: str, kind: PropertyType) -> Value:
    if kind is PropertyType.BOOLEAN:
        return text == "Yes"
    if kind is PropertyType.NUMBER:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    return text
