"""The model shelf on SQL. A version is never changed and never taken away."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import orjson
from sqlalchemy import Engine, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from stationmaster.audit import log
from stationmaster.audit.canonical import JSON
from stationmaster.core.clock import Clock, to_text, utc_now
from stationmaster.core.errors import Conflict
from stationmaster.db.engine import reading
from stationmaster.db.tables.work import stored_model
from stationmaster.kit.models import StoredModel


class SqlModelShelf:
    """A `kit.models.ModelShelf` for one workspace."""

    def __init__(self, engine: Engine, workspace: str, clock: Clock = utc_now):
        self._engine = engine
        self._workspace = workspace
        self._clock = clock

    def latest(self, name: str) -> StoredModel | None:
        mine = (stored_model.c.workspace == self._workspace, stored_model.c.name == name)
        newest = select(stored_model).where(*mine).order_by(stored_model.c.version.desc()).limit(1)
        with reading(self._engine).connect() as connection:
            row = connection.execute(newest).first()
        return _model(row) if row else None

    def get(self, name: str, version: int) -> StoredModel | None:
        """One version; None where there is none."""
        one = select(stored_model).where(
            stored_model.c.workspace == self._workspace,
            stored_model.c.name == name,
            stored_model.c.version == version,
        )
        with reading(self._engine).connect() as connection:
            row = connection.execute(one).first()
        return _model(row) if row else None

    def put(self, name: str, card: Mapping[str, object], data: bytes) -> StoredModel:
        """Store the next version. Raises Conflict where another worker stored it first."""
        mine = (stored_model.c.workspace == self._workspace, stored_model.c.name == name)
        try:
            with self._engine.begin() as connection:
                newest = connection.execute(select(func.max(stored_model.c.version)).where(*mine))
                version = (newest.scalar_one() or 0) + 1
                log.append(
                    connection, self._workspace, [_logged(self._clock(), name, version, data)]
                )
                connection.execute(
                    insert(stored_model).values(
                        workspace=self._workspace,
                        name=name,
                        version=version,
                        at=to_text(self._clock()),
                        card=orjson.dumps(card, option=orjson.OPT_SERIALIZE_NUMPY).decode(),
                        data=data,
                    )
                )
        except IntegrityError as error:
            raise Conflict(
                f"Another worker stored a new version of the model {name} at the same moment.",
                way_out="Train again.",
            ) from error
        return StoredModel(name, version, card, data)


def _logged(at: datetime, name: str, version: int, data: bytes) -> log.Entry:
    detail: dict[str, JSON] = {"version": version, "sha256": hashlib.sha256(data).hexdigest()}
    return log.Entry(at, "system", "training", "model.stored", name, detail)


def _model(row: Row[tuple[object, ...]]) -> StoredModel:
    return StoredModel(row.name, row.version, orjson.loads(row.card), bytes(row.data))
