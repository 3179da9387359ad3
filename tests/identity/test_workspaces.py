"""Workspaces have a short name each, and the first row of their log is that they were made."""

import pytest
from tests.identity.town import Town

from stationmaster.core.errors import Conflict, InvalidInput, NotFound


def test_a_workspace_is_made_and_found(town: Town) -> None:
    workspaces = town.identity.workspaces
    made = workspaces.create("north-2", " Northwind ")
    assert (made.slug, made.name, made.created_at) == ("north-2", "Northwind", town.clock.now)
    assert town.identity.workspace(made.id) == workspaces.find("north-2") == made
    assert [each.slug for each in workspaces.all()] == ["a", "b", "north-2"]
    (row,) = town.log(workspace=made.id)
    assert (row.seq, row.action, row.actor, row.subject) == (
        1,
        "workspace.created",
        "operator",
        made.id,
    )
    assert row.detail == {"slug": "north-2", "name": "Northwind"}


def test_a_short_name_is_taken_once(town: Town) -> None:
    with pytest.raises(Conflict, match="'a' already"):
        town.identity.workspaces.create("a", "Again")
    assert len(town.identity.workspaces.all()) == 2


@pytest.mark.parametrize("slug", ["", "-a", "A", "a b", "ä", "a" * 64, "a\n", "a_b"])
def test_what_is_no_short_name_is_refused(small_town: Town, slug: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        small_town.identity.workspaces.create(slug, "Name")
    assert (caught.value.field, bool(caught.value.way_out)) == ("slug", True)


def test_a_workspace_has_a_name(small_town: Town) -> None:
    with pytest.raises(InvalidInput):
        small_town.identity.workspaces.create("fine", " ")


@pytest.mark.parametrize("id", ["", "ws_none", "\x00", "\ud800", "x" * 999])
def test_what_is_not_there_is_not_found(town: Town, id: str) -> None:
    with pytest.raises(NotFound):
        town.identity.workspace(id)
    with pytest.raises(NotFound):
        town.identity.workspaces.find(id)
