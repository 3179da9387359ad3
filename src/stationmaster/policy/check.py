"""Are the policies sound, and do they say what they are meant to say?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stationmaster.policy.cases import Case, cases_in, decided, failures
from stationmaster.policy.decide import POLICY_ERROR
from stationmaster.policy.sources import (
    PolicyFile,
    read_cases,
    read_folder,
    rules_of,
    schema_text,
    shipped_cases_text,
    shipped_files,
)
from stationmaster.policy.validate import Fault, faults_in


@dataclass(frozen=True, slots=True)
class Report:
    """`policies` and `cases` say how much was looked at; sound where there are no faults."""

    policies: int
    cases: int
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


NO_CASES = PolicyFile("cases.jsonl", "")
_UNSAFE = (
    "cannot be worked out for the case “{}”; where it looks at a station, let it ask "
    "`context.station has level` first. {}"
)


def check(folder: Path | None = None) -> Report:
    """Validate the shipped policies, and an admin's own ones in `folder`, and run their tests.

    The shipped tests run without the admin's policies, which may well be stricter; those in the
    folder's `cases.jsonl` run with them. Raises InvalidInput where the folder cannot be read.
    """
    custom = read_folder(folder) if folder else ()
    own_cases = PolicyFile("cases.jsonl", read_cases(folder) if folder else "")
    return check_files(shipped_files(), shipped_cases_text(), custom, own_cases)


def check_files(
    shipped: Sequence[PolicyFile],
    shipped_cases: str,
    custom: Sequence[PolicyFile] = (),
    own_cases: PolicyFile = NO_CASES,
) -> Report:
    """As `check`, over texts. Cases run only where every policy is sound."""
    schema = schema_text()
    faults = faults_in(shipped, schema)
    if not faults:
        taken = [rule for file in shipped for rule in rules_of(file)]
        faults = faults_in(custom, schema, taken=taken)
    if faults:
        return Report(0, 0, tuple(faults))
    cases, unread = cases_in(PolicyFile("shipped/cases.jsonl", shipped_cases))
    own, unread_own = cases_in(own_cases)
    faults = [*unread, *failures("shipped/cases.jsonl", cases)]
    faults += [*unread_own, *failures(own_cases.name, own, custom)]
    faults += _not_worked_out(custom, cases)
    policies = sum(len(rules_of(file)) for file in (*shipped, *custom))
    return Report(policies, len(cases) + len(own), tuple(faults))


def _not_worked_out(custom: Sequence[PolicyFile], cases: Sequence[Case]) -> list[Fault]:
    """Own policies that fail on some ordinary change, and so would deny it for no reason of theirs.

    The commonest: looking at a station that is unknown, as it is when a person edits.
    """
    found: dict[str, Fault] = {}
    rules = [rule for file in custom for rule in rules_of(file)]
    for case, decision in decided(cases, custom) if rules else ():
        said = [note.reason for note in decision.notes if note.id == POLICY_ERROR]
        for rule in rules:
            if said and f"`{rule.id}`" in said[0]:
                message = _UNSAFE.format(case.name, said[0])
                place = (rule.file, rule.chunk.line, 1)
                found.setdefault(rule.id, Fault(*place, message, rule.id))
    return list(found.values())
