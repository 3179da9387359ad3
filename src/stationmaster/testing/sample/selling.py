"""Deals and activities put into the growing sample."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from stationmaster.core.actor import SourceKind
from stationmaster.testing.sample.activities import ActivityMaker, Topic, links
from stationmaster.testing.sample.build import Build
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.deals import NO_COMPANY_SHARE, STALE_SHARE, Deal, DealMaker
from stationmaster.testing.sample.facts import Firm, Human, Owner
from stationmaster.testing.sample.lives import Life
from stationmaster.testing.sample.model import LaterValues

ABOUT = {"contact": 45.0, "deal": 32.0, "lead": 23.0}
"""Of a hundred activities, how many are about whom."""


def add_deals(
    build: Build,
    chance: Chance,
    firms: Sequence[Firm],
    people: Sequence[Human],
    count: int,
    now: datetime,
) -> list[Deal]:
    """Deals at companies that have contacts, with their links; who bought is a customer since."""
    people_at: dict[str, list[Human]] = {}
    for human in people:
        people_at.setdefault(human.firm.key, []).append(human)
    buyers = {f: f.employees**0.4 for f in firms if f.key in people_at and _old(f, now)}
    draw, maker = chance.weighted(buyers), DealMaker(chance, people_at, now)
    stale = max(2, round(count * STALE_SHARE * 0.39))
    unlinked = max(1, round(count * NO_COMPANY_SHARE))
    deals = []
    for number in range(1, count + 1):
        key = f"deal-{number:05d}"
        deal = maker.make(key, draw(), stale=number <= stale, linked=number <= count - unlinked)
        build.add(key, deal.row, deal.changes)
        build.links += deal.links()
        deals.append(deal)
    _mark_customers(build, deals)
    return deals


def _old(firm: Firm, now: datetime) -> bool:
    return firm.created_at < now - timedelta(days=60)


def _mark_customers(build: Build, deals: Sequence[Deal]) -> None:
    """The first won deal makes a company a customer, and the people of the deal with it."""
    marked: set[str] = set()
    won = [(deal.won_at, deal) for deal in deals if deal.won_at]
    for at, deal in sorted(won, key=lambda pair: pair[0]):
        if deal.firm.key not in marked:
            owner = deal.firm.owner
            build.later(
                deal.firm.key, LaterValues({"status": "customer"}, at, SourceKind.PERSON, owner)
            )
        for human in deal.people:
            if human.key not in marked and human.created_at < at:
                stage = LaterValues(
                    {"lifecycle_stage": "customer"}, at, SourceKind.SYSTEM, "lifecycle"
                )
                build.later(human.key, stage)
        marked |= {deal.firm.key, *(human.key for human in deal.people)}


def add_activities(
    build: Build,
    chance: Chance,
    owners: Sequence[Owner],
    people: Sequence[Human],
    deals: Sequence[Deal],
    lives: Sequence[Life],
    count: int,
    now: datetime,
) -> None:
    """Activities in order of time."""
    topics = {
        "contact": [_of_human(human, now) for human in people],
        "deal": [_of_deal(deal, now) for deal in deals],
        "lead": [_of_life(life, now) for life in lives],
    }
    draw = chance.weighted(ABOUT)
    maker = ActivityMaker(chance, {o.key: o.name for o in owners}, now)
    made = [
        (topic, maker.row(topic)) for topic in (chance.one(topics[draw()]) for _ in range(count))
    ]
    made.sort(key=lambda pair: pair[1].created_at)
    for number, (topic, row) in enumerate(made, start=1):
        key = f"activity-{number:05d}"
        build.add(key, row)
        build.links += links(key, topic)


def _words(given: str, family: str, company: str | None, city: str) -> Mapping[str, str]:
    return {"person": given, "family": family, "company": company or "the company", "city": city}


def _of_human(human: Human, now: datetime) -> Topic:
    firm, name = human.firm, human.name
    words = _words(name.given, name.family, firm.name, firm.city)
    end = now - timedelta(hours=1)
    return Topic((human.key, firm.key), human.created_at, end, firm.owner, words)


def _of_deal(deal: Deal, now: datetime) -> Topic:
    firm = deal.firm
    who = deal.people[0].name if deal.people else None
    given, family = (who.given, who.family) if who else ("the planner", "Planner")
    records = (deal.key, *((firm.key,) if deal.linked else ()), *(h.key for h in deal.people[:1]))
    words = _words(given, family, firm.name, firm.city)
    end = deal.ended_at or now - timedelta(hours=1)
    return Topic(records, deal.row.created_at, end, firm.owner, words)


def _of_life(life: Life, now: datetime) -> Topic:
    lead = life.lead
    words = _words(lead.name.given, lead.name.family, lead.company, str(lead.details["city"]))
    end = life.closed_at or now - timedelta(hours=1)
    return Topic((lead.key,), life.changes[0].at, end, life.owner, words)
