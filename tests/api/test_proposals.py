"""From a draft to a written change and back, as an agent and people do it over the API."""

import json
from collections.abc import Callable
from typing import Any

from tests.api.town import DESK, Client, Town

from stationmaster.core.record import Ref


def draft(ref: Ref, **values: Any) -> dict[str, Any]:
    about = {"type": ref.type, "id": ref.id}
    operation = {"action": "set", "record": about, "values": values}
    return {
        "kind": "score",
        "title": "Score it",
        "about": about,
        "reason": "It looks good.",
        "operations": [operation],
    }


def submitted(client: Client, *drafts: dict[str, Any], **more: Any) -> list[Any]:
    answer = client.tell("/proposals", {"drafts": list(drafts), **more})
    assert answer.status_code == 201, answer.text
    items: list[Any] = answer.json()["items"]
    return items


def test_an_agent_proposes_and_a_person_decides(agent: Client, ada: Client, town: Town) -> None:
    lead = town.ours.leads[0]
    [made] = submitted(agent, draft(lead, score=82))
    assert (made["status"], made["station"], made["risk"]) == ("waiting", DESK, "medium")
    assert made["operations"][0]["base"]["score"] == {"value": None, "at": None}
    assert made["decision"]["effect"] == "review"
    assert made["decision"]["notes"]
    view = ada.ask(f"/proposals/{made['id']}/view")
    [change] = view["changes"]
    assert (change["property"], change["now"], change["proposed"]) == ("score", None, 82)
    body = {"digest": view["proposal"]["digest"], "note": "fine"}
    done = ada.tell(f"/proposals/{made['id']}/approve", body)
    assert done.status_code == 200, done.text
    assert done.json()["status"] == "applied"
    assert done.json()["approver"] == town.ours.people["ada"].id
    assert ada.ask(f"/records/lead/{lead.id}")["properties"]["score"] == 82
    stamp = ada.ask(f"/records/lead/{lead.id}")["stamps"]["score"]
    assert stamp["source"]["proposal"] == made["id"]
    assert [p["id"] for p in ada.ask(f"/records/lead/{lead.id}/proposals")["items"]] == [made["id"]]

    undone = ada.tell(f"/proposals/{made['id']}/undo", {"reason": "too early"}).json()
    assert undone["ok"]
    assert undone["proposal"]["undoes"] == made["id"]
    assert ada.ask(f"/records/lead/{lead.id}")["properties"].get("score") is None
    again = ada.tell(f"/proposals/{made['id']}/undo", {"reason": "again"})
    assert again.status_code == 409


def test_what_was_seen_is_what_counts(agent: Client, ada: Client, town: Town) -> None:
    [made] = submitted(agent, draft(town.ours.leads[1], score=10))
    refused = ada.tell(f"/proposals/{made['id']}/approve", {"digest": "0" * 64})
    assert refused.status_code == 409
    assert "not what is stored" in refused.json()["detail"]
    assert ada.ask(f"/proposals/{made['id']}")["status"] == "waiting"


def test_a_base_that_has_moved_stops_the_write(agent: Client, ada: Client, town: Town) -> None:
    lead = town.ours.leads[2]
    about = {"type": "lead", "id": lead.id}
    wrong = draft(lead, score=10)
    wrong["operations"] = [
        {"action": "set", "record": about, "values": {"score": 10}, "base": {"score": {"value": 3}}}
    ]
    [made] = submitted(agent, wrong)
    answer = ada.tell(f"/proposals/{made['id']}/approve", {"digest": made["digest"]})
    assert answer.status_code == 409
    assert "changed in the CRM" in answer.json()["detail"]
    assert ada.ask(f"/proposals/{made['id']}")["status"] == "stale"
    renewed = ada.tell(f"/proposals/{made['id']}/renew", {})
    assert (renewed.status_code, renewed.json()["supersedes"]) == (201, made["id"])


def test_reject_edit_and_choose(agent: Client, ada: Client, town: Town) -> None:
    first, second, third = town.ours.leads[3:6]
    [one], [two] = submitted(agent, draft(first, score=1)), submitted(agent, draft(second, score=2))
    no = ada.tell(f"/proposals/{one['id']}/reject", {"reason": "weak_evidence", "words": "why?"})
    assert no.json()["status"] == "rejected"
    changed = {"digest": two["digest"], "operations": [{"operation": 0, "values": {"score": 7}}]}
    new = ada.tell(f"/proposals/{two['id']}/edit", changed)
    assert new.status_code == 201
    assert new.json()["supersedes"] == two["id"]
    assert new.json()["operations"][0]["values"] == {"score": 7}
    assert ada.ask(f"/proposals/{two['id']}")["status"] == "superseded"

    about = {"type": "lead", "id": third.id}
    link = {"action": "associate", "source": about, "label": "same person"}
    contacts = [{"type": "contact", "id": c.id} for c in town.ours.contacts]
    choices = [{"label": c["id"], "operations": [{**link, "target": c}]} for c in contacts]
    question = {
        "kind": "two",
        "title": "Who?",
        "about": about,
        "reason": "Two match.",
        "choices": choices,
    }
    [asked] = submitted(agent, question)
    answer = ada.tell(f"/proposals/{asked['id']}/choose", {"digest": asked["digest"], "choice": 1})
    assert answer.status_code == 201, answer.text
    chosen = answer.json()
    assert chosen["operations"][0]["target"]["id"] == town.ours.contacts[1].id
    late = ada.tell(f"/proposals/{asked['id']}/choose", {"digest": asked["digest"], "choice": 0})
    assert late.status_code == 409


