"""The shipped policies are sound, tested, and told to people."""

import re
from pathlib import Path

import pytest

from stationmaster.policy.actions import ACTIONS
from stationmaster.policy.cases import cases_in
from stationmaster.policy.check import check, check_files
from stationmaster.policy.decide import DEFAULT_DENY, DEFAULT_REVIEW, POLICY_ERROR
from stationmaster.policy.sources import (
    PolicyFile,
    Rule,
    rules_of,
    shipped_cases_text,
    shipped_files,
)
from stationmaster.policy.switches import PermissionLevel, PersonValues, ScopeEffect, Tier

RULES = [rule for file in shipped_files() for rule in rules_of(file)]
LISTS = ("read", "write", "act")
DOC = Path(__file__).parents[2] / "docs" / "policies.md"


def test_they_are_sound() -> None:
    report = check()
    assert report.faults == ()
    assert report.sound
    assert (report.policies, report.cases > 100) == (len(RULES), True)


def test_each_is_named_by_a_case() -> None:
    cases, faults = cases_in(PolicyFile("cases", shipped_cases_text()))
    assert faults == []
    assert {rule.id for rule in RULES} <= {id for case in cases for id in case.by}


def test_what_a_person_always_decides_is_tested_at_every_level() -> None:
    cases, _ = cases_in(PolicyFile("cases", shipped_cases_text()))
    swept = {case.name for case in cases}
    for what in (
        "send",
        "merge",
        "archive",
        "owner of a strategic account",
        "disqualify",
        "forecast amount",
        "forecast category",
        "close date",
        "discount",
        "question",
    ):
        assert {f"{what} ({level})" for level in PermissionLevel} <= swept


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_is_documented_with_its_reason(rule: Rule) -> None:
    rows = [
        line for line in DOC.read_text(encoding="utf-8").split("\n") if f"| `{rule.id}` |" in line
    ]
    assert len(rows) == 1
    assert rule.reason in rows[0]


def test_the_document_names_nothing_that_is_not_there() -> None:
    _, policies = DOC.read_text(encoding="utf-8").split("## Shipped policies")
    told = set(re.findall(r"^\| `([a-z-]+)` \|", policies, re.MULTILINE))
    assert told == {rule.id for rule in RULES} | {DEFAULT_DENY.id, DEFAULT_REVIEW.id, POLICY_ERROR}


@pytest.mark.parametrize(
    "word", [*ACTIONS, *PermissionLevel, *Tier, *PersonValues, *ScopeEffect, *LISTS]
)
def test_every_value_of_a_switch_is_documented(word: str) -> None:
    assert f"`{word}`" in DOC.read_text(encoding="utf-8")


def test_the_example_of_the_document_works() -> None:
    text = DOC.read_text(encoding="utf-8")
    (policy,) = re.findall(r"```cedar\n(.*?)```", text, re.DOTALL)
    (case,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    own = [PolicyFile("own.cedar", policy)]
    report = check_files(
        shipped_files(), shipped_cases_text(), own, PolicyFile("cases.jsonl", case)
    )
    assert report.faults == ()
    assert report.policies == len(RULES) + 1
