"""Every span and size that identity goes by, in one place."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """After `free` failures each further try waits: 1 second, then twice as long each time."""

    free: int
    longest: timedelta = timedelta(minutes=15)

    def wait(self, failures: int) -> timedelta:
        """How long the next try has to wait after that many failures."""
        beyond = failures - self.free
        if beyond < 0:
            return timedelta(0)
        return min(timedelta(seconds=2 ** min(beyond, 30)), self.longest)


@dataclass(frozen=True, slots=True)
class Limits:
    """A session ends `session_idle` after it was last used, and `session_life` after sign-in at the
    latest; its row goes `session_kept` later. `touch`: how fine "last used" is kept. Failures to sign
    in are forgotten after `forget`."""

    session_idle: timedelta = timedelta(hours=12)
    session_life: timedelta = timedelta(days=7)
    session_kept: timedelta = timedelta(days=30)
    token_life: timedelta = timedelta(days=90)
    token_longest: timedelta = timedelta(days=366)
    touch: timedelta = timedelta(minutes=1)
    account: Backoff = Backoff(free=5)
    address: Backoff = Backoff(free=20)
    forget: timedelta = timedelta(hours=24)
