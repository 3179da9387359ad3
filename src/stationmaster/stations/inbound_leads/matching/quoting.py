"""Evidence and sentences that drafts about a match share."""

from collections.abc import Sequence

from stationmaster.core.evidence import Evidence
from stationmaster.core.record import Record
from stationmaster.kit.evidence import quote_of
from stationmaster.stations.inbound_leads.matching.candidate import Candidate, confidence
from stationmaster.stations.inbound_leads.matching.keys import Keys
from stationmaster.stations.inbound_leads.matching.match import Match

LOOKED_UP = {"email": 0.8, "phone": 0.3, "company": 0.5}
"""How far the absence of a match by each key convinces that somebody is new."""


def evidence_of(lead: Record, candidates: Sequence[Candidate]) -> tuple[Evidence, ...]:
    """What agrees between the lead and each candidate, every quote once."""
    return tuple(dict.fromkeys(e for c in candidates for e in c.evidence(lead)))


def quotes(record: Record, names: Sequence[str]) -> tuple[Evidence, ...]:
    """The lead's own values of these properties, as far as they are set."""
    found = (quote_of(record, name, "Lead") for name in names)
    return tuple(quote for quote in found if quote is not None)


def newness(keys: Keys) -> int:
    """Confidence that nobody in the CRM is this person, by what could be looked up."""
    tried = {"email": keys.email, "phone": keys.phones, "company": keys.company or keys.domain}
    return confidence(LOOKED_UP[name] for name, value in tried.items() if value)


def dedup(match: Match) -> str:
    """One open proposal at a time about who a lead is."""
    return f"match:{match.lead.ref.id}"
