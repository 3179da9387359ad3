"""The order of the rules: open deal, strategic account, same person, territory, pool, fallback.

Only typed properties are asked. What somebody wrote into a form is never read here, so no text can
choose an owner.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stationmaster.core import filter as filters
from stationmaster.core.operation import OWNER_PROPERTY
from stationmaster.core.record import ObjectType, Record, Ref
from stationmaster.crm.reader import CrmReader
from stationmaster.kit.paging import get_all
from stationmaster.kit.reading import type_of
from stationmaster.stations.inbound_leads.matching.match import Match
from stationmaster.stations.inbound_leads.routing.plan import (
    FALLBACK,
    OPEN_DEAL,
    POOL,
    SAME_PERSON,
    STRATEGIC,
    TERRITORY,
    Named,
    Plan,
    Shared,
)
from stationmaster.stations.inbound_leads.settings import Rules
from stationmaster.stations.inbound_leads.words import company_words, lead_words

Step = Named | Shared


@dataclass(frozen=True, slots=True)
class Area:
    """A territory, read once: its filter as a function, and in words."""

    name: str
    on: str
    matches: filters.Predicate
    pool: str
    says: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules with what they need from the CRM. `deals`: open deals with an owner, by the contact
    or company they belong to, newest first."""

    rules: Rules
    areas: Sequence[Area]
    deals: Mapping[Ref, Sequence[Record]]

    def plan(self, match: Match) -> Plan:
        """Every rule that applies to a lead, in order of precedence."""
        return Plan(str(match.lead.ref), tuple(self._steps(match)))

    def _steps(self, match: Match) -> Iterator[Step]:
        yield from self._open_deals(match)
        yield from self._strategic(match)
        yield from _same_person(match)
        yield from self._territory(match)
        if self.rules.default_pool is not None:
            label = self.rules.pools[self.rules.default_pool].label
            yield Shared(POOL, self.rules.default_pool, f"Pool {label or self.rules.default_pool}")
        yield from self._fallback()

    def _open_deals(self, match: Match) -> Iterator[Step]:
        """Owners of open deals: of the contact's before the company's, the newest first."""
        refs = [r.ref for r in (match.contact, match.company) if r is not None]
        deals = [deal for ref in refs for deal in self.deals.get(ref, ())]
        owners: dict[str, Record] = {}
        for deal in deals:
            owners.setdefault(str(deal.get(OWNER_PROPERTY)), deal)
        for owner, deal in owners.items():
            yield Named(OPEN_DEAL, owner, f"Open deal {deal.get('name') or deal.ref.id}")
        if match.asks_who:
            yield Named(OPEN_DEAL, None, "Deals of the contact: who it is waits for an answer")

    def _strategic(self, match: Match) -> Iterator[Step]:
        if match.company is None or match.company.get("strategic") is not True:
            return
        owner = match.company.get(OWNER_PROPERTY)
        says = f"Strategic account {company_words(match.company)}"
        yield (
            Named(STRATEGIC, str(owner), says)
            if owner
            else Named(STRATEGIC, None, f"{says} has no owner")
        )

    def _territory(self, match: Match) -> Iterator[Step]:
        """The first territory that matches."""
        for area in self.areas:
            record = match.company if area.on == "company" else match.lead
            if record is not None and area.matches(record.properties):
                yield Shared(TERRITORY, area.pool, area.says, area.name)
                return

    def _fallback(self) -> Iterator[Step]:
        """The fallback, the second one where the first is away; else whoever of them is active."""
        named = [(self.rules.fallback_owner, "Fallback owner")]
        named.append((self.rules.second_fallback_owner, "Second fallback owner"))
        present = [(owner, says) for owner, says in named if owner is not None]
        for owner, says in present:
            yield Named(FALLBACK, owner, says)
        for owner, says in present:
            yield Named(FALLBACK, owner, f"{says}, though away", insists=True)


def rule_book(reader: CrmReader, rules: Rules, matches: Sequence[Match]) -> RuleBook:
    """The rules with the open deals of everybody in a batch."""
    refs = {r.ref for m in matches for r in (m.contact, m.company) if r is not None}
    return RuleBook(rules, areas_of(rules, reader.types()), _open_deals(reader, rules, refs))


def areas_of(rules: Rules, types: Mapping[str, ObjectType]) -> list[Area]:
    """Raises InvalidInput where a territory's filter does not fit its type, Forbidden where that type
    is not readable."""
    return [
        Area(
            t.name,
            t.on,
            filters.predicate(t.where, type_of(types, t.on)),
            t.pool,
            f"Territory {t.label or t.name}: {filters.to_text(t.where)}",
        )
        for t in rules.territories
    ]


def _same_person(match: Match) -> Iterator[Step]:
    if match.twin is not None:
        owner = match.twin.get(OWNER_PROPERTY)
        says = f"Same person as the open lead {lead_words(match.twin)}"
        yield Named(SAME_PERSON, str(owner) if owner else None, says, like=str(match.twin.ref))


def _open_deals(reader: CrmReader, rules: Rules, refs: set[Ref]) -> dict[Ref, Sequence[Record]]:
    links = reader.associations(refs, "deal") if refs else {}
    deals = get_all(reader, {link.target for some in links.values() for link in some})
    return {
        ref: sorted(
            (d for d in (deals.get(link.target) for link in some) if d and _counts(d, rules)),
            key=lambda deal: deal.ref,
            reverse=True,
        )
        for ref, some in links.items()
    }


def _counts(deal: Record, rules: Rules) -> bool:
    owned = deal.get(OWNER_PROPERTY) is not None
    return owned and not deal.archived and rules.is_open("deal", deal.get("stage"))
