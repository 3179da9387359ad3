"""Evidence counts only where its quote stands in its source, character for character."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.core.actor import SourceKind
from stationmaster.core.evidence import Evidence
from stationmaster.core.record import Record, Ref, Source, Stamp
from stationmaster.kit.evidence import as_text, find_quote, quote_of, verify

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LEAD = Ref("lead", "l1")


class OneRecord:
    """A reader that knows one lead, and counts how often it is asked."""

    def __init__(self, **properties: object):
        self.record = Record(LEAD, 1, properties, updated_at=NOW)  # type: ignore[arg-type]  # test values
        self.reads = 0

    def get_many(self, refs: Collection[Ref]) -> Mapping[Ref, Record]:
        self.reads += 1
        return {LEAD: self.record} if LEAD in refs else {}


def claim(quote: str, offset: int = 0, name: str = "message", source: Ref = LEAD) -> Evidence:
    return Evidence(quote, source, name, offset, NOW)


@given(st.text(min_size=1), st.data())
def test_every_slice_of_a_text_is_found_where_it_was_cut(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    found = find_quote(text, quote, start)
    assert found == (start if quote.strip() else None)


@given(st.text(), st.text(), st.integers(-5, 50))
def test_what_is_found_stands_there(text: str, quote: str, offset: int) -> None:
    place = find_quote(text, quote, offset)
    if place is None:
        assert quote not in text or not quote.strip()
    else:
        assert text[place : place + len(quote)] == quote


def test_verify_sets_found_and_puts_offsets_right() -> None:
    reader = OneRecord(message="We are 180 people. We need it in March.", visits=12)
    checked = verify(
        reader,  # type: ignore[arg-type]  # the part of a reader that is needed
        [
            claim("180 people", 7),
            claim("March", 0),
            claim("180 persons"),
            claim("12", name="visits"),
            claim("180", name="nothing"),
            claim("180", source=Ref("lead", "l2")),
            claim(" "),
        ],
    )
    assert [(e.found, e.offset) for e in checked] == [
        (True, 7),
        (True, 33),
        (False, 0),
        (True, 0),
        (False, 0),
        (False, 0),
        (False, 0),
    ]
    assert reader.reads == 1


def test_an_author_cannot_declare_evidence_found() -> None:
    lie = Evidence("approved by the board", LEAD, "message", 0, NOW, "Contact form", True)
    assert not verify(OneRecord(message="Please call me."), [lie])[0].found  # type: ignore[arg-type]  # as above


def test_no_evidence_needs_no_read() -> None:
    reader = OneRecord()
    assert verify(reader, []) == ()  # type: ignore[arg-type]  # as above
    assert reader.reads == 0


def test_a_quote_is_dated_by_when_its_value_was_set() -> None:
    earlier = datetime(2026, 11, 1, tzinfo=UTC)
    stamp = Stamp(earlier, Source(SourceKind.IMPORT, "file"))
    record = Record(
        LEAD, 1, {"email": "a@b.example", "phone": " "}, {"email": stamp}, updated_at=NOW
    )
    assert quote_of(record, "email", "Lead") == Evidence(
        "a@b.example", LEAD, "email", 0, earlier, "Lead"
    )
    assert quote_of(record, "phone") is None
    assert quote_of(record, "name") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (False, "false"), (3, "3"), (1.5, "1.5"), ("x", "x")],
)
def test_values_as_text(value: object, text: str) -> None:
    assert as_text(value) == text  # type: ignore[arg-type]  # each of the kinds a value can be
