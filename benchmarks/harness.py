"""What benchmarks share: time, peak memory, scratch databases."""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from stationmaster.db.engine import open_engine
from stationmaster.db.migrate import upgrade_governance, upgrade_records


@contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="stationmaster-bench-") as folder:
        yield Path(folder)


def databases(folder: Path, name: str = "") -> tuple[Engine, Engine]:
    """A fresh governance and a fresh records database, durable as in production."""
    governance = open_engine(f"sqlite:///{folder / f'{name}governance.db'}")
    records = open_engine(f"sqlite:///{folder / f'{name}records.db'}")
    upgrade_governance(governance)
    upgrade_records(records)
    return governance, records


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_of(times: int, work: Callable[[], float]) -> float:
    return statistics.median(work() for _ in range(times))


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def peak_memory_mb() -> float:
    """Of this process since it began, in MiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
