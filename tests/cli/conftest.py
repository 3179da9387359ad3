"""A tiny sample company, built once by the demo itself, and a way to call commands."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from stationmaster.cli.demo import building
from stationmaster.cli.main import main
from stationmaster.settings import Settings

REVOPS = "revops@harbourlight.example"
ADMIN = "admin@harbourlight.example"
VIEWER = "viewer@harbourlight.example"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)


Call = Callable[..., Said]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command in this process."""

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Said(code, out, err)

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of the smallest size."""
    home = tmp_path_factory.mktemp("built") / "demo"
    building.build(home, Settings(durable=False), 0.01)
    return home


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where nothing is set up yet."""
    for name in ("AS", "WORKSPACE", "DATABASE_URL", "RECORDS_URL", "PORT", "HOST", "PUBLIC_URL"):
        monkeypatch.delenv(f"STATIONMASTER_{name}", raising=False)
    monkeypatch.setenv("STATIONMASTER_DURABLE", "false")
    home = tmp_path / "home"
    monkeypatch.setenv("STATIONMASTER_HOME", str(home))
    return home


@pytest.fixture
def home(built: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo to work in; RevOps acts."""
    shutil.copytree(built, empty)
    monkeypatch.setenv("STATIONMASTER_AS", REVOPS)
    return empty


@pytest.fixture
def waiting(call: Call, home: Path) -> list[dict[str, Any]]:
    """Assignments that wait in the queue."""
    found: list[dict[str, Any]] = call("queue", "--kind", "assign_owner", "--json").json[
        "proposals"
    ]
    assert len(found) > 5
    return found
