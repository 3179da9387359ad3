"""The station's work by rules alone: no key, no network, no language model."""

from collections.abc import Iterator, Sequence

from stationmaster.core.operation import OWNER_PROPERTY
from stationmaster.core.proposal import Draft
from stationmaster.core.record import Record
from stationmaster.kit.station import Context
from stationmaster.stations.inbound_leads.assigning import Desk, Path
from stationmaster.stations.inbound_leads.matching.drafts import draft_matches
from stationmaster.stations.inbound_leads.matching.match import Match, match
from stationmaster.stations.inbound_leads.routing.picking import Picker
from stationmaster.stations.inbound_leads.routing.reconcile import reconcile
from stationmaster.stations.inbound_leads.routing.roster import Roster, read_roster
from stationmaster.stations.inbound_leads.routing.rules import rule_book
from stationmaster.stations.inbound_leads.scoring import draft_scores, explain, scorer_of
from stationmaster.stations.inbound_leads.settings import Rules, read

BATCH = 500
NEW = "new"


def baseline(context: Context, leads: Sequence[Record]) -> Iterator[Draft]:
    """Who each lead is, how good it is, who takes it and by when.

    Raises InvalidInput where the settings cannot be used, Forbidden where a read list is too narrow.
    """
    rules = read(context.settings)
    roster = read_roster(context.reader, rules, context.clock(), context.settings_version)
    scorer = scorer_of(context)
    for start in range(0, len(leads), BATCH):
        batch = leads[start : start + BATCH]
        new = [lead for lead in batch if lead.get("status") == NEW]
        matches = match(context.reader, batch, rules)
        explained = explain(context, scorer, new)
        unowned = [m for m in matches if m.lead.ref in explained and not m.lead.get(OWNER_PROPERTY)]
        desk = Desk(rules, roster, explained)
        yield from draft_matches(matches)
        yield from draft_scores(new, explained)
        for found, path in route(context, rules, roster, unowned):
            yield desk.draft(found, path)


def route(
    context: Context, rules: Rules, roster: Roster, matches: Sequence[Match]
) -> Iterator[tuple[Match, Path]]:
    """Each lead with the path to its owner, drawn in one transaction for all of them."""
    subjects = [str(found.lead.ref) for found in matches]
    twins = [str(found.twin.ref) for found in matches if found.twin]
    waiting = reconcile(context.reader, context.ledger, rules, roster, [*subjects, *twins])
    book = rule_book(context.reader, rules, matches)
    picker = Picker(
        roster,
        {subject: book.plan(found) for subject, found in zip(subjects, matches, strict=True)},
        context.ledger.refused(subjects),
        {a.subject: a.owner for a in waiting},
    )
    drawn = context.ledger.assign(subjects, picker.pick)
    for found, subject, assignment in zip(matches, subjects, drawn, strict=True):
        yield found, assignment.path if assignment else picker.nobody[subject]
