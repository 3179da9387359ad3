"""Guessing which columns name records of other types, by their header and by whom they name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType
from stationmaster.records.definitions import LONGEST_LABEL
from stationmaster.records.importing.headers import plain, property_name
from stationmaster.records.importing.mapping import type_names, without_type
from stationmaster.records.importing.plan import ColumnPlan, LinkPlan
from stationmaster.records.importing.profile import Profile
from stationmaster.records.importing.resolving import BY_ID, BY_TITLE, Resolver
from stationmaster.records.importing.survey import Survey
from stationmaster.records.importing.vocabulary import PROPERTIES, TYPES

LOOKED_UP = 400
"""Distinct values that are looked up to see whether a column names anybody."""
OWNER = "owner"


@dataclass(slots=True)
class LinkGuesses:
    """What was found: links, the columns as they are then, properties for names that lead nowhere."""

    links: list[LinkPlan]
    columns: list[ColumnPlan]
    new: list[PropertyDefinition]
    warnings: list[str]


def plan_links(
    connection: Connection,
    workspace: str,
    survey: Survey,
    kind: ObjectType,
    types: Mapping[str, ObjectType],
    columns: list[ColumnPlan],
) -> LinkGuesses:
    """`columns` as planned so far; a column that names records fills no new property any more."""
    guesses = LinkGuesses([], [], [], [])
    taken = {*kind.properties, *(c.to for c in columns if c.to)}
    for column in columns:
        profile = survey.profiles[column.name]
        wanted = _wanted(column, kind, types, {link.into for link in guesses.links})
        by = None
        if wanted is not None and profile.filled:
            by = _best_way(connection, workspace, wanted.kind, profile)
            if by is None:
                guesses.warnings.append(_nobody(column, wanted.kind))
        if wanted is None or by is None:
            guesses.columns.append(_without_owner(column, kind))
            continue
        link = LinkPlan(column.name, wanted.kind.name, by, plain(column.name), wanted.into)
        _keep(
            guesses, kind, replace(column, why=f"names {wanted.kind.plural.lower()}"), link, taken
        )
    return guesses


@dataclass(frozen=True, slots=True)
class _Wanted:
    kind: ObjectType
    into: str | None = None


def _wanted(
    column: ColumnPlan, kind: ObjectType, types: Mapping[str, ObjectType], used: set[str | None]
) -> _Wanted | None:
    """The type that the column may name, by its header."""
    target = kind.properties.get(column.to or "")
    if target is not None and target.type is PropertyType.OWNER:
        return _Wanted(types[OWNER], target.name)
    names = {plain(column.name), without_type(plain(column.name), kind)}
    owned = "owner_id" in kind.properties and "owner_id" not in used and column.new is not None
    if owned and names & {*TYPES[OWNER], *PROPERTIES["owner_id"]}:
        return _Wanted(types[OWNER], "owner_id")
    others = (other for other in types.values() if other.name not in (kind.name, OWNER))
    called = {other.name: {*type_names(other), *TYPES.get(other.name, ())} for other in others}
    return next((_Wanted(types[name]) for name, words in called.items() if names & words), None)


def _best_way(
    connection: Connection, workspace: str, kind: ObjectType, profile: Profile
) -> str | None:
    """The property by which most of the column's values name somebody; None where none does."""
    values = [value for value, _ in profile.counts.most_common(LOOKED_UP)]
    best, most = None, 0
    for by in _ways(kind):
        try:
            resolved = Resolver(connection, workspace, kind, by).resolve(values)
        except InvalidInput:
            continue
        found = sum(1 for ids in resolved.values() if ids)
        if found > most:
            best, most = by, found
    return best


def _ways(kind: ObjectType) -> Iterator[str]:
    yield BY_TITLE
    yield BY_ID
    for definition in kind.properties.values():
        if definition.unique or definition.type is PropertyType.EMAIL:
            yield definition.name


def _keep(
    guesses: LinkGuesses, kind: ObjectType, column: ColumnPlan, link: LinkPlan, taken: set[str]
) -> None:
    """What does not lead anywhere is kept as text: in the column's own property, or in one for it."""
    if column.to is not None and column.new is None and link.into is None:
        guesses.links.append(link)
        guesses.columns.append(column)
        return
    new = _text_property(f"{link.column} unlinked", f"{link.column} (not linked)", kind, taken)
    if new.name not in kind.properties:
        guesses.new.append(new)
        taken.add(new.name)
    guesses.links.append(replace(link, unresolved=new.name))
    guesses.columns.append(replace(column, to=None, new=None, options=()))


def _without_owner(column: ColumnPlan, kind: ObjectType) -> ColumnPlan:
    """A column that names nobody cannot fill a property that holds owners; it becomes text."""
    target = kind.properties.get(column.to or "")
    if target is None or target.type is not PropertyType.OWNER:
        return column
    if not column.filled:
        return replace(column, to=None, why="it is empty")
    new = _text_property(f"{column.name} name", f"{column.name} (name)", kind, set())
    known = new.name in kind.properties
    return replace(column, to=new.name, new=None if known else new, why="it names no owner")


def _text_property(name: str, label: str, kind: ObjectType, taken: set[str]) -> PropertyDefinition:
    """A property for names as they are written: the one an earlier import made, or a new one."""
    label = label[-LONGEST_LABEL:].strip()
    made = kind.properties.get(property_name(name, ()))
    if made is not None and made.label == label and made.type is PropertyType.STRING:
        return made
    return PropertyDefinition(property_name(name, [*kind.properties, *taken]), label)


def _nobody(column: ColumnPlan, kind: ObjectType) -> str:
    return (
        f"{column.name}: none of its values names any of the {kind.plural.lower()}, so nothing is "
        f"linked. Import the {kind.plural.lower()} first if that is meant."
    )
