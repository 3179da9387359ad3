"""Mistakes people make when they type: swapped letters, short names, numbers written their own way."""

import phonenumbers

from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.names import SHORT_FORMS, Name


def typo(chance: Chance, word: str) -> str:
    """The word with two neighbouring letters swapped, or one doubled; never the word itself."""
    places = [
        i for i in range(1, len(word) - 1) if word[i : i + 2].isalpha() and word[i] != word[i + 1]
    ]
    if not places:
        return word + word[-1]
    place = chance.one(places)
    if chance.happens(0.3):
        return word[:place] + word[place] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def with_typo(chance: Chance, name: Name) -> Name:
    """The family name mistyped, in the mail address as well."""
    wrong = typo(chance, name.family_latin)
    return Name(name.given, wrong, name.given_latin, wrong)


def nickname(name: Name) -> Name:
    """The name with the short form of the given name, where it has one."""
    short = SHORT_FORMS.get(name.given, name.given)
    return Name(short, name.family, short, name.family_latin)


def other_format(chance: Chance, phone: str) -> str:
    """The same number as people write it at home, so without its country: `020 7946 0123`."""
    number = phonenumbers.parse(phone)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return chance.one((national, national.replace(" ", "-"), national.replace(" ", "/", 1)))
