"""THE LINE, top to bottom. There is no other way to write.

submit   drafts -> proposals -> policy -> applied, waiting for a person, or denied
approve  what a person saw -> decided again -> written, never over newer data
reject   a person says no, with a reason
edit     a new proposal replaces the old one and goes through policy again
undo     the reverse of what was written travels the same line
sweep    silence becomes "no", and what a crash left lying is finished
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from stationmaster.core.actor import Actor, Person
from stationmaster.core.proposal import Draft, Proposal, RejectReason
from stationmaster.core.record import Ref, Value
from stationmaster.identity.permissions import Ability
from stationmaster.proposals import edit, review, undo
from stationmaster.proposals.apply import apply, write
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.propose import propose
from stationmaster.proposals.review import ItemResult
from stationmaster.proposals.rights import require_person
from stationmaster.proposals.submit import Stored, store
from stationmaster.proposals.sweep import Swept, sweep
from stationmaster.proposals.undo import Undone


@dataclass(frozen=True, slots=True)
class Line:
    """One workspace's line. Errors are the parts' own: see `propose`, `review`, `edit`, `undo`."""

    desk: Desk

    def submit(
        self,
        drafts: Sequence[Draft],
        *,
        actor: Actor,
        station: str,
        run: str | None = None,
        dry_run: bool = False,
    ) -> list[Proposal]:
        """Propose. What policy allows alone is written before this answers; `dry_run` decides but
        neither stores nor writes."""
        proposed = propose(self.desk, drafts, actor, station, run)
        return proposed if dry_run else self._written(store(self.desk, proposed))

    def approve(self, seen: Mapping[str, str], *, by: Actor, note: str = "") -> list[ItemResult]:
        """Approve what was seen (proposal id -> digest) and write it; a result for each."""
        person = require_person(self.desk, by, Ability.APPROVE, seen)
        results = review.approve(self.desk, seen, person, note)
        approved = [r.proposal for r in results if r.ok and r.proposal]
        return review.with_applied(results, apply(self.desk, approved))

    def reject(
        self, ids: Sequence[str], *, by: Actor, reason: RejectReason, words: str = ""
    ) -> list[ItemResult]:
        person = require_person(self.desk, by, Ability.REJECT, ids)
        return review.reject(self.desk, ids, person, reason, words)

    def edit(
        self,
        id: str,
        digest: str,
        values: Mapping[int, Mapping[str, Value]],
        *,
        by: Actor,
        without: Mapping[int, Collection[str]] | None = None,
    ) -> Proposal:
        person = require_person(self.desk, by, Ability.EDIT, [id])
        return self._written(edit.edit(self.desk, id, digest, values, without or {}, person))[0]

    def choose(self, id: str, digest: str, choice: int, *, by: Actor) -> Proposal:
        person = require_person(self.desk, by, Ability.EDIT, [id])
        return self._written(edit.choose(self.desk, id, digest, choice, person))[0]

    def renew(self, id: str, *, by: Actor) -> Proposal:
        person = require_person(self.desk, by, Ability.EDIT, [id])
        return self._written(edit.renew(self.desk, id, person))[0]

    def undo(
        self,
        ids: Sequence[str],
        *,
        by: Actor,
        reason: str,
        only: Mapping[Ref, Sequence[str]] | None = None,
    ) -> list[Undone]:
        """Take applied proposals back; `only` narrows to some properties of some records."""
        if isinstance(by, Person):
            require_person(self.desk, by, Ability.UNDO, ids)
        return undo.undo(self.desk, ids, by, reason, only or {}, self._written)

    def sweep(self) -> Swept:
        return sweep(self.desk)

    def _written(self, stored: Stored) -> list[Proposal]:
        """The stored proposals, those that policy allowed alone written."""
        after = {p.id: p for p in write(self.desk, stored.claimed)}
        return [after.get(p.id, p) for p in stored.proposals]
