"""People, tokens, policy, audit and stations, for those who may."""

from collections.abc import Callable
from pathlib import Path

from tests.api.town import DESK, LEADS, Client, Town

from stationmaster.audit.check import verify_export
from stationmaster.audit.signing import SigningKey


def test_people_are_added_and_changed_one_thing_at_a_time(ada: Client, town: Town) -> None:
    owner = town.ours.owners[1].id
    body = {"email": "siv@ours.example", "name": "Siv", "role": "rep", "owner": owner}
    made = ada.tell("/people", body)
    assert made.status_code == 201, made.text
    siv = made.json()
    assert (siv["ready"], siv["owner"]) == (False, owner)
    assert ada.tell("/people", body).status_code == 409
    path = f"/people/{siv['id']}"
    for change in (
        {"name": "Siv Berg"}, {"email": "s.berg@ours.example"}, {"role": "manager"},
        {"active": False}, {"owner": None},
    ):  # fmt: skip
        answer = ada.tell(path, change, method="PATCH")
        assert answer.status_code == 200, answer.text
        assert change.items() <= answer.json().items()
    for change in ({}, {"name": "A", "role": "rep"}, {"name": None}):
        assert ada.tell(path, change, method="PATCH").status_code == 422
    assert siv["id"] in [p["id"] for p in ada.ask("/people")["items"]]
    assert ada.ask(path)["name"] == "Siv Berg"


def test_the_last_admin_stays(ada: Client, town: Town) -> None:
    path = f"/people/{town.ours.people['ada'].id}"
    assert ada.tell(path, {"role": "viewer"}, method="PATCH").status_code == 409
    assert ada.tell(path, {"active": False}, method="PATCH").status_code == 409


def test_tokens_are_listed_without_their_secrets(ada: Client, town: Town) -> None:
    found = {t["id"]: t for t in ada.ask("/tokens")["items"]}
    assert found[town.ours.token_id]["stations"] == [DESK]
    assert "secret" not in found[town.ours.token_id]
    assert ada.tell("/tokens", {"name": "X", "stations": ["nowhere"]}).status_code == 404


def test_switches_are_saved_whole_and_against_a_version(
    client_of: Callable[[str], Client], ada: Client
) -> None:
    held = ada.ask("/policy/switches")
    changed = {**held["switches"], "stopped": True}
    manager = client_of("max").tell(
        "/policy/switches", {"version": held["version"], "switches": changed}, method="PUT"
    )
    assert manager.status_code == 403
    body = {"version": held["version"], "switches": changed}
    saved = ada.tell("/policy/switches", body, method="PUT")
    assert (saved.status_code, saved.json()) == (200, {"version": held["version"] + 1})
    assert ada.ask("/policy/switches")["switches"]["stopped"] is True
    assert ada.tell("/policy/switches", body, method="PUT").status_code == 409
    wrong = {"version": held["version"] + 1, "switches": {**changed, "actions": {"fly": True}}}
    answer = ada.tell("/policy/switches", wrong, method="PUT")
    assert answer.status_code == 422
    assert "actions.fly" in answer.json()["field"]
    back = {"version": held["version"] + 1, "switches": held["switches"]}
    assert ada.tell("/policy/switches", back, method="PUT").status_code == 200


def test_policies_can_be_read(ada: Client) -> None:
    files = ada.ask("/policy/sources")["items"]
    assert any("permit" in file["text"] for file in files)


def test_the_audit_is_paged_filtered_verified_and_exported(
    ada: Client, town: Town, tmp_path: Path
) -> None:
    first = ada.ask("/audit", limit=2)
    second = ada.ask("/audit", limit=2, after=first["next"])
    numbers = [row["seq"] for row in (*first["items"], *second["items"])]
    assert numbers == sorted(numbers, reverse=True)
    created = ada.ask("/audit", action="token.created")["items"]
    assert {row["subject"] for row in created} >= {town.ours.token_id}
    assert ada.ask(f"/audit/rows/{created[0]['seq']}") == created[0]
    found = ada.ask("/audit/verification")
    assert (found["ok"], found["first_broken"]) == (True, None)
    assert found["rows"] >= numbers[0]
    copy = tmp_path / "audit.jsonl"
    answer = ada.get("/api/v1/audit/export")
    assert answer.headers["content-type"] == "application/x-ndjson"
    copy.write_bytes(answer.content)
    key = SigningKey.open(town.app.settings.home / "audit.key").public
    assert verify_export(copy, key).ok


def test_a_station_is_run_and_its_runs_are_listed(
    client_of: Callable[[str], Client], ada: Client
) -> None:
    assert client_of("rey").tell(f"/stations/{DESK}/runs", {}).status_code == 403
    dry = ada.tell(f"/stations/{DESK}/runs", {"dry_run": True}).json()
    assert (dry["state"], dry["dry"], dry["counts"]["records"]) == ("finished", True, LEADS)
    run = ada.tell(f"/stations/{DESK}/runs", {"limit": 3}, key="r").json()
    assert run["counts"]["drafts"] == 3
    assert ada.tell(f"/stations/{DESK}/runs", {"limit": 3}, key="r").json() == run
    assert ada.ask(f"/runs/{run['id']}") == run
    assert [r["id"] for r in ada.ask("/runs", station=DESK)["items"]] == [run["id"], dry["id"]]
    made = ada.ask("/proposals", run=run["id"])["items"]
    assert {p["actor"]["id"] for p in made} == {f"station:{DESK}"}
    assert ada.tell("/stations/nowhere/runs", {}).status_code == 404


def test_stations_tell_how_far_they_may_go(agent: Client) -> None:
    desk = next(s for s in agent.ask("/stations")["items"] if s["name"] == DESK)
    assert (desk["enabled"], desk["level"]) == (True, "approved_writeback")
    assert "score" in desk["writes"]["lead"]
