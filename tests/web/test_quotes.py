"""Evidence is marked where it stands, and never shown as standing where it does not."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from stationmaster.core.evidence import Evidence
from stationmaster.core.record import Record, Ref
from stationmaster.web.names import Names
from stationmaster.web.quotes import AROUND, Passage, passages

LEAD = Ref("lead", "l1")
AT = datetime(2026, 11, 20, tzinfo=UTC)


def evidence(text: str, quote: str) -> Evidence:
    return Evidence(quote, LEAD, "message", text.index(quote), AT, "Contact form", True)


def shown(text: str | None, *quotes: Evidence) -> tuple[Passage, ...]:
    record = Record(LEAD, 1, {"message": text})
    return passages(quotes, {LEAD: record}, Names({}, {LEAD: "Halvorsen"}))


def test_two_quotes_of_one_text_are_one_passage() -> None:
    text = "We run around 180 people and need this before March."
    [passage] = shown(text, evidence(text, "before March"), evidence(text, "around 180 people"))
    assert [(p.text, p.marked) for p in passage.parts] == [
        ("We run ", False),
        ("around 180 people", True),
        (" and need this ", False),
        ("before March", True),
        (".", False),
    ]
    assert passage.whole == ""


def test_overlapping_quotes_are_marked_once() -> None:
    text = "abcdef"
    [passage] = shown(text, evidence(text, "bcd"), evidence(text, "cde"))
    assert [(p.text, p.marked) for p in passage.parts] == [
        ("a", False),
        ("bcde", True),
        ("f", False),
    ]


def test_a_long_text_is_offered_whole() -> None:
    text = "word " * 200 + "the quote" + " word" * 200
    [passage] = shown(text, evidence(text, "the quote"))
    assert passage.whole == text
    assert sum(len(p.text) for p in passage.parts) < 2 * AROUND + 20


def test_a_text_that_moved_on_shows_the_quote_alone() -> None:
    quote = evidence("We need this before March.", "before March")
    for now in ("Something else entirely", None):
        [passage] = shown(now, quote)
        assert [(p.text, p.marked) for p in passage.parts] == [("before March", True)]


@given(st.text(min_size=1, max_size=800), st.data())
def test_what_is_marked_is_what_was_quoted(text: str, data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=4))
    quotes = []
    for start in starts:
        end = data.draw(st.integers(start + 1, len(text)))
        quotes.append(Evidence(text[start:end], LEAD, "message", start, AT, "Form", True))
    [passage] = shown(text, *quotes)
    covered = {i for q in quotes for i in range(q.offset, q.offset + len(q.quote))}
    marked = "".join(part.text for part in passage.parts if part.marked)
    assert marked == "".join(text[i] for i in sorted(covered))
    if not passage.whole:
        assert "".join(part.text for part in passage.parts) == text
