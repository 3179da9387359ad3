"""Telephone numbers and countries as people write them."""

import pytest

from stationmaster.kit.countries import country_code
from stationmaster.kit.phones import e164


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+44 20 7946 0123", None, "+442079460123"),
        ("020 7946 0123", "United Kingdom", "+442079460123"),
        ("020-7946/0123", "GB", "+442079460123"),
        ("020 7946 0123", None, None),
        ("+44 20 7946 0123", "Norway", "+442079460123"),
        ("22 12 34 56", "norway", "+4722123456"),
        ("call me", "Norway", None),
        ("12", "Norway", None),
        ("020 7946 0123", "Atlantis", None),
    ],
)
def test_e164(text: str, country: str | None, number: str | None) -> None:
    assert e164(text, country) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Norway", "NO"),
        ("  united   kingdom ", "GB"),
        ("de", "DE"),
        ("UK", "GB"),
        ("The Netherlands", "NL"),
        ("USA", "US"),
        ("Atlantis", None),
        ("ZZ", None),
        ("", None),
    ],
)
def test_country_code(text: str, code: str | None) -> None:
    assert country_code(text) == code
