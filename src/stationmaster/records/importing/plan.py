"""A plan: everything an import will do with a file, decided before anything is read into records.

It is shown, may be edited (by its methods, or as JSON), and is what dry run and load go by.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyDefinition
from stationmaster.records.importing.dates import USUAL, DateFormat
from stationmaster.records.importing.layout import Layout
from stationmaster.records.importing.numbers import PLAIN, NumberFormat


class Existing(StrEnum):
    """What becomes of values that a known record has already. An empty cell never erases one.

    OWN: replace what an import set, keep what a person, an agent or an integration set.
    FILL: only fill what was never set. REPLACE: the file wins, whoever set the value.
    """

    OWN = "own"
    FILL = "fill"
    REPLACE = "replace"


class Identical(StrEnum):
    """What becomes of rows that stand in the file more than once and have no id of their own."""

    LOAD = "load"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column. `to`: the property it fills; None: nothing, its values are left out.

    `new`: `to` is defined with this before loading. `options`: options that the property gets.
    `missing`: values that mean nothing is there. `replace`: cell -> what is read instead of it.
    `suggested_missing` and `suggested`: the same two, as guesses that nobody has taken yet.
    """

    name: str
    to: str | None = None
    new: PropertyDefinition | None = None
    options: tuple[str, ...] = ()
    number: NumberFormat = PLAIN
    date: DateFormat = USUAL
    missing: tuple[str, ...] = ()
    replace: Mapping[str, str] = field(default_factory=dict)
    suggested_missing: tuple[str, ...] = ()
    suggested: Mapping[str, str] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    filled: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A column that names records of `type` by the property `by` ("" for their title, "id" for ids).

    The found record is associated under `label`; or its id is stored in the property `into`. Where
    nothing is found, the text is kept in the property `unresolved`, if one is named.
    `replace`: name in the file -> name that is meant.
    """

    column: str
    type: str
    by: str
    label: str = ""
    into: str | None = None
    unresolved: str | None = None
    replace: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """`match`: the property that tells whether a row's record exists; None: the whole row does.
    `ids`: a column of our own record ids, from an export; where it has one, it goes before `match`.

    `fill`: property -> text with `{column}` in it, for properties that have no column of their own;
    parts between ` · ` fall away where they are empty, and after ` || ` stands what is taken where
    nothing is left.
    `new_type`: defined before loading. `new`: properties that no column fills (see LinkPlan).
    `digest` is of the file that was planned: another one is not loaded by this plan.
    """

    file: str
    digest: str
    rows: int
    unreadable: int
    type: str
    layout: Layout
    columns: tuple[ColumnPlan, ...]
    links: tuple[LinkPlan, ...] = ()
    match: str | None = None
    ids: str | None = None
    fill: Mapping[str, str] = field(default_factory=dict)
    new_type: ObjectType | None = None
    new: tuple[PropertyDefinition, ...] = ()
    existing: Existing = Existing.OWN
    identical: Identical = Identical.LOAD
    warnings: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnPlan:
        """Raises InvalidInput for a column that the file does not have."""
        for column in self.columns:
            if column.name == name:
                return column
        known = ", ".join(c.name for c in self.columns)
        raise InvalidInput(
            f"The file has no column {name!r}.", field="column", way_out=f"Its columns: {known}."
        )

    def with_column(self, column: ColumnPlan) -> "Plan":
        """The plan with this column in place of the one of the same name."""
        self.column(column.name)
        columns = tuple(column if c.name == column.name else c for c in self.columns)
        return replace(self, columns=columns)

    def mapping(self, name: str, to: str | None) -> "Plan":
        """Fill another known property from a column, or (None) none."""
        return self.with_column(
            replace(self.column(name), to=to, new=None, options=(), why="chosen")
        )

    def defining(self, name: str, new: PropertyDefinition) -> "Plan":
        """Fill a new property from a column."""
        return self.with_column(replace(self.column(name), to=new.name, new=new, why="chosen"))

    def missing(self, *values: str, column: str | None = None) -> "Plan":
        """Take values as missing, in one column or wherever they stand; they are no options then."""
        self.column(column) if column is not None else None
        changed = (
            _with_missing(c, values) if column in (None, c.name) else c for c in self.columns
        )
        return replace(self, columns=tuple(changed))

    def as_suggested(self) -> "Plan":
        """Take every suggestion: placeholders as missing, misspelled values as what they mean."""
        changed = []
        for column in self.columns:
            column = _with_missing(column, column.suggested_missing)
            changed.append(_with_replacements(column, column.suggested))
        return replace(self, columns=tuple(changed))

    def linking(self, link: LinkPlan) -> "Plan":
        """Link by a column, in place of what was planned for it."""
        self.column(link.column)
        others = tuple(x for x in self.links if x.column != link.column)
        return replace(self, links=(*others, link))

    def without_link(self, column: str) -> "Plan":
        return replace(self, links=tuple(x for x in self.links if x.column != column))


def _with_missing(column: ColumnPlan, values: tuple[str, ...]) -> ColumnPlan:
    taken = tuple(dict.fromkeys((*column.missing, *values)))
    left = tuple(v for v in column.suggested_missing if v not in taken)
    column = replace(column, missing=taken, suggested_missing=left)
    return _without_options(column, frozenset(taken))


def _with_replacements(column: ColumnPlan, values: Mapping[str, str]) -> ColumnPlan:
    column = replace(column, replace={**column.replace, **values}, suggested={})
    return _without_options(column, frozenset(values))


def _without_options(column: ColumnPlan, gone: frozenset[str]) -> ColumnPlan:
    options = tuple(o for o in column.options if o not in gone)
    new = column.new
    if new is not None:
        new = replace(new, options=tuple(o for o in new.options if o not in gone))
    return replace(column, options=options, new=new)
