"""Values are read strictly: what is ambiguous is refused with a way out, never guessed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import PropertyDefinition, PropertyType
from stationmaster.records.values import coerce

CET = timezone(timedelta(hours=1))


def of(type: str) -> PropertyDefinition:
    options = ("hot", "warm") if type.startswith("option") else ()
    return PropertyDefinition("x", "Field X", PropertyType(type), options)


GOOD = [
    ("string", "  Ada ", "Ada"),
    ("string", "a\tb\x07", "a\tb\x07"),
    ("string", 12, "12"),
    ("string", 1.5, "1.5"),
    ("string", "é\U0001f600", "é\U0001f600"),
    ("text", "  two\nlines ", "  two\nlines "),
    ("number", 5, 5),
    ("number", 5.0, 5),
    ("number", "1234.5", 1234.5),
    ("number", " -7 ", -7),
    ("number", "1e3", 1000),
    ("number", ".5", 0.5),
    ("number", -0.0, 0),
    ("boolean", True, True),
    ("boolean", "Yes", True),
    ("boolean", "0", False),
    ("boolean", 0, False),
    ("date", "2026-11-20", "2026-11-20"),
    ("date", date(2026, 2, 3), "2026-02-03"),
    ("datetime", datetime(2026, 1, 1, 10, tzinfo=CET), "2026-01-01T09:00:00.000000Z"),
    ("datetime", "2026-01-01T10:00+01:00", "2026-01-01T09:00:00.000000Z"),
    ("option", "hot", "hot"),
    ("options", "warm;hot;warm", "hot;warm"),
    ("options", ["warm", "hot"], "hot;warm"),
    ("options", [], None),
    ("email", " Ada.B@ACME.com ", "Ada.B@acme.com"),
    ("email", "ö@bücher.de", "ö@bücher.de"),
    ("phone", "+44 (0)20 7946 0000", "+442079460000"),
    ("phone", " 030 1234 ", "030 1234"),
    ("phone", "+1 415 555 2671 x12", "+1 415 555 2671 x12"),
    ("phone", "+1 2", "+1 2"),
    ("url", "https://acme.com/a?b=c", "https://acme.com/a?b=c"),
    ("url", "acme.com", "acme.com"),
    ("owner", " owner_1 ", "owner_1"),
]


@pytest.mark.parametrize(("type", "raw", "kept"), GOOD)
def test_what_is_clear_is_kept_in_one_form(type, raw, kept):
    value = coerce(of(type), raw)
    assert value == kept
    assert isinstance(value, bool) == isinstance(kept, bool)


BAD = [
    ("string", "x" * 1001, "1,001 characters"),
    ("text", "x" * 1_000_001, "1,000,001 characters"),
    ("string", "a\0b", "NUL"),
    ("text", "\ud800", "decoded"),
    ("string", True, "text is needed, not yes or no"),
    ("string", ["a"], "not a list"),
    ("string", {"a": 1}, "not an object"),
    ("number", "$50k", "not a plain number"),
    ("number", "1,234", "not a plain number"),
    ("number", "1_000", "not a plain number"),
    ("number", "٣", "not a plain number"),
    ("number", "nan", "not a plain number"),
    ("number", float("nan"), "too large"),
    ("number", "1e999", "too large"),
    ("number", 2**53 + 1, "too large"),
    ("number", True, "not yes or no"),
    ("number", [1], "not a list"),
    ("boolean", "maybe", "neither yes nor no"),
    ("boolean", 2, "neither yes nor no"),
    ("boolean", [], "neither yes nor no"),
    ("date", "20.11.2026", "not a date"),
    ("date", "2026-02-30", "not a date"),
    ("date", "2026-11-20T10:00:00Z", "not a date"),
    ("date", datetime(2026, 1, 1, tzinfo=UTC), "not a date"),
    ("date", "Q3 2026", "not a date"),
    ("datetime", "2026-11-20", "time zone"),
    ("datetime", "2026-11-20T10:00", "time zone"),
    ("datetime", datetime(2026, 1, 1), "time zone"),  # noqa: DTZ001 - a moment without zone is the case
    ("datetime", "0001-01-01T00:00:00+14:00", "time zone"),
    ("datetime", 5, "time zone"),
    ("option", "Hot", "not one of its options"),
    ("option", ["hot"], "not one of its options"),
    ("options", "hot;cold", "not one of its options"),
    ("options", 5, "list of options"),
    ("email", "ada at acme", "not an email address"),
    ("email", "ada@localhost", "not an email address"),
    ("email", "a" * 250 + "@acme.com", "not an email address"),
    ("url", "javascript:alert(1)", "not a web address"),
    ("url", "javascript://acme.com/%0aalert(1)", "not a web address"),
    ("url", "acme", "not a web address"),
    ("url", "https://acme.com and more", "not a web address"),
    ("url", "http://[::1", "not a web address"),
    ("url", "https://" + "a" * 2000 + ".com", "characters"),
]


@pytest.mark.parametrize(("type", "raw", "why"), BAD)
def test_what_is_not_clear_is_refused_with_field_and_reason(type, raw, why):
    with pytest.raises(InvalidInput) as caught:
        coerce(of(type), raw)
    assert caught.value.field == "x"
    assert caught.value.message.startswith("Field X: ")
    assert why in caught.value.message
    assert len(caught.value.message) < 250


@pytest.mark.parametrize("type", [t.value for t in PropertyType])
@pytest.mark.parametrize("raw", [None, "", "  ", "\t\n"])
def test_nothing_is_nothing(type, raw):
    assert coerce(of(type), raw) is None


RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.sampled_from(["hot", "warm", "cold"])),
    st.dictionaries(st.text(), st.integers()),
    st.binary(),
)


@given(st.sampled_from(PropertyType), RAW)
def test_a_value_is_kept_as_it_is_or_refused_and_keeping_is_final(type, raw):
    """No input gives another error, and what is stored once is stored again the same."""
    definition = of(type.value)
    try:
        kept = coerce(definition, raw)
    except InvalidInput:
        return
    again = coerce(definition, kept)
    assert again == kept
    assert isinstance(again, bool) == isinstance(kept, bool)
    assert kept != ""
    assert not isinstance(kept, float) or kept != int(kept)
