"""Is a definition sound in itself? What the records hold is asked elsewhere."""

import re

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType
from stationmaster.records.rows import storable

NAME = re.compile("[a-z][a-z0-9_]{0,59}", re.ASCII)
RESERVED = frozenset(
    {"id", "type", "workspace", "version", "archived", "created_at", "updated_at", "properties"}
)
"""Names that mean something of every record."""
LONGEST_LABEL = 100
LONGEST_OPTION = 200
WITH_OPTIONS = frozenset({PropertyType.OPTION, PropertyType.OPTIONS})
NO_KEYS = frozenset({PropertyType.TEXT, PropertyType.OPTIONS, PropertyType.BOOLEAN})
"""Types that say too much or too little to find a record by."""


def check_type(kind: ObjectType) -> None:
    """Raises InvalidInput naming what is wrong with an object type, its properties included."""
    _check_name(kind.name, "name")
    _check_label(kind.label, "label")
    _check_label(kind.plural, "plural")
    if not kind.title or not set(kind.title) <= kind.properties.keys():
        raise InvalidInput(
            "The title of a record has to be made of properties that the type has.",
            field="title",
            way_out="Name at least one of its properties.",
        )
    for name, definition in kind.properties.items():
        if name != definition.name:
            raise InvalidInput(f"{name!r} is defined as {definition.name!r}.", field="name")
        check_property(definition)


def check_property(definition: PropertyDefinition) -> None:
    """Raises InvalidInput naming what is wrong with a property."""
    _check_name(definition.name, "name")
    _check_label(definition.label, "label")
    _check_options(definition)
    if (definition.unique or definition.indexed) and definition.type in NO_KEYS:
        raise InvalidInput(
            f"{definition.label}: a property of type {definition.type} cannot be unique or indexed.",
            field="unique" if definition.unique else "indexed",
        )


def _check_name(name: str, field: str) -> None:
    if not NAME.fullmatch(name) or name in RESERVED:
        why = "is taken by the record itself" if name in RESERVED else "is not a name"
        raise InvalidInput(
            f"{name!r} {why}.",
            field=field,
            way_out="Use lower-case letters, digits and _, beginning with a letter: renewal_date.",
        )


def _check_label(label: str, field: str) -> None:
    if not label.strip() or len(label) > LONGEST_LABEL or not storable(label):
        raise InvalidInput(
            f"A label is needed, of at most {LONGEST_LABEL} characters.", field=field
        )


def _check_options(definition: PropertyDefinition) -> None:
    options = definition.options
    if definition.type not in WITH_OPTIONS:
        if options:
            raise InvalidInput(
                f"{definition.label}: only properties of type option have options.", field="options"
            )
        return
    if not options or len(set(options)) < len(options):
        raise InvalidInput(f"{definition.label}: options are needed, each once.", field="options")
    for option in options:
        if not _is_option(option):
            raise InvalidInput(
                f"{definition.label}: {option!r} cannot be an option.",
                field="options",
                way_out=f"Use 1 to {LONGEST_OPTION} characters, no semicolon, no blanks around it.",
            )


def _is_option(option: str) -> bool:
    fits = 0 < len(option) <= LONGEST_OPTION and storable(option)
    return fits and ";" not in option and option == option.strip()
