"""Inputs for properties, by type, and what a form sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from stationmaster.core.record import PropertyDefinition, PropertyType, Value

Pairs = Sequence[tuple[str, str]]

_KINDS: Mapping[PropertyType, str] = {
    PropertyType.TEXT: "textarea",
    PropertyType.BOOLEAN: "select",
    PropertyType.OPTION: "select",
    PropertyType.OPTIONS: "options",
    PropertyType.OWNER: "select",
    PropertyType.DATE: "date",
    PropertyType.DATETIME: "datetime-local",
    PropertyType.EMAIL: "email",
    PropertyType.PHONE: "tel",
    PropertyType.URL: "url",
}
_NOT_SET = ("", "not set")
_YES_NO = (_NOT_SET, ("true", "yes"), ("false", "no"))


@dataclass(frozen=True, slots=True)
class Field:
    """One input. `text` is the value as the input holds it; `now` what the CRM holds, in words."""

    id: str
    name: str
    property: str
    label: str
    kind: str
    text: str
    now: str = ""
    pairs: Pairs = ()
    options: Sequence[str] = ()
    inputmode: str = ""
    step: str = ""
    may_drop: bool = False
    dropped: bool = False
    first: bool = False


def field_for(
    name: str,
    definition: PropertyDefinition,
    value: Value,
    owners: Pairs,
    *,
    now: str = "",
    may_drop: bool = False,
    first: bool = False,
) -> Field:
    """An input for a property. Owners are picked from `owners`: (id, name)."""
    text = as_input(definition.type, value)
    kind = _KINDS.get(definition.type, "text")
    pairs = _pairs(definition, text, owners)
    if kind == "select" and not pairs:
        kind = "text"
    label = definition.label
    if definition.type is PropertyType.DATETIME:
        label += " (UTC)"
    return Field(
        id=name.replace(".", "-"),
        name=name,
        property=definition.name,
        label=label,
        kind=kind,
        text=text,
        now=now,
        pairs=pairs,
        options=definition.options,
        inputmode="decimal" if definition.type is PropertyType.NUMBER else "",
        step="any" if definition.type is PropertyType.DATETIME else "",
        may_drop=may_drop,
        first=first,
    )


def _pairs(definition: PropertyDefinition, text: str, owners: Pairs) -> Pairs:
    match definition.type:
        case PropertyType.BOOLEAN:
            return _YES_NO
        case PropertyType.OPTION:
            known = definition.options
            extra = () if not text or text in known else (text,)
            return (_NOT_SET, *((o, o) for o in (*known, *extra)))
        case PropertyType.OWNER if owners:
            return (("", "unassigned"), *owners)
        case _:
            return ()


def as_input(kind: PropertyType, value: Value) -> str:
    """A value as its input holds it. A moment is cut to the second, in UTC and without its `Z`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind is PropertyType.DATETIME:
        return str(value).removesuffix("Z").split(".")[0]
    return str(value)


def sent(form: FormData, field: Field, definition: PropertyDefinition) -> str:
    """What the form holds for a field, in the same shape as `Field.text`."""
    values = [v for v in form.getlist(field.name) if isinstance(v, str) and v]
    if definition.type is PropertyType.OPTIONS:
        return ";".join(sorted(values))
    return tidy(definition, values[-1]) if values else ""


def tidy(definition: PropertyDefinition, text: str) -> str:
    """Text as a form gives it back: browsers send CR LF, and only a long text keeps its edges."""
    text = text.replace("\r\n", "\n")
    return text if definition.type is PropertyType.TEXT else text.strip()


def as_value(definition: PropertyDefinition, text: str) -> Value:
    """The value to hand to the line, which coerces it by type. Empty means not set."""
    if not text:
        return None
    if definition.type is PropertyType.BOOLEAN:
        return text == "true"
    if definition.type is PropertyType.DATETIME:
        return text if text.endswith("Z") else f"{text}Z"
    return text
