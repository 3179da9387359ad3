"""Inbound leads: match before create, score, route, and say by when to respond.

The whole job: `select` finds what waits, `baseline` drafts, `check` looks over the settings, `train`
learns from closed leads, and `ended` gives back the turn of a proposal that came to nothing.
"""

from collections.abc import Sequence

from stationmaster.core.proposal import Proposal, Status
from stationmaster.kit.ledger import Ledger
from stationmaster.kit.station import Station
from stationmaster.stations.inbound_leads.baseline import baseline
from stationmaster.stations.inbound_leads.checking import check
from stationmaster.stations.inbound_leads.reach import READS, WRITES
from stationmaster.stations.inbound_leads.select import select
from stationmaster.stations.inbound_leads.settings import DEFAULTS
from stationmaster.stations.inbound_leads.switches import SWITCHES
from stationmaster.stations.inbound_leads.training import train

ASSIGNING = ("assign_owner", "assign_fallback")


def ended(ledger: Ledger, proposals: Sequence[Proposal]) -> None:
    """Give back the turns of assignments that came to nothing.

    Where a person said no to the proposed owner, that owner is not proposed for this lead again.
    """
    assigning = [p for p in proposals if p.draft.kind in ASSIGNING]
    refused = {str(p.draft.about) for p in assigning if p.status is Status.REJECTED}
    ledger.credit(refused, refused=True)
    ledger.credit({str(p.draft.about) for p in assigning} - refused)


STATION = Station(
    name="inbound_leads",
    title="Inbound leads",
    summary="Finds out who a new lead is, scores it, gives it to the right owner, and says by when to "
    "respond.",
    reads=READS,
    writes=WRITES,
    select=select,
    baseline=baseline,
    defaults=DEFAULTS,
    switches=SWITCHES,
    learns_from=frozenset({"lead"}),
    check=check,
    train=train,
    ended=ended,
)
