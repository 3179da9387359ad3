"""What a property may hold: strict, and never a guess.

`coerce` turns raw input into a stored `Value`, or says what is wrong and how to put it right. Reading
"$50k" or "Q3 2026" is the business of whoever asks the writer what he meant, never of a store.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from stationmaster.core.clock import from_text, to_text
from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.records.rows import storable

LONGEST: Mapping[PropertyType, int] = {PropertyType.TEXT: 1_000_000, PropertyType.URL: 2_000}
LONGEST_STRING = 1_000
LONGEST_EMAIL = 254
LARGEST_NUMBER = 2**53
"""Whole numbers beyond it are not exact everywhere JSON is read (RFC 8259, section 6)."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}",
    re.ASCII,
)
_TRUTH: Mapping[object, bool] = {
    **{word: True for word in ("true", "yes", "1")},
    **{word: False for word in ("false", "no", "0")},
}


class _Unfit(Exception):
    """Why a value cannot be used, and the way out."""

    def __init__(self, reason: str, way_out: str | None = None):
        super().__init__(reason)
        self.reason = reason
        self.way_out = way_out


def coerce(definition: PropertyDefinition, raw: object) -> Value:
    """The value as it is stored; None for nothing: None, the empty string, blanks.

    Raises InvalidInput naming the field, the reason and the way out.
    """
    if raw is None:
        return None
    try:
        if isinstance(raw, str):
            _check_text(definition.type, raw)
            if not raw or raw.isspace():
                return None
        return _COERCIONS[definition.type](definition, raw)
    except _Unfit as unfit:
        raise InvalidInput(
            f"{definition.label}: {unfit.reason}", field=definition.name, way_out=unfit.way_out
        ) from None


def _check_text(type: PropertyType, raw: str) -> None:
    longest = LONGEST.get(type, LONGEST_STRING)
    if len(raw) > longest:
        raise _Unfit(
            f"the text has {len(raw):,} characters, and {longest:,} is the most it can hold.",
            "Shorten it, or use a property of type text.",
        )
    if not storable(raw):
        if "\0" in raw:
            raise _Unfit("the text holds a NUL character.", "Remove it.")
        raise _Unfit("the text was not decoded properly.", "Save it as UTF-8.")


def _text_of(raw: object) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return str(raw)
    raise _Unfit(f"text is needed, not {_named(raw)}.")


def _named(raw: object) -> str:
    names = {bool: "yes or no", list: "a list", tuple: "a list", dict: "an object"}
    return names.get(type(raw), f"a {type(raw).__name__}")


def _string(_definition: PropertyDefinition, raw: object) -> Value:
    return _text_of(raw).strip()


def _text(_definition: PropertyDefinition, raw: object) -> Value:
    return _text_of(raw)


def _number(_definition: PropertyDefinition, raw: object) -> Value:
    if isinstance(raw, str):
        if not _NUMBER.fullmatch(raw.strip()):
            raise _Unfit(
                f"{_shown(raw)} is not a plain number.",
                "Write digits with a point for decimals, without currency, unit or separators: 50000.",
            )
        raw = float(raw) if set(raw) & set(".eE") else int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise _Unfit(f"a number is needed, not {_named(raw)}.")
    if not isfinite(raw) or abs(raw) > LARGEST_NUMBER:
        raise _Unfit("the number is too large to be kept exactly.")
    return int(raw) if raw == int(raw) else raw


def _boolean(_definition: PropertyDefinition, raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    truth = _TRUTH.get(str(raw).strip().lower()) if isinstance(raw, str | int) else None
    if truth is None:
        raise _Unfit(f"{_shown(raw)} is neither yes nor no.", "Write true or false.")
    return truth


def _date(_definition: PropertyDefinition, raw: object) -> Value:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    try:
        if isinstance(raw, str) and len(raw.strip()) == len("YYYY-MM-DD"):
            return date.fromisoformat(raw.strip()).isoformat()
    except ValueError:
        pass
    raise _Unfit(f"{_shown(raw)} is not a date.", "Write year, month and day: 2026-11-20.")


def _datetime(_definition: PropertyDefinition, raw: object) -> Value:
    try:
        if isinstance(raw, datetime):
            return to_text(raw)
        if isinstance(raw, str):
            return to_text(from_text(raw.strip()))
    except (ValueError, OverflowError):
        pass
    raise _Unfit(
        f"{_shown(raw)} is not a moment with a time zone.",
        "Write date, time and zone: 2026-11-20T09:30:00Z or 2026-11-20T10:30:00+01:00.",
    )


def _option(definition: PropertyDefinition, raw: object) -> Value:
    if raw in definition.options:
        return str(raw)
    raise _Unfit(
        f"{_shown(raw)} is not one of its options.", f"Use {', '.join(definition.options)}."
    )


def _options(definition: PropertyDefinition, raw: object) -> Value:
    many = raw.split(";") if isinstance(raw, str) else raw
    if not isinstance(many, list | tuple | set | frozenset):
        raise _Unfit(f"a list of options is needed, not {_named(raw)}.")
    chosen = {_option(definition, one.strip() if isinstance(one, str) else one) for one in many}
    return ";".join(sorted(str(one) for one in chosen)) or None


@lru_cache(maxsize=65_536)
def _normal_email(text: str) -> str | None:
    local, _, domain = text.partition("@")
    if _PLAIN_EMAIL.fullmatch(text) and len(text) <= LONGEST_EMAIL:
        return f"{local}@{domain.lower()}"
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _email(_definition: PropertyDefinition, raw: object) -> Value:
    normal = _normal_email(_text_of(raw).strip())
    if normal is None:
        raise _Unfit(f"{_shown(raw)} is not an email address.", "Write it as name@company.com.")
    return normal


@lru_cache(maxsize=65_536)
def _phone_number(text: str) -> str:
    """E.164 where the number says its country and has no extension; else as it is written."""
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return text
    if number.extension or not phonenumbers.is_possible_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _phone(_definition: PropertyDefinition, raw: object) -> Value:
    return _phone_number(_text_of(raw).strip())


def _url(_definition: PropertyDefinition, raw: object) -> Value:
    text = _text_of(raw).strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        fits = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        fits = False
    if not fits or len(text.split()) != 1:
        raise _Unfit(f"{_shown(raw)} is not a web address.", "Write it as https://company.com.")
    return text


def _shown(raw: object) -> str:
    text = raw if isinstance(raw, str) else str(raw)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


_COERCIONS: Mapping[PropertyType, Callable[[PropertyDefinition, object], Value]] = {
    PropertyType.STRING: _string,
    PropertyType.TEXT: _text,
    PropertyType.NUMBER: _number,
    PropertyType.BOOLEAN: _boolean,
    PropertyType.DATE: _date,
    PropertyType.DATETIME: _datetime,
    PropertyType.OPTION: _option,
    PropertyType.OPTIONS: _options,
    PropertyType.EMAIL: _email,
    PropertyType.PHONE: _phone,
    PropertyType.URL: _url,
    PropertyType.OWNER: _string,
}
