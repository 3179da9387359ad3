"""What is proposed for a match: link, create, or ask one question."""

from collections.abc import Iterator, Sequence

from stationmaster.core.operation import Associate
from stationmaster.core.proposal import Draft, Risk
from stationmaster.core.record import Record
from stationmaster.kit.names import company_key
from stationmaster.stations.inbound_leads.matching.candidate import Candidate
from stationmaster.stations.inbound_leads.matching.creating import (
    SAME_PERSON,
    WORKS_AT,
    can_be_company,
    can_be_contact,
    create_at,
    create_both,
    links,
)
from stationmaster.stations.inbound_leads.matching.keys import Keys
from stationmaster.stations.inbound_leads.matching.match import Match
from stationmaster.stations.inbound_leads.matching.questions import ask_where, ask_who
from stationmaster.stations.inbound_leads.matching.quoting import (
    dedup,
    evidence_of,
    newness,
    quotes,
)
from stationmaster.stations.inbound_leads.words import company_words, lead_words, person_words

LIKELY = 75
"""A link with less confidence than this is marked as a medium risk."""
Note = tuple[str, str]


def draft_matches(matches: Sequence[Match]) -> Iterator[Draft]:
    """At most one draft per lead. Two leads of one new company do not both create it: the later one
    is linked with it on a later run, when it is there."""
    made: dict[str, Record] = {}
    for match in matches:
        draft = _draft(match, made)
        if draft is not None:
            yield draft


def _draft(match: Match, made: dict[str, Record]) -> Draft | None:
    if match.contact_linked and (match.company_linked or match.company is None):
        return None
    if match.asks_who:
        return ask_who(match)
    if match.contact is not None:
        return _link(match, match.contact)
    if match.twin is not None:
        return _link_twin(match, match.twin)
    if not can_be_contact(match.keys):
        return None
    return ask_where(match) if match.asks_where else _create(match, made)


def _link(match: Match, contact: Record) -> Draft:
    """To the contact and the company it is, as far as the lead is not linked with them yet."""
    company = None if match.company_linked else match.company
    new_contact = None if match.contact_linked else contact
    operations = links(
        match.lead.ref,
        new_contact.ref if new_contact else None,
        company.ref if company else None,
        employed=True,
    )
    if match.company is not None and not match.works_there:
        operations.append(Associate(contact.ref, match.company.ref, WORKS_AT))
    found = _settled(match)
    sure = min((c.confidence for c in found), default=None)
    titles = [person_words(new_contact)] if new_contact else []
    titles += [company_words(company)] if company else []
    return Draft(
        kind="link_contact" if new_contact else "link_company",
        title=f"Link {lead_words(match.lead)} with {' and '.join(titles)}",
        about=match.lead.ref,
        operations=tuple(operations),
        reason=" ".join(f"{c.record.ref.type.capitalize()}: {c.says}." for c in found),
        evidence=evidence_of(match.lead, found),
        confidence=sure,
        risk=Risk.MEDIUM if sure is not None and sure < LIKELY else Risk.LOW,
        notes=_left_open(match),
        dedup=dedup(match),
    )


def _settled(match: Match) -> list[Candidate]:
    found: list[Candidate] = []
    if match.people.settled and not match.contact_linked:
        found += match.people.candidates[:1]
    if match.companies.settled and not match.company_linked:
        found += match.companies.candidates[:1]
    return found


def _left_open(match: Match) -> tuple[Note, ...]:
    if not match.asks_where:
        return ()
    names = ", ".join(company_words(c.record) for c in match.companies.candidates)
    return (("Company", f"Left open: it may be any of {names}."),)


def _link_twin(match: Match, twin: Record) -> Draft:
    return Draft(
        kind="link_lead",
        title=f"{lead_words(match.lead)} has asked before",
        about=match.lead.ref,
        operations=(Associate(match.lead.ref, twin.ref, SAME_PERSON),),
        reason="An open lead of the same person came in earlier, so no second contact is made. This "
        "lead is linked with the contact as soon as there is one.",
        evidence=quotes(match.lead, ("email", "phone")) + quotes(twin, ("email", "phone")),
        confidence=newness(match.keys),
        dedup=dedup(match),
    )


def _create(match: Match, made: dict[str, Record]) -> Draft:
    """A contact, and its company unless that is there, or an earlier lead of the batch makes it."""
    keys, company = match.keys, match.company
    first = _first_of_company(keys, made)
    creates = company is None and first is match.lead and can_be_company(keys)
    if company is not None:
        operations, where = create_at(keys, company.ref), f" at {company_words(company)}"
    else:
        operations = create_both(keys, with_company=creates)
        where = f" and company {keys.company or keys.domain}" if creates else ""
    waits = company is None and first is not match.lead
    later = f"Comes with {lead_words(first)}; this lead is linked with it on a later run."
    return Draft(
        kind="create_contact",
        title=f"Create contact {person_words(match.lead)}{where}",
        about=match.lead.ref,
        operations=tuple(operations),
        reason=_new_because(match),
        evidence=quotes(match.lead, ("email", "phone", "company"))
        + evidence_of(match.lead, _settled(match)),
        confidence=newness(keys),
        notes=(("Company", later),) if waits else (),
        dedup=dedup(match),
    )


def _first_of_company(keys: Keys, made: dict[str, Record]) -> Record:
    """The lead of this batch that makes the company: this one, unless an earlier one does."""
    names = [n for n in (keys.domain, company_key(keys.company or "")) if n]
    first = next((made[name] for name in names if name in made), keys.lead)
    for name in names:
        made.setdefault(name, first)
    return first


def _new_because(match: Match) -> str:
    keys = match.keys
    tried = [n for n, v in (("email address", keys.email), ("phone number", keys.phones)) if v]
    tried += ["name at this company"] if keys.name.known and keys.company else []
    said = f"No contact has this {' or this '.join(tried)}."
    if match.company is not None and match.companies.candidates:
        return f"{said} Company: {match.companies.candidates[0].says}."
    return said
