"""What happens from run to run: applied, rejected, taken by hand, undone, and only then complete."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from tests.stations.workshop import NOON, Workshop

from stationmaster.core.actor import Agent
from stationmaster.core.proposal import Draft, Proposal, Status
from stationmaster.core.record import Ref
from stationmaster.stations.inbound_leads.routing.path import replay
from stationmaster.stations.inbound_leads.station import STATION, ended

PERSON = {"first_name": "Dana", "last_name": "Lind", "status": "new", "score": 50}


@pytest.fixture
def shop(shared: Any) -> Workshop:
    made = Workshop(shared, STATION)
    made.put("owner", "kari", name="Kari Moen", active=True)
    made.put("owner", "rosa", name="Rosa Okafor", active=True)
    made.put("owner", "boss", name="Anna Vik", active=True, weight=0)
    made.settings = {"fallback_owner": "@boss"}
    return made


def assigned(drafts: list[Draft], shop: Workshop) -> dict[str, str]:
    """Lead -> owner, by their keys."""
    owners = {}
    for draft in drafts:
        if draft.dedup and draft.dedup.startswith("assign:") and draft.operations:
            owner = draft.operations[0].owner  # type: ignore[union-attr]  # an AssignOwner
            owners[shop.key(draft.about)] = shop.key(Ref("owner", str(owner)))
    return owners


def proposal(draft: Draft, status: Status) -> Proposal:
    agent = Agent("a", "w", "Station", frozenset({"inbound_leads"}))
    return Proposal("p", "w", "inbound_leads", agent, draft, status, "", None, NOON, NOON, NOON)


def ends(shop: Workshop, drafts: list[Draft], status: Status) -> None:
    ended(shop.ledger, [proposal(draft, status) for draft in drafts])


def test_a_second_run_draws_nothing_new(shop: Workshop) -> None:
    shop.put_all("lead", {f"l{n}": {**PERSON, "email": f"d{n}@gmail.com"} for n in range(6)})
    first, second = assigned(shop.run(), shop), assigned(shop.run(), shop)
    assert first == second
    assert Counter(first.values()) == {"kari": 3, "rosa": 3}
    assert len(shop.ledger.waiting()) == 6


def test_what_was_applied_is_settled_and_counts_as_open(shop: Workshop) -> None:
    shop.put("lead", "one", **PERSON, email="one@gmail.com")
    shop.apply(shop.run())
    assert shop.record("one").get("status") == "working"
    assert shop.run() == []
    assert shop.ledger.waiting() == []
    owner = shop.record("one").get("owner_id")
    found = shop.ledger.find(str(shop.keys["one"]))
    assert found is not None
    assert (found.owner, replay(found.path)) == (owner, owner)


def test_waiting_turns_count_as_open_load(shop: Workshop) -> None:
    """Three leads wait for a person; nobody may hold more than two, so the fourth finds nobody."""
    shop.change("kari", capacity=1)
    shop.change("rosa", capacity=2)
    shop.put_all("lead", {f"l{n}": {**PERSON, "email": f"d{n}@gmail.com"} for n in range(3)})
    assert Counter(assigned(shop.run(), shop).values()) == {"kari": 1, "rosa": 2}
    shop.put("lead", "late", **PERSON, email="late@gmail.com")
    assert assigned(shop.run(), shop)["late"] == "boss"


def test_a_rejected_owner_is_not_proposed_again(shop: Workshop) -> None:
    shop.put("lead", "one", **PERSON, email="one@gmail.com")
    first = shop.run()
    ends(shop, first, Status.REJECTED)
    second = shop.run()
    ends(shop, second, Status.REJECTED)
    third = shop.run()
    owners = [assigned(drafts, shop)["one"] for drafts in (first, second, third)]
    assert sorted(owners[:2]) == ["kari", "rosa"]
    assert owners[2] == "boss"
    notes = dict(third[-1].notes)
    assert "a reviewer said no to this owner for this lead" in notes["Not chosen"]


@pytest.mark.parametrize("status", [Status.EXPIRED, Status.DENIED, Status.STALE, Status.FAILED])
def test_a_turn_that_came_to_nothing_is_given_back(shop: Workshop, status: Status) -> None:
    shop.put("lead", "one", **PERSON, email="one@gmail.com")
    first = shop.run()
    ends(shop, first, status)
    assert shop.ledger.waiting() == []
    shop.change("one", status="disqualified")
    shop.put("lead", "two", **PERSON, email="two@gmail.com")
    shop.put("lead", "three", **PERSON, email="three@gmail.com")
    assert set(assigned(shop.run(), shop).values()) == {"kari", "rosa"}


def test_other_proposals_give_no_turn_back(shop: Workshop) -> None:
    shop.put("lead", "one", **PERSON, email="one@gmail.com")
    drafts = [d for d in shop.run() if not d.kind.startswith("assign")]
    assert drafts
    ends(shop, drafts, Status.REJECTED)
    assert len(shop.ledger.waiting()) == 1


@pytest.mark.parametrize(
    "what", ["another owner", "closed", "archived", "owner left", "owner away"]
)
def test_the_ledger_notices_what_became_of_a_lead(shop: Workshop, what: str) -> None:
    shop.put("lead", "one", **PERSON, email="one@gmail.com")
    owner = assigned(shop.run(), shop)["one"]
    other = "rosa" if owner == "kari" else "kari"
    match what:
        case "another owner":
            shop.change("one", owner_id=f"@{other}")
        case "closed":
            shop.change("one", status="disqualified")
        case "archived":
            shop.archive("one")
        case "owner left":
            shop.change(owner, active=False)
        case "owner away":
            shop.change(owner, absent_from="2026-11-20", absent_until="2026-11-30")
    after = assigned(shop.run(), shop)
    if what.startswith("owner"):
        assert after == {"one": other}
        assert [a.owner for a in shop.ledger.waiting()] == [shop.keys[other].id]
    else:
        assert after == {}
        assert shop.ledger.waiting() == []


def test_an_undone_assignment_is_drawn_again(shop: Workshop) -> None:
    shop.put("lead", "one", **PERSON, email="one@gmail.com")
    shop.apply(shop.run())
    shop.run()
    shop.change("one", owner_id=None, status="new")
    assert set(assigned(shop.run(), shop)) == {"one"}


def test_the_second_lead_of_a_new_company_is_linked_later(shop: Workshop) -> None:
    shop.put("lead", "one", **PERSON, email="dana@acme.example", company="Acme")
    second = {"first_name": "Karl", "last_name": "Moen", "status": "new", "score": 50}
    shop.put("lead", "two", **second, email="karl@acme.example", company="Acme")
    shop.apply(shop.run())
    later = shop.run()
    assert [d.kind for d in later] == ["link_company"]
    assert shop.key(later[0].about) == "two"
    shop.apply(later)
    assert shop.run() == []
    shop.now = NOON + timedelta(days=30)
    assert shop.run() == []


def test_the_same_person_s_second_lead_gets_the_contact_later(shop: Workshop) -> None:
    shop.put("lead", "one", **PERSON, email="dana@gmail.com")
    shop.put("lead", "two", **PERSON, email="dana@gmail.com")
    first = shop.run()
    assert [d.kind for d in first] == [
        "create_contact",
        "link_lead",
        "assign_owner",
        "assign_owner",
    ]
    assert len(set(assigned(first, shop).values())) == 1
    shop.apply(first)
    later = shop.run()
    assert [d.kind for d in later] == ["link_contact"]
    assert shop.key(later[0].about) == "two"
    shop.apply(later)
    assert shop.run() == []


def test_leads_that_wait_for_a_person_do_not_keep_others_waiting(shop: Workshop) -> None:
    old = {f"old{n}": {**PERSON, "email": f"old{n}@gmail.com"} for n in range(5)}
    shop.put_all("lead", old)
    shop.run(limit=5)
    shop.put_all("lead", {f"new{n}": {**PERSON, "email": f"new{n}@gmail.com"} for n in range(3)})
    assert set(assigned(shop.run(limit=3), shop)) == {"new0", "new1", "new2"}
    assert len(assigned(shop.run(limit=100), shop)) == 8


def test_the_longest_waiting_come_first(shop: Workshop) -> None:
    shop.put_all("lead", {f"l{n}": {**PERSON, "email": f"d{n}@gmail.com"} for n in range(9)})
    context = shop.context()
    assert [shop.key(r.ref) for r in STATION.select(context, 4)] == ["l0", "l1", "l2", "l3"]


def test_deals_count_as_load_where_the_settings_say_so(shop: Workshop) -> None:
    shop.settings = {"fallback_owner": "@boss", "open_load": ["lead", "deal"], "capacity": 1}
    shop.put("deal", "open", name="Pumps", stage="proposal", owner_id="@kari")
    shop.put("deal", "won", name="Valves", stage="won", owner_id="@rosa")
    shop.put("lead", "one", **PERSON, email="one@gmail.com")
    drafts = shop.run()
    assert assigned(drafts, shop) == {"one": "rosa"}
    assert dict(drafts[-1].notes)["Not chosen"] == "Kari Moen (1 of 1 open)"


def test_reads_do_not_grow_with_the_leads(shop: Workshop) -> None:
    """A batch is a fixed number of reads, but for one search per company name nobody has seen."""
    from_gmail = {f"l{n}": {**PERSON, "email": f"d{n}@gmail.com"} for n in range(60)}
    shop.put_all("lead", from_gmail)
    counted: Counter[str] = Counter()
    reader = shop.crm.reader

    class Counting:
        def __getattr__(self, name: str) -> Any:
            counted[name] += 1
            return getattr(reader, name)

    object.__setattr__(shop.crm, "reader", Counting())
    shop.run(limit=10)
    few = sum(counted.values())
    counted.clear()
    shop.run(limit=60)
    assert sum(counted.values()) <= few + 2
