"""Names made comparable: one person's and one company's spellings meet, others stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.kit.names import (
    PersonName,
    company_key,
    company_similarity,
    compatible,
    fold,
    person,
    person_similarity,
)


def named(text: str) -> PersonName:
    first, _, last = text.rpartition(" ")
    return person(first, last)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Robert Smith", "Bob Smith"),
        ("Bob Smith", "Rob Smith"),
        ("Dana Lind", "D. Lind"),
        ("Søren Kjær", "Soren Kjaer"),
        ("Jürgen Weiß", "Jurgen Weiss"),
        ("Ingrid Halvorsen", "Ingrid Halvorsne"),
        ("Dana Lind", "Lind Dana"),
        ("Anna-Lena Berg", "Anna Lena Berg"),
    ],
)
def test_one_person(one: str, other: str) -> None:
    assert compatible(named(one), named(other))
    assert compatible(named(other), named(one))
    assert person_similarity(named(one), named(other)) >= 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Robert Smith", "Karen Smith"),
        ("Robert Smith", "Robert Jones"),
        ("D. Lind", "K. Lind"),
        ("Ingrid Halvorsen", "Karl Moen"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert not compatible(named(one), named(other))


def test_a_missing_part_contradicts_nothing() -> None:
    assert compatible(PersonName("", ""), named("Dana Lind"))
    assert compatible(PersonName("dana", ""), named("Dana Lind"))
    assert not compatible(PersonName("karl", ""), named("Dana Lind"))
    assert person_similarity(PersonName("dana", ""), named("Dana Lind")) == 0.0


@pytest.mark.parametrize("written", ["Dr. Dana Lind, PhD", "Lind, Dana", "Dana Lind"])
def test_a_name_in_one_field(written: str) -> None:
    assert person("", written) == person(written, " ") == PersonName("dana", "lind")


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_symmetric_and_bounded(a: str, b: str, c: str, d: str) -> None:
    one, other = PersonName(fold(a), fold(b)), PersonName(fold(c), fold(d))
    similarity = person_similarity(one, other)
    assert 0.0 <= similarity <= 1.0
    assert similarity == pytest.approx(person_similarity(other, one))


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Northgate Co. Ltd", "northgate"),
        ("Northgate B.V.", "northgate"),
        ("Northgate A/S", "northgate"),
        ("Northgate Sp. z o.o.", "northgate"),
        ("Northgate s.r.o.", "northgate"),
        ("Müller & Söhne GmbH", "muller sohne"),
        ("The Company Ltd", "the company ltd"),
        ("", ""),
    ],
)
def test_company_key(name: str, key: str) -> None:
    assert company_key(name) == key


def test_company_similarity() -> None:
    assert company_similarity("Northgate Ltd", "Northgate Limited") == 1.0
    assert company_similarity("Marine Halvorsen AS", "Halvorsen Marine") == 1.0
    assert company_similarity("Halvorsen Marine", "Halvorsen Marien") > 0.92
    assert company_similarity("Halvorsen Marine", "Belmont Foods") < 0.6
    assert company_similarity("", "Belmont Foods") == 0.0
