"""Guessing what a column that nobody knows yet should be: a type, and how it is written."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from stationmaster.core.record import PropertyType
from stationmaster.records.importing.dates import DateFormat, DateOrder
from stationmaster.records.importing.numbers import NUMBER_FORMATS, NumberFormat
from stationmaster.records.importing.profile import Profile
from stationmaster.records.values import LONGEST_STRING

MOSTLY = 0.98
"""Share of a column's values that must fit a type before it is proposed."""
MOST_OPTIONS = 60
LONGEST_OPTION = 80
LONG_TEXT = 255
TRUTHS = frozenset(("yes", "no", "true", "false", "y", "n", "t", "f", "on", "off"))
_IDENTIFIER = re.compile(
    r"(^|[\W_])(id|ids|uuid|guid|key|code|number|no|nr|num|ref|zip|zipcode|postcode|postal|plz|"
    r"phone|mobile|fax|tel)(?! of)([\W_]|$)"
)


@dataclass(frozen=True, slots=True)
class Guess:
    type: PropertyType
    options: tuple[str, ...] = ()


def guess_type(profile: Profile) -> Guess:
    """The narrowest type that holds (nearly) everything that stands in the column."""
    if _is_boolean(profile):
        return Guess(PropertyType.BOOLEAN)
    patterns = profile.patterns
    if patterns.looked_at:
        if _share(profile, patterns.dates) >= MOSTLY:
            return Guess(PropertyType.DATETIME if patterns.times else PropertyType.DATE)
        if patterns.emails == patterns.looked_at:
            return Guess(PropertyType.EMAIL)
        if patterns.urls == patterns.looked_at:
            return Guess(PropertyType.URL)
        if _is_number(profile):
            return Guess(PropertyType.NUMBER)
    if _is_option(profile):
        return Guess(PropertyType.OPTION, tuple(sorted(v.strip() for v in real_values(profile))))
    long = profile.lines or profile.longest > min(LONG_TEXT, LONGEST_STRING)
    return Guess(PropertyType.TEXT if long else PropertyType.STRING)


def real_values(profile: Profile) -> dict[str, int]:
    """Kept values that are no placeholders, with their counts."""
    return {v: n for v, n in profile.counts.items() if v not in profile.placeholders}


def _share(profile: Profile, fitting: int) -> float:
    return fitting / profile.patterns.looked_at if profile.patterns.looked_at else 0.0


def _is_boolean(profile: Profile) -> bool:
    values = {value.strip().lower() for value in real_values(profile)}
    return bool(values) and not profile.overflowed and values <= TRUTHS


def _is_number(profile: Profile) -> bool:
    if profile.patterns.leading_zeros or is_identifier(profile.name):
        return False
    return _share(profile, max(profile.patterns.numbers)) >= MOSTLY


def is_identifier(name: str) -> bool:
    """Whether a column's name says that its digits are a name, not a quantity."""
    return _IDENTIFIER.search(name.lower()) is not None


def _is_option(profile: Profile) -> bool:
    values = real_values(profile)
    few = 0 < len(values) <= MOST_OPTIONS and not profile.overflowed
    short = all(len(v) <= LONGEST_OPTION and "\n" not in v and ";" not in v for v in values)
    return few and short and sum(values.values()) >= 5 * len(values)


def number_format(profile: Profile) -> tuple[NumberFormat, str]:
    """The format that reads most of the column, and a warning where another one reads as much
    differently."""
    patterns = profile.patterns
    best = max(range(len(NUMBER_FORMATS)), key=lambda i: patterns.numbers[i])
    chosen = NUMBER_FORMATS[best]
    currency = patterns.currencies.most_common(1)[0][0] if patterns.currencies else ""
    if currency:
        chosen = NumberFormat(chosen.decimal, chosen.thousands, currency)
    return chosen, _number_doubt(profile, chosen)


def _number_doubt(profile: Profile, chosen: NumberFormat) -> str:
    for value in list(profile.counts)[:200]:
        mine = chosen.read(value)
        for other in NUMBER_FORMATS:
            theirs = other.read(value)
            as_many = profile.patterns.numbers[NUMBER_FORMATS.index(other)] == max(
                profile.patterns.numbers
            )
            if as_many and mine and theirs and float(mine) != float(theirs):
                return f"{value} could be {mine} or {theirs}; it is read as {mine}"
    return ""


def date_order(profile: Profile, default: DateOrder) -> tuple[DateOrder, str]:
    """The order that the unambiguous dates tell, and a warning where they do not tell one."""
    patterns = profile.patterns
    told = patterns.orders.most_common()
    if len(told) == 2:
        (order, most), (_, least) = told
        return order, (
            f"{most} values are only possible as {DateFormat(order).words}, {least} only the other "
            f"way round: those rows will be rejected, and {patterns.ambiguous} more could be either"
        )
    if told:
        return told[0][0], ""
    if patterns.ambiguous:
        return default, (
            f"nothing tells day from month ({patterns.ambiguous} values could be either); "
            f"they are read as {DateFormat(default).words}"
        )
    return default, ""


def near_misses(profile: Profile, known: tuple[str, ...]) -> dict[str, str]:
    """Values that are most likely misspelled: value -> what was most likely meant.

    A value is suspected where it differs little from a known one, or from one in the same column that
    is twenty times as frequent, or only in case from a more frequent one.
    """
    found: dict[str, str] = {}
    values = real_values(profile)
    if profile.overflowed:
        return found
    for value, count in values.items():
        if value in known:
            continue
        near = _nearest(value, [k for k in known if k.lower() != value.lower()])
        frequent = [v for v, n in values.items() if v != value and n >= 20 * count]
        near = near or _nearest(value, frequent) or _same_but_case(value, count, values)
        if near is not None and value.lower() not in {k.lower() for k in known}:
            found[value] = near
    return found


def _nearest(value: str, candidates: list[str]) -> str | None:
    if not 5 <= len(value) <= LONGEST_OPTION or any(c.isdigit() for c in value):
        return None
    found = process.extractOne(
        value.lower(), [c.lower() for c in candidates], scorer=fuzz.ratio, score_cutoff=88
    )
    return candidates[found[2]] if found else None


def _same_but_case(value: str, count: int, values: dict[str, int]) -> str | None:
    for other, frequency in values.items():
        if other != value and frequency > count and other.strip().lower() == value.strip().lower():
            return other
    return None
