"""The two files an import leaves for people: rows that were rejected, and remarks on the others."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO

from stationmaster.core.errors import InvalidInput
from stationmaster.records.formulas import guard
from stationmaster.records.importing.items import Item, Outcome
from stationmaster.records.importing.layout import visible

REJECTS = ("line", "column", "reason", "suggestion", "row")
ISSUES = ("line", "column", "remark", "value", "reason", "suggestion")


def issues_path(rejects: Path) -> Path:
    """Where the remarks go that belong to a file of rejects: `x.rejects.csv`, `x.issues.csv`."""
    return rejects.with_name(
        f"{rejects.name.removesuffix('.csv').removesuffix('.rejects')}.issues.csv"
    )


class ReportFiles:
    """Written beside their names and put in place by `keep`: all of them, or none. No path: no files.

    Cells that look like formulas are guarded, as in an export.
    """

    def __init__(self, rejects: Path | None):
        self._places = [] if rejects is None else [rejects, issues_path(rejects)]
        self._files: list[IO[str]] = []

    def __enter__(self) -> "ReportFiles":
        for place in self._places:
            try:
                file = self._part(place).open("w", encoding="utf-8", newline="")
            except OSError as error:
                raise InvalidInput(
                    f"{place} cannot be written ({error.strerror}), and rejected rows would be lost.",
                    field="rejects",
                    way_out="Name a file in a folder that can be written to.",
                ) from None
            self._files.append(file)
        self._writers = [csv.writer(file) for file in self._files]
        for writer, header in zip(self._writers, (REJECTS, ISSUES), strict=False):
            writer.writerow(header)
        return self

    def add(self, items: Iterable[Item]) -> None:
        if not self._files:
            return
        rejects, issues = self._writers
        for item in items:
            for issue in item.issues:
                place = [issue.line, guard(issue.column)]
                reason = [visible(guard(issue.reason)), visible(guard(issue.suggestion))]
                if item.outcome is Outcome.REJECTED:
                    rejects.writerow([*place, *reason, visible(guard(item.row.raw))])
                else:
                    value = visible(guard(issue.value))
                    issues.writerow([*place, issue.remark.value, value, *reason])

    def keep(self) -> None:
        """Put the files in place, safely on the disk."""
        for file, place in zip(self._files, self._places, strict=True):
            file.flush()
            os.fsync(file.fileno())
            file.close()
            self._part(place).replace(place)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file, place in zip(self._files, self._places, strict=False):
            file.close()
            self._part(place).unlink(missing_ok=True)

    @staticmethod
    def _part(place: Path) -> Path:
        return place.with_name(f"{place.name}.part")
