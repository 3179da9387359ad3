"""Governed writes through the whole line against bare inserts of the same rows with history.

The governed way: draft, policy, proposal, four audited moves, compare, write, history, key, result.
The bare way: the very record and history rows that came out, inserted by SQLAlchemy Core in batches
of the same size into empty tables of the same schema. Both durable, both on SQLite, in turns.
Then the same governed writes with 10 k, 100 k and 1 M records there already.
"""

import argparse
import statistics
from collections.abc import Sequence
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Engine

from benchmarks.harness import databases, peak_memory_mb, scratch, seconds
from stationmaster.connectors.embedded.connector import EmbeddedConnector
from stationmaster.core.actor import Agent, SourceKind
from stationmaster.core.clock import utc_now
from stationmaster.core.operation import Create, SetProperties, seen
from stationmaster.core.proposal import Draft, Status
from stationmaster.core.record import Ref, Source
from stationmaster.policy.switches import DEFAULTS, PermissionLevel, StationSwitches, Tier
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.flow import Line
from stationmaster.proposals.policies import PolicyStore
from stationmaster.records.tables import property_history, record
from stationmaster.records.write import RecordWriter

WORKSPACE, STATION, BATCH = "ws_bench", "bench", 500
PROPERTIES = (
    "first_name",
    "last_name",
    "email",
    "company",
    "job_title",
    "country",
    "source",
    "score",
)
AGENT = Agent("agent_bench", WORKSPACE, "Bench", frozenset((STATION,)))
SWITCHES = DEFAULTS.with_station(
    STATION,
    StationSwitches(
        enabled=True,
        level=PermissionLevel.LIMITED_AUTOMATION,
        tiers={"create": Tier.AUTONOMOUS, "set": Tier.AUTONOMOUS},
        read={"lead": PROPERTIES},
        write={"lead": PROPERTIES},
        act={"lead": ("create",)},
    ),
)


def line_on(governance: Engine, records: Engine) -> Line:
    crm = EmbeddedConnector(records, WORKSPACE, utc_now)
    policies = PolicyStore(governance, WORKSPACE, utc_now, SWITCHES)
    desk = Desk(
        engine=governance,
        workspace=WORKSPACE,
        reader=crm.reader,
        writer=crm.writer,
        policies=policies,
        person=lambda _: None,
        clock=utc_now,
        ended=lambda _: None,
        batch=BATCH,
    )
    return Line(desk)


def values(i: int) -> dict[str, str | int]:
    return {
        "first_name": f"First{i % 977}",
        "last_name": f"Last{i % 1009}",
        "email": f"lead{i}@company{i % 5003}.example",
        "company": f"Company {i % 5003}",
        "job_title": "Head of Operations",
        "country": "Norway",
        "source": "form",
        "score": i % 100,
    }


def creates(start: int, count: int) -> list[Draft]:
    drafts = []
    for i in range(start, start + count):
        ref = Ref("lead", f"@{i}")
        drafts.append(Draft("create", f"Lead {i}", ref, (Create(ref, values(i)),), "benchmark"))
    return drafts


def updates(line: Line, refs: Sequence[Ref], score: int) -> list[Draft]:
    found = line.desk.reader.get_many(refs)
    return [
        Draft(
            "score",
            "Score",
            ref,
            (SetProperties(ref, {"score": score}, seen(found[ref], ["score"])),),
            "benchmark",
        )
        for ref in refs
    ]


def govern(line: Line, drafts: Sequence[Draft]) -> None:
    for start in range(0, len(drafts), BATCH):
        done = line.submit(drafts[start : start + BATCH], actor=AGENT, station=STATION)
        if any(p.status is not Status.APPLIED for p in done):
            raise SystemExit(f"not applied: {done[0].status} {done[0].decision}")


def rows_of(records: Engine) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    with records.connect() as connection:
        made = [dict(r) for r in connection.execute(sa.select(record)).mappings()]
        past = [dict(r) for r in connection.execute(sa.select(property_history)).mappings()]
    return made, past


def insert_bare(
    engine: Engine, made: list[dict[str, object]], past: list[dict[str, object]]
) -> None:
    per_batch = BATCH * max(1, len(past) // len(made))
    for at, start in enumerate(range(0, len(made), BATCH)):
        with engine.begin() as connection:
            connection.execute(record.insert(), made[start : start + BATCH])
            connection.execute(
                property_history.insert(), past[at * per_batch : (at + 1) * per_batch]
            )


def compare(count: int) -> float:
    """Seconds governed over seconds bare for `count` created leads, one pair."""
    with scratch() as folder:
        governance, records = databases(folder)
        line, drafts = line_on(governance, records), creates(0, count)
        governed = seconds(lambda: govern(line, drafts))
        made, past = rows_of(records)
        _, empty = databases(folder, "bare-")
        bare = seconds(lambda: insert_bare(empty, made, past))
        print(
            f"  {count:,} creates: governed {count / governed:,.0f}/s, bare {count / bare:,.0f}/s, "
            f"ratio {governed / bare:.2f}",
            flush=True,
        )
        return governed / bare


def fill(records: Engine, count: int) -> list[Ref]:
    refs: list[Ref] = []
    source = Source(SourceKind.IMPORT, "bench")
    for start in range(0, count, 5000):
        with records.begin() as connection:
            writer = RecordWriter(connection, WORKSPACE)
            refs += writer.insert("lead", [values(i) for i in range(start, start + 5000)], source)
    return refs


def grown(sizes: Sequence[int], count: int) -> None:
    """Microseconds per governed write with so many records there already."""
    with scratch() as folder:
        governance, records = databases(folder)
        line, refs = line_on(governance, records), []
        for size in sizes:
            refs += fill(records, size - len(refs))
            spread = refs[:: max(1, len(refs) // count)][:count]
            create = seconds(partial(govern, line, creates(10**9 + len(refs), count))) / count
            drafts = updates(line, spread, len(refs) % 97)
            change = seconds(partial(govern, line, drafts)) / count
            print(
                f"  {size:,} records there: create {create * 1e6:,.0f} us, "
                f"set {change * 1e6:,.0f} us per governed write",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    ratios = [compare(given.count) for _ in range(given.rounds)]
    print(f"  median ratio governed to bare: {statistics.median(ratios):.2f} (aim: within 6)")
    grown(given.sizes, given.count)
    print(f"  peak memory {peak_memory_mb():,.0f} MiB")


if __name__ == "__main__":
    main()
