"""The OpenAPI description is complete, and keeps what it says."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.town import Client, Town

from stationmaster.api.app import create


@pytest.fixture(scope="module")
def description(town: Town) -> dict[str, Any]:
    made: dict[str, Any] = create(town.app).openapi()
    return made


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_operation_is_described(description: dict[str, Any]) -> None:
    ids = [o["operationId"] for _, _, o in operations(description)]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in description["tags"]}
    for method, path, operation in operations(description):
        assert path.startswith("/api/v1/")
        assert operation["description"], path
        assert set(operation["tags"]) <= tags
        for status in ("401", "403", "422"):
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], (method, path)
        if "{id}" in path:
            assert "404" in operation["responses"]


def test_what_changes_something_needs_more_than_a_cookie(description: dict[str, Any]) -> None:
    for method, path, operation in operations(description):
        ways = operation["security"]
        assert {"agentToken": []} in ways
        wanted: dict[str, list[str]] = (
            {"session": []} if method == "get" else {"session": [], "csrf": []}
        )
        assert wanted in ways, path


def test_every_post_takes_an_idempotency_key(description: dict[str, Any]) -> None:
    for method, path, operation in operations(description):
        names = {p["name"] for p in operation.get("parameters", ())}
        assert ("Idempotency-Key" in names) == (method == "post"), path


def test_lists_that_can_grow_come_in_pages(description: dict[str, Any]) -> None:
    paged = {
        o["operationId"]
        for _, _, o in operations(description)
        if "after" in {p["name"] for p in o.get("parameters", ())}
    }
    assert paged == {
        "find_records", "get_record_timeline", "list_proposals", "list_queue", "list_audit", "list_runs"
    }  # fmt: skip


def test_examples_are_given_and_fit(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for name, schema in schemas.items():
        for field, property in schema.get("properties", {}).items():
            for example in property.get("examples", ()):
                kinds = {"string": str, "integer": int, "array": list, "object": dict}
                kind = kinds.get(property.get("type", ""), object)
                assert isinstance(example, kind), (name, field)
    told = [n for n, s in schemas.items() if "examples" in str(s)]
    assert {"RefIn", "DraftIn", "ApproveIn", "Problem", "RecordOut"} <= set(told)


def test_every_schema_says_what_it_is(description: dict[str, Any]) -> None:
    for name, schema in description["components"]["schemas"].items():
        assert schema.get("description") or "enum" in schema or name.startswith("Page_"), name


def test_looking_changes_nothing(ada: Client, town: Town, description: dict[str, Any]) -> None:
    """GET and HEAD of every path, with real ids: no proposal moves, no record changes."""
    ours = town.ours
    [waiting] = ours.submit(ours.scoring(ours.leads[0]))
    run = ours.workspace.run_station("desk", limit=1).run
    ids = {
        "records": ours.leads[0].id,
        "proposals": waiting.id,
        "people": ours.people["max"].id,
        "runs": run.id,
    }
    before = _state(town)
    for path in description["paths"]:
        kind = path.removeprefix("/api/v1/").split("/")[0]
        filled = path.replace("{type}", "lead").replace("{station}", "desk").replace("{seq}", "1")
        for method in ("GET", "HEAD"):
            ada.request(method, filled.replace("{id}", ids.get(kind, "")))
    assert _state(town) == before


def _state(town: Town) -> Any:
    ours = town.ours.workspace
    proposals = [(p.id, p.status) for p in ours.queue.recent(limit=100).rows]
    rows = ours.audit.page(limit=1).rows
    return proposals, rows, ours.reader.get_many(town.ours.leads)
