"""Which column fills which property: by name, label, usual synonyms, and likeness."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType
from stationmaster.records.importing.guess import TRUTHS, real_values
from stationmaster.records.importing.headers import plain, property_label
from stationmaster.records.importing.profile import Profile
from stationmaster.records.importing.vocabulary import PROPERTIES, TYPES
from stationmaster.records.values import LONGEST_STRING

ALIKE = 88
"""From this likeness (of 100) on, two names are taken for the same word misspelled."""
FITTING = 0.9
"""Share of a column's values that must fit a property for it to be filled on a mere likeness."""


@dataclass(frozen=True, slots=True)
class Mapped:
    property: str
    score: float
    why: str


def map_columns(
    columns: Sequence[str], profiles: Mapping[str, Profile], kind: ObjectType, rows: int
) -> dict[str, Mapped]:
    """Column -> property, each property from one column at most, the surest first."""
    found: dict[str, Mapped] = {}
    taken: set[str] = set()
    for column, mapped in sorted(_candidates(columns, profiles, kind), key=lambda c: -c[1].score):
        if column not in found and mapped.property not in taken:
            found[column] = mapped
            taken.add(mapped.property)
    if "external_id" in kind.properties and "external_id" not in taken:
        for column in columns:
            if column not in found and is_id(profiles[column], rows):
                found[column] = Mapped("external_id", 90, "an id of its own in every row")
                break
    return found


def is_id(profile: Profile, rows: int) -> bool:
    """Whether a column is called an id and is one: filled in every row, and nowhere the same."""
    named = plain(profile.name).split()[-1:] in (["id"], ["uuid"], ["guid"], ["key"])
    return named and profile.filled == rows > 0 and not profile.repeats


def _candidates(
    columns: Sequence[str], profiles: Mapping[str, Profile], kind: ObjectType
) -> Iterable[tuple[str, Mapped]]:
    for column in columns:
        for definition in kind.properties.values():
            mapped = _mapped(column, definition, kind)
            if mapped and (mapped.score >= 96 or fits(profiles[column], definition)):
                yield column, mapped


def _mapped(column: str, definition: PropertyDefinition, kind: ObjectType) -> Mapped | None:
    if definition.label == property_label(column):
        return Mapped(definition.name, 102, "same name")
    name = plain(column)
    return _alike(name, without_type(name, kind), definition, kind) if name else None


def _alike(
    name: str, short: str, definition: PropertyDefinition, kind: ObjectType
) -> Mapped | None:
    """`short`: the name without that of the object type."""
    names = (plain(definition.name), plain(definition.label))
    if name in names:
        return Mapped(definition.name, 100, "same name")
    if short in names:
        return Mapped(definition.name, 98, "same name")
    if kind.title == (definition.name,) and name in (*type_names(kind), *TYPES.get(kind.name, ())):
        return Mapped(definition.name, 95, f"names the {kind.label.lower()}")
    synonyms = PROPERTIES.get(definition.name, ())
    for written, score in ((name, 94), (short, 90)):
        if written in synonyms:
            return Mapped(definition.name, score - synonyms.index(written) / 100, "usual synonym")
    likeness = max(fuzz.ratio(written, n) for written in (name, short) for n in names)
    if likeness >= ALIKE and len(short) >= 4:
        return Mapped(definition.name, likeness * 0.85, f"much like “{definition.label}”")
    return None


def type_names(kind: ObjectType) -> tuple[str, str, str]:
    return plain(kind.name), plain(kind.label), plain(kind.plural)


def without_type(name: str, kind: ObjectType) -> str:
    """ "lead source" of a lead is "source"."""
    for word in type_names(kind):
        if name.startswith(f"{word} "):
            return name[len(word) + 1 :]
    return name


def fits(profile: Profile, definition: PropertyDefinition) -> bool:
    """Whether (nearly) all of a column could be stored in a property. An empty column fits."""
    if not profile.filled or definition.type is PropertyType.TEXT:
        return True
    if definition.type is PropertyType.BOOLEAN:
        return {v.strip().lower() for v in real_values(profile)} <= TRUTHS | {"0", "1"}
    if definition.type in (PropertyType.OPTION, PropertyType.OPTIONS):
        return _are_options(profile, definition.options)
    patterns = profile.patterns
    fitting = {
        PropertyType.NUMBER: max(patterns.numbers),
        PropertyType.DATE: patterns.dates - patterns.times,
        PropertyType.DATETIME: patterns.dates,
        PropertyType.EMAIL: patterns.emails,
    }
    if definition.type in fitting:
        return fitting[definition.type] >= FITTING * max(patterns.looked_at, 1)
    return profile.longest <= LONGEST_STRING


def _are_options(profile: Profile, options: Sequence[str]) -> bool:
    known = {plain(option) for option in options}
    values = {plain(part) for value in real_values(profile) for part in value.split(";")}
    return not profile.overflowed and len(values & known) * 2 >= len(values)
