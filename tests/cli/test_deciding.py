"""Looking and deciding: each command's happy path and its bad input."""

from typing import Any

import pytest
from tests.cli.conftest import VIEWER, Call

Proposals = list[dict[str, Any]]


def test_the_queue_tells_groups_and_pages(call: Call, waiting: Proposals) -> None:
    first = call("queue", "--limit", 2, "--json").json
    assert first["total"] == sum(group["count"] for group in first["groups"])
    second = call("queue", "--limit", 2, "--after", first["next"], "--json").json
    ids = [p["id"] for p in first["proposals"] + second["proposals"]]
    assert len(set(ids)) == 4
    assert "assign_owner" in call("queue").out


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--sort", "shoe size"], "sort"),
        (["--after", "nowhere"], "after"),
        (["--station", "nowhere"], "station"),
        (["--status", "applied", "--kind", "x"], "--kind"),
        (["--workspace", "elsewhere"], "workspace"),
    ],
)
def test_a_bad_question_names_the_field(
    call: Call, home: object, arguments: list[str], field: str
) -> None:
    said = call("queue", *arguments, "--json")
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith(f"Error ({field}): ")


def test_show_tells_before_now_after_and_the_digest(call: Call, waiting: Proposals) -> None:
    said = call("show", waiting[0]["id"])
    assert waiting[0]["digest"] in said.out
    assert "Before" in said.out
    view = call("show", waiting[0]["id"], "--json").json
    assert view["changes"][0]["property"] == "owner_id"
    assert view["proposal"]["draft"]["operations"][0]["do"] == "assign_owner"


def test_what_was_seen_is_approved_and_undone(call: Call, waiting: Proposals) -> None:
    id, digest = waiting[0]["id"], waiting[0]["digest"]
    done = call("approve", id, "--digest", digest, "--json")
    assert (done.code, done.json["results"][0]["status"]) == (0, "applied")
    again = call("approve", id, "--digest", digest, "--json")
    assert (again.code, again.json["results"][0]["ok"]) == (1, False)
    undone = call("undo", id, "--reason", "mistake", "--json")
    assert (undone.code, undone.json["results"][0]["status"]) == (0, "applied")
    rows = call("audit", "list", "--action", "proposal.applied", "--json").json["rows"]
    assert rows[0]["actor_kind"] in ("person", "system")


def test_another_digest_writes_nothing(call: Call, waiting: Proposals) -> None:
    said = call("approve", waiting[0]["id"], "--digest", "0" * 64, "--json")
    assert said.code == 1
    assert said.json["results"][0]["status"] == "waiting"


def test_nobody_is_asked_where_there_is_no_terminal(call: Call, waiting: Proposals) -> None:
    said = call("approve", waiting[0]["id"])
    assert said.code == 2
    assert "--yes" in said.err
    assert waiting[0]["digest"] in said.out  # it was shown before it was asked for
    assert call("show", waiting[0]["id"], "--json").json["proposal"]["status"] == "waiting"


def test_a_batch_is_summed_up_and_answers_item_by_item(call: Call, waiting: Proposals) -> None:
    said = call("approve", "--kind", "assign_owner", "--risk", "low", "--yes")
    assert said.out.count("applied") >= 3
    assert "Proposals" in said.out


def test_reject_needs_a_reason_of_the_list(call: Call, waiting: Proposals) -> None:
    id = waiting[0]["id"]
    assert call("reject", id, "--reason", "because").code == 2
    assert call("reject", id).code == 2
    said = call("reject", id, "--reason", "wrong_value", "--words", "not hers", "--json")
    assert (said.code, said.json["results"][0]["status"]) == (0, "rejected")


def test_edit_replaces_the_proposal(call: Call, waiting: Proposals) -> None:
    id = waiting[0]["id"]
    other = next(
        p["draft"]["operations"][0]["owner"]
        for p in waiting
        if p["draft"]["operations"][0]["owner"] != waiting[0]["draft"]["operations"][0]["owner"]
    )
    new = call("edit", id, "--set", f"owner_id={other}", "--json").json["proposal"]
    assert new["draft"]["supersedes"] == id
    assert new["draft"]["operations"][0]["owner"] == other
    assert call("show", id, "--json").json["proposal"]["status"] == "superseded"


@pytest.mark.parametrize("text", ["owner_id", "=x", "shoe_size=42", ""])
def test_an_edit_of_nothing_says_what_can_be_edited(
    call: Call, waiting: Proposals, text: str
) -> None:
    said = call("edit", waiting[0]["id"], "--set", text)
    assert said.code == 2
    assert "owner_id" in said.err


def test_a_question_is_answered_by_a_choice(call: Call, home: object) -> None:
    asked = call("queue", "--kind", "two_candidates", "--json").json["proposals"]
    id, choices = asked[0]["id"], asked[0]["draft"]["choices"]
    assert call("choose", id, len(choices) + 1).code == 2
    assert call("approve", id, "--yes").code == 1  # a question cannot be approved
    new = call("choose", id, 1, "--json").json["proposal"]
    assert new["draft"]["supersedes"] == id


@pytest.mark.parametrize("who", ["nobody@harbourlight.example", VIEWER, "no address"])
def test_who_may_not_decides_nothing(call: Call, waiting: Proposals, who: str) -> None:
    said = call("approve", waiting[0]["id"], "--yes", "--as", who)
    assert said.code == 2
    assert call("show", waiting[0]["id"], "--json").json["proposal"]["status"] == "waiting"


def test_somebody_has_to_decide(
    call: Call, waiting: Proposals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STATIONMASTER_AS")
    said = call("approve", waiting[0]["id"], "--yes")
    assert said.code == 2
    assert said.err.startswith("Error (--as): ")


@pytest.mark.parametrize("command", ["approve", "undo", "reject"])
def test_it_must_be_said_which(call: Call, home: object, command: str) -> None:
    reason = ["--reason", "other"] if command != "approve" else []
    assert call(command, *reason, "--yes").code == 2
    assert call(command, "prop_unknown", *reason, "--yes").code == 2


def test_a_run_is_undone_whole(call: Call, home: object) -> None:
    applied = call("queue", "--status", "applied", "--limit", 500, "--json").json["proposals"]
    run = applied[0]["run"]
    done = call("undo", "--run", run, "--yes", "--json").json["results"]
    assert len(done) == len([p for p in applied if p["run"] == run])
    assert all(item["status"] == "applied" for item in done)
    assert call("undo", "--run", "run_unknown", "--yes").code == 2
