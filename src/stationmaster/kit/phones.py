"""Telephone numbers, compared as the network compares them: E.164."""

from functools import lru_cache

import phonenumbers

from stationmaster.kit.countries import country_code


@lru_cache(maxsize=65_536)
def e164(text: str, country: str | None = None) -> str | None:
    """`+4755123456` for a number as people write it. None where it cannot be one (ITU-T E.164).

    `country` (a code or an English name) says how to read a number without a country prefix; such
    a number without a known country is None, because two countries may both have it.
    """
    region = country_code(country) if country else None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
