"""Which company a lead works for."""

from collections.abc import Iterable
from dataclasses import dataclass

from stationmaster.core.record import Record, Ref
from stationmaster.kit.domains import registrable
from stationmaster.kit.names import company_similarity
from stationmaster.stations.inbound_leads.matching.candidate import Agreement, Candidate
from stationmaster.stations.inbound_leads.matching.keys import Keys, text_of
from stationmaster.stations.inbound_leads.matching.people import People
from stationmaster.stations.inbound_leads.matching.reading import LIKE_ENOUGH, Known

DOMAIN, NAME, COUNTRY, EMPLOYER = 0.95, 0.6, 0.2, 0.9
SAME, OTHER = 0.97, 0.6
"""Names from SAME on are one company's; below OTHER they are two companies'."""


@dataclass(frozen=True, slots=True)
class Companies:
    """As `People`: likeliest first; `settled`: the first one is it. None: no company we know."""

    candidates: tuple[Candidate, ...]
    settled: bool


def find_companies(keys: Keys, known: Known, people: People) -> Companies:
    """The employer of the contact the lead is; else who has the domain; else who has the name."""
    employers = _employers(keys, known, people)
    if len(employers) == 1:
        return Companies(tuple(employers), True)
    by_domain = _judged(keys, known, known.with_domain(keys))
    by_name = _judged(keys, known, known.named(keys))
    if not by_domain:
        return Companies(tuple(by_name), len(by_name) == 1)
    if len(by_domain) == 1:
        rivals = _rivals(keys, by_domain[0], by_name)
        return Companies((by_domain[0], *rivals), not rivals)
    fitting = [c for c in by_domain if _similarity(keys, c.record) >= LIKE_ENOUGH]
    return (
        Companies((fitting[0],), True) if len(fitting) == 1 else Companies(tuple(by_domain), False)
    )


def _employers(keys: Keys, known: Known, people: People) -> list[Candidate]:
    """Companies of the one contact, those that also fit the lead's own words first and alone."""
    if not people.settled:
        return []
    contact = people.candidates[0].record
    found = known.of(known.employers.get(contact.ref, ()), "company")
    candidates = [
        Candidate(
            company,
            (
                Agreement("", "name", EMPLOYER, "the contact works there"),
                *_agreements(keys, company),
            ),
        )
        for company in found
    ]
    fitting = [c for c in candidates if len(c.agreements) > 1]
    return fitting if len(fitting) == 1 else candidates


def _judged(keys: Keys, known: Known, refs: Iterable[Ref]) -> list[Candidate]:
    found = (Candidate(c, tuple(_agreements(keys, c))) for c in known.of(refs, "company"))
    return sorted((c for c in found if c.agreements), key=lambda c: (-c.confidence, c.record.ref))


def _agreements(keys: Keys, company: Record) -> list[Agreement]:
    found = []
    domain = text_of(company, "domain")
    if keys.domain and domain and registrable(domain) == keys.domain:
        found.append(Agreement(keys.domain_property, "domain", DOMAIN, "same domain"))
    alike = _similarity(keys, company)
    if alike >= LIKE_ENOUGH:
        says = "same name" if alike == 1 else "names that can be one company's"
        found.append(Agreement("company", "name", NAME * alike, says))
    country = text_of(company, "country")
    if found and country and country == text_of(keys.lead, "country"):
        found.append(Agreement("country", "country", COUNTRY, "same country"))
    return found


def _similarity(keys: Keys, company: Record) -> float:
    return company_similarity(keys.company or "", text_of(company, "name") or "")


def _rivals(keys: Keys, by_domain: Candidate, by_name: list[Candidate]) -> list[Candidate]:
    """Other companies that have the name, where the one with the domain is called quite otherwise."""
    if keys.company is None or _similarity(keys, by_domain.record) >= OTHER:
        return []
    return [c for c in by_name if _similarity(keys, c.record) >= SAME]
