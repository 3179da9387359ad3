"""A POST with an idempotency key is carried out once, however often it is sent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.api.town import Client, Town

from stationmaster.core.record import Ref


def campaign(ref: Ref, value: str) -> dict[str, Any]:
    about = {"type": ref.type, "id": ref.id}
    operation = {"action": "set", "record": about, "values": {"campaign": value}}
    draft = {"kind": "k", "title": "t", "about": about, "reason": "r", "operations": [operation]}
    return {"drafts": [draft]}


def test_the_same_request_again_is_answered_the_same(ada: Client, town: Town) -> None:
    lead = town.ours.leads[0]
    first = ada.tell("/proposals", campaign(lead, "one"), key="a")
    again = ada.tell("/proposals", campaign(lead, "one"), key="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(ada.ask(f"/records/lead/{lead.id}/proposals")["items"]) == 1


def test_without_a_key_it_is_done_again(ada: Client, town: Town) -> None:
    lead = town.ours.leads[1]
    for _ in range(2):
        assert ada.tell("/proposals", campaign(lead, "one")).status_code == 201
    assert len(ada.ask(f"/records/lead/{lead.id}/proposals")["items"]) == 2


def test_another_request_under_the_same_key_is_refused(ada: Client, town: Town) -> None:
    lead = town.ours.leads[2]
    ada.tell("/proposals", campaign(lead, "one"), key="b")
    other = ada.tell("/proposals", campaign(lead, "two"), key="b")
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    elsewhere = ada.tell("/proposals/undo", {"ids": ["x"], "reason": "r"}, key="b")
    assert elsewhere.status_code == 422
    assert ada.ask(f"/records/lead/{lead.id}")["properties"]["campaign"] == "one"


def test_a_refusal_is_repeated_as_a_problem(ada: Client) -> None:
    answers = [
        ada.tell("/proposals/prop_nobody/reject", {"reason": "other"}, key="c") for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["content-type"] == "application/problem+json"


def test_keys_belong_to_whoever_sends_them(client_of: Callable[[str], Client], town: Town) -> None:
    lead = town.ours.leads[3]
    for name in ("ada", "rob"):
        answer = client_of(name).tell("/proposals", campaign(lead, name), key="d")
        assert answer.status_code == 201
        assert "idempotency-replayed" not in answer.headers


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "x" * 201])
def test_a_key_that_is_none_is_refused(ada: Client, town: Town, key: str) -> None:
    body = campaign(town.ours.leads[4], "one")
    headers = {"Idempotency-Key": key.encode()}
    answer = ada.post("/api/v1/proposals", json=body, headers=headers)  # type: ignore[arg-type]  # bytes go
    assert answer.status_code == 422


def test_the_secret_of_a_token_is_shown_once(ada: Client) -> None:
    body = {"name": "Once", "stations": ["desk"]}
    first, again = (ada.tell("/tokens", body, key="e").json() for _ in range(2))
    assert first["secret"].startswith("smt_")
    assert again == first | {"secret": None}
    assert len([t for t in ada.ask("/tokens")["items"] if t["name"] == "Once"]) == 1


def test_ten_at_once_make_one_change(client_of: Callable[[str], Client], town: Town) -> None:
    lead = town.ours.leads[5]
    clients = [client_of("ada") for _ in range(10)]
    for client in clients:  # the framework prepares a route with the first request to it
        assert client.tell("/proposals", {}, key=None).status_code == 422
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(lambda c: c.tell("/proposals", campaign(lead, "one"), key="f"), clients)
        )
    assert {a.status_code for a in answers} <= {201, 409}
    assert len({a.text for a in answers if a.status_code == 201}) == 1
    assert len(clients[0].ask(f"/records/lead/{lead.id}/proposals")["items"]) == 1
