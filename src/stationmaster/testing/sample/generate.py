"""The sample company: a vendor of planning software for field crews, three years into its CRM.

Everything is drawn from a seed. Every subject has its own stream of chance, so the same seed, scale
and moment give the same company.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from stationmaster.core.actor import SourceKind
from stationmaster.testing.sample.build import Build
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.companies import company_row, make_firms
from stationmaster.testing.sample.company_names import company_names
from stationmaster.testing.sample.conclude import conclude
from stationmaster.testing.sample.directory import Directory
from stationmaster.testing.sample.duplicates import Copier, Pair
from stationmaster.testing.sample.facts import Firm, Human, Owner
from stationmaster.testing.sample.leads import LeadMaker
from stationmaster.testing.sample.lives import Life, Lives
from stationmaster.testing.sample.model import LaterValues, Link, Row, Sample
from stationmaster.testing.sample.night import Known, Night, NightMaker
from stationmaster.testing.sample.owners import make_owners, owner_rows
from stationmaster.testing.sample.people import contact_row, make_people
from stationmaster.testing.sample.selling import add_activities, add_deals
from stationmaster.testing.sample.sizes import Sizes


def generate(seed: int, scale: float, now: datetime) -> Sample:
    """The company at `scale` (1.0: 1,000 companies, 3,000 leads) as it stands at the moment `now`.

    The same arguments give an equal sample.
    """
    return _Generation(seed, scale, now).run()


class _Generation:
    """One generation: facts first, then rows, then answers."""

    def __init__(self, seed: int, scale: float, now: datetime):
        self.seed, self.scale, self.now = seed, scale, now
        self.sizes = Sizes.at(scale)
        self.build = Build()
        self.directory = Directory()
        self.names: Iterator[tuple[str, str]] = company_names(self.chance("company names"))
        self.owners: tuple[Owner, ...] = make_owners(now)
        self.maker = LeadMaker(self.chance("leads"), self.names, self.directory)
        self.lives = Lives(self.chance("lives"), self.maker, self.owners, now)

    def chance(self, subject: str) -> Chance:
        return Chance(self.seed, subject)

    def run(self) -> Sample:
        firms, firm_pairs = self._firms()
        closed = self._closed(firms)
        people, people_pairs = self._people(firms, closed)
        known = _known(firms, firm_pairs, people, people_pairs)
        older = self._older(known)
        night = self._night(known, len(closed) + len(older) + 1)
        self._owners(older)
        deals = add_deals(
            self.build, self.chance("deals"), firms, people, self.sizes.deals, self.now
        )
        add_activities(
            self.build, self.chance("activities"), self.owners,
            people, deals, [*closed, *older], self.sizes.activities, self.now,
        )  # fmt: skip
        pairs = [*firm_pairs, *people_pairs]
        self.build.changes = self.build.in_order()
        answers = conclude(self.build, self.chance("typing"), closed, older, night, deals, pairs)
        b = self.build
        return Sample(self.seed, self.scale, self.now, b.objects, b.links, b.changes, answers)

    def _firms(self) -> tuple[list[Firm], list[Pair]]:
        copies = max(3, self.sizes.companies // 25)
        count = self.sizes.companies - copies
        chance = self.chance("companies")
        firms = make_firms(chance, count, self.names, self.owners, self.directory, self.now)
        pairs = Copier(chance, self.directory, self.now).firms(firms, copies, count + 1)
        for firm in (*firms, *(p.copy for p in pairs if isinstance(p.copy, Firm))):
            self.build.add(firm.key, company_row(firm))
            if chance.happens(0.05):
                at = chance.moment(firm.created_at + timedelta(days=1), self.now)
                counted = LaterValues(
                    {"employees": firm.employees}, at, SourceKind.PERSON, firm.owner
                )
                self.build.later(firm.key, counted)
        return firms, pairs

    def _closed(self, firms: Sequence[Firm]) -> list[Life]:
        """Leads of the past two years, oldest first, each at a company that was known by then."""
        chance = self.chance("closed leads")
        start, end = self.now - timedelta(days=760), self.now - timedelta(days=40)
        count = self.sizes.closed_leads
        moments = sorted(chance.moment(start, end) for _ in range(count))
        created = [firm.created_at for firm in firms]
        lives = []
        for number, moment in enumerate(moments, start=1):
            there = firms[: max(1, bisect_left(created, moment))]
            lives.append(self.lives.closed(f"lead-{number:05d}", there, moment))
        self._add_leads(lives)
        return lives

    def _people(
        self, firms: Sequence[Firm], closed: Sequence[Life]
    ) -> tuple[list[Human], list[Pair]]:
        """Converted leads became contacts; the others were imported; some were entered twice."""
        chance, people = self.chance("people"), self._converted(closed)
        copies = max(8, self.sizes.contacts // 25)
        count = self.sizes.contacts - copies
        imported = make_people(
            chance, count - len(people), firms, len(people) + 1, self.directory, self.now
        )
        pairs = Copier(chance, self.directory, self.now).people(imported, copies, count + 1)
        for human in (*imported, *(p.copy for p in pairs if isinstance(p.copy, Human))):
            self._add_contact(human, contact_row(human, "Import"))
            if chance.happens(0.08):
                at = chance.moment(human.created_at + timedelta(days=1), self.now)
                title = LaterValues(
                    {"job_title": human.title}, at, SourceKind.PERSON, human.firm.owner
                )
                self.build.later(human.key, title)
        return [*people, *imported], pairs

    def _converted(self, closed: Sequence[Life]) -> list[Human]:
        people: list[Human] = []
        for life in closed:
            lead, firm = life.lead, life.lead.firm
            if life.converted and firm and life.closed_at:
                key, title = f"contact-{len(people) + 1:05d}", str(lead.details["job_title"])
                human = Human(key, lead.name, lead.email, lead.phone, title, firm, life.closed_at)
                self._add_contact(human, contact_row(human, str(lead.details["source"])))
                self.build.links += [
                    Link(lead.key, other, "converted to") for other in (key, firm.key)
                ]
                people.append(human)
        return people

    def _older(self, known: Known) -> list[Life]:
        """Open leads of the past weeks: strangers, people at known companies, contacts again."""
        chance, first = self.chance("older leads"), self.sizes.closed_leads + 1
        start, end = self.now - timedelta(days=75), self.now - timedelta(days=1)
        count = self.sizes.open_leads - self.sizes.night_leads
        firms = [f for f in known.firms if f.created_at < start]
        draw = chance.weighted({"stranger": 47.0, "firm": 45.0, "human": 8.0})
        people = iter(chance.some(known.people, len(known.people)))
        lives = []
        for number, moment in enumerate(
            sorted(chance.moment(start, end) for _ in range(count)), first
        ):
            kind = draw()
            human = next(people, None) if kind == "human" else None
            asker_of = chance.one(firms) if kind == "firm" else human
            lives.append(self.lives.open(f"lead-{number:05d}", asker_of, moment))
        self._add_leads(lives)
        return lives

    def _night(self, known: Known, first: int) -> Night:
        maker = NightMaker(self.chance("night"), self.maker, known)
        night = maker.make(self.sizes.night_leads, first, self.now)
        for lead in night.leads:
            self.build.add(lead.key, Row(lead.values(), lead.created_at))
        return night

    def _owners(self, older: Sequence[Life]) -> None:
        load = Counter(life.owner for life in older)
        for key, row in owner_rows(self.owners, load, self.now).items():
            self.build.add(key, row)

    def _add_leads(self, lives: Sequence[Life]) -> None:
        for life in lives:
            self.build.add(
                life.lead.key, Row(life.lead.values(), life.lead.created_at), life.changes
            )

    def _add_contact(self, human: Human, row: Row) -> None:
        self.build.add(human.key, row)
        self.build.links.append(Link(human.key, human.firm.key, "works at"))


def _known(
    firms: Sequence[Firm],
    firm_pairs: Sequence[Pair],
    people: Sequence[Human],
    pairs: Sequence[Pair],
) -> Known:
    """Those that were entered once, and the pairs that share a telephone number."""
    twice = {p.claim.kept for p in (*firm_pairs, *pairs)}
    once = [h for h in people if h.key not in twice and h.firm.key not in twice]
    by_key = {h.key: h for h in people}
    copied = [
        (by_key[p.claim.kept], p.copy)
        for p in pairs
        if isinstance(p.copy, Human) and p.claim.how in ("nickname", "typo")
    ]
    return Known(once, [f for f in firms if f.key not in twice], copied)
