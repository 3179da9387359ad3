"""Verifying the audit log against bare SHA-256 over the same bytes, in one run, in turns."""

import argparse
import hashlib
import statistics
from collections.abc import Sequence
from functools import partial

import sqlalchemy as sa

from benchmarks.harness import databases, peak_memory_mb, scratch, seconds
from stationmaster.audit import log
from stationmaster.audit.chain import body
from stationmaster.audit.verify import verify
from stationmaster.core.clock import utc_now
from stationmaster.db.tables.audit import audit_entry

WORKSPACE, BATCH = "ws_bench", 5000


def entry(i: int) -> log.Entry:
    detail = {
        "from": "waiting",
        "because": ["station-work: The switches and lists of the station leave this open."],
        "digest": f"{i:064x}",
        "about": f"lead:lead_{i:032x}",
    }
    return log.Entry(utc_now(), "system", "policy", "proposal.approved", f"prop_{i:032x}", detail)


def hash_bare(texts: Sequence[bytes]) -> None:
    for text in texts:
        hashlib.sha256(text).digest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with scratch() as folder:
        governance, _ = databases(folder)
        written = 0
        for rows in given.rows:
            while written < rows:
                with governance.begin() as connection:
                    log.append(
                        connection, WORKSPACE, [entry(i) for i in range(written, written + BATCH)]
                    )
                written += BATCH
            columns = [c for c in audit_entry.c if c.name not in ("workspace", "hash")]
            with governance.connect() as connection:
                texts = [
                    body(WORKSPACE, tuple(row))
                    for row in connection.execute(sa.select(*columns).order_by(audit_entry.c.seq))
                ]
            ratios = []
            for _ in range(given.rounds):
                took = seconds(partial(verify, governance, WORKSPACE))
                ratios.append(took / seconds(partial(hash_bare, texts)))
            del texts
            print(
                f"  {rows:,} rows: verified {rows / took:,.0f} rows/s, "
                f"{statistics.median(ratios):.1f} times the time of bare SHA-256",
                flush=True,
            )
        assert verify(governance, WORKSPACE).ok
    print(f"  peak memory {peak_memory_mb():,.0f} MiB (the bare side holds all texts)")


if __name__ == "__main__":
    main()
