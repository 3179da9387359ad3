"""A request that is sent twice is carried out once: the second time it is answered the same.

The key is noted before the work begins, in a transaction of its own, so that of two that come at
once only one works. A key whose request died on the way is never tried again by itself: what it
did before is for the sender to look up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from stationmaster.core.clock import Clock, to_text
from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.db.engine import reading
from stationmaster.db.tables.api import idempotency_key as table

KEPT = timedelta(hours=24)
LONGEST_WORK = timedelta(minutes=15)
FIELD = "Idempotency-Key"


class State(StrEnum):
    RUNNING = "running"
    DONE = "done"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is JSON text. `kept`: what is stored instead of it, where the body holds a secret.

    `replayed`: this was answered before, and nothing was done now.
    """

    status: int
    body: str
    kept: str | None = None
    replayed: bool = False

    @property
    def is_final(self) -> bool:
        """Whether trying again cannot end otherwise. After a failure of ours it can."""
        return self.status < 500


@dataclass(frozen=True, slots=True)
class IdempotencyKeys:
    """The keys of one workspace. They are kept for a day."""

    engine: Engine
    workspace: str
    clock: Clock

    def once(self, actor: str, key: str, fingerprint: str, work: Callable[[], Answer]) -> Answer:
        """Do `work` unless this actor's key was used; then what was answered at that time.

        Raises InvalidInput where the key belongs to another request (its fingerprint differs), and
        Conflict while the first one runs or where it was lost.
        """
        if not self._take(actor, key, fingerprint):
            return self._earlier(actor, key, fingerprint)
        try:
            answer = work()
        except BaseException:
            self._close(actor, key, State.LOST, None)
            raise
        if answer.is_final:
            self._close(actor, key, State.DONE, answer)
        else:
            self._free(actor, key)
        return answer

    def _take(self, actor: str, key: str, fingerprint: str) -> bool:
        now = self.clock()
        old = table.c.at < to_text(now - KEPT)
        row = {
            "workspace": self.workspace,
            "actor": actor,
            "key": key,
            "fingerprint": fingerprint,
            "state": State.RUNNING.value,
            "at": to_text(now),
        }
        try:
            with self.engine.begin() as connection:
                connection.execute(table.delete().where(table.c.workspace == self.workspace, old))
                connection.execute(table.insert().values(row))
        except IntegrityError:
            return False
        return True

    def _earlier(self, actor: str, key: str, fingerprint: str) -> Answer:
        with reading(self.engine).connect() as connection:
            row = connection.execute(sa.select(table).where(*self._one(actor, key))).first()
        if row is None:
            raise _conflict("was in use a moment ago", "Send the request again.")
        if row.fingerprint != fingerprint:
            raise InvalidInput(
                "This idempotency key was used for another request.",
                field=FIELD,
                way_out="Make a new key for each request, and keep it when you repeat that request.",
            )
        if row.state == State.DONE:
            return Answer(row.status, row.body, replayed=True)
        running = row.at > to_text(self.clock() - LONGEST_WORK)
        if row.state == State.RUNNING and running:
            raise _conflict("is being worked on", "Wait a moment and send the request again.")
        raise _conflict(
            "belongs to a request that was cut off, so it is not known how far it got",
            "Look up what was done; if it is missing, send the request with a new key.",
        )

    def _close(self, actor: str, key: str, state: State, answer: Answer | None) -> None:
        values: dict[str, object] = {"state": state.value}
        if answer is not None:
            body = answer.body if answer.kept is None else answer.kept
            values |= {"status": answer.status, "body": body}
        with self.engine.begin() as connection:
            connection.execute(table.update().where(*self._one(actor, key)).values(values))

    def _free(self, actor: str, key: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(table.delete().where(*self._one(actor, key)))

    def _one(self, actor: str, key: str) -> tuple[sa.ColumnElement[bool], ...]:
        mine = table.c.workspace == self.workspace
        return (mine, table.c.actor == actor, table.c.key == key)


def _conflict(what: str, way_out: str) -> Conflict:
    return Conflict(f"This idempotency key {what}.", field=FIELD, way_out=way_out)
