"""Writing to a CRM. Only `proposals` may hold one; import-linter checks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from stationmaster.core.operation import Operation
from stationmaster.core.proposal import Step
from stationmaster.core.record import Source


@dataclass(frozen=True, slots=True)
class Change:
    """Operations to be done together, once. `key` is the idempotency key of this logical action.

    `not_after`: when the claim on it ends. A writer that comes later does not write, for by then
    somebody may have looked, found nothing, and decided anew.
    """

    key: str
    operations: tuple[Operation, ...]
    source: Source
    not_after: datetime | None = None


class Result(StrEnum):
    WRITTEN = "written"
    STALE = "stale"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a change ended, with one step per operation.

    STALE: something changed since it was seen; nothing of this change was written.
    REFUSED: the CRM refused an operation; the steps say what stands.
    UNKNOWN: the request left but no answer came.
    """

    result: Result
    steps: tuple[Step, ...]
    message: str = ""


class CrmWriter(Protocol):
    def write(self, changes: Sequence[Change]) -> Sequence[Outcome]:
        """Do each change, in order; one that fails does not stop the others.

        A key that was done before is not done again: its first outcome is answered.
        """
        ...

    def outcomes(self, keys: Sequence[str]) -> Mapping[str, Outcome | None]:
        """Look, without writing, what became of these changes. None: certainly not written."""
        ...
