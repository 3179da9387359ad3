"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.records.importing.numbers import PLAIN, NumberFormat, currency_of


@pytest.mark.parametrize(
    ("format", "text", "number"),
    [
        (PLAIN, "1234.5", "1234.5"),
        (PLAIN, ".5", ".5"),
        (PLAIN, "-1e-7", "-1e-7"),
        (PLAIN, "1,234", None),
        (PLAIN, "1 2", None),
        (PLAIN, "٣", None),
        (PLAIN, "", None),
        (NumberFormat(".", ","), "1,234,567.8", "1234567.8"),
        (NumberFormat(".", ","), "1234", "1234"),
        (NumberFormat(".", ","), "12,34", None),
        (NumberFormat(",", "."), "1.234,5", "1234.5"),
        (NumberFormat(",", "."), "1,5", "1.5"),
        (NumberFormat(",", " "), "1\u202f234,5", "1234.5"),
        (NumberFormat(",", " "), "1\u00a0234", "1234"),
        (NumberFormat(".", "'"), "1'234.5", "1234.5"),
        (NumberFormat(".", ",", "$"), "$1,234", "1234"),
        (NumberFormat(".", ",", "$"), "$ 5", "5"),
        (NumberFormat(",", ".", "€"), "1.234,50 €", "1234.50"),
        (NumberFormat(".", ",", "$"), "€5", None),
        (NumberFormat(".", ",", "$"), "$$5", None),
    ],
)
def test_numbers(format: NumberFormat, text: str, number: str | None) -> None:
    assert format.read(text) == number


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_stored_numbers_read_back(number: float) -> None:
    read = PLAIN.read(repr(number))
    assert read is not None
    assert float(read) == float(number) if isinstance(number, float) else int(read) == number


def test_currencies() -> None:
    assert [currency_of(t) for t in ("$5", "5 €", "EUR 5", "5")] == ["$", "€", "EUR", ""]
