"""What goes wrong, however odd, ends in a line or two and the right exit code."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.conftest import Call

from stationmaster.cli import looking
from stationmaster.cli.output import plain, say
from stationmaster.cli.visible import visible

COMMANDS = (
    ("queue", "--text"),
    ("queue", "--after"),
    ("queue", "--workspace"),
    ("show",),
    ("approve", "--yes", "--as"),
    ("approve", "--yes"),
    ("undo", "--run"),
    ("edit", "prop_unknown", "--set"),
    ("audit", "list", "--text"),
    ("audit", "list", "--after"),
    ("audit", "list", "--since"),
    ("audit", "list", "--actor"),
    ("policy", "explain"),
    ("run",),
    ("export", "--where"),
    ("export", "lead", "--where"),
    ("import", "--type", "lead"),
    ("import", "leads.csv", "--type"),
    ("token", "revoke"),
    ("user", "role"),
    (),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(command=st.sampled_from(COMMANDS), text=st.text(max_size=40))
def test_no_argument_gives_a_stack_trace(
    call: Call, home: Path, command: tuple[str, ...], text: str
) -> None:
    said = call(*command, text)
    assert said.code in (0, 1, 2), said
    assert said.code == 0 or len(said.err.strip().splitlines()) <= 2
    assert visible(said.err) == said.err


def test_the_unforeseen_is_logged_and_told_in_two_lines(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_slug: str) -> None:
        raise RuntimeError("the details")

    monkeypatch.setattr(looking, "workspace", fail)
    said = call("queue", "--json")
    assert said.code == 70
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 2
    log = home / "errors.log"
    assert str(log) in said.err
    assert "the details" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_ctrl_c_says_one_line(call: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_slug: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(looking, "workspace", stop)
    said = call("queue")
    assert said.code == 130
    assert len(said.err.strip().splitlines()) <= 1


def test_a_setting_that_cannot_be_is_named(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONMASTER_PORT", "many")
    said = call("queue")
    assert said.code == 2
    assert "STATIONMASTER_PORT" in said.err


def test_serving_others_needs_https(call: Call, home: Path) -> None:
    said = call("serve", "--host", "192.0.2.7")
    assert said.code == 2
    assert "--plain-http" in said.err


def test_init_makes_no_half_of_it(
    call: Call, empty: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = ("init", "--name", "Tiny Ltd", "--email", "a@tiny.example", "--admin", "Ada")
    assert call(*said).code == 2  # nobody to ask for the password
    for secret, code in (("short", 2), ("", 2), ("four words of secret", 0)):
        given_file = tmp_path / "password"
        given_file.write_text(secret + "\n")
        with given_file.open() as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            assert call(*said, "--password-stdin").code == code
        assert (empty / "governance.db").exists() is (code == 0)
    assert call("user", "list", "--json").json["people"][0]["person"]["role"] == "admin"


def test_a_demo_is_never_made_of_something_else(call: Call, empty: Path) -> None:
    empty.mkdir()
    (empty / "letter.txt").write_text("dear")
    said = call("demo", "--home", empty, "--no-serve", "--fresh", "--yes")
    assert said.code == 2
    assert (empty / "letter.txt").read_text() == "dear"


def test_hostile_text_reaches_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b]0;owned\x07b\u202ec[red]d[/red]")
    out = capsys.readouterr().out
    assert out == "a\\u{1b}]0;owned\\u{7}b\\u{202e}c[red]d[/red]\n"


@given(st.text())
def test_everything_has_a_json_form(text: str) -> None:
    assert plain({text: [text, {"a": text}]})


def test_help_and_version(call: Call, empty: Path) -> None:
    assert "queue" in call("--help").out
    assert call("--version").out.strip()
    assert call().code == 0
    assert call("audit").code == 2
    assert call("bogus").code == 2
    assert call("queue", "--bogus").code == 2
