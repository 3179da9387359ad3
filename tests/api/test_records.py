"""Reading records: pages, filters, what is around them, and what an agent does not see."""

from collections.abc import Callable

from tests.api.town import LEADS, Client, Town

from stationmaster.core.record import Ref


def test_pages_show_every_record_once_and_then_end(ada: Client, town: Town) -> None:
    seen, after = [], None
    while True:
        query = {"limit": 5} | ({"after": after} if after else {})
        page = ada.ask("/records/lead", **query)
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [ref.id for ref in town.ours.leads]


def test_filter_and_sort(ada: Client) -> None:
    found = ada.ask("/records/lead", where="visits gte 9", sort="-visits")["items"]
    assert [item["properties"]["visits"] for item in found] == [11, 10, 9]


def test_a_record_tells_when_and_by_what_each_value_was_set(ada: Client, town: Town) -> None:
    lead = town.ours.leads[3]
    found = ada.ask(f"/records/lead/{lead.id}")
    assert found["properties"]["last_name"] == "Moen 3"
    assert found["stamps"]["status"]["source"] == {
        "kind": "import", "id": "leads.csv", "proposal": None
    }  # fmt: skip
    history = ada.ask(f"/records/lead/{lead.id}/history", property=["visits"])["items"]
    assert [(h["property"], h["value"]) for h in history] == [("visits", 3)]


def test_links_timeline_and_search(ada: Client, town: Town) -> None:
    lead = town.ours.leads[0]
    links = ada.ask(f"/records/lead/{lead.id}/associations", to_type="contact")["items"]
    assert links == [
        {"target": {"type": "contact", "id": town.ours.contacts[0].id}, "label": "knows"}
    ]
    [entry] = ada.ask(f"/records/lead/{lead.id}/timeline")["items"]
    assert town.ours.activity == Ref("activity", entry["id"])
    found = ada.ask("/search", text="Lindqvist", type=["contact"])["items"]
    assert [item["id"] for item in found] == [town.ours.contacts[1].id]


def test_types_tell_their_properties(ada: Client) -> None:
    types = {t["name"]: t for t in ada.ask("/record-types")["items"]}
    assert {"lead", "contact", "company", "deal", "activity", "owner"} <= set(types)
    status = next(p for p in types["lead"]["properties"] if p["name"] == "status")
    assert "working" in status["options"]
    assert ada.ask("/record-types/lead") == types["lead"]


def test_an_agent_sees_what_its_stations_may_read(agent: Client, town: Town) -> None:
    names = {t["name"] for t in agent.ask("/record-types")["items"]}
    assert names == {"lead", "contact"}
    lead = town.ours.leads[0]
    found = agent.ask(f"/records/lead/{lead.id}")
    assert set(found["properties"]) <= {"first_name", "last_name", "company", "status"}
    assert agent.get(f"/api/v1/records/owner/{town.ours.owners[0].id}").status_code == 404
    filtered = agent.get("/api/v1/records/lead", params={"where": 'email eq "i1@ours.example"'})
    assert filtered.status_code == 403
    assert agent.ask("/search", text="i1@ours.example")["items"] == []
    assert agent.ask(f"/records/lead/{lead.id}/history", property=["status"])["items"]


def test_bad_questions_are_told_what_is_wrong(ada: Client, town: Town) -> None:
    for path, query, status, field in (
        ("/records/ship", {}, 404, "type"),
        ("/records/lead/lead_nobody", {}, 404, "id"),
        ("/records/lead", {"sort": "shoe_size"}, 422, "sort"),
        ("/records/lead", {"limit": 0}, 422, "query.limit"),
        ("/records/lead", {"where": "visits about 3"}, 422, None),
        ("/records/lead", {"after": "nonsense"}, 422, None),
        (f"/records/lead/{town.ours.leads[0].id}/history", {"property": "x"}, 422, "property"),
    ):
        answer = ada.get(f"/api/v1{path}", params=query)
        assert answer.status_code == status, (path, query, answer.text)
        problem = answer.json()
        assert problem["status"] == status
        if field:
            assert problem["field"] == field


def test_everybody_may_read(client_of: Callable[[str], Client]) -> None:
    for name in ("rey", "vic", "max", "rob"):
        assert len(client_of(name).ask("/records/lead", limit=200)["items"]) == LEADS
