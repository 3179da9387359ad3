"""How a column writes its numbers. Decided once per column, never per cell."""

import re
from dataclasses import dataclass
from functools import cache

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))
"""Blanks that stand between groups of digits, besides the plain one."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """`thousands` may stand between groups of three digits; `currency` may stand before or after."""

    decimal: str = "."
    thousands: str = ""
    currency: str = ""

    def read(self, text: str) -> str | None:
        """The number as plain digits with a point; None where it is not written this way."""
        if self.currency:
            text = text.replace(self.currency, "", 1)
        text = text.translate(_BLANKS).strip()
        if not _pattern(self.decimal, self.thousands).fullmatch(text):
            return None
        if self.thousands:
            text = text.replace(self.thousands, "")
        return text.replace(self.decimal, ".")

    def __str__(self) -> str:
        shown = f"12{self.thousands}345{self.decimal}6"
        return f"{self.currency}{shown}" if self.currency else shown


PLAIN = NumberFormat()
NUMBER_FORMATS = (
    PLAIN,
    NumberFormat(".", ","),
    NumberFormat(",", ""),
    NumberFormat(",", "."),
    NumberFormat(".", " "),
    NumberFormat(",", " "),
    NumberFormat(".", "'"),
)
"""Most usual first: it is taken where several read a column equally well."""

CURRENCIES = ("$", "€", "£", "¥", "₹", "USD", "EUR", "GBP", "CHF")


@cache
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    digits = r"\d+"
    if thousands:
        digits = rf"(?:\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+)"
    point = re.escape(decimal)
    exponent = r"(?:[eE][+-]?\d{1,3})?" if decimal == "." and not thousands else ""
    return re.compile(rf"[+-]?(?:{digits}(?:{point}\d*)?|{point}\d+){exponent}", re.ASCII)


def currency_of(text: str) -> str:
    """The currency sign before or after a number; empty where there is none."""
    text = text.strip()
    return next((c for c in CURRENCIES if text.startswith(c) or text.endswith(c)), "")
