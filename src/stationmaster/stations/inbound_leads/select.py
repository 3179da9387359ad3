"""Which leads wait for work, those that have waited longest first."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain, islice

from stationmaster.core.filter import parse
from stationmaster.core.record import Record, Ref
from stationmaster.kit.ledger import Assignment
from stationmaster.kit.paging import all_of, get_all
from stationmaster.kit.station import Context
from stationmaster.stations.inbound_leads.routing.reconcile import reconcile, ref_of
from stationmaster.stations.inbound_leads.routing.roster import read_roster
from stationmaster.stations.inbound_leads.settings import Rules, read

WAITING = parse(
    "status eq new and owner_id not_has_property "
    "or status eq new and score not_has_property and score_band not_has_property"
)


def select(context: Context, limit: int) -> Sequence[Record]:
    """New leads without an owner or a score, those without a draw first: a lead whose proposal waits
    for a person must not keep others from being looked at. Then leads that were routed lately but
    could not be linked yet, because what they belong to was only just proposed.

    Before that, the turns that are still waiting are held against the CRM, once for the whole run.
    """
    rules = read(context.settings)
    drawn = {a.subject for a in _still_waiting(context, rules)}
    fresh: list[Record] = []
    again: list[Record] = []
    for lead in all_of(context.reader, "lead", WAITING):
        (again if str(lead.ref) in drawn else fresh).append(lead)
        if len(fresh) == limit:
            break
    return list(islice(chain(fresh, again, _unlinked(context, rules)), limit))


def _still_waiting(context: Context, rules: Rules) -> Sequence[Assignment]:
    roster = read_roster(context.reader, rules, context.clock(), context.settings_version)
    return reconcile(context.reader, context.ledger, rules, roster)


def _unlinked(context: Context, rules: Rules) -> Iterator[Record]:
    since = context.clock() - timedelta(days=rules.rematch_days)
    settled = {ref_of(a.subject) for a in context.ledger.since(since)}
    leads = get_all(context.reader, settled)
    held = [
        lead
        for lead in leads.values()
        if lead.get("status") != "new"
        and not lead.archived
        and rules.is_open("lead", lead.get("status"))
    ]
    linked = [
        _linked(context, [lead.ref for lead in held], type) for type in ("contact", "company")
    ]
    yield from (lead for lead in held if not all(lead.ref in some for some in linked))


def _linked(context: Context, leads: Sequence[Ref], type: str) -> set[Ref]:
    return {ref for ref, links in context.reader.associations(leads, type).items() if links}
