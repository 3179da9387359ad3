"""Stations, audit, policy, people, tokens and the doctor."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import ADMIN, REVOPS, Call


def test_a_station_runs_and_learns(call: Call, home: Path) -> None:
    dry = call("run", "inbound_leads", "--limit", 5, "--dry-run", "--json").json
    assert dry["run"]["dry"] is True
    before = call("queue", "--json").json["total"]
    assert call("run", "inbound_leads", "--dry-run").code == 0
    assert call("queue", "--json").json["total"] == before
    model = call("train", "inbound_leads", "--json").json
    assert model["version"] == 2
    assert call("train", "inbound_leads").code == 0
    for command in ("run", "train"):
        said = call(command, "nowhere")
        assert said.code == 2
        assert "inbound_leads" in said.err


def test_the_audit_verifies_and_a_copy_proves_itself(call: Call, home: Path) -> None:
    found = call("audit", "verify", "--json").json
    assert found["ok"] is True
    copy = home / "copy.jsonl"
    done = call("audit", "export", copy, "--json").json
    assert done["head"]["seq"] == found["rows"]
    key = done["public_key"]
    assert call("audit", "verify", "--file", copy, "--key", key).code == 0
    assert call("audit", "verify", "--against", copy, "--key", key).code == 0
    text = copy.read_text()
    copy.write_text(text.replace("person.created", "person.removed", 1))
    broken = call("audit", "verify", "--file", copy, "--key", key, "--json")
    assert broken.code == 1
    assert broken.json["first_broken"] is not None


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "--file", "nowhere.jsonl", "--key", "nowhere.pub"],
        ["verify", "--file", "nowhere.jsonl"],
        ["export", "/nowhere/at/all.jsonl"],
        ["list", "--since", "yesterday"],
        ["list", "--until", "2026-13-45"],
        ["list", "--after", "x"],
        ["list", "--limit", "0"],
        ["show"],
        [],
    ],
)
def test_bad_questions_to_the_audit(call: Call, home: Path, arguments: list[str]) -> None:
    said = call("audit", *arguments)
    assert said.code == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) <= 2


def test_the_audit_lists_by_day(call: Call, home: Path) -> None:
    assert call("audit", "list", "--until", "2020-01-01", "--json").json["rows"] == []
    assert (
        len(call("audit", "list", "--since", "2020-01-01", "--limit", 3, "--json").json["rows"])
        == 3
    )


def test_policies_are_checked_shown_and_explained(call: Call, home: Path) -> None:
    assert call("policy", "check", "--json").json["sound"] is True
    shown = call("policy", "show", "--json").json
    assert shown["switches"]["stations"]["inbound_leads"]["level"] == "limited_automation"
    assert "permit" in call("policy", "show", "--compiled").out
    id = call("queue", "--kind", "assign_owner", "--json").json["proposals"][0]["id"]
    operations = call("policy", "explain", id, "--json").json["operations"]
    assert operations[0]["decision"]["effect"] == "review"
    assert "tier-needs-person" in call("policy", "explain", id).out
    assert call("policy", "explain", "prop_unknown").code == 2


def test_an_unsound_policy_is_named(call: Call, home: Path) -> None:
    folder = home / "own"
    folder.mkdir()
    (folder / "own.cedar").write_text('@id("mine") @reason("x") permit(principal, action')
    said = call("policy", "check", "--folder", folder)
    assert said.code == 1
    assert "own.cedar:1" in said.out
    assert call("policy", "check", "--folder", home / "nowhere").code == 2


def test_people_come_change_and_go(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add = ("user", "add", "new@harbourlight.example", "--name", "New Person", "--without-password")
    made = call(*add, "--role", "rep", "--as", ADMIN, "--json").json
    assert made["ready"] is False
    assert call(*add).code == 2  # RevOps may not manage people
    monkeypatch.delenv("STATIONMASTER_AS")
    assert call(*add).code == 1  # the address is taken
    assert call("user", "role", "new@harbourlight.example", "manager").code == 0
    assert call("user", "deactivate", "new@harbourlight.example").code == 0
    people = {p["email"]: p for p in call("user", "list", "--json").json["people"]}
    new = people["new@harbourlight.example"]
    assert (new["active"], new["person"]["role"]) == (False, "manager")
    assert call("user", "role", ADMIN, "viewer").code == 1  # the last admin stays one
    rows = call("audit", "list", "--subject", new["person"]["id"], "--json").json["rows"]
    assert rows[0]["actor"] == "operator"
    assert "password" not in json.dumps(people).replace("password_", "")


@pytest.mark.parametrize("email", ["no address", "x@harbourlight.example"])
def test_nobody_of_that_address(call: Call, home: Path, email: str) -> None:
    for command in (("role", email, "rep"), ("deactivate", email)):
        assert call("user", *command, "--as", ADMIN).code == 2


def test_tokens_are_made_listed_and_revoked(call: Call, home: Path) -> None:
    made = call("token", "new", "Scout", "--station", "inbound_leads", "--json").json
    assert made["value"].startswith("smt_")
    listed = call("token", "list", "--json")
    assert made["value"] not in listed.out
    id = listed.json["tokens"][0]["agent"]["id"]
    assert call("token", "revoke", id).code == 0
    assert "revoked" in call("token", "list").out
    assert call("token", "revoke", "token_unknown").code == 2
    assert call("token", "new", "Scout", "--station", "nowhere").code == 2
    assert call("token", "new", "Scout", "--station", "inbound_leads", "--days", 4000).code == 2


def test_the_token_alone_is_the_answer(call: Call, home: Path) -> None:
    said = call("token", "new", "Scout", "--station", "inbound_leads", "--for", REVOPS)
    assert said.out.startswith("smt_")
    assert len(said.out.splitlines()) == 1


def test_the_doctor_finds_a_sound_installation(call: Call, home: Path) -> None:
    said = call("doctor", "--json")
    found = said.json
    wrong = [f for f in found["findings"] if f["level"] == "wrong"]
    assert wrong == []
    assert said.code == 0
    assert call("doctor", "--full").code == 0


def test_the_doctor_names_what_is_unsafe(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.chmod(0o755)
    (home / "records.db").chmod(0o644)
    monkeypatch.setenv("STATIONMASTER_HOST", "192.0.2.7")
    said = call("doctor", "--json")
    assert said.code == 1
    areas = {f["area"] for f in said.json["findings"] if f["level"] == "wrong"}
    assert areas == {"files", "address"}


def test_the_doctor_of_nothing_makes_nothing(call: Call, empty: Path) -> None:
    said = call("doctor", "--json")
    assert said.code == 0
    assert not empty.exists()
    assert call("queue").code == 2
    assert not empty.exists()


def test_the_doctor_of_what_is_no_database(call: Call, empty: Path) -> None:
    empty.mkdir(mode=0o700)
    (empty / "governance.db").write_text("this is no database, whatever its name may say" * 100)
    for command in (["doctor"], ["queue"], ["serve"]):
        said = call(*command)
        assert said.code == 1
        assert "database" in said.out + said.err
