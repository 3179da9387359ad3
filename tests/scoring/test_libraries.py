"""Without the system's OpenMP library LightGBM cannot be loaded: the rubric scores and says why."""

import subprocess
import sys

import pytest
from tests.scoring.made_up import leads

from stationmaster.core.clock import utc_now
from stationmaster.core.errors import Unavailable
from stationmaster.scoring import libraries
from stationmaster.scoring.storage import from_bytes, to_bytes
from stationmaster.scoring.train import train


def test_training_falls_back_to_the_rubric(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stationmaster.scoring.leaks.inspect", lambda *_: {})
    monkeypatch.setattr(libraries, "import_module", _refuse)
    scorer = train(leads(400), trained_at=utc_now())
    assert scorer.kind == "rubric"
    assert "libgomp1" in str(scorer.card["why"])


def test_a_learned_model_is_not_read_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = to_bytes(train(leads(400, strength=2.0), trained_at=utc_now()))
    assert from_bytes(stored).kind == "learned"
    monkeypatch.setattr(libraries, "import_module", _refuse)
    with pytest.raises(Unavailable, match="cannot be loaded"):
        from_bytes(stored)


def _refuse(name: str) -> None:
    raise OSError("libgomp.so.1: cannot open shared object file")


def test_commands_that_score_nothing_do_not_load_them() -> None:
    heavy = "{'lightgbm', 'sklearn', 'scipy.stats'}"
    code = f"import sys, stationmaster.wiring; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 # ours
    assert done.stdout.strip() == "[]"
