"""Two texts, compared word by word; whatever is marked, both are shown whole."""

from hypothesis import given
from hypothesis import strategies as st

from stationmaster.web.diffs import Part, compared

LONG = "Security review with their IT on Thursday, then the contract goes to legal."


def test_a_changed_word_in_a_long_text_is_marked_alone() -> None:
    before, after = compared(LONG, LONG.replace("Thursday", "Friday"))
    assert [p.text for p in before if p.marked] == ["Thursday"]
    assert [p.text for p in after if p.marked] == ["Friday"]


def test_short_and_unlike_texts_are_marked_whole() -> None:
    assert compared("new", "working") == ((Part("new", True),), (Part("working", True),))
    other = "Quite another sentence without any word that the first one has in it!"
    assert compared(LONG, other) == ((Part(LONG, True),), (Part(other, True),))


@given(st.text(max_size=300), st.text(max_size=300))
def test_nothing_is_lost(before: str, after: str) -> None:
    for text, parts in zip((before, after), compared(before, after), strict=True):
        assert "".join(p.text for p in parts) == text


@given(st.text(min_size=60, max_size=300))
def test_equal_texts_have_nothing_marked(text: str) -> None:
    assert not any(p.marked for parts in compared(text, text) for p in parts)
