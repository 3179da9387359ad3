from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from stationmaster.core.actor import SourceKind
from stationmaster.core.clock import to_text
from stationmaster.core.filter import EVERYTHING
from stationmaster.core.record import Ref
from stationmaster.crm.reader import Sort
from stationmaster.db.engine import open_engine
from stationmaster.records.store import RecordStore
from stationmaster.records.tables import record, records_metadata
from stationmaster.records.write.writer import RecordWriter
from stationmaster.testing.sample import Sample, generate
from stationmaster.testing.sample.loading import define_properties, load

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def put(sample: Sample, engine: Engine, people: dict[str, str] | None = None) -> Any:
    with engine.begin() as connection:
        define_properties(connection, "w1")
        return load(sample, RecordWriter(connection, "w1", clock=lambda: NOW), people)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return generate(5, 0.02, NOW)


def test_records_hold_what_the_sample_says(engines: Any, sample: Sample) -> None:
    refs = put(sample, engines.records)
    store = RecordStore(engines.records, "w1")
    stored = store.get_many(list(refs.values()))
    assert len(stored) == sum(map(len, sample.objects.values()))
    for type, rows in sample.objects.items():
        for key, row in rows.items():
            found = stored[refs[key]]
            expected = sample.final(key)
            if "owner_id" in expected:
                expected = {**expected, "owner_id": refs[str(expected["owner_id"])].id}
            plain = {n: v for n, v in expected.items() if n not in ("phone", "email")}
            assert {n: found.properties[n] for n in plain} == plain
            assert found.properties.keys() == expected.keys()
            assert found.ref.type == type
            assert found.created_at == row.created_at
            assert found.version == 1 + len(_real_changes(sample, key))


def _real_changes(sample: Sample, key: str) -> list[Any]:
    """Those that changed a value: setting what is there already is none."""
    type = key.rsplit("-", 1)[0]
    values = dict(sample.objects[type][key].values)
    real = []
    for change in sample.changes.get(key, ()):
        if any(values.get(n) != v for n, v in change.values.items()):
            real.append(change)
        values.update(change.values)
    return real


def test_history_tells_when_and_by_whom(engines: Any, sample: Sample) -> None:
    people = {f"owner-{n:04d}": f"person_{n}" for n in range(1, 15)}
    refs = put(sample, engines.records, people)
    store = RecordStore(engines.records, "w1")
    closed = next(iter(sample.answers.outcomes.converted))
    history = {
        (e.property, e.value): e for e in store.history(refs[closed]) if e.property == "status"
    }
    first, last = history["status", "new"], history["status", "converted"]
    assert first.at == sample.objects["lead"][closed].created_at
    assert first.source.kind is SourceKind.INTEGRATION
    assert to_text(last.at) == sample.final(closed)["closed_at"]
    assert last.source.kind is SourceKind.PERSON
    assert last.source.id.startswith("person_")


def test_links_and_lists_work(engines: Any, sample: Sample) -> None:
    refs = put(sample, engines.records)
    store = RecordStore(engines.records, "w1")
    deal = next(d for d in sample.objects["deal"] if d not in sample.answers.deals_without_company)
    [account] = store.associations([refs[deal]], "company")[refs[deal]]
    wanted = {refs[x.target] for x in sample.links if (x.source, x.label) == (deal, "account")}
    assert {account.target} == wanted
    newest = store.find("lead", EVERYTHING, sort=None, limit=500).records
    assert [r.created_at for r in newest] == sorted(r.created_at for r in newest if r.created_at)
    largest = store.find("company", EVERYTHING, sort=Sort("employees", descending=True), limit=1)
    assert Ref("company", largest.records[0].ref.id) in refs.values()


def test_the_whole_company_fits_into_a_file(tmp_path: Path, company: Sample) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/records.db", durable=False)
    records_metadata.create_all(engine)
    refs = put(company, engine)
    with engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(record)).scalar_one()
    assert count == len(refs) == 33_914
    engine.dispose()
