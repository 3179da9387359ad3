"""Leaks of every kind are refused by name with their reason; honest columns are not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.scoring.made_up import defined, label_of, leads, tied_to, with_column

from stationmaster.core.record import PropertyDefinition, PropertyType
from stationmaster.scoring.examples import Examples
from stationmaster.scoring.late_evidence import Kind
from stationmaster.scoring.leaks import Overrule, Use, Verdict, inspect

HONEST = ("source", "plan", "visits", "phone")
MADE = datetime(2026, 3, 1, tzinfo=UTC)
CLOSED = MADE + timedelta(days=20)


@pytest.fixture(scope="module")
def honest() -> Examples:
    return leads()


def column(name: str, type: PropertyType = PropertyType.STRING) -> PropertyDefinition:
    return PropertyDefinition(name, label_of(name), type)


def kinds(verdict: Verdict) -> set[Kind]:
    return {evidence.kind for evidence in verdict.evidence}


def assert_only_refused(examples: Examples, name: str, kind: Kind) -> Verdict:
    found = inspect(examples)
    assert found[name].use is Use.REFUSED
    assert kind in kinds(found[name])
    assert {n: found[n].use for n in HONEST} == dict.fromkeys(HONEST, Use.USED)
    return found[name]


def test_honest_columns_are_used(honest: Examples) -> None:
    found = inspect(honest)
    assert {name: verdict.use for name, verdict in found.items()} == dict.fromkeys(found, Use.USED)
    assert all(verdict.reason == "" for verdict in found.values())


def test_flagged(honest: Examples) -> None:
    flagged = replace(column("budget", PropertyType.NUMBER), after_outcome=True)
    leaky = with_column(honest, flagged, lambda i, won, random: int(random.integers(9)))
    verdict = assert_only_refused(leaky, "budget", Kind.FLAGGED)
    assert verdict.reason == "Its definition says that it is filled in after the outcome."


def stamped(examples: Examples, name: str, late: float, loaded: datetime = MADE) -> Examples:
    """The named column is set after closing in `late` of the rows, all else when the row was loaded."""
    stamps = []
    for i, row in enumerate(examples.rows):
        own = dict.fromkeys(row, loaded)
        if name in own:
            own[name] = CLOSED + timedelta(hours=1) if i % 100 < 100 * late else loaded
        stamps.append(own)
    return replace(examples, set_at=stamps, closed_at=[CLOSED] * len(examples.rows))


def test_set_after_closing(honest: Examples) -> None:
    verdict = assert_only_refused(
        stamped(honest_with_desk(honest), "desk", 0.9), "desk", Kind.SET_LATE
    )
    assert "90% of its values were set when the lead was already closed" in verdict.reason


def honest_with_desk(honest: Examples) -> Examples:
    """A column without any tie to the outcome."""
    return with_column(
        honest, column("desk"), lambda i, won, random: str(random.choice(list("abc")))
    )


def test_sometimes_set_late_is_only_a_hint(honest: Examples) -> None:
    found = inspect(stamped(honest_with_desk(honest), "desk", 0.3))["desk"]
    assert found.use is Use.USED
    assert kinds(found) == {Kind.OFTEN_LATE}


def test_old_leads_loaded_in_bulk_prove_nothing(honest: Examples) -> None:
    later = stamped(honest_with_desk(honest), "desk", 0.9, loaded=CLOSED + timedelta(days=300))
    assert inspect(later)["desk"].use is Use.USED


def test_near_perfect(honest: Examples) -> None:
    leaky = with_column(
        honest,
        column("quantity", PropertyType.NUMBER),
        lambda i, won, random: float(won + random.normal(0, 0.2)),
    )
    assert_only_refused(leaky, "quantity", Kind.NEAR_PERFECT)


def test_values_that_decide(honest: Examples) -> None:
    def make(i: int, won: bool, random: np.random.Generator) -> str:
        if random.random() < 0.5:
            return str(random.choice(["violet", "ochre"]))
        return "teal" if tied_to(won, random, 0.99) else "rust"

    verdict = assert_only_refused(with_column(honest, column("shade"), make), "shade", Kind.DECIDES)
    assert "“teal” " in verdict.reason


@pytest.mark.parametrize("end", [True, False])
def test_filled_in_for_one_end_only(honest: Examples, end: bool) -> None:
    leaky = with_column(
        honest,
        column("remark_by_desk", PropertyType.TEXT),
        lambda i, won, random: "x" * int(random.integers(1, 90)) if won is end and i % 2 else None,
    )
    verdict = assert_only_refused(leaky, "remark_by_desk", Kind.FILLED_IN)
    assert "0% of" in verdict.reason


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("tags", "verdict"),
        ("lead_quality", "verdict"),
        ("leadProfile", "verdict"),
        ("Asymmetrique Activity Score", "verdict"),
        ("engagement_index", "verdict"),
        ("last_activity", "after the first contact"),
        ("Last Notable Activity", "after the first contact"),
        ("sales_touches", "after the first contact"),
        ("number_of_calls", "after the first contact"),
        ("lead_status", "the outcome itself"),
        ("reason_for_losing", "the outcome itself"),
        ("closed_at", "the outcome itself"),
    ],
)
def test_a_name_that_means_late_and_a_tie(honest: Examples, name: str, meaning: str) -> None:
    leaky = with_column(
        honest, column(name), lambda i, won, random: "ab"[tied_to(won, random, 0.65)]
    )
    verdict = assert_only_refused(leaky, name, Kind.NAME)
    assert meaning in verdict.reason
    assert "tied to the outcome" in verdict.reason


@pytest.mark.parametrize("name", ["tags", "last_activity", "lead_score", "status"])
def test_a_name_alone_refuses_nothing(honest: Examples, name: str) -> None:
    harmless = with_column(honest, column(name), lambda i, won, random: "abc"[i % 3])
    found = inspect(harmless)[name]
    assert found.use is Use.USED
    assert kinds(found) == {Kind.NAME}


def test_values_that_salespeople_note(honest: Examples) -> None:
    def make(i: int, won: bool, random: np.random.Generator) -> str:
        calm = ["Ringing", "Not interested", "Wrong number"]
        return str(random.choice(["Call back", "Other"] if tied_to(won, random, 0.65) else calm))

    verdict = assert_only_refused(
        with_column(honest, column("field_17"), make), "field_17", Kind.VALUES
    )
    assert "“Call back”" in verdict.reason


def with_equal_gaps(honest: Examples, *names: str) -> Examples:
    for name in names:
        honest = with_column(
            honest,
            column(name, PropertyType.NUMBER),
            lambda i, won, random: None if i % 3 == 0 else int(random.integers(9) + 2 * won),
        )
    return honest


def test_filled_in_together_with_a_refused_column_of_the_same_tool(honest: Examples) -> None:
    leaky = with_equal_gaps(honest, "zeta_score", "zeta_warmth")
    verdict = assert_only_refused(leaky, "zeta_warmth", Kind.TOGETHER)
    assert "exactly the same leads as Zeta score" in verdict.reason


@pytest.mark.parametrize("name", ["headcount", "lead_headcount"])
def test_equal_gaps_alone_are_those_of_one_page_of_a_form(honest: Examples, name: str) -> None:
    found = inspect(with_equal_gaps(honest, "lead_score", name))
    assert found["lead_score"].use is Use.REFUSED
    assert found[name].use is Use.USED


def dated(honest: Examples, name: str) -> Examples:
    """A date some weeks after each lead came in, without any tie to the outcome."""
    came = replace(honest, known_at=[MADE] * len(honest.rows))
    return with_column(
        came,
        column(name, PropertyType.DATE),
        lambda i, won, random: (
            (MADE + timedelta(days=int(random.integers(5, 90)))).date().isoformat()
        ),
    )


def test_dates_that_lie_ahead_bear_a_name_out(honest: Examples) -> None:
    verdict = assert_only_refused(dated(honest, "close_date"), "close_date", Kind.LIES_AHEAD)
    assert "100% of its dates lie after the lead came in" in verdict.reason


def test_planned_dates_are_used(honest: Examples) -> None:
    assert inspect(dated(honest, "wanted_from"))["wanted_from"].use is Use.USED


def test_a_column_beside_which_all_others_fade() -> None:
    """Alone it is no better than an honest one: only with the others it gives the outcome away."""
    random = np.random.default_rng(5)
    honest, drawn = random.normal(0, 1.5, 2000), random.random(2000)
    outcomes = (drawn < 1 / (1 + np.exp(-honest))).tolist()
    rows = [{"fit": float(a), "load": float(b)} for a, b in zip(honest, drawn, strict=True)]
    found = inspect(Examples(rows, outcomes, defined("fit", "load", type=PropertyType.NUMBER)))
    refused = [v for v in found.values() if v.use is Use.REFUSED]
    assert [kinds(v) for v in refused] == [{Kind.OVERSHADOWS}]


def test_honest_strong_predictors_are_used(honest: Examples) -> None:
    random = np.random.default_rng(9)
    chance = random.beta(0.35, 0.6, 3000)
    outcomes = (random.random(3000) < chance).tolist()
    rows = [
        {"employees": int(1000 * c), "plan": ("free", "team", "company")[int(3 * c)]}
        for c in chance
    ]
    kinds_of = {**defined("employees", type=PropertyType.NUMBER), **defined("plan")}
    found = inspect(Examples(rows, outcomes, kinds_of))
    assert (found["employees"].auc or 0) > 0.87
    assert [v.use for v in found.values()] == [Use.USED, Use.USED]


@pytest.mark.parametrize(
    "name", ["credit_score", "marital_status", "last_page_seen", "company_stage", "price_index"]
)
def test_names_that_only_resemble(honest: Examples, name: str) -> None:
    tied = with_column(
        honest, column(name), lambda i, won, random: "ab"[tied_to(won, random, 0.65)]
    )
    assert inspect(tied)[name].use is Use.USED


@pytest.mark.parametrize(
    ("definition", "make", "reason"),
    [
        (column("token"), lambda i, won, random: f"T{i}", "identifies the lead"),
        (column("serial", PropertyType.NUMBER), lambda i, won, random: 9000 - i, "identifies"),
        (replace(column("seat"), unique=True), lambda i, won, random: "ab"[i % 2], "identifies"),
        (column("region"), lambda i, won, random: "north", "same value"),
        (column("island"), lambda i, won, random: "north" if i % 100 else "south", "All but 12"),
        (column("fax"), lambda i, won, random: None, "No closed lead has a value"),
        (column("first_name"), lambda i, won, random: ["Ada", "Bo"][i % 2], "names a person"),
        (column("desk", PropertyType.OWNER), lambda i, won, random: "ab"[i % 2], "owns a lead"),
    ],
)
def test_what_cannot_help_is_left_out(
    honest: Examples, definition: PropertyDefinition, make: object, reason: str
) -> None:
    found = inspect(with_column(honest, definition, make))[definition.name]  # type: ignore[arg-type]  # lambdas
    assert found.use is Use.LEFT_OUT
    assert reason in found.reason


def test_amounts_that_happen_to_differ_are_no_ids(honest: Examples) -> None:
    revenue = column("revenue", PropertyType.NUMBER)
    found = inspect(
        with_column(honest, revenue, lambda i, won, random: int(random.integers(10**9)))
    )
    assert found["revenue"].use is Use.USED


def test_a_person_may_overrule_either_way(honest: Examples) -> None:
    leaky = with_column(
        honest, column("tags"), lambda i, won, random: "ab"[tied_to(won, random, 0.7)]
    )
    found = inspect(leaky, {"tags": Overrule.ALLOW, "plan": Overrule.REFUSE})
    assert (found["tags"].use, found["tags"].overruled) == (Use.USED, Overrule.ALLOW)
    assert Kind.NAME in kinds(found["tags"])
    assert (found["plan"].use, found["plan"].overruled) == (Use.REFUSED, Overrule.REFUSE)
    assert found["plan"].reason == "A person refused it."


def test_too_few_leads_for_statistics() -> None:
    few = leads(25)
    flagged = replace(column("budget"), after_outcome=True)
    found = inspect(with_column(few, flagged, lambda i, won, random: "ab"[won]))
    assert found["budget"].use is Use.REFUSED
    assert found["source"].use is Use.USED
    assert found["source"].auc is None


def test_no_leads_at_all() -> None:
    found = inspect(Examples([], [], defined("source")))
    assert found["source"].use is Use.LEFT_OUT
