"""Slowing down guesses of passwords: per account and per address, exponentially, in the database,
so that restarts and parallel servers make no difference.

A try is counted before the password is looked at, and taken back when it was right: a hundred
guesses at once are a hundred failures. An account is counted by what was typed, whether or not
there is such an account, so that the answer does not tell.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql, sqlite

from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.errors import TooManyRequests
from stationmaster.db.tables.identity import sign_in_attempt as table
from stationmaster.identity.limits import Backoff, Limits
from stationmaster.identity.text import same_email


class Throttled(TooManyRequests):
    """`seconds` to wait, for a Retry-After header."""

    def __init__(self, seconds: int):
        super().__init__(
            "Too many tries to sign in.", way_out=f"Try again in {_in_words(seconds)}."
        )
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted. `wait`: how long the next one will have to, should this one fail."""

    account: str
    address: str
    wait: timedelta


class Throttle:
    def __init__(self, engine: Engine, clock: Clock, limits: Limits):
        self._engine, self._clock, self._limits = engine, clock, limits

    def take(self, email: str, client_address: str) -> Try:
        """Count a try as failed. Raises Throttled where it comes too soon; then it is not counted."""
        account, address = account_key(email), _address_key(client_address)
        backoffs = {account: self._limits.account, address: self._limits.address}
        now = self._clock()
        with self._engine.begin() as connection:
            long_ago = to_text(now - self._limits.forget)
            connection.execute(table.delete().where(table.c.last_at < long_ago))
            rows = _locked(connection, sorted(backoffs), now)
            blocked = max(from_text(row.blocked_until) for row in rows) - now
            if blocked > timedelta(0):
                raise Throttled(math.ceil(blocked.total_seconds()))
            waits = [_count(connection, row, backoffs[row.key], now) for row in rows]
        return Try(account, address, max(waits))

    def succeeded(self, connection: Connection, tried: Try) -> None:
        """Take a try back, in the transaction of the sign-in: the account starts anew."""
        connection.execute(table.delete().where(table.c.key == tried.account))
        one_less = {"failures": table.c.failures - 1, "blocked_until": table.c.last_at}
        where = (table.c.key == tried.address, table.c.failures > 0)
        connection.execute(table.update().where(*where).values(one_less))


def forget_account(connection: Connection, email: str) -> None:
    """Let this account try again at once: somebody in charge gave it a new password."""
    connection.execute(table.delete().where(table.c.key == account_key(email)))


def account_key(email: str) -> str:
    return _key("account", same_email(email) or email.strip().lower())


def _address_key(address: str) -> str:
    """One IPv6 subscriber has a whole /64 of addresses, so that is counted as one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _key("address", address)
    if isinstance(parsed, ipaddress.IPv6Address):
        network = ipaddress.ip_network((parsed, 64), strict=False)
        return _key("address", str(parsed.ipv4_mapped or network))
    return _key("address", str(parsed))


def _key(kind: str, text: str) -> str:
    return sha256(f"{kind}\x00{text}".encode(errors="surrogatepass")).hexdigest()


def _locked(connection: Connection, keys: list[str], now: datetime) -> list[sa.Row[Any]]:
    """The counters, locked in one order; made where there are none."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    moment = to_text(now)
    new = [{"key": k, "failures": 0, "last_at": moment, "blocked_until": moment} for k in keys]
    wanted = sa.select(table).where(table.c.key.in_(keys)).order_by(table.c.key).with_for_update()
    rows: list[sa.Row[Any]] = []
    while len(rows) < len(keys):  # a sign-in that succeeds at this moment takes its counter away
        connection.execute(insert(table).on_conflict_do_nothing(), new)
        rows = list(connection.execute(wanted).all())
    return rows


def _count(connection: Connection, row: sa.Row[Any], backoff: Backoff, now: datetime) -> timedelta:
    wait = backoff.wait(row.failures + 1)
    connection.execute(
        table.update()
        .where(table.c.key == row.key)
        .values(
            failures=row.failures + 1,
            last_at=to_text(now),
            blocked_until=to_text(now + wait),
        )
    )
    return wait


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes = math.ceil(seconds / 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
