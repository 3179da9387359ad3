"""Deals: one pipeline, from prospecting to won or lost, each with the days its stage changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Value
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.facts import Firm, Human
from stationmaster.testing.sample.model import FORMER_CRM, LaterValues, Link, Row
from stationmaster.testing.sample.phrases import PRODUCTS

OPEN_STAGES = ("prospecting", "qualified", "engaging", "proposal", "negotiation")
FATES = {"won": 34.0, "lost": 27.0, "open": 39.0}
PROBABILITY = {
    "prospecting": 10,
    "qualified": 25,
    "engaging": 40,
    "proposal": 60,
    "negotiation": 80,
}
FORECAST = {"prospecting": "pipeline", "qualified": "pipeline", "engaging": "pipeline",
            "proposal": "best_case", "negotiation": "commit", "won": "closed", "lost": "omitted"}  # fmt: skip
SUBJECTS = (
    "first sites",
    "renewal",
    "expansion",
    "pilot",
    "group roll-out",
    "mobile crews",
    "second region",
)
NEXT_STEPS = (
    "Send deck",
    "Security review",
    "Quote",
    "Call with the board",
    "Reference visit",
    "Contract",
)
LOST_REASONS = ("Price", "No decision", "Chose another product", "Project stopped", "Contact left")
ROLES = ("decision maker", "user", "influencer")
STALE_SHARE = 0.09
NO_COMPANY_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal, with its company (None: nobody linked one) and people."""

    key: str
    row: Row
    changes: tuple[LaterValues, ...]
    firm: Firm
    linked: bool
    people: tuple[Human, ...]
    stale: bool
    won_at: datetime | None
    ended_at: datetime | None

    def links(self) -> list[Link]:
        company = [Link(self.key, self.firm.key, "account")] if self.linked else []
        people = zip(self.people, ROLES, strict=False)
        return company + [Link(self.key, human.key, role) for human, role in people]


class DealMaker:
    """Draws deals at companies that have contacts."""

    def __init__(self, chance: Chance, people_at: Mapping[str, Sequence[Human]], now: datetime):
        self._chance = chance
        self._people_at = people_at
        self._now = now
        self._fate = chance.weighted(FATES)

    def make(self, key: str, firm: Firm, *, stale: bool = False, linked: bool = True) -> Deal:
        """A deal; `stale`: open, and its close date has passed."""
        chance, fate = self._chance, "open" if stale else self._fate()
        opened = self._opened(firm, stale or fate != "open")
        stages, ended = self._path(fate, opened)
        since = max(1, (self._now.date() - opened.date()).days - 1)
        close = self._now.date() + timedelta(days=chance.between(5, 150))
        if stale:
            close = self._now.date() - timedelta(days=chance.between(1, min(since, 90)))
        elif ended:
            close = ended.date()
        row = Row(
            self._first_values(firm, opened, close.isoformat()),
            opened,
            SourceKind.IMPORT,
            FORMER_CRM,
        )
        people = self._people_at[firm.key]
        return Deal(
            key, row, self._changes(firm, stages), firm, linked,
            tuple(chance.some([h for h in people if h.created_at < opened], chance.between(1, 3))),
            stale, ended if fate == "won" else None, ended,
        )  # fmt: skip

    def _opened(self, firm: Firm, long_ago: bool) -> datetime:
        """A working hour; long enough ago for a deal that has ended."""
        latest = self._now - timedelta(days=45 if long_ago else 3)
        earliest = firm.created_at + timedelta(days=1)
        if not long_ago:
            earliest = max(earliest, self._now - timedelta(days=200))
        return self._chance.moment(min(earliest, latest), latest)

    def _path(
        self, fate: str, opened: datetime
    ) -> tuple[list[tuple[str, datetime]], datetime | None]:
        """The stages after the first with the moment of each, and the moment the deal ended."""
        chance = self._chance
        reached = (
            chance.between(2, 5) if fate == "lost" else 5 if fate == "won" else chance.between(1, 5)
        )
        stages = [*OPEN_STAGES[1:reached], *([] if fate == "open" else [fate])]
        last = min(
            opened + timedelta(days=chance.between(20, 120)), self._now - timedelta(hours=20)
        )
        moments = sorted(chance.moment(opened + timedelta(hours=1), last) for _ in stages)
        return list(zip(stages, moments, strict=True)), moments[-1] if fate != "open" else None

    def _first_values(self, firm: Firm, opened: datetime, close: str) -> dict[str, Value]:
        chance = self._chance
        middle = 60_000 if firm.strategic else 9_000
        amount = max(500, round(chance.skewed(middle, 0.9) / 100) * 100)
        return {
            "name": f"{firm.name.removesuffix(' ' + firm.country.legal)}, {chance.one(SUBJECTS)}",
            "amount": amount,
            "currency": "EUR",
            "stage": "prospecting",
            "opened_on": opened.date().isoformat(),
            "close_date": close,
            "discount": chance.one((5, 10, 15)) if chance.happens(0.3) else None,
            "probability": PROBABILITY["prospecting"],
            "forecast_amount": amount // 10,
            "forecast_category": "pipeline",
            "product": chance.one(PRODUCTS),
            "next_step": chance.one(NEXT_STEPS),
            "owner_id": firm.owner,
        }

    def _changes(
        self, firm: Firm, stages: Sequence[tuple[str, datetime]]
    ) -> tuple[LaterValues, ...]:
        changes = []
        for stage, at in stages:
            values: dict[str, Value] = {
                "stage": stage,
                "probability": PROBABILITY.get(stage, 100 if stage == "won" else 0),
                "forecast_category": FORECAST[stage],
            }
            if stage == "lost":
                values["lost_reason"] = self._chance.one(LOST_REASONS)
            changes.append(LaterValues(values, at, SourceKind.PERSON, firm.owner))
        return tuple(changes)
