"""The routing ledger on SQL: one transaction owns the pools of a workspace while it draws."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from stationmaster.core.clock import Clock, from_text, to_text
from stationmaster.core.ids import new_id
from stationmaster.db.engine import reading
from stationmaster.db.tables.work import routing_assignment as drawn
from stationmaster.db.tables.work import routing_pool as pool_table
from stationmaster.kit.ledger import Assignment, Draw, Pick, PoolState

WAITING, SETTLED, RETURNED = "waiting", "settled", "returned"
_LOCK = ""
_CHUNK = 500


class SqlLedger:
    """A `kit.ledger.Ledger` for one workspace, safe for many workers at a time."""

    def __init__(self, engine: Engine, workspace: str, clock: Clock):
        self._engine = engine
        self._workspace = workspace
        self._clock = clock

    def assign(self, wanted: Sequence[tuple[str, str]], pick: Pick) -> Sequence[Assignment]:
        if not wanted:
            return []
        with self._engine.begin() as connection:
            _own_pools(connection, self._workspace)
            batch = self._open_batch(connection, wanted)
            answers = [batch.draw(pool, subject, pick) for pool, subject in wanted]
            self._save(connection, batch)
        return answers

    def credit(self, subject: str, *, refused: bool = False) -> None:
        with self._engine.begin() as connection:
            _own_pools(connection, self._workspace)
            found = select(drawn).where(*self._waiting_of([subject]))
            for row in connection.execute(found).all():
                self._give_back(connection, row)
                connection.execute(
                    update(drawn)
                    .where(drawn.c.id == row.id)
                    .values(state=RETURNED, refused=refused)
                )

    def settle(self, subjects: Collection[str]) -> None:
        with self._engine.begin() as connection:
            for some in _chunks(subjects):
                change = update(drawn).where(*self._waiting_of(some))
                connection.execute(change.values(state=SETTLED))

    def waiting(self) -> Sequence[Assignment]:
        mine = (drawn.c.workspace == self._workspace, drawn.c.state == WAITING)
        with reading(self._engine).connect() as connection:
            rows = connection.execute(select(drawn).where(*mine).order_by(drawn.c.id))
            return [_assignment(row) for row in rows]

    def find(self, subject: str) -> Assignment | None:
        mine = (drawn.c.workspace == self._workspace, drawn.c.subject == subject)
        newest = select(drawn).where(*mine, drawn.c.state != RETURNED)
        with reading(self._engine).connect() as connection:
            row = connection.execute(newest.order_by(drawn.c.id.desc()).limit(1)).first()
        return _assignment(row) if row else None

    def refused(self, subjects: Collection[str]) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        with reading(self._engine).connect() as connection:
            for some in _chunks(subjects):
                query = select(drawn.c.subject, drawn.c.owner).where(
                    drawn.c.workspace == self._workspace,
                    drawn.c.subject.in_(some),
                    drawn.c.refused,
                )
                for subject, owner in connection.execute(query):
                    found.setdefault(subject, set()).add(owner)
        return {subject: frozenset(owners) for subject, owners in found.items()}

    def _waiting_of(self, subjects: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
        return (
            drawn.c.workspace == self._workspace,
            drawn.c.subject.in_(subjects),
            drawn.c.state == WAITING,
        )

    def _open_batch(self, connection: Connection, wanted: Sequence[tuple[str, str]]) -> "_Batch":
        held: dict[str, Assignment] = {}
        for some in _chunks({subject for _, subject in wanted}):
            for row in connection.execute(select(drawn).where(*self._waiting_of(some))):
                held[row.subject] = _assignment(row)
        pools = {pool for pool, _ in wanted}
        mine = (pool_table.c.workspace == self._workspace, pool_table.c.pool.in_(pools))
        rows = connection.execute(select(pool_table.c.pool, pool_table.c.places).where(*mine))
        places = {row.pool: orjson.loads(row.places) for row in rows}
        return _Batch(places, self._count_waiting(connection), held, [], self._clock)

    def _count_waiting(self, connection: Connection) -> dict[str, int]:
        mine = (drawn.c.workspace == self._workspace, drawn.c.state == WAITING)
        counts = select(drawn.c.owner, func.count()).where(*mine).group_by(drawn.c.owner)
        return {owner: count for owner, count in connection.execute(counts)}

    def _save(self, connection: Connection, batch: "_Batch") -> None:
        if not batch.made:
            return
        rows = [_row(self._workspace, made, moved) for made, moved in batch.made]
        connection.execute(insert(drawn), rows)
        for pool in {made.pool for made, _ in batch.made}:
            self._put_places(connection, pool, batch.places[pool])

    def _put_places(self, connection: Connection, pool: str, places: Mapping[str, int]) -> None:
        _make_pool(connection, self._workspace, pool)
        connection.execute(
            update(pool_table)
            .where(pool_table.c.workspace == self._workspace, pool_table.c.pool == pool)
            .values(places=_dump(places))
        )

    def _give_back(self, connection: Connection, row: Row[tuple[object, ...]]) -> None:
        mine = (pool_table.c.workspace == self._workspace, pool_table.c.pool == row.pool)
        held = connection.execute(select(pool_table.c.places).where(*mine)).scalar_one()
        moved: Mapping[str, int] = orjson.loads(row.moved)
        places: Mapping[str, int] = orjson.loads(held)
        self._put_places(
            connection, row.pool, {o: place - moved.get(o, 0) for o, place in places.items()}
        )


@dataclass(slots=True)
class _Batch:
    """The pools' state while a batch is drawn: read once, written once."""

    places: dict[str, Mapping[str, int]]
    waiting: dict[str, int]
    held: dict[str, Assignment]
    made: list[tuple[Assignment, Mapping[str, int]]]
    clock: Clock

    def draw(self, pool: str, subject: str, pick: Pick) -> Assignment:
        if subject in self.held:
            return self.held[subject]
        drawn: Draw = pick(subject, PoolState(self.places.get(pool, {}), self.waiting))
        made = Assignment(subject, pool, drawn.owner, drawn.path, self.clock())
        self.places[pool] = drawn.places
        self.waiting[drawn.owner] = self.waiting.get(drawn.owner, 0) + 1
        self.held[subject] = made
        self.made.append((made, drawn.moved))
        return made


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
    listed = sorted(subjects)
    return (listed[i : i + _CHUNK] for i in range(0, len(listed), _CHUNK))
