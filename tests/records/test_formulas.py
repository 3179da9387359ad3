"""Texts that a spreadsheet would run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.records.formulas import guard, looks_like_formula, unguard


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@SUM(A1)",
        "+1+cmd|x",
        "-2+3",
        "\t=1",
        "\r=1",
        " =1",
        "\n@x",
        "=",
        "-x",
        "+1-202-555",
    ],
)
def test_formulas(text: str) -> None:
    assert looks_like_formula(text)
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "5", "-5.5", "+49 30 (123)", "a=1", "'tis", "x@y", "-", "- 5"]
)
def test_what_is_none(text: str) -> None:
    assert not looks_like_formula(text)
    assert guard(text) == text


@given(st.text() | st.text("'=+-@ \t5a"))
def test_a_guarded_text_is_harmless_and_comes_back(text: str) -> None:
    assert not looks_like_formula(guard(text))
    assert unguard(guard(text)) == text
