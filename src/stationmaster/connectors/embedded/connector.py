"""The embedded CRM of one workspace, as the line sees any CRM."""

from dataclasses import dataclass, field

from sqlalchemy import Engine

from stationmaster.connectors.embedded.writer import EmbeddedWriter
from stationmaster.core.clock import Clock, utc_now
from stationmaster.crm.manifest import Manifest
from stationmaster.crm.reader import CrmReader
from stationmaster.crm.writer import CrmWriter
from stationmaster.records.store import RecordStore

MANIFEST = Manifest(
    name="embedded",
    label="Built-in CRM",
    operations=frozenset(
        {
            "set",
            "assign_owner",
            "create",
            "associate",
            "dissociate",
            "log_activity",
            "archive",
            "restore",
        }
    ),
    atomic=True,
    conditional_write=True,
    exempt={"send": "The built-in CRM has no mailbox to send from."},
)


@dataclass(frozen=True)
class EmbeddedConnector:
    engine: Engine
    workspace: str
    clock: Clock = utc_now
    manifest: Manifest = MANIFEST
    reader: CrmReader = field(init=False)
    writer: CrmWriter = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reader", RecordStore(self.engine, self.workspace))
        writer = EmbeddedWriter(self.engine, self.workspace, self.clock)
        object.__setattr__(self, "writer", writer)
