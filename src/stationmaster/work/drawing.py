"""The pools' state while a batch is drawn: read once, written once."""

from collections.abc import Mapping
from dataclasses import dataclass

from stationmaster.core.clock import Clock
from stationmaster.kit.ledger import Assignment, Pick, Standing


@dataclass(slots=True)
class Drawing:
    """`held`: waiting assignments by subject, those drawn here included. `made`: what was drawn here,
    each with how it moved the places of its pool."""

    places: dict[str, Mapping[str, int]]
    waiting: dict[str, int]
    held: dict[str, Assignment]
    made: list[tuple[Assignment, Mapping[str, int]]]
    clock: Clock

    def draw(self, subject: str, pick: Pick) -> Assignment | None:
        """The waiting assignment of `subject`, or a new one; None where there is nobody."""
        if subject in self.held:
            return self.held[subject]
        drawn = pick(subject, Standing(self.places, self.waiting))
        if drawn is None:
            return None
        made = Assignment(subject, drawn.pool, drawn.owner, drawn.path, self.clock())
        if drawn.pool:
            self.places[drawn.pool] = drawn.places
        self.waiting[drawn.owner] = self.waiting.get(drawn.owner, 0) + 1
        self.held[subject] = made
        self.made.append((made, drawn.moved))
        return made
