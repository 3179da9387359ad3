"""Ids of another workspace, on every operation that the description names: unknown, all of them.

Operations are taken from the OpenAPI description, so that a new one fails here until it is covered.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.api.town import DESK, Client, Town

from stationmaster.api.app import create
from stationmaster.core.record import Ref

DIGEST = "0" * 64
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def operations(town: Town) -> list[Operation]:
    paths = create(town.app).openapi()["paths"]
    return [
        (method.upper(), path, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]


@pytest.fixture(scope="module")
def theirs(town: Town) -> dict[str, str]:
    """Ids of the other workspace, by what the paths that name them begin with."""
    house = town.theirs
    [waiting] = house.submit(house.scoring(house.leads[0]))
    run = house.workspace.run_station(DESK, limit=1)
    return {
        "/records": house.leads[1].id,
        "/proposals": waiting.id,
        "/people": house.people["max"].id,
        "/tokens": house.token_id,
        "/runs": run.run.id,
    }


def ids_of(town: Town) -> Iterator[str]:
    """Everything of the other workspace that an answer could give away."""
    house = town.theirs
    yield from (ref.id for ref in (*house.leads, *house.owners, *house.contacts))
    yield from (person.id for person in house.people.values())
    yield house.token_id
    yield house.workspace.id
    yield from (p.id for p in house.workspace.queue.recent(limit=100).rows)
    yield from (run.id for run in house.workspace.runs.list().runs)


def set_score(ref: Ref, **more: Any) -> dict[str, Any]:
    about = {"type": ref.type, "id": ref.id}
    operation = {"action": "set", "record": about, "values": {"score": 1}}
    return {
        "kind": "k",
        "title": "t",
        "about": about,
        "reason": "r",
        "operations": [operation],
    } | more


def bodies(town: Town, theirs: dict[str, str]) -> dict[str, Any]:
    """A body for each operation that takes one, naming foreign ids wherever it can name any."""
    proposal, lead = theirs["/proposals"], town.theirs.leads[0]
    operation = {"operation": 0, "values": {"score": 1}}
    return {
        "submit_proposals": {"drafts": [set_score(lead)]},
        "approve_proposal": {"digest": DIGEST},
        "approve_proposals": {"items": [{"id": proposal, "digest": DIGEST}]},
        "reject_proposal": {"reason": "other"},
        "reject_proposals": {"ids": [proposal], "reason": "other"},
        "edit_proposal": {"digest": DIGEST, "operations": [operation]},
        "choose_answer": {"digest": DIGEST, "choice": 0},
        "renew_proposal": {},
        "undo_proposal": {"reason": "r"},
        "undo_proposals": {"ids": [proposal], "reason": "r"},
        "create_person": {
            "email": "new@ours.example",
            "name": "New",
            "role": "rep",
            "owner": town.theirs.owners[0].id,
        },
        "change_person": {"name": "Mine now"},
        "create_token": {
            "name": "T", "stations": [DESK], "on_behalf_of": town.theirs.people["max"].id
        },
        "run_station": {"limit": 1},
        "put_switches": {
            "version": 1,
            "switches": town.ours.workspace.policies.current().switches.to_json(),
        },
    }  # fmt: skip


BATCHES = {"approve_proposals", "reject_proposals", "undo_proposals"}
NAMES_NO_ID = {"run_station", "put_switches"}


def address(path: str, theirs: dict[str, str]) -> str:
    kind = "/" + path.removeprefix("/api/v1/").split("/")[0]
    filled = path.replace("{type}", "lead").replace("{station}", DESK).replace("{seq}", "1")
    return filled.replace("{id}", theirs.get(kind, ""))


def test_every_operation_with_a_foreign_id_finds_nothing(
    operations: list[Operation], theirs: dict[str, str], ada: Client, town: Town
) -> None:
    sent = bodies(town, theirs)
    with_body = {o["operationId"] for _, _, o in operations if "requestBody" in o}
    assert with_body == set(sent)
    before = [town.theirs.record(ref) for ref in town.theirs.leads]
    for method, path, operation in operations:
        name = operation["operationId"]
        answer = ada.request(method, address(path, theirs), json=sent.get(name))
        if name in BATCHES:
            [item] = answer.json()["items"]
            assert not item["ok"]
            assert item.get("status") is None
            assert item.get("proposal") is None
        elif "{id}" in path or (name in sent and name not in NAMES_NO_ID):
            assert answer.status_code == 404, (method, path, answer.text)
        else:
            assert answer.status_code in (200, 201, 422), (method, path, answer.text)
            assert not [id for id in ids_of(town) if id in answer.text], (method, path)
    assert [town.theirs.record(ref) for ref in town.theirs.leads] == before


def test_foreign_and_unknown_ids_are_told_the_same(
    operations: list[Operation], theirs: dict[str, str], ada: Client, town: Town
) -> None:
    sent = bodies(town, theirs)
    for method, path, operation in operations:
        if "{id}" not in path:
            continue
        foreign_path = address(path, theirs)
        kind = "/" + path.removeprefix("/api/v1/").split("/")[0]
        unknown_path = foreign_path.replace(theirs[kind], "nobody")
        body = sent.get(operation["operationId"])
        foreign, unknown = (ada.request(method, p, json=body) for p in (foreign_path, unknown_path))
        assert foreign.status_code == unknown.status_code
        assert foreign.text.replace(theirs[kind], "nobody") == unknown.text


@pytest.mark.parametrize(
    "change",
    [
        lambda d, t: d | {"about": {"type": "lead", "id": t.theirs.leads[0].id}},
        lambda d, t: (
            d
            | {
                "operations": [
                    {
                        "action": "associate",
                        "source": d["about"],
                        "target": {"type": "contact", "id": t.theirs.contacts[0].id},
                        "label": "x",
                    }
                ]
            }
        ),
        lambda d, t: (
            d
            | {
                "operations": [
                    {
                        "action": "log_activity",
                        "record": {"type": "activity", "id": "@n"},
                        "values": {"kind": "note"},
                        "on": [{"type": "lead", "id": t.theirs.leads[0].id}],
                    }
                ]
            }
        ),
        lambda d, t: (
            d
            | {
                "operations": [
                    {"action": "assign_owner", "record": d["about"], "owner": t.theirs.owners[0].id}
                ]
            }
        ),
        lambda d, t: (
            d
            | {
                "choices": [
                    {"label": "a", "operations": set_score(t.theirs.leads[0])["operations"]}
                ],
                "operations": [],
            }
        ),
    ],
)
def test_a_draft_may_name_no_foreign_record(
    change: Callable[[dict[str, Any], Town], dict[str, Any]], ada: Client, town: Town
) -> None:
    body = {"drafts": [change(set_score(town.ours.leads[3]), town)]}
    answer = ada.tell("/proposals", body)
    assert answer.status_code == 404, answer.text


def test_a_foreign_run_is_unknown(
    ada: Client, agent: Client, theirs: dict[str, str], town: Town
) -> None:
    run = theirs["/runs"]
    body = {"drafts": [set_score(town.ours.leads[3])], "run": run}
    assert agent.tell("/proposals", body).status_code == 404
    assert ada.get("/api/v1/proposals", params={"run": run}).status_code == 404


def test_cursors_of_another_workspace_show_nothing_of_it(ada: Client, town: Town) -> None:
    last = town.theirs.workspace.queue.recent(limit=1).rows[0].id
    for path in ("/proposals", "/runs"):
        answer = ada.get(f"/api/v1{path}", params={"after": last})
        assert not [id for id in ids_of(town) if id in answer.text and id != last]
