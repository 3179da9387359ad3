"""Progress of long work: a bar at a terminal, and nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from stationmaster.cli.output import messages

Report = Callable[[int, int], None]
"""Told (done, in all)."""


@contextmanager
def bar(label: str) -> Iterator[Report]:
    """Gives what long work is to call as it goes on."""
    if not (sys.stderr.isatty() and sys.stdout.isatty()):
        yield _silent
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages(), transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _silent(_done: int, _total: int) -> None:
    """Nobody looks."""
