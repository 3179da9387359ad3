"""A proposal as a reviewer reads it at a terminal, and lists of them."""

from collections.abc import Iterable, Sequence

from stationmaster.cli.output import say, say_table
from stationmaster.core.proposal import Proposal
from stationmaster.proposals.view import ChangeRow, ProposalView


def say_view(view: ProposalView) -> None:
    """All that a decision needs: what changes against what the CRM holds now, why, and the digest."""
    p = view.proposal
    say(p.draft.title, "bold")
    say(f"{p.id} · {_facts(p)}")
    say(f"About {view.titles.get(p.draft.about, p.draft.about)} ({p.draft.about})")
    say(p.draft.reason)
    _say_changes(view)
    _say_parts(p)
    if p.decision:
        for note in p.decision.notes:
            say(f"Policy {note.id}: {note.reason}")
    for step in p.steps:
        say(f"{step.operation.name}: {step.state.value} {step.message}".rstrip())
    say(view.irreversible_why or "Can be undone.")
    say(f"Digest {p.digest}")


def _facts(p: Proposal) -> str:
    sure = "unknown" if p.draft.confidence is None else f"{p.draft.confidence} %"
    where = p.station or "a person's own edit"
    return f"{p.status.value} · {where} · {p.draft.kind} · risk {p.draft.risk.value} · sure {sure}"


def _say_changes(view: ProposalView) -> None:
    rows = [_change(row, view) for row in view.changes]
    if rows:
        say_table(("", "Property", "Before", "Now", "After"), rows, "")


def _change(row: ChangeRow, view: ProposalView) -> tuple[str, ...]:
    now = f"{row.now_text or '-'}{'  (changed since)' if row.changed_since else ''}"
    what = f"{row.action} {view.titles.get(row.record, row.record)}"
    return (what, row.label, row.base_text or "-", now, row.proposed_text or "-")


def _say_parts(p: Proposal) -> None:
    for number, choice in enumerate(p.draft.choices, 1):
        say(f"Choice {number}: {choice.label}. {choice.reason}".rstrip())
    for evidence in p.draft.evidence:
        found = "" if evidence.found else " (not found in its source)"
        label = evidence.label or evidence.property
        say(f"Evidence: “{evidence.quote}” {label}, {evidence.source}{found}")
    for factor in p.draft.factors:
        say(f"Factor {factor.points:+d}: {factor.label}")
    for label, words in p.draft.notes:
        say(f"{label}: {words}")


def say_proposals(proposals: Iterable[Proposal], empty: str) -> None:
    rows = [
        (p.id, p.status.value, p.draft.kind, p.draft.risk.value, _percent(p), p.draft.title)
        for p in proposals
    ]
    say_table(("Proposal", "Status", "Kind", "Risk", "Sure", "Title"), rows, empty)


def _percent(p: Proposal) -> str:
    return "" if p.draft.confidence is None else f"{p.draft.confidence} %"


def summary(proposals: Sequence[Proposal]) -> list[tuple[str, str, str, int]]:
    """How many proposals there are of each station, kind and risk."""
    counts: dict[tuple[str, str, str], int] = {}
    for p in proposals:
        key = (p.station, p.draft.kind, p.draft.risk.value)
        counts[key] = counts.get(key, 0) + 1
    return [(*key, number) for key, number in sorted(counts.items())]
