"""Passwords are long enough, and hashed as slowly as the parameters say."""

import pytest
from argon2 import Parameters, extract_parameters
from tests.identity.town import QUICK

from stationmaster.core.errors import InvalidInput
from stationmaster.identity.passwords import PARAMETERS, Passwords

passwords = Passwords(QUICK)


def test_only_the_password_is_the_password() -> None:
    made = passwords.hash("four words are enough")
    assert passwords.verify(made, "four words are enough")
    for wrong in ("", "four words are enougH", "four words are enough ", "\ud800", "x" * 5000):
        assert not passwords.verify(made, wrong)
    assert made != passwords.hash("four words are enough")


def test_without_a_hash_nothing_is_the_password() -> None:
    for text in ("", "nobody's password", "four words are enough"):
        assert not passwords.verify(None, text)
        assert not passwords.verify("not a hash", text)


def test_what_looks_the_same_is_the_same() -> None:
    assert passwords.verify(passwords.hash("Zu\u0308rich Zu\u0308rich"), "Z\u00fcrich Z\u00fcrich")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "has 0 characters; it needs at least 12"),
        ("elevenchars", "has 11 characters; it needs at least 12"),
        ("x" * 1025, "longer than 1024"),
        ("twelve chars\ud800", "not valid text"),
    ],
)
def test_what_cannot_be_a_password_is_refused_with_the_way_out(password: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        passwords.hash(password)
    assert says in caught.value.message
    assert caught.value.field == "password"
    assert caught.value.way_out
    assert not password or password not in str(caught.value)


@pytest.mark.parametrize("password", ["twelve chars", "aaaaaaaaaaaa", "🙂" * 12, "x" * 1024])
def test_there_are_no_rules_of_composition(password: str) -> None:
    assert passwords.verify(passwords.hash(password), password)


def test_a_hash_of_other_parameters_is_made_anew() -> None:
    slower = Passwords(
        Parameters(QUICK.type, 19, 16, 32, time_cost=2, memory_cost=8, parallelism=1)
    )
    old = passwords.hash("four words are enough")
    assert passwords.rehash(old, "four words are enough") is None
    new = slower.rehash(old, "four words are enough")
    assert new is not None
    assert extract_parameters(new).time_cost == 2
    assert slower.verify(new, "four words are enough")


def test_what_is_used_is_argon2id_with_64_mib() -> None:
    made = extract_parameters(Passwords().hash("four words are enough"))
    assert made == PARAMETERS
    assert (made.type.name, made.memory_cost, made.time_cost) == ("ID", 65536, 3)
