"""Names of columns."""

from hypothesis import given
from hypothesis import strategies as st

from stationmaster.records.definitions import NAME
from stationmaster.records.importing.headers import column_names, plain, property_name


def test_plain_names() -> None:
    names = ("dealStage", "deal_stage", " Deal stage: ", "DEAL-STAGE", "Deal.Stage")
    assert {plain(name) for name in names} == {"deal stage"}
    assert plain("HTTPServer") == "http server"


def test_repeated_and_empty_headers_are_told_apart_and_named() -> None:
    names, warnings = column_names(["Name", "", "Name", "Name (2)", "Name"])
    assert names == ["Name", "Column 2", "Name (2)", "Name (2) (2)", "Name (3)"]
    assert "Column 2 has no name" in warnings[0]
    assert '3 columns are named "Name"; column 3 is called "Name (2)"' in warnings[1]


@given(st.text(max_size=80), st.lists(st.sampled_from(["a", "column", "column_2"])))
def test_every_column_can_name_a_property(column: str, taken: list[str]) -> None:
    name = property_name(column, taken)
    assert NAME.fullmatch(name)
    assert name not in taken


@given(st.lists(st.sampled_from(["", "a", "a (2)", " a ", "Column 1", "A"]), max_size=8))
def test_every_column_has_a_name_of_its_own(header: list[str]) -> None:
    names, _ = column_names(header)
    assert len(set(names)) == len(header)
    assert all(names)
