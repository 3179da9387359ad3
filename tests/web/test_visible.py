"""Nothing in a text may hide: what a reader would not see gets a label."""

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.web.visible import is_hidden, label, visible

MARK = re.compile(r'<span class="hid" title="U\+([0-9A-F]{4,6})[^"]*">([^<]+)</span>')


def undone(markup: str) -> str:
    """The text that a marked-up one was made from."""
    back = MARK.sub(lambda found: chr(int(found.group(1), 16)), markup)
    return html.unescape(back)


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\x00", "NUL"),
        ("\x07", "U+0007"),
        ("\x1b", "ESC"),
        ("\x7f", "DEL"),
        ("\u0085", "U+0085"),
        ("\u00a0", "NBSP"),
        ("\u00ad", "SHY"),
        ("\u034f", "U+034F"),
        ("\u061c", "ALM"),
        ("\u115f", "U+115F"),
        ("\u200b", "ZWSP"),
        ("\u200d", "ZWJ"),
        ("\u200f", "RLM"),
        ("\u2028", "LSEP"),
        ("\u202e", "RLO"),
        ("\u2066", "LRI"),
        ("\u2069", "PDI"),
        ("\u2800", "U+2800"),
        ("\u3164", "U+3164"),
        ("\ufe0f", "VS16"),
        ("\ufeff", "BOM"),
        ("\ue000", "U+E000"),
        ("\U000e0041", "TAG A"),
        ("\U000e007f", "U+E007F"),
        ("\U000e0100", "VS17"),
    ],
)
def test_hidden_characters_are_marked_by_name(char: str, name: str) -> None:
    assert label(char) == name
    assert f">{name}</span>" in visible(f"a{char}b")
    assert char not in visible(f"a{char}b")


@pytest.mark.parametrize(
    "text", ["line one\nline two\tcolumn", "Ærøskøbing", "株式会社", "שלום", "😀"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_markup_is_escaped_beside_a_mark() -> None:
    assert visible("<b>\u202e&") == (
        '&lt;b&gt;<span class="hid" title="U+202E RIGHT-TO-LEFT OVERRIDE">RLO</span>&amp;'
    )


def test_none_is_nothing() -> None:
    assert visible(None) == ""


@given(st.text())
def test_no_hidden_character_is_left_and_no_character_is_lost(text: str) -> None:
    shown = visible(text)
    assert not any(is_hidden(char) for char in shown)
    assert undone(shown) == text


@given(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]))
def test_every_control_and_format_character_is_hidden(char: str) -> None:
    assert is_hidden(char) == (char not in "\n\t")


@given(st.characters(categories=["Lu", "Ll", "Nd", "Sc"]))
def test_letters_digits_and_currencies_are_not(char: str) -> None:
    assert not is_hidden(char), unicodedata.name(char, "?")
