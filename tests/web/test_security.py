"""What is refused before any page looks at it."""

import pytest
from starlette.datastructures import Headers

from stationmaster.web.pages.sign_in import HOME, own_path
from stationmaster.web.security import POLICY, Guard, host_name, same_origin


def guard(*hosts: str) -> Guard:
    return Guard(None, hosts)  # type: ignore[arg-type]  # the application is never reached here


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("example.com", "example.com"),
        ("Example.com:8700", "example.com"),
        ("[::1]:8700", "[::1]"),
        ("[::1]", "[::1]"),
        ("", ""),
    ],
)
def test_the_name_in_a_host_header(host: str, name: str) -> None:
    assert host_name(host) == name


def test_other_host_names_are_refused() -> None:
    assert guard("localhost").refusal("GET", Headers({"host": "localhost:8700"})) is None
    refused = guard("localhost").refusal("GET", Headers({"host": "evil.example"}))
    assert refused is not None
    assert refused.status_code == 400
    assert guard("*").refusal("GET", Headers({"host": "anything"})) is None


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://localhost:8700"}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, True),
    ],
)
def test_what_a_browser_says_of_where_a_request_comes_from(
    headers: dict[str, str], ours: bool
) -> None:
    assert same_origin(Headers({"host": "localhost:8700", **headers})) is ours
    given = {"host": "localhost:8700", "content-length": "5", **headers}
    assert (guard("localhost").refusal("POST", Headers(given)) is None) is ours


@pytest.mark.parametrize("length", ["", "-1", "abc", str(5 * 1024 * 1024)])
def test_bodies_must_say_how_large_they_are_and_be_small(length: str) -> None:
    refused = guard("*").refusal("POST", Headers({"host": "x", "content-length": length}))
    assert refused is not None
    assert refused.status_code == 413


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "queue",
        "/a\nb",
        "/" + "x" * 2000,
    ],
)
def test_sign_in_leads_nowhere_else(address: str) -> None:
    assert own_path(address) == HOME


def test_sign_in_leads_back() -> None:
    assert own_path("/records/lead/1?x=y") == "/records/lead/1?x=y"


def test_the_content_policy_lets_nothing_inline_run() -> None:
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
