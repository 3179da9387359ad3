"""The one question that is asked where more than one contact or company fits. Nothing is created."""

from collections.abc import Sequence

from stationmaster.core.proposal import Choice, Draft, Risk
from stationmaster.core.record import Record, Ref
from stationmaster.stations.inbound_leads.matching.candidate import Candidate
from stationmaster.stations.inbound_leads.matching.creating import create_at, create_both, links
from stationmaster.stations.inbound_leads.matching.match import Match
from stationmaster.stations.inbound_leads.matching.quoting import dedup, evidence_of
from stationmaster.stations.inbound_leads.words import company_words, lead_words, person_words

NONE_OF_THEM = "None of them: create new"


def ask_who(match: Match) -> Draft:
    """A choice per contact that fits, and one for none of them."""
    candidates = match.people.candidates
    choices = [_choose_person(match, candidate) for candidate in candidates]
    return _question(match, candidates, "same person?", (*choices, _choose_nobody(match)))


def ask_where(match: Match) -> Draft:
    """A choice per company that fits, each with a new contact there, and one for none of them."""
    candidates = match.companies.candidates
    choices = [
        Choice(
            f"It is {company_words(c.record)}", tuple(create_at(match.keys, c.record.ref)), c.says
        )
        for c in candidates
    ]
    nothing = Choice(NONE_OF_THEM, tuple(create_both(match.keys, with_company=True)))
    return _question(match, candidates, "which company?", (*choices, nothing))


def _question(
    match: Match, candidates: Sequence[Candidate], asked: str, choices: tuple[Choice, ...]
) -> Draft:
    return Draft(
        kind="two_candidates",
        title=f"{lead_words(match.lead)}: {asked}",
        about=match.lead.ref,
        operations=(),
        reason=_because(candidates),
        evidence=evidence_of(match.lead, candidates),
        risk=Risk.MEDIUM,
        choices=choices,
        dedup=dedup(match),
    )


def _because(candidates: Sequence[Candidate]) -> str:
    listed = "; ".join(f"{_title(c.record)}: {c.says}" for c in candidates)
    fit = "One fits in part" if len(candidates) == 1 else f"{len(candidates)} fit"
    return f"{fit}. {listed}."


def _title(record: Record) -> str:
    return company_words(record) if record.ref.type == "company" else person_words(record)


def _choose_person(match: Match, candidate: Candidate) -> Choice:
    """The contact, and the company it works for; else the one the lead's own words name."""
    contact = candidate.record
    employers = match.employers.get(contact.ref, ())
    company: Ref | None = employers[0] if len(employers) == 1 else None
    if company is None and match.company is not None:
        company = match.company.ref
    operations = links(
        match.lead.ref, contact.ref, company, employed=company is None or company in employers
    )
    called = ", ".join(filter(None, (person_words(contact), str(contact.get("email") or ""))))
    return Choice(f"It is {called}", tuple(operations), candidate.says)


def _choose_nobody(match: Match) -> Choice:
    """A new contact, without the address or number that a candidate holds."""
    candidates = match.people.candidates
    held = {n for n in ("email", "phone") if any(c.has(n) for c in candidates)}
    if match.company is not None:
        operations = create_at(match.keys, match.company.ref, held)
    else:
        operations = create_both(match.keys, with_company=not match.asks_where, without=held)
    left_out = f"Without the {' and the '.join(sorted(held))} that another contact holds."
    return Choice(NONE_OF_THEM, tuple(operations), left_out if held else "")
