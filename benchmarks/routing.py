"""Routing leads through the ledger on disk: rules asked, turns drawn, paths kept; n against 10 n.

The CRM holds the leads, twelve owners and 1,000 companies. "Routing" is all from matched leads to
stored assignments; "whole station" is selecting, matching, scoring and drafting as well.
"""

import argparse
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.harness import databases, peak_memory_mb, scratch, seconds
from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Source
from stationmaster.kit.narrow import NarrowReader
from stationmaster.kit.station import Context
from stationmaster.records.store import RecordStore
from stationmaster.records.write.writer import RecordWriter
from stationmaster.stations.inbound_leads.baseline import BATCH, route
from stationmaster.stations.inbound_leads.matching.match import Match, match
from stationmaster.stations.inbound_leads.routing.path import replay
from stationmaster.stations.inbound_leads.routing.roster import read_roster
from stationmaster.stations.inbound_leads.settings import read
from stationmaster.stations.inbound_leads.station import STATION
from stationmaster.work.ledger import SqlLedger
from stationmaster.work.shelf import SqlModelShelf

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WORKSPACE, IMPORT = "ws_bench", Source(SourceKind.IMPORT, "benchmark")
TERRITORIES = {
    "north": ("Norway", "Sweden", "Denmark"),
    "central": ("Germany", "Austria", "Poland"),
    "south": ("France", "Spain", "Italy"),
    "overseas": ("Brazil", "Canada", "Singapore"),
}
COUNTRIES = [country for listed in TERRITORIES.values() for country in listed]
COMPANIES, MOST_ROWS = 1_000, 2_000


def fill(writer: RecordWriter, leads: int) -> str:
    """Owners, companies and new leads; half of the leads work at a company that is known."""
    owners = [
        {"name": f"{t} {n}", "active": True, "territory": t, "weight": n}
        for t in TERRITORIES
        for n in (1, 2, 3)
    ]
    refs = writer.insert("owner", owners, IMPORT)
    companies = [{"name": f"Firm {n}", "domain": f"firm{n}.example"} for n in range(COMPANIES)]
    writer.insert("company", companies, IMPORT)
    for start in range(0, leads, MOST_ROWS):
        numbers = range(start, min(start + MOST_ROWS, leads))
        writer.insert("lead", [lead(n) for n in numbers], IMPORT)
    return refs[0].id


def lead(n: int) -> dict[str, object]:
    domain = f"firm{n % COMPANIES}.example" if n % 2 else "gmail.com"
    return {
        "first_name": f"First{n % 211}",
        "last_name": f"Last{n % 1999}",
        "email": f"person{n}@{domain}",
        "country": COUNTRIES[n % len(COUNTRIES)],
        "source": ("Webinar", "Referral", "Contact form")[n % 3],
        "visits": n % 17,
        "status": "new",
    }


def context_of(folder: Path, leads: int, name: str = "") -> Context:
    governance, records = databases(folder, f"{name}{leads}-")
    with records.begin() as connection:
        fallback = fill(RecordWriter(connection, WORKSPACE, clock=lambda: NOON), leads)
    listed = [
        {"name": t, "where": f"country in ({', '.join(names)})", "pool": t}
        for t, names in TERRITORIES.items()
    ]
    pools = {t: {"where": f"territory eq {t}"} for t in TERRITORIES}
    settings = {
        "pools": {**pools, "everyone": {}},
        "territories": listed,
        "fallback_owner": fallback,
    }
    return Context(
        workspace=WORKSPACE,
        reader=NarrowReader(RecordStore(records, WORKSPACE), STATION.reads),
        clock=lambda: NOON,
        settings={**STATION.defaults, **settings},
        ledger=SqlLedger(governance, WORKSPACE, lambda: NOON),
        models=SqlModelShelf(governance, WORKSPACE),
        run="run_bench",
    )


def routing_seconds(context: Context, leads: int) -> float:
    """From matched leads to stored assignments, in batches as the station works them."""
    rules = read(context.settings)
    found = STATION.select(context, leads)
    matches: list[Match] = []
    for start in range(0, len(found), BATCH):
        matches += match(context.reader, found[start : start + BATCH], rules)

    def work() -> None:
        roster = read_roster(context.reader, rules, NOON, 1)
        for start in range(0, len(matches), BATCH):
            for _ in route(context, rules, roster, matches[start : start + BATCH]):
                pass

    return seconds(work)


def work_all(context: Context, leads: int) -> None:
    for _ in STATION.baseline(context, STATION.select(context, leads)):
        pass


def check(context: Context, leads: int) -> float:
    """Every lead is routed and every path replays; the furthest that any share is off, as a part."""
    stored = context.ledger.waiting()
    assert len(stored) == leads
    assert all(replay(a.path) == a.owner for a in stored)
    counts = Counter(a.owner for a in stored)
    per_territory = leads / len(TERRITORIES)
    due = [per_territory * share / 6 for share in (1, 2, 3)] * len(TERRITORIES)
    return max(abs(n - d) / d for n, d in zip(sorted(counts.values()), sorted(due), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000, help="n; 10 n is measured as well")
    given = parser.parse_args()
    with scratch() as folder:
        for leads in (given.leads, 10 * given.leads):
            context = context_of(folder, leads)
            took = routing_seconds(context, leads)
            off = check(context, leads)
            print(
                f"  {leads:,} leads routed in {took:.2f} s, {leads / took:,.0f} leads/s; "
                f"shares within {off:.1%} of weight, every path replays; "
                f"peak memory {peak_memory_mb():,.0f} MiB",
                flush=True,
            )
        for leads in (given.leads, 10 * given.leads):
            context = context_of(folder, leads, "whole-")
            took = seconds(partial(work_all, context, leads))
            print(
                f"  {leads:,} leads through the whole station in {took:.2f} s, "
                f"{leads / took:,.0f} leads/s; peak memory {peak_memory_mb():,.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
