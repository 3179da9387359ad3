"""Approving many at once: every one of them shown first, each with its own result after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stationmaster.core.operation import OWNER_PROPERTY as OWNER
from stationmaster.core.operation import AssignOwner, Operation, SetProperties
from stationmaster.core.proposal import Proposal, Status
from stationmaster.core.record import Record, Ref
from stationmaster.proposals.review import ItemResult
from stationmaster.web.showing import rows_of
from stationmaster.web.stream import Row
from stationmaster.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of a batch. `why_not` says why it is not ticked; it can then be looked at alone."""

    row: Row
    why_not: str


@dataclass(frozen=True, slots=True)
class Result:
    id: str
    title: str
    ok: bool
    message: str


def candidates(visit: Visit, proposals: Sequence[Proposal]) -> list[Candidate]:
    """What would be approved, against what the CRM holds now, in one read."""
    refs = {r for p in proposals for r in p.records}
    records = visit.workspace.reader.get_many(refs) if refs else {}
    rows = rows_of(visit, proposals)
    return [Candidate(row, why_alone(p, records)) for row, p in zip(rows, proposals, strict=True)]


def why_alone(proposal: Proposal, records: Mapping[Ref, Record]) -> str:
    """Why this one should be looked at by itself, or ""."""
    if proposal.status is not Status.WAITING:
        return "It no longer waits."
    if not proposal.draft.operations:
        return "It is a question: open it and choose."
    if any(moved(o, records) for o in proposal.draft.operations):
        return "It changed in the CRM since it was read: open it and look."
    return ""


def moved(operation: Operation, records: Mapping[Ref, Record]) -> bool:
    """Whether a property that the operation sets holds something else than when it was read."""
    match operation:
        case SetProperties(record=ref, base=base):
            record = records.get(ref)
            return record is None or any(record.get(n) != s.value for n, s in base.items())
        case AssignOwner(record=ref, base=seen):
            record = records.get(ref)
            return record is None or record.get(OWNER) != seen.value
        case _:
            return False


def results_of(results: Sequence[ItemResult]) -> list[Result]:
    return [
        Result(r.id, r.proposal.draft.title if r.proposal else r.id, r.ok, r.message)
        for r in results
    ]
