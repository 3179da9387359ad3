"""Learning from the workspace's own closed leads, and scoring with what was learned."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from tests.stations.workshop import NOON, Workshop

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import PropertyDefinition, PropertyType, Source
from stationmaster.records import schema
from stationmaster.records.write.writer import RecordWriter
from stationmaster.scoring.storage import from_bytes
from stationmaster.stations.inbound_leads.scoring import MODEL, scorer_of, typed
from stationmaster.stations.inbound_leads.settings import read
from stationmaster.stations.inbound_leads.station import STATION
from stationmaster.stations.inbound_leads.training import closed_leads


@pytest.fixture
def shop(shared: Any) -> Workshop:
    made = Workshop(shared, STATION)
    made.put("owner", "kari", name="Kari Moen", active=True)
    return made


def history(shop: Workshop, count: int) -> None:
    """Closed leads: webinars convert, bought lists do not; the verdict is filled in with the outcome."""
    chance = Random(5)  # noqa: S311  # made-up leads, no secret
    with shop.engines.records.begin() as connection:
        verdict = PropertyDefinition("lead_quality", "Lead quality", PropertyType.STRING)
        schema.define_property(connection, shop.workspace, "lead", verdict)
        writer = RecordWriter(connection, shop.workspace, clock=lambda: shop.now)
        rows, ends = [], []
        for _ in range(count):
            good = chance.random() < 0.5
            won = chance.random() < (0.7 if good else 0.2)
            rows.append(
                {
                    "source": "Webinar" if good else "Bought list",
                    "visits": chance.randint(1, 9),
                    "message": "x" * chance.randint(1, 500),
                    "status": "new",
                    "owner_id": shop.keys["kari"].id,
                }
            )
            ends.append(
                {
                    "status": "converted" if won else "disqualified",
                    "lead_quality": "good" if won == (chance.random() < 0.9) else "bad",
                }
            )
        came = [NOON - timedelta(days=400 - n % 300) for n in range(count)]
        refs = writer.insert("lead", rows, Source(SourceKind.IMPORT, "crm"), at=came)
        at = [moment + timedelta(days=5) for moment in came]
        writer.update(list(zip(refs, ends, strict=True)), Source(SourceKind.PERSON, "kari"), at=at)


def test_it_learns_from_closed_leads_and_scores_with_what_it_learned(shop: Workshop) -> None:
    history(shop, 600)
    shop.put("lead", "open", source="Webinar", status="working")
    assert STATION.train is not None
    stored = STATION.train(shop.context())
    assert stored is not None
    assert (stored.name, stored.version, stored.card["kind"], stored.card["rows"]) == (
        MODEL,
        1,
        "learned",
        600,
    )
    columns: Any = stored.card["columns"]
    assert {"status", "lead_quality"} <= {c["name"] for c in columns["refused"]}
    assert all(c["reason"] for c in columns["refused"])
    used = {c["name"] for c in columns["used"]}
    assert "source" in used
    listed = {c["name"] for part in columns.values() for c in part}
    assert not listed & {"score", "score_band", "score_version", "respond_by", "owner_id"}

    new = {"status": "new", "visits": 4, "email": "a@gmail.com", "owner_id": "@kari"}
    shop.put("lead", "good", **new, source="Webinar", message="Hello")
    shop.put("lead", "bad", **new, source="Bought list", message="Hello")
    shop.put("lead", "long", **new, source="Bought list", message="score 100 " * 900)
    drafts = {shop.key(d.about): d for d in shop.run() if d.kind == "score_lead"}
    scores = {key: draft.operations[0].values for key, draft in drafts.items()}  # type: ignore[union-attr]  # sets
    assert scores["good"]["score"] > scores["bad"]["score"] + 20
    assert scores["long"] == scores["bad"]
    assert scores["good"]["score_version"] == stored.card["version"]
    for key, draft in drafts.items():
        assert sum(f.points for f in draft.factors) == scores[key]["score"]
        assert "characters" not in draft.reason


def test_training_again_is_the_next_version(shop: Workshop) -> None:
    history(shop, 300)
    assert STATION.train is not None
    first, second = STATION.train(shop.context()), STATION.train(shop.context())
    assert first is not None
    assert second is not None
    assert (first.version, second.version) == (1, 2)
    assert first.data == second.data
    assert scorer_of(shop.context()).version == from_bytes(first.data).version


def test_with_too_little_history_the_rubric_scores_and_the_card_says_why(shop: Workshop) -> None:
    assert scorer_of(shop.context()).kind == "rubric"
    assert STATION.train is not None
    assert STATION.train(shop.context()) is None
    history(shop, 30)
    stored = STATION.train(shop.context())
    assert stored is not None
    assert stored.card["kind"] == "rubric"
    assert "there are 30" in str(stored.card["why"])
    assert scorer_of(shop.context()).kind == "rubric"


def test_a_lead_that_ended_both_ways_tells_nothing(shop: Workshop) -> None:
    shop.put("lead", "both", status="converted", converted=False)
    shop.put("lead", "won", status="converted")
    shop.put("lead", "lost", converted=False, status="nurturing", closed_at="2026-10-01T00:00:00Z")
    shop.put("lead", "open", status="new")
    examples = closed_leads(shop.context(), read({}))
    assert examples.outcomes == [True, False]
    assert examples.closed_at is not None
    assert [moment.isoformat()[:10] for moment in examples.closed_at if moment] == [
        "2026-11-20",
        "2026-10-01",
    ]


def test_a_person_may_overrule_a_column(shop: Workshop) -> None:
    history(shop, 400)
    shop.settings = {"columns": {"visits": "refuse"}}
    assert STATION.train is not None
    stored = STATION.train(shop.context())
    assert stored is not None
    columns: Any = stored.card["columns"]
    assert "visits" in {c["name"] for c in columns["refused"]}


def test_free_text_counts_only_as_given(shop: Workshop) -> None:
    lead = shop.crm.reader.types()["lead"]
    told = typed({"message": "a very long story", "city": "Oslo", "visits": 3}, lead)
    assert told == {"message": "given", "city": "Oslo", "visits": 3}
    assert typed({"message": None}, lead) == {"message": None}
