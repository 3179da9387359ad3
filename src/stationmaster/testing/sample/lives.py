"""What became of leads: closed ones with their outcome, older open ones with their owner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stationmaster.core.actor import SourceKind
from stationmaster.core.clock import to_text
from stationmaster.core.record import Value
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.companies import size_band
from stationmaster.testing.sample.facts import Firm, Human, Lead, Owner
from stationmaster.testing.sample.leads import Asker, LeadMaker
from stationmaster.testing.sample.model import LaterValues
from stationmaster.testing.sample.outcomes import chance_to_convert
from stationmaster.testing.sample.owners import FULL, LEFT, rep_draw
from stationmaster.testing.sample.places import TERRITORIES

REASONS = (
    "No budget",
    "Too small",
    "No answer",
    "Chose another product",
    "Not a business",
    "Duplicate",
)
QUALITY = {
    True: {"High": 74.0, "Medium": 22.0, "Low": 4.0},
    False: {"High": 5.0, "Medium": 27.0, "Low": 68.0},
}
LAST = {
    True: {"Contract meeting": 50.0, "Demo held": 40.0, "Mail answered": 10.0},
    False: {"No answer": 45.0, "Unsubscribed": 20.0, "Mail answered": 25.0, "Demo held": 10.0},
}


@dataclass(frozen=True, slots=True)
class Life:
    """A lead with its outcome (None: open), its owner and what was set since."""

    lead: Lead
    owner: str
    converted: bool | None
    closed_at: datetime | None
    changes: tuple[LaterValues, ...]
    human: Human | None = None


class Lives:
    """Draws what becomes of leads."""

    def __init__(self, chance: Chance, maker: LeadMaker, owners: tuple[Owner, ...], now: datetime):
        self._chance = chance
        self._maker = maker
        self._now = now
        self._reps: dict[str, Callable[[], str]] = {
            t: rep_draw(chance, owners, t) for t in TERRITORIES
        }
        self._quality = {won: chance.weighted(w) for won, w in QUALITY.items()}
        self._last = {won: chance.weighted(w) for won, w in LAST.items()}
        self._status = chance.weighted({"working": 70.0, "nurturing": 30.0})

    def closed(self, key: str, firms: Sequence[Firm], created_at: datetime) -> Life:
        """A lead that was converted or disqualified, as its true chance has it."""
        chance = self._chance
        lead = self._maker.lead(key, self._maker.at_firm(chance.one(firms)), created_at)
        converted = chance.happens(chance_to_convert(lead.values()))
        if not converted and chance.happens(0.45):
            lead = self._maker.elsewhere(lead)
        owner = self.owner_for(lead)
        last_day = self._now - timedelta(days=1)
        closed_at = min(created_at + timedelta(days=0.2 + chance.skewed(12, 0.8)), last_day)
        changes = (*self._taken(lead, owner, "working"), self._outcome(owner, converted, closed_at))
        return Life(lead, owner, converted, closed_at, changes)

    def open(self, key: str, asker_of: Firm | Human | None, created_at: datetime) -> Life:
        """A lead that a rep has and has not closed: from a company, a contact, or a stranger."""
        human = asker_of if isinstance(asker_of, Human) else None
        lead = self._maker.lead(key, self._asker(asker_of), created_at)
        owner = self.owner_for(lead)
        status = "working" if owner == FULL else self._status()
        changes = self._taken(lead, owner, status)
        if lead.firm and self._chance.happens(0.15):
            at = self._chance.moment(changes[-1].at, self._now)
            size: dict[str, Value] = {"company_size": size_band(lead.firm.employees)}
            changes = (*changes, LaterValues(size, at, SourceKind.PERSON, owner))
        return Life(lead, owner, None, None, changes, human)

    def owner_for(self, lead: Lead) -> str:
        """The company's owner while there is one, else a rep of the territory."""
        if lead.firm and lead.firm.owner not in LEFT:
            return lead.firm.owner
        return self._reps[lead.country.territory]()

    def _asker(self, asker_of: Firm | Human | None) -> Asker:
        match asker_of:
            case Firm():
                return self._maker.at_firm(asker_of)
            case Human():
                return self._maker.again(asker_of)
            case None:
                return self._maker.stranger()

    def _taken(self, lead: Lead, owner: str, status: str) -> tuple[LaterValues, ...]:
        """Given to a rep within the hour, picked up within four."""
        given = lead.created_at + timedelta(minutes=self._chance.between(2, 58))
        assigned = LaterValues({"owner_id": owner}, given, SourceKind.SYSTEM, "assignment")
        picked = given + timedelta(minutes=self._chance.between(5, 180))
        return (assigned, LaterValues({"status": status}, picked, SourceKind.PERSON, owner))

    def _outcome(self, owner: str, converted: bool, at: datetime) -> LaterValues:
        touches = self._chance.between(4, 14) if converted else self._chance.between(0, 6)
        values: dict[str, Value] = {
            "status": "converted" if converted else "disqualified",
            "converted": converted,
            "closed_at": to_text(at),
            "lead_quality": self._quality[converted](),
            "sales_touches": touches,
            "last_notable_activity": self._last[converted](),
        }
        if not converted:
            values["disqualified_reason"] = self._chance.one(REASONS)
        return LaterValues(values, at, SourceKind.PERSON, owner)
