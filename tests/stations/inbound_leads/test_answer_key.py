"""The sample company's night, held against its answer key."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from tests.stations.workshop import Workshop

from stationmaster.core.operation import Associate
from stationmaster.core.proposal import Draft
from stationmaster.records.write.writer import RecordWriter
from stationmaster.stations.inbound_leads.station import STATION
from stationmaster.testing.sample.generate import generate
from stationmaster.testing.sample.loading import define_properties, load

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def linked(draft: Draft, shop: Workshop, type: str) -> set[str]:
    """Existing records of a type that a draft, or any of its choices, links with something."""
    operations = [*draft.operations, *(o for c in draft.choices for o in c.operations)]
    return {
        shop.key(o.target)
        for o in operations
        if isinstance(o, Associate) and o.target.type == type and not o.target.is_new
    }


def test_every_lead_of_the_night_is_who_it_is(engines: Any) -> None:
    shop = Workshop(engines, STATION, now=NOW)
    sample = generate(seed=11, scale=0.1, now=NOW)
    with engines.records.begin() as connection:
        define_properties(connection, shop.workspace)
        writer = RecordWriter(connection, shop.workspace, clock=lambda: NOW)
        shop.keys.update(load(sample, writer))
    drafts = shop.run()
    found = {shop.key(d.about): d for d in drafts if (d.dedup or "").startswith("match:")}
    truth = sample.answers
    told = Counter(str(_right(key, found.get(key), shop, truth)) for key in truth.night)
    assert told["False"] == 0, told
    assert told["True"] > 20
    owned = {shop.key(d.about) for d in drafts if d.kind in ("assign_owner", "assign_fallback")}
    assert owned >= set(truth.night)
    gone = {shop.keys[key].id for key in ("owner-0013", "owner-0014", truth.absent_owner)}
    assert not {d.operations[0].owner for d in drafts if d.kind == "assign_owner"} & gone  # type: ignore[union-attr]  # AssignOwner


def _right(key: str, draft: Draft | None, shop: Workshop, truth: Any) -> bool | None:
    if draft is None:
        return None
    contacts, companies = linked(draft, shop, "contact"), linked(draft, shop, "company")
    if key in truth.existing:
        return draft.kind == "link_contact" and contacts == {truth.existing[key]}
    if key in truth.two_candidates:
        return draft.kind == "two_candidates" and contacts >= set(truth.two_candidates[key])
    if key in truth.at_company:
        return draft.kind == "create_contact" and companies == {truth.at_company[key]}
    if key in truth.unknown:
        return draft.kind == "create_contact" and not contacts | companies
    return None
