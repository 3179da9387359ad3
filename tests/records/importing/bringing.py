"""What the import stories share: an edit in between, and the rows that were rejected."""

import csv
from pathlib import Path

from tests.conftest import Engines
from tests.records.importing.files import WORKSPACE

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Ref, Source
from stationmaster.records.write.writer import RecordWriter

LEADS = "Lead ID,Email,Visits,Grade\nL1,ann@a.example,5,gold\nL2,bob@b.example,,\n"
PERSON = Source(SourceKind.PERSON, "u1")


def edit_in_crm(engines: Engines, ref: Ref, **properties: object) -> None:
    with engines.records.begin() as connection:
        RecordWriter(connection, WORKSPACE).update([(ref, properties)], PERSON)


def rejects(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "file.rejects.csv").open(newline="") as file:
        return list(csv.DictReader(file))
