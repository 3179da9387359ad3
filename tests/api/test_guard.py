"""Requests that are not even looked at, and headers that every answer carries."""

from collections.abc import Iterator

import pytest
from tests.api.town import Client, Town


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8700", "", "[::1]", "testserver.evil"]
)
def test_a_foreign_name_is_not_answered(ada: Client, host: str) -> None:
    answer = ada.get("/api/v1/me", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ALLOWED_HOSTS" in answer.json()["way_out"]


def test_the_port_does_not_count(ada: Client) -> None:
    assert ada.get("/api/v1/me", headers={"Host": "TestServer:8700"}).status_code == 200


def test_a_body_without_end_is_not_read(ada: Client, town: Town) -> None:
    large = b'{"reason": "other", "words": "' + b"x" * 5_000_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    path = "/api/v1/proposals/prop_x/reject"
    assert ada.post(path, content=large, headers=headers).status_code == 413

    def endless() -> Iterator[bytes]:
        yield b"{"

    assert ada.post(path, content=endless(), headers=headers).status_code == 411
    assert (
        ada.post(path, content=b"{}", headers={**headers, "Content-Length": "-1"}).status_code
        == 413
    )


def test_no_answer_is_kept_or_guessed_at(ada: Client) -> None:
    for path in ("/me", "/nowhere", "/audit/export", "/records/ship"):
        headers = ada.get(f"/api/v1{path}").headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
