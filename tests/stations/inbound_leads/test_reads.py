"""With a shorter read list the station does less, or says what it lacks; it never does more."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from tests.stations.workshop import Workshop

from stationmaster.core.errors import Forbidden
from stationmaster.core.proposal import Draft
from stationmaster.kit.narrow import NarrowReader
from stationmaster.stations.inbound_leads.station import STATION


@pytest.fixture
def shop(shared: Any) -> Workshop:
    made = Workshop(shared, STATION)
    made.put("owner", "kari", name="Kari Moen", active=True)
    made.put(
        "company", "acme", name="Acme", domain="acme.example", strategic=True, owner_id="@kari"
    )
    made.put("contact", "dana", first_name="Dana", last_name="Lind", phone="+4722123456")
    made.put(
        "lead",
        "in",
        first_name="Dana",
        last_name="Lind",
        email="dana@acme.example",
        phone="+4722123456",
        status="new",
        score=1,
    )
    return made


def run_without(shop: Workshop, type: str, names: Collection[str]) -> list[Draft]:
    """The drafts where the read list of a type lacks these properties; without names the type."""
    reads = dict(STATION.reads)
    reads[type] = reads[type] - set(names) if names else frozenset()
    context = replace(shop.context(), reader=NarrowReader(shop.crm.reader, reads))
    return list(STATION.baseline(context, STATION.select(context, 10)))


def test_with_the_whole_list_the_number_is_found(shop: Workshop) -> None:
    assert [d.kind for d in run_without(shop, "lead", ["campaign"])] == [
        "link_contact",
        "assign_owner",
    ]


@pytest.mark.parametrize(
    ("type", "names", "kinds"),
    [
        ("contact", ["phone"], ["create_contact", "assign_owner"]),
        ("lead", ["phone"], ["create_contact", "assign_owner"]),
        ("contact", [], ["create_contact", "assign_owner"]),
        ("company", ["domain", "name"], ["link_contact", "assign_owner"]),
        ("company", [], ["link_contact", "assign_owner"]),
        ("deal", [], ["link_contact", "assign_owner"]),
    ],
)
def test_a_key_that_is_not_readable_is_not_used(
    shop: Workshop, type: str, names: list[str], kinds: list[str]
) -> None:
    assert [d.kind for d in run_without(shop, type, names)] == kinds


@pytest.mark.parametrize(
    ("type", "names", "words"),
    [
        ("lead", ["status"], "lead.status"),
        ("lead", ["owner_id"], "lead.owner_id"),
        ("owner", [], "records of type owner"),
        ("lead", [], "records of type lead"),
    ],
)
def test_what_the_work_cannot_do_without_is_named(
    shop: Workshop, type: str, names: list[str], words: str
) -> None:
    with pytest.raises(Forbidden, match=words) as caught:
        run_without(shop, type, names)
    assert caught.value.way_out


def test_a_territory_of_companies_that_may_not_be_read_is_named(shop: Workshop) -> None:
    shop.settings = {
        "territories": [
            {"name": "t", "on": "company", "where": "employees gt 9", "pool": "everyone"}
        ]
    }
    with pytest.raises(Forbidden, match="records of type company"):
        run_without(shop, "company", [])
