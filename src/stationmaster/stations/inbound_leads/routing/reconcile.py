"""Draws that are still waiting, held against what the CRM shows by now."""

from collections.abc import Collection, Sequence

from stationmaster.core.operation import OWNER_PROPERTY
from stationmaster.core.record import Record, Ref
from stationmaster.crm.reader import CrmReader
from stationmaster.kit.ledger import Assignment, Ledger
from stationmaster.kit.paging import get_all
from stationmaster.stations.inbound_leads.routing.roster import Roster
from stationmaster.stations.inbound_leads.settings import Rules


def reconcile(
    reader: CrmReader,
    ledger: Ledger,
    rules: Rules,
    roster: Roster,
    subjects: Collection[str] | None = None,
) -> Sequence[Assignment]:
    """Settle draws that the CRM shows, give back those that came to nothing, answer the others: of
    all waiting draws, or those of some subjects.

    A draw came to nothing where somebody else has the lead, where it is closed or gone, or where its
    owner can no longer take it. So counters stay right whatever became of a proposal.
    """
    waiting = ledger.waiting(subjects)
    leads = get_all(reader, {ref_of(a.subject) for a in waiting})
    settled, returned, kept = [], [], []
    for assignment in waiting:
        lead = leads.get(ref_of(assignment.subject))
        if lead is not None and lead.get(OWNER_PROPERTY) == assignment.owner:
            settled.append(assignment.subject)
        elif lead is None or _came_to_nothing(lead, assignment, rules, roster):
            returned.append(assignment.subject)
        else:
            kept.append(assignment)
    if settled:
        ledger.settle(settled)
    if returned:
        ledger.credit(returned)
    return kept


def _came_to_nothing(lead: Record, assignment: Assignment, rules: Rules, roster: Roster) -> bool:
    if lead.archived or lead.get(OWNER_PROPERTY) is not None:
        return True
    if not rules.is_open("lead", lead.get("status")):
        return True
    there = roster.available.get(assignment.owner)
    return there is None or there.out is not None


def ref_of(subject: str) -> Ref:
    """The record that a subject of the ledger names."""
    type, _, id = subject.partition(":")
    return Ref(type, id)
