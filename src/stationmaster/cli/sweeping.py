"""The sweep beside a running server: silence becomes "no", unfinished writes are looked up."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from stationmaster.wiring import Stationmaster

LOG = logging.getLogger("stationmaster.sweep")


@contextmanager
def sweeping(app: Stationmaster, seconds: float) -> Iterator[None]:
    """Sweep every workspace now and every `seconds` until the block ends; then finish the pass."""
    stop = Event()
    thread = Thread(target=_sweep, args=(app, seconds, stop), name="sweep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)


def _sweep(app: Stationmaster, seconds: float, stop: Event) -> None:
    while not stop.is_set():
        try:
            sweep_all(app)
        except Exception:  # the next pass may well succeed: a database that was away comes back
            LOG.exception("The sweep failed; it is tried again in %s seconds.", seconds)
        stop.wait(seconds)


def sweep_all(app: Stationmaster) -> None:
    """One pass over every workspace."""
    for info in app.identity.workspaces.all():
        app.workspace(info.id).line.sweep()