def test_a_batch_has_a_result_for_each(agent: Client, ada: Client, town: Town) -> None:
    made = submitted(agent, *(draft(lead, score=5) for lead in town.ours.leads[6:9]))
    seen = [{"id": p["id"], "digest": p["digest"]} for p in made]
    seen[1]["digest"] = "f" * 64
    seen.append({"id": "prop_nobody", "digest": "0" * 64})
    answer = ada.tell("/proposals/approve", {"items": seen}).json()["items"]
    assert [item["ok"] for item in answer] == [True, False, True, False]
    assert answer[3]["status"] is None
    no = ada.tell("/proposals/reject", {"ids": [p["id"] for p in made], "reason": "not_now"}).json()
    assert [item["ok"] for item in no["items"]] == [False, True, False]
    ids = [made[0]["id"], made[2]["id"], made[1]["id"]]
    undone = {
        i["id"]: i for i in ada.tell("/proposals/undo", {"ids": ids, "reason": "x"}).json()["items"]
    }
    assert {id: item["ok"] for id, item in undone.items()} == dict(
        zip(ids, (True, True, False), strict=True)
    )


def test_lists_and_the_queue(agent: Client, ada: Client, town: Town) -> None:
    [made] = submitted(agent, draft(town.ours.leads[9], score=9))
    assert made["id"] in [p["id"] for p in agent.ask("/proposals", status="waiting")["items"]]
    assert made["id"] in [p["id"] for p in ada.ask("/queue", sort="newest", kind="score")["items"]]
    groups = ada.ask("/queue/groups")["items"]
    assert any((g["station"], g["kind"]) == (DESK, "score") and g["count"] for g in groups)
    first = ada.ask("/queue", limit=1)
    second = ada.ask("/queue", limit=1, after=first["next"])
    assert first["items"][0]["id"] != second["items"][0]["id"]
    why = ada.ask(f"/proposals/{made['id']}/explanation")["items"]
    assert why[0]["decision"]["effect"] == "review"
    assert why[0]["with_person"] is None
    assert why[0]["alone"]["steps"] or why[0]["alone"]["held_by"]


def test_a_dry_run_stores_nothing(agent: Client, ada: Client, town: Town) -> None:
    [made] = submitted(agent, draft(town.ours.leads[10], score=9), dry_run=True)
    assert made["status"] == "proposed"
    assert ada.get(f"/api/v1/proposals/{made['id']}").status_code == 404


def test_people_change_records_by_the_same_line(
    client_of: Callable[[str], Client], town: Town
) -> None:
    lead = town.ours.leads[11]
    [done] = submitted(client_of("rob"), draft(lead, campaign="spring"))
    assert (done["status"], done["station"]) == ("applied", "")
    [denied] = submitted(client_of("vic"), draft(lead, campaign="autumn"))
    assert denied["status"] == "denied"
    at_station = {"drafts": [draft(lead, score=1)], "station": DESK}
    assert client_of("rob").tell("/proposals", at_station).status_code == 422


def test_a_rep_decides_about_own_records_only(
    client_of: Callable[[str], Client], town: Town
) -> None:
    rey, ours = client_of("rey"), town.ours
    [waiting] = ours.submit(ours.scoring(ours.leads[1], 44))
    seen = {"digest": waiting.digest}
    for path, body in (
        (f"/proposals/{waiting.id}/approve", seen),
        (f"/proposals/{waiting.id}/reject", {"reason": "other"}),
        (f"/proposals/{waiting.id}/undo", {"reason": "x"}),
    ):
        answer = rey.tell(path, body)
        assert (answer.status_code, answer.json()["field"]) == (403, "role"), path
    many = rey.tell("/proposals/approve", {"items": [{"id": waiting.id, **seen}]}).json()
    assert not many["items"][0]["ok"]
    assert "own" in many["items"][0]["message"]
    viewer = client_of("vic").tell(f"/proposals/{waiting.id}/approve", seen)
    assert viewer.status_code == 403

    rob = client_of("rob")
    given = draft(ours.leads[1])
    about = given["about"]
    given["operations"] = [{"action": "assign_owner", "record": about, "owner": ours.owners[0].id}]
    submitted(rob, given)
    [mine] = ours.submit(ours.scoring(ours.leads[1], 45))
    done = rey.tell(f"/proposals/{mine.id}/approve", {"digest": mine.digest})
    assert (done.status_code, done.json()["status"]) == (200, "applied"), done.text


def test_bad_drafts_are_refused_by_name(agent: Client, town: Town) -> None:
    lead = town.ours.leads[0]
    about = {"type": "lead", "id": lead.id}
    fine = draft(lead, score=1)
    for change, status, field in (
        ({"operations": []}, 422, "operations"),
        (
            {"operations": [{"action": "explode", "record": about}]},
            422,
            "body.drafts.0.operations.0",
        ),
        ({"surprise": 1}, 422, "body.drafts.0.surprise"),
        ({"about": {"type": "lead", "id": "lead_nobody"}}, 404, "record"),
        ({"title": "\ud800"}, 422, "body.drafts.0.title"),
    ):
        content = json.dumps({"drafts": [{**fine, **change}]})
        headers = {"Content-Type": "application/json"}
        answer = agent.post("/api/v1/proposals", content=content, headers=headers)
        assert answer.status_code == status, answer.text
        assert answer.json()["field"] == field
    for value, field in (("nonsense", "status"), (2**60, "body.drafts.0.operations.0")):
        answer = agent.tell("/proposals", {"drafts": [draft(lead, status=value)]})
        assert answer.status_code == 422
        assert str(answer.json()["field"]).startswith(field)
    unknown = agent.tell("/proposals", {"drafts": [draft(lead, shoe_size=1)]})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "shoe_size")
