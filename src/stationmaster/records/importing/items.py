"""A row on its way in, and what is remarked about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from stationmaster.core.record import Record, Ref, Value
from stationmaster.records.importing.plan import LinkPlan
from stationmaster.records.importing.rows import Row


class Outcome(StrEnum):
    """REPEATED: the same row stood there before. ARCHIVED: its record is archived; both are left
    alone."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    ARCHIVED = "archived"
    REJECTED = "rejected"


class Remark(StrEnum):
    """What a row that is loaded (or left alone) is remarked for."""

    MISSPELLED = "misspelled"
    PLACEHOLDER = "placeholder"
    UNLINKED = "unlinked"
    AMBIGUOUS = "ambiguous"
    BLANK = "blank"
    KEPT = "kept"
    FORMULA = "formula"
    IDENTICAL = "identical"
    REPEATED = "repeated"
    ARCHIVED = "archived"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark on one row. `value`: what stands there."""

    remark: Remark
    line: int
    column: str
    value: str
    reason: str
    suggestion: str = ""


@dataclass(slots=True, eq=False)
class Item:
    """`values`: property -> value, None only where a value is to be cleared. `names`: what stands in
    linking columns. `own_id`: the record's id, from an export.
    `keys`: property -> normalised value, as far as it was asked for. `key` and `state` are those of the
    table `import_row`; `known` is the record that the row became when it was last loaded, in
    `known_state`."""

    row: Row
    values: dict[str, Value]
    names: Sequence[tuple[LinkPlan, str]]
    digest: bytes
    issues: list[Issue] = field(default_factory=list)
    own_id: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    key: str = ""
    state: str = ""
    known: str | None = None
    known_state: str = ""
    record: Record | None = None
    links: list[tuple[str, Ref]] = field(default_factory=list)
    outcome: Outcome | None = None

    def remark(
        self, remark: Remark, column: str, value: str, reason: str, suggestion: str = ""
    ) -> None:
        self.issues.append(Issue(remark, self.row.line, column, value, reason, suggestion))

    def reject(self, column: str, reason: str, suggestion: str = "") -> None:
        """The first reason stands."""
        if self.outcome is not Outcome.REJECTED:
            self.outcome = Outcome.REJECTED
            self.issues = [Issue(Remark.REJECTED, self.row.line, column, "", reason, suggestion)]

    @property
    def is_open(self) -> bool:
        return self.outcome is None
