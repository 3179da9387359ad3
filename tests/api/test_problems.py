"""Every error is a problem report that says what was wrong, where, and the way out."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.api.town import Client, Town

from stationmaster.api.app import create
from stationmaster.core.errors import Unavailable
from stationmaster.crm.reader import CrmReader


def check(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("urn:stationmaster:problem:")
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"].startswith("/api/v1/")
    assert "Traceback" not in answer.text
    return problem


def test_where_nothing_is(ada: Client) -> None:
    check(ada.get("/api/v1/nowhere"), 404)
    wrong = ada.delete("/api/v1/me")
    check(wrong, 405)
    assert "GET" in wrong.headers["allow"]


def test_several_faults_are_all_named(ada: Client) -> None:
    body = {"items": [{"id": "x"}, {"digest": "short", "id": "?"}], "surprise": 1}
    problem = check(ada.tell("/proposals/approve", body), 422)
    fields = {fault["field"] for fault in problem["faults"]}
    assert fields == {
        "body.items.0.digest", "body.items.1.digest", "body.items.1.id", "body.surprise"
    }  # fmt: skip
    assert problem["field"] in fields


@pytest.mark.parametrize(
    "content", [b"{", b"", b"null", b"[]", b'"x"', b"\xff\xfe", b'{"reason": NaN}', b"[" * 100_000]
)
def test_what_is_no_json_object(ada: Client, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = ada.post("/api/v1/proposals/prop_x/reject", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    check(answer, answer.status_code)


def test_a_secret_that_was_sent_is_not_quoted(ada: Client) -> None:
    answer = ada.tell("/people", {"email": "x", "password": "hunter2-hunter2"})
    assert "hunter2" not in answer.text


def test_a_missing_part_says_so(ada: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise Unavailable("The CRM does not answer.", way_out="Wait a moment.")

    monkeypatch.setattr(type(town.ours.workspace.reader), "types", gone)
    problem = check(ada.get("/api/v1/record-types"), 503)
    assert problem["way_out"] == "Wait a moment."


def test_an_unforeseen_error_shows_a_number_and_nothing_else(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> CrmReader:
        raise RuntimeError("secret detail at line 7")

    monkeypatch.setattr(type(town.ours.workspace.reader), "types", broken)
    client = Client(create(town.app), raise_server_exceptions=False)
    answer = client.as_person(town.ours.sessions["ada"]).get("/api/v1/record-types")
    problem = check(answer, 500)
    assert "secret detail" not in answer.text
    number = next(word for word in problem["way_out"].split() if word.startswith("incident_"))
    assert number.rstrip(".") in caplog.text
    client.close()


def test_nobody_is_a_problem_too(client_of: Callable[[str], Client]) -> None:
    check(client_of("").get("/api/v1/records/lead"), 401)
