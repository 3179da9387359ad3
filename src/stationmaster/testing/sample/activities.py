"""Activities: what was said, written and agreed, on the records it was about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stationmaster.core.actor import SourceKind
from stationmaster.core.clock import to_text
from stationmaster.core.record import Value
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.model import Link, Row
from stationmaster.testing.sample.phrases import BODIES, CLOSINGS, OPENINGS, PRODUCTS, SLOTS

KINDS = {"email": 34.0, "call": 24.0, "note": 20.0, "meeting": 12.0, "task": 10.0}
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "call": ("connected", "connected", "voicemail", "no answer"),
    "meeting": ("held", "held", "held", "moved", "no show"),
}
MINUTES: Mapping[str, tuple[int, ...]] = {"call": (5, 10, 15, 20, 30), "meeting": (30, 45, 60, 90)}


@dataclass(frozen=True, slots=True)
class Topic:
    """What activities may be about: records, the span of time they fall in, and words for the text."""

    records: tuple[str, ...]
    start: datetime
    end: datetime
    owner: str
    words: Mapping[str, str]


class ActivityMaker:
    """Writes activities; the same texts never come in the same order."""

    def __init__(self, chance: Chance, owner_names: Mapping[str, str], now: datetime):
        self._chance = chance
        self._names = owner_names
        self._now = now
        self._kind = chance.weighted(KINDS)

    def row(self, topic: Topic) -> Row:
        """One activity within the span of the topic."""
        chance, kind = self._chance, self._kind()
        at = chance.moment(topic.start, topic.end)
        slots = self._slots(topic)
        opening = chance.one(OPENINGS[kind]).format_map(slots)
        middle = [part.format_map(slots) for part in chance.some(BODIES, chance.between(1, 2))]
        closing = chance.one(CLOSINGS[kind]).format_map(slots)
        values: dict[str, Value] = {
            "kind": kind,
            "subject": opening.split(".")[0],
            "body": " ".join((opening, *map(_capital, middle), closing)),
            "at": to_text(at),
            "status": "done",
            "owner_id": topic.owner,
            **self._particulars(kind, at),
        }
        return Row(values, at, SourceKind.INTEGRATION, "mail-and-calendar")

    def _particulars(self, kind: str, at: datetime) -> dict[str, Value]:
        chance = self._chance
        if kind == "task":
            due = at + timedelta(days=chance.between(1, 14))
            status = "open" if due > self._now or chance.happens(0.05) else "done"
            return {
                "due": to_text(due),
                "priority": chance.one(("low", "medium", "high")),
                "status": status,
            }
        if kind == "email":
            return {"direction": chance.one(("inbound", "outbound", "outbound"))}
        if kind in MINUTES:
            return {
                "duration_minutes": chance.one(MINUTES[kind]),
                "outcome": chance.one(OUTCOMES[kind]),
            }
        return {}

    def _slots(self, topic: Topic) -> dict[str, str]:
        chance = self._chance
        slots = {name: chance.one(options) for name, options in SLOTS.items()}
        slots["product"] = chance.one(PRODUCTS)
        slots["crew"] = str(chance.between(4, 80) * 5)
        slots["sites"] = str(chance.between(2, 25))
        slots["owner"] = self._names[topic.owner]
        slots.update(topic.words)
        return slots


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def links(key: str, topic: Topic) -> Sequence[Link]:
    """An activity and each record it is about."""
    return [Link(key, record, "about") for record in topic.records]
