"""Countries by the names people type."""

from functools import cache, lru_cache

from babel import Locale

_NO_COUNTRY = ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")
_ALSO = {
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "united states of america": "US",
    "america": "US",
    "holland": "NL",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "korea": "KR",
    "uae": "AE",
}


@cache
def _names() -> dict[str, str]:
    english = Locale("en").territories
    codes = {c: name for c, name in english.items() if c.isalpha() and c not in _NO_COUNTRY}
    return {name.lower(): code for code, name in codes.items()} | _ALSO


@lru_cache(maxsize=4_096)
def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country given as code or English name; None: not known."""
    known = _names()
    name = " ".join(text.lower().split())
    if len(name) == 2 and name.upper() in known.values():
        return name.upper()
    return known.get(name)
