"""Filters as JSON values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.filter.strategies import filters, object_types

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import Filter, from_json, to_json

_CONDITION = {"property": "a", "operator": "eq", "values": [1]}


@given(st.data())
def test_json_reads_back(data: st.DataObject) -> None:
    where = data.draw(filters(data.draw(object_types())))
    assert from_json(json.loads(json.dumps(to_json(where)))) == where


def test_no_groups_is_everything() -> None:
    assert from_json({"groups": []}) == Filter()


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([], "filter"),
        ({}, "groups"),
        ({"groups": [{"conditions": []}]}, "groups[0].conditions"),
        ({"groups": [{"conditions": [5]}]}, "groups[0].conditions[0]"),
        ({"groups": [{"conditions": [{**_CONDITION, "property": ""}]}]}, ".property"),
        ({"groups": [{"conditions": [{**_CONDITION, "operator": "like"}]}]}, ".operator"),
        ({"groups": [{"conditions": [{**_CONDITION, "operator": None}]}]}, ".operator"),
        ({"groups": [{"conditions": [{**_CONDITION, "values": 1}]}]}, ".values"),
        ({"groups": [{"conditions": [{**_CONDITION, "values": [{}]}]}]}, ".values[0]"),
        ({"groups": [{"conditions": [{**_CONDITION, "values": [None]}]}]}, "a"),
        ({"groups": [{"conditions": [{**_CONDITION, "values": [1, 2]}]}]}, "a"),
        ({"groups": [{"conditions": [{**_CONDITION, "values": [float("inf")]}]}]}, "a"),
        ({"groups": [{"conditions": [{**_CONDITION, "value": 1}]}]}, "groups[0].conditions[0]"),
    ],
)
def test_errors_name_the_place(data: object, place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_json(data)
    assert caught.value.field is not None
    assert caught.value.field.endswith(place)
    assert caught.value.way_out
