"""The sample while it grows: rows, links and later values, in the order they came to be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Value
from stationmaster.testing.sample.answers import Misspelt
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.model import LaterValues, Link, Row, type_of

TYPES = ("owner", "company", "contact", "lead", "deal", "activity")


@dataclass(slots=True)
class Build:
    """Grows; `Sample` is what it becomes."""

    objects: dict[str, dict[str, Row]] = field(default_factory=lambda: {t: {} for t in TYPES})
    links: list[Link] = field(default_factory=list)
    changes: dict[str, list[LaterValues]] = field(default_factory=dict)
    misspelt: list[Misspelt] = field(default_factory=list)

    def add(self, key: str, row: Row, later: Iterable[LaterValues] = ()) -> None:
        """A record, and what was set on it since, in order of time."""
        values = {name: value for name, value in row.values.items() if value is not None}
        self.objects[type_of(key)][key] = replace(row, values=values)
        for change in later:
            self.later(key, change)

    def later(self, key: str, change: LaterValues) -> None:
        self.changes.setdefault(key, []).append(change)

    def in_order(self) -> dict[str, list[LaterValues]]:
        """What was set later, by key, in order of time."""
        return {key: sorted(found, key=lambda c: c.at) for key, found in self.changes.items()}

    def misspell(
        self,
        chance: Chance,
        keys: Sequence[str],
        name: str,
        wrong: Mapping[str, Sequence[str]],
        share: float,
    ) -> None:
        """Let that share of the records (at least one) have `name` as somebody mistyped it."""
        typed = [key for key in keys if self._row(key).values.get(name) in wrong]
        for key in chance.some(typed, max(1, round(len(keys) * share))):
            row = self._row(key)
            right = str(row.values[name])
            mistake = chance.one(wrong[right])
            self.objects[type_of(key)][key] = replace(row, values={**row.values, name: mistake})
            self.misspelt.append(Misspelt(key, name, mistake, right))

    def final(self, key: str) -> dict[str, Value]:
        """The values of a record after all changes."""
        values = dict(self._row(key).values)
        for change in self.changes.get(key, ()):
            values.update(change.values)
        return values

    def keys_where(self, type: str, holds: Callable[[Mapping[str, Value]], bool]) -> frozenset[str]:
        """Keys of the records whose values after all changes fulfil a condition."""
        return frozenset(key for key in self.objects[type] if holds(self.final(key)))

    def set_by_person(self, type: str) -> dict[str, frozenset[str]]:
        """Record -> properties whose present value a person set."""
        found = {}
        for key, row in self.objects[type].items():
            kinds = dict.fromkeys(row.values, row.kind)
            for change in self.changes.get(key, ()):
                kinds.update(dict.fromkeys(change.values, change.kind))
            if names := frozenset(n for n, kind in kinds.items() if kind is SourceKind.PERSON):
                found[key] = names
        return found

    def _row(self, key: str) -> Row:
        return self.objects[type_of(key)][key]
