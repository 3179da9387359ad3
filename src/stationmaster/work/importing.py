"""A person's imports into the embedded CRM: theirs to make, and kept in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from stationmaster.audit import log
from stationmaster.audit.canonical import JSON
from stationmaster.core.actor import Person
from stationmaster.core.clock import Clock
from stationmaster.identity.permissions import Ability, require
from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.pipeline import Progress, no_progress
from stationmaster.records.importing.plan import Plan
from stationmaster.records.importing.report import Report


@dataclass(frozen=True, slots=True)
class Imports:
    """`importer` plans and rehearses; `load` is what counts. `engine` is of the governance database."""

    importer: Importer
    engine: Engine
    workspace: str
    clock: Clock

    def load(
        self, plan: Plan, *, by: Person, rejects: Path | None, progress: Progress = no_progress
    ) -> Report:
        """Load all of a file that can be read, or nothing. Raises Forbidden, and as `Importer.load`.

        Records and audit may lie in two databases, so two rows are kept: that it began, before
        anything is written, and what came of it. The records' own row of the import tells the rest
        where a crash fell between.
        """
        require(by, Ability.IMPORT)
        name = Path(plan.file).name.encode("utf-8", "backslashreplace").decode()
        about: dict[str, JSON] = {"file": name, "digest": plan.digest, "type": plan.type}
        self._note(by, "import.began", plan.digest, about)
        report = self.importer.load(plan, who=by.id, rejects=rejects, progress=progress)
        outcomes: dict[str, JSON] = {o.value: count for o, count in report.outcomes.items()}
        counts: dict[str, JSON] = {"outcomes": outcomes, "links": report.links}
        self._note(by, "import.loaded", report.run or plan.digest, {**about, **counts})
        return report

    def _note(self, by: Person, action: str, subject: str, detail: Mapping[str, JSON]) -> None:
        entry = log.Entry(self.clock(), by.kind.value, by.id, action, subject, detail)
        with self.engine.begin() as connection:
            log.append(connection, self.workspace, [entry])
