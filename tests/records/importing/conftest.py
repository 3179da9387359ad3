"""An importer, and a shortcut that plans, tries and loads."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import Engines
from tests.records.importing.files import WORKSPACE, write

from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.plan import Plan
from stationmaster.records.importing.planning import Hints
from stationmaster.records.importing.report import Report


@pytest.fixture
def importer(engines: Engines) -> Importer:
    return Importer(engines.records, WORKSPACE)


@pytest.fixture
def bring(importer: Importer, tmp_path: Path) -> Callable[..., Report]:
    """Plan and load some content; `edit` changes the plan in between."""

    def bring(
        content: str | bytes,
        type: str = "lead",
        edit: Callable[[Plan], Plan] = lambda plan: plan,
        name: str = "file.csv",
        **hints: object,
    ) -> Report:
        path = write(tmp_path, content, name)
        plan = edit(importer.plan(path, type, Hints(**hints)))  # type: ignore[arg-type]  # by name
        dry = importer.dry_run(plan)
        report = importer.load(plan, who="u1", rejects=tmp_path / "file.rejects.csv")
        same = {"run": None, "seconds": 0.0}
        assert replace(dry, seconds=0.0) == replace(report, **same), "a dry run tells the truth"
        return report

    return bring
