"""A load that is killed leaves nothing behind, and loses nothing: the next one loads it all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.conftest import Engines
from tests.records.importing.files import WORKSPACE, values, write

from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.tables import import_row, import_run
from stationmaster.records.store import RecordStore
from stationmaster.records.tables import property_history, record, record_key

ROWS = 2_500
CHILD = """
import sys, time
from pathlib import Path
from stationmaster.db.engine import open_engine
from stationmaster.records.importing.importer import Importer

url, path, stop_at, rejects = sys.argv[1:]

def progress(done, total):
    if done >= int(stop_at):
        print("there", flush=True)
        time.sleep(60)

importer = Importer(open_engine(url), "ws_a")
importer.load(importer.plan(Path(path), "lead"), who="u", rejects=Path(rejects), progress=progress)
"""


@pytest.mark.parametrize("stop_at", [1_000, ROWS])
def test_killed_while_loading(engines: Engines, tmp_path: Path, stop_at: int) -> None:
    content = "Lead ID,Visits,Grade\n" + "".join(f"L{i},{i},g{i % 3}\n" for i in range(ROWS - 1))
    path, rejects = write(tmp_path, content + "L,x,y\n"), tmp_path / "x.rejects.csv"
    arguments = [engines.records_url, str(path), str(stop_at), str(rejects)]
    with subprocess.Popen(  # noqa: S603  # our own interpreter and script
        [sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, env=os.environ
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"there\n"
        child.send_signal(signal.SIGKILL)
    assert not rejects.exists()
    with engines.records.connect() as connection:
        for table in (record, record_key, property_history, import_row, import_run):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
    assert "grade" not in RecordStore(engines.records, WORKSPACE).types()["lead"].properties

    importer = Importer(engines.records, WORKSPACE)
    report = importer.load(importer.plan(path, "lead"), who="u", rejects=rejects)
    assert (report.created, report.rejected) == (ROWS - 1, 1)
    assert values(engines.records, "lead", "external_id", "visits") == [
        (f"L{i}", i) for i in range(ROWS - 1)
    ]
    assert rejects.exists()
