"""The review queue's page with 10,000 and with 100,000 waiting proposals: p50 and p95 of a request.

Through the whole server code (session, queue, the first proposal read anew from the CRM, template),
in this process: no browser and no socket.
"""

import argparse
import statistics
import time
from functools import partial
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.harness import peak_memory_mb, percentile, scratch
from stationmaster.core.actor import Agent, Role, SourceKind
from stationmaster.core.operation import SetProperties, seen
from stationmaster.core.proposal import Draft, Risk
from stationmaster.core.record import Record, Ref, Source
from stationmaster.identity.acting import OPERATOR
from stationmaster.records.write import RecordWriter
from stationmaster.settings import Settings
from stationmaster.web.app import create
from stationmaster.web.session import COOKIE
from stationmaster.wiring import Stationmaster, Workspace, build

STATION, BATCH, PASSWORD = "inbound_leads", 2000, "a long enough password"
RISKS = tuple(Risk)


def town(folder: Path) -> tuple[Stationmaster, Workspace, str]:
    """An application with one workspace and a signed-in reviewer's session."""
    app = build(Settings(home=folder, durable=False))
    info = app.identity.workspaces.create("bench", "Bench")
    app.identity.people.create(
        info.id, "ada@bench.example", "Ada", Role.REVOPS, by=OPERATOR, password=PASSWORD
    )
    token = app.identity.sign_in("bench", "ada@bench.example", PASSWORD, "127.0.0.1")
    return app, app.workspace(info.id), token.value


def add_waiting(app: Stationmaster, workspace: Workspace, start: int, count: int) -> None:
    agent = Agent("agent_bench", workspace.id, "Bench", frozenset((STATION,)))
    source = Source(SourceKind.IMPORT, "bench")
    for first in range(start, start + count, BATCH):
        rows = [
            {"last_name": f"Lead {i}", "company": f"Company {i}", "status": "new"}
            for i in range(first, first + BATCH)
        ]
        with app.records.begin() as connection:
            refs = RecordWriter(connection, workspace.id).insert("lead", rows, source)
        found = workspace.reader.get_many(refs)
        drafts = [draft(first + i, ref, found[ref]) for i, ref in enumerate(refs)]
        workspace.line.submit(drafts, actor=agent, station=STATION)


def draft(number: int, ref: Ref, record: Record) -> Draft:
    values = {"score": number % 100, "score_band": "warm"}
    operation = SetProperties(ref, values, seen(record, values))
    return Draft(
        kind=f"kind_{number % 6}",
        title=f"Score lead {number}",
        about=ref,
        operations=(operation,),
        reason="benchmark",
        confidence=number % 101,
        risk=RISKS[number % 3],
    )


def requests(client: TestClient, path: str, times: int) -> list[float]:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        answer = client.get(path)
        took.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--times", type=int, default=60)
    given = parser.parse_args()
    with scratch() as folder:
        app, workspace, token = town(folder)
        client = TestClient(create(app), base_url="http://127.0.0.1")
        client.cookies.set(COOKIE, token)
        there = 0
        for size in given.sizes:
            add_waiting(app, workspace, there, size - there)
            there = size
            for path in ("/queue", "/queue?sort=newest", "/queue?risk=high&sort=confidence"):
                requests(client, path, 5)
                took = partial(percentile, requests(client, path, given.times))
                print(
                    f"  {size:,} waiting, {path}: p50 {took(0.5):.0f} ms, p95 {took(0.95):.0f} ms",
                    flush=True,
                )
        took_all = requests(client, "/queue", given.times)
        print(
            f"  mean of the last {given.times}: {statistics.mean(took_all):.0f} ms (aim: p95 under 100)"
        )
    print(f"  peak memory {peak_memory_mb():,.0f} MiB")


if __name__ == "__main__":
    main()
