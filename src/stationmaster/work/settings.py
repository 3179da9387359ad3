"""A station's settings, versioned: who saved what, when. Nothing is ever overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Engine, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from stationmaster.audit import log
from stationmaster.audit.canonical import JSON
from stationmaster.core.actor import Person
from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.db.engine import reading
from stationmaster.db.tables.work import station_settings as saved


@dataclass(frozen=True, slots=True)
class SettingsVersion:
    """Settings as saved. `by` is the person's id."""

    station: str
    version: int
    settings: Mapping[str, object]
    by: str
    at: datetime


class StationSettings:
    """The settings of all stations of one workspace."""

    def __init__(self, engine: Engine, workspace: str, clock: Clock):
        self._engine = engine
        self._workspace = workspace
        self._clock = clock

    def get(self, station: str) -> SettingsVersion | None:
        """The version that counts. None: nothing was ever saved, the shipped defaults count."""
        found = self.versions(station, limit=1)
        return found[0] if found else None

    def versions(self, station: str, *, limit: int = 50) -> Sequence[SettingsVersion]:
        """Newest first."""
        query = select(saved).where(
            saved.c.workspace == self._workspace, saved.c.station == station
        )
        with reading(self._engine).connect() as connection:
            rows = connection.execute(query.order_by(saved.c.version.desc()).limit(limit))
            return [_version(row) for row in rows]

    def put(
        self, station: str, settings: Mapping[str, object], *, by: Person, seen: int
    ) -> SettingsVersion:
        """Save the next version. `seen` is the version that was edited (0: the defaults).

        Raises Conflict where somebody saved meanwhile, InvalidInput where it is no JSON.
        """
        text = _as_json(settings)
        mine = (saved.c.workspace == self._workspace, saved.c.station == station)
        new = SettingsVersion(station, seen + 1, orjson.loads(text), by.id, self._clock())
        try:
            with self._engine.begin() as connection:
                log.lock(connection, self._workspace)
                newest = connection.execute(select(func.max(saved.c.version)).where(*mine))
                if (newest.scalar_one() or 0) != seen:
                    raise _moved(station)
                connection.execute(insert(saved).values(**_row(self._workspace, new, text)))
                log.append(connection, self._workspace, [_logged(new, text)])
        except IntegrityError as error:
            raise _moved(station) from error
        return new


def _logged(new: SettingsVersion, text: str) -> log.Entry:
    """Whole, as text: settings may hold floats, and hashing takes none."""
    detail: dict[str, JSON] = {"version": new.version, "settings": text}
    return log.Entry(new.at, "person", new.by, "station.settings_saved", new.station, detail)


def _row(workspace: str, new: SettingsVersion, text: str) -> dict[str, object]:
    return {
        "workspace": workspace,
        "station": new.station,
        "version": new.version,
        "at": to_text(new.at),
        "by": new.by,
        "settings": text,
    }


def _as_json(settings: Mapping[str, object]) -> str:
    try:
        return orjson.dumps(settings).decode()
    except (orjson.JSONEncodeError, TypeError) as error:
        raise InvalidInput(
            "The settings hold something that JSON cannot.",
            field="settings",
            way_out="Use texts, numbers, true, false, null, lists and objects only.",
        ) from error


def _moved(station: str) -> Conflict:
    return Conflict(
        f"The settings of {station} were saved by somebody else meanwhile.",
        field="version",
        way_out="Load them again, look at what changed, and repeat your change.",
    )


def _version(row: Row[tuple[object, ...]]) -> SettingsVersion:
    return SettingsVersion(
        row.station, row.version, orjson.loads(row.settings), row.by, from_text(row.at)
    )
