"""What an import did, or would do: counts, what it defines, and every remark, like with like."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from stationmaster.records.importing.items import Issue, Item, Outcome, Remark

MOST_TALLIES = 2_000
"""Different remarks that are counted one by one; the rest of a kind is counted together."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the same was remarked. `value`: what stands there; `line`: where first."""

    remark: Remark
    column: str
    value: str
    reason: str
    suggestion: str
    count: int
    line: int


@dataclass(frozen=True, slots=True)
class Report:
    """`run` is None for a dry run. `links`: new associations. `seconds`: how long it took."""

    run: str | None
    file: str
    type: str
    rows: int
    outcomes: Mapping[Outcome, int]
    links: int
    defined: tuple[str, ...]
    tallies: tuple[Tally, ...]
    seconds: float

    @property
    def created(self) -> int:
        return self.outcomes.get(Outcome.CREATED, 0)

    @property
    def updated(self) -> int:
        return self.outcomes.get(Outcome.UPDATED, 0)

    @property
    def unchanged(self) -> int:
        return self.outcomes.get(Outcome.UNCHANGED, 0)

    @property
    def rejected(self) -> int:
        return self.outcomes.get(Outcome.REJECTED, 0)

    def count(self, remark: Remark, column: str | None = None, value: str | None = None) -> int:
        """How often this was remarked, of one column or one value where they are given."""
        return sum(
            t.count
            for t in self.tallies
            if t.remark is remark and column in (None, t.column) and value in (None, t.value)
        )

    def counts(self) -> dict[str, object]:
        """Outcomes and remarks by name, and the new links."""
        remarks = {r.value: self.count(r) for r in Remark if self.count(r)}
        outcomes = {outcome.value: n for outcome, n in self.outcomes.items()}
        return {"outcomes": outcomes, "remarks": remarks, "links": self.links}

    def to_json(self) -> dict[str, object]:
        return {**asdict(self), "outcomes": {o.value: n for o, n in self.outcomes.items()}}


_Kind = tuple[Remark, str, str, str, str]


class Reporter:
    """Collects remarks as rows go by."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.links = 0
        self._counts: Counter[_Kind] = Counter()
        self._lines: dict[_Kind, int] = {}

    def add(self, items: Iterable[Item]) -> None:
        for item in items:
            assert item.outcome is not None, "every row has been decided"
            self.outcomes[item.outcome] += 1
            self.links += len(item.links)
            for issue in item.issues:
                self._tally(issue)

    def _tally(self, issue: Issue) -> None:
        kind = (issue.remark, issue.column, issue.value, _general(issue), issue.suggestion)
        if kind not in self._counts and len(self._counts) >= MOST_TALLIES:
            kind = (issue.remark, "", "", "others, see the files of rejects and issues", "")
        self._counts[kind] += 1
        self._lines.setdefault(kind, issue.line)

    def tallies(self) -> tuple[Tally, ...]:
        """Most frequent first."""
        return tuple(
            Tally(*kind, count, self._lines[kind]) for kind, count in self._counts.most_common()
        )


def _general(issue: Issue) -> str:
    """The reason without the line it points at, so that like falls with like."""
    if issue.remark in (Remark.REPEATED, Remark.IDENTICAL):
        return "the same row stands there before"
    return issue.reason
