"""A forged request is refused, whichever way it is forged."""

import pytest
from tests.identity.town import Town

from stationmaster.core.errors import Forbidden
from stationmaster.identity.csrf import check_csrf, check_origin, csrf_token

OURS = ("https://crm.example", "http://127.0.0.1:8700")


def test_only_the_sessions_own_token_counts(small_town: Town) -> None:
    identity = small_town.identity
    mine = identity.session_for(small_town.sign_in())
    other = identity.session_for(small_town.sign_in())
    identity.check_csrf(mine, mine.csrf)
    for sent in (other.csrf, "", None, mine.csrf[:-1], mine.csrf.upper(), "é", "\ud800"):
        with pytest.raises(Forbidden, match="not from your current session"):
            identity.check_csrf(mine, sent)


def test_a_token_is_bound_to_its_session_and_tells_nothing_of_it() -> None:
    token = csrf_token("secret")
    assert token == csrf_token("secret")
    assert token != csrf_token("secreu")
    assert "secret" not in token
    check_csrf(token, token)


@pytest.mark.parametrize(
    ("origin", "fetch_site"),
    [
        ("https://crm.example", None),
        ("http://127.0.0.1:8700", None),
        (None, None),
        ("https://behind.a.proxy", "same-origin"),
        (None, "none"),
    ],
)
def test_our_own_pages_may_send(origin: str | None, fetch_site: str | None) -> None:
    check_origin(origin, OURS, fetch_site=fetch_site)


@pytest.mark.parametrize(
    ("origin", "fetch_site"),
    [
        ("https://evil.example", None),
        ("null", None),
        ("", None),
        ("http://crm.example", None),
        ("https://crm.example:444", None),
        ("https://crm.example.evil.example", None),
        ("https://crm.example", "cross-site"),
        ("https://crm.example", "same-site"),
        (None, "cross-site"),
        (None, "what"),
    ],
)
def test_foreign_pages_may_not(origin: str | None, fetch_site: str | None) -> None:
    with pytest.raises(Forbidden, match="another site"):
        check_origin(origin, OURS, fetch_site=fetch_site)
