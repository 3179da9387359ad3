"""The routing ledger on SQL: one transaction owns the pools of a workspace while it draws."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.ids import new_id
from stationmaster.db.engine import reading
from stationmaster.db.tables.work import routing_assignment as drawn
from stationmaster.db.tables.work import routing_pool as pool_table
from stationmaster.kit.ledger import Assignment, Pick
from stationmaster.work.drawing import Drawing

WAITING, SETTLED, RETURNED = "waiting", "settled", "returned"
_LOCK = ""
_CHUNK = 500


class SqlLedger:
    """A `kit.ledger.Ledger` for one workspace, safe for many workers at a time."""

    def __init__(self, engine: Engine, workspace: str, clock: Clock):
        self._engine = engine
        self._workspace = workspace
        self._clock = clock

    def assign(self, subjects: Sequence[str], pick: Pick) -> Sequence[Assignment | None]:
        if not subjects:
            return []
        with self._engine.begin() as connection:
            _own_pools(connection, self._workspace)
            drawing = self._drawing(connection, subjects)
            answers = [drawing.draw(subject, pick) for subject in subjects]
            self._save(connection, drawing)
        return answers

    def credit(self, subjects: Collection[str], *, refused: bool = False) -> None:
        if not subjects:
            return
        with self._engine.begin() as connection:
            _own_pools(connection, self._workspace)
            for some in _chunks(subjects):
                rows = connection.execute(select(drawn).where(*self._waiting_of(some))).all()
                for row in rows:
                    self._give_back(connection, row)
                change = update(drawn).where(drawn.c.id.in_([row.id for row in rows]))
                connection.execute(change.values(state=RETURNED, refused=refused))

    def settle(self, subjects: Collection[str]) -> None:
        with self._engine.begin() as connection:
            for some in _chunks(subjects):
                change = update(drawn).where(*self._waiting_of(some))
                connection.execute(change.values(state=SETTLED))

    def waiting(self, subjects: Collection[str] | None = None) -> Sequence[Assignment]:
        if subjects is None:
            return self._list(drawn.c.state == WAITING)
        return [a for some in _chunks(subjects) for a in self._list(*self._waiting_of(some))]

    def since(self, moment: datetime) -> Sequence[Assignment]:
        return self._list(drawn.c.state != RETURNED, drawn.c.at >= to_text(moment))

    def find(self, subject: str) -> Assignment | None:
        found = self._list(drawn.c.state != RETURNED, drawn.c.subject == subject)
        return found[-1] if found else None

    def refused(self, subjects: Collection[str]) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        with reading(self._engine).connect() as connection:
            for some in _chunks(subjects):
                query = select(drawn.c.subject, drawn.c.owner).where(
                    self._mine, drawn.c.subject.in_(some), drawn.c.refused
                )
                for subject, owner in connection.execute(query):
                    found.setdefault(subject, set()).add(owner)
        return {subject: frozenset(owners) for subject, owners in found.items()}

    def standing(self, subjects: Sequence[str]) -> Drawing:
        """A copy of the present state, to draw from without keeping anything."""
        with reading(self._engine).connect() as connection:
            return self._drawing(connection, subjects)

    @property
    def _mine(self) -> ColumnElement[bool]:
        return drawn.c.workspace == self._workspace

    def _waiting_of(self, subjects: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
        return self._mine, drawn.c.subject.in_(subjects), drawn.c.state == WAITING

    def _list(self, *where: ColumnElement[bool]) -> list[Assignment]:
        query = select(drawn).where(self._mine, *where).order_by(drawn.c.id)
        with reading(self._engine).connect() as connection:
            return [_assignment(row) for row in connection.execute(query)]

    def _drawing(self, connection: Connection, subjects: Sequence[str]) -> Drawing:
        held: dict[str, Assignment] = {}
        for some in _chunks(subjects):
            for row in connection.execute(select(drawn).where(*self._waiting_of(some))):
                held[row.subject] = _assignment(row)
        mine = (pool_table.c.workspace == self._workspace, pool_table.c.pool != _LOCK)
        pools = connection.execute(select(pool_table.c.pool, pool_table.c.places).where(*mine))
        places = {row.pool: orjson.loads(row.places) for row in pools}
        return Drawing(places, self._count_waiting(connection), held, [], self._clock)

    def _count_waiting(self, connection: Connection) -> dict[str, int]:
        mine = (self._mine, drawn.c.state == WAITING)
        counts = select(drawn.c.owner, func.count()).where(*mine).group_by(drawn.c.owner)
        return {owner: count for owner, count in connection.execute(counts)}

    def _save(self, connection: Connection, drawing: Drawing) -> None:
        if not drawing.made:
            return
        rows = [_row(self._workspace, made, moved) for made, moved in drawing.made]
        connection.execute(insert(drawn), rows)
        for pool in {made.pool for made, _ in drawing.made if made.pool}:
            self._put_places(connection, pool, drawing.places[pool])

    def _put_places(self, connection: Connection, pool: str, places: Mapping[str, int]) -> None:
        _make_pool(connection, self._workspace, pool)
        connection.execute(
            update(pool_table)
            .where(pool_table.c.workspace == self._workspace, pool_table.c.pool == pool)
            .values(places=_dump(places))
        )

    def _give_back(self, connection: Connection, row: Row[tuple[object, ...]]) -> None:
        if not row.pool:
            return
        mine = (pool_table.c.workspace == self._workspace, pool_table.c.pool == row.pool)
        held = connection.execute(select(pool_table.c.places).where(*mine)).scalar_one()
        moved: Mapping[str, int] = orjson.loads(row.moved)
        places: Mapping[str, int] = orjson.loads(held)
        back = {owner: place - moved.get(owner, 0) for owner, place in places.items()}
        self._put_places(connection, row.pool, back)


def _own_pools(connection: Connection, workspace: str) -> None:
    """Wait until no other transaction draws in this workspace. SQLite has one writer anyway."""
    _make_pool(connection, workspace, _LOCK)
    mine = (pool_table.c.workspace == workspace, pool_table.c.pool == _LOCK)
    connection.execute(select(pool_table.c.pool).where(*mine).with_for_update())


def _make_pool(connection: Connection, workspace: str, pool: str) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(pool_table).values(workspace=workspace, pool=pool, places="{}")
    connection.execute(new.on_conflict_do_nothing())


def _row(workspace: str, made: Assignment, moved: Mapping[str, int]) -> dict[str, object]:
    return {
        "id": new_id("drw"),
        "workspace": workspace,
        "subject": made.subject,
        "pool": made.pool,
        "owner": made.owner,
        "state": WAITING,
        "refused": False,
        "at": to_text(made.at),
        "moved": _dump(moved),
        "path": _dump(made.path),
    }


def _assignment(row: Row[tuple[object, ...]]) -> Assignment:
    return Assignment(row.subject, row.pool, row.owner, orjson.loads(row.path), from_text(row.at))


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()


def _chunks(subjects: Iterable[str]) -> Iterable[list[str]]:
    listed = sorted(set(subjects))
    return (listed[i : i + _CHUNK] for i in range(0, len(listed), _CHUNK))
