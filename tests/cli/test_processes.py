"""Real processes: killed, started again, told to stop, and read by something that goes away."""

import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import REVOPS, Call

PROGRAM = (sys.executable, "-c", "from stationmaster.cli.main import run; run()")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(empty: Path) -> Iterator[Start]:
    """Starts a command as a process of its own."""
    begun: list[subprocess.Popen[str]] = []

    def run(*arguments: object) -> "subprocess.Popen[str]":
        process = subprocess.Popen(  # noqa: S603  # our own program
            [*PROGRAM, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield run
    for process in begun:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def until(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if words in line:
            return
    raise AssertionError("".join(said))


def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


def answers(url: str) -> int:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  # http, as written here
                return int(response.status)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nothing answered")


def test_a_demo_killed_while_it_is_built_starts_over(start: Start, call: Call, empty: Path) -> None:
    small = ("demo", "--no-serve", "--scale", "0.01")
    process = start(*small)
    until(process, "Training")
    process.kill()
    process.wait()
    assert not (empty / "demo").exists()
    assert (empty / "demo.building").exists()
    done = call(*small)
    assert done.code == 0, done.err
    assert REVOPS in done.out
    assert (empty / "demo" / "demo.json").stat().st_mode & 0o777 == 0o600
    assert not (empty / "demo.building").exists()
    again = call(*small)
    assert again.out == done.out
    assert "Building" not in again.err


def test_a_demo_serves_stops_and_keeps_what_was_done(
    start: Start, call: Call, built: Path, empty: Path
) -> None:
    shutil.copytree(built, empty / "demo")
    port = free_port()
    process = start("demo", "--port", port)
    assert answers(f"http://127.0.0.1:{port}/sign-in") == 200
    second = call("demo", "--port", port)
    assert second.code == 1
    assert f"--port {port + 1}" in second.err
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert REVOPS in out
    assert "Building" not in err


def test_an_import_that_is_killed_leaves_nothing_and_can_be_repeated(
    start: Start, home: Path, call: Call, tmp_path: Path
) -> None:
    file = tmp_path / "leads.csv"
    rows = (f"Ann{n},Lee,ann{n}@lee.example,key{n}\n" for n in range(4000))
    file.write_text("First name,Last name,Email,External id\n" + "".join(rows))
    before = call("export", "lead").out.count("\n")
    loading = ("import", file, "--type", "lead", "--yes")
    process = start(*loading)
    until_loading(call, process)
    process.kill()
    process.wait()
    counted = call("export", "lead").out.count("\n")
    assert counted in (before, before + 4000)
    again = call(*loading, "--json").json["report"]
    assert again["outcomes"] in ({"created": 4000}, {"unchanged": 4000})
    assert call("export", "lead").out.count("\n") == before + 4000
    assert call("audit", "verify").code == 0
    assert call("import", file, "--type", "lead", "--yes", "--json").json["report"]["outcomes"] == {
        "unchanged": 4000
    }


def until_loading(call: Call, process: "subprocess.Popen[str]") -> None:
    """Until the audit says that the load began: from then on records are written."""

    def begun() -> int:
        return len(call("audit", "list", "--action", "import.began", "--json").json["rows"])

    known = begun()
    while process.poll() is None and begun() == known:
        time.sleep(0.01)


def test_a_reader_that_goes_away_is_no_error(start: Start, home: Path) -> None:
    process = start("export", "activity")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
