"""The answer key: what is true of the sample by construction, so that a station's work can be marked.

All keys are local keys of the sample, such as `lead-0001`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two records of one thing. `how` they differ: nickname, typo, phone_format or moved_domain."""

    kept: str
    copy: str
    how: str


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A value as somebody typed it, and what it should be."""

    key: str
    property: str
    typed: str
    right: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How the outcomes of leads came to be.

    `probability` is each lead's true chance to convert, from properties known when it came in;
    outcomes are drawn with it. `best_auc` is the area under the ROC curve of that probability on the
    closed leads: no honest model can do better but by luck. `signals` are the properties it is made
    of, `leaks` those that were filled in only after the outcome.
    """

    probability: Mapping[str, float]
    converted: frozenset[str]
    best_auc: float
    signals: tuple[str, ...]
    leaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What a careful person would find.

    night: leads that came in since last evening and that nobody has touched.
    existing: lead -> the one contact that it is. two_candidates: lead -> the contacts it may be.
    at_company: lead that is no contact -> the one company of its mail domain. unknown: leads that
    match neither contact nor company. free_mail, without_phone, without_company: leads that lack a
    company's mail address, a telephone number, a company name. hostile: lead -> what its message
    tries. stale_close_dates: open deals whose close date has passed. left_owner: records owned by
    somebody who left. person_set: record -> properties whose present value a person set.
    """

    outcomes: Outcomes
    night: tuple[str, ...]
    existing: Mapping[str, str]
    two_candidates: Mapping[str, tuple[str, str]]
    at_company: Mapping[str, str]
    unknown: frozenset[str]
    free_mail: frozenset[str]
    without_phone: frozenset[str]
    without_company: frozenset[str]
    hostile: Mapping[str, str]
    misspelt: tuple[Misspelt, ...]
    duplicates: tuple[Duplicate, ...]
    stale_close_dates: frozenset[str]
    left_owner: frozenset[str]
    deals_without_company: frozenset[str]
    strategic: frozenset[str]
    absent_owner: str
    part_time_owner: str
    full_owner: str
    person_set: Mapping[str, frozenset[str]]
