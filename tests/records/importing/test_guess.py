"""What a column should be, guessed from what it holds."""

import pytest

from stationmaster.core.record import PropertyType as T
from stationmaster.records.importing import profile as profile_module
from stationmaster.records.importing.dates import DateOrder
from stationmaster.records.importing.guess import date_order, guess_type, near_misses, number_format
from stationmaster.records.importing.profile import KEPT, Profile


def _profile(values: list[str], name: str = "column") -> Profile:
    profile = Profile(name)
    for start in range(0, len(values), 7):
        profile.feed(values[start : start + 7])
    return profile


@pytest.mark.parametrize(
    ("values", "name", "type"),
    [
        (["Yes", "No", ""], "x", T.BOOLEAN),
        (["true", "n/a"], "x", T.BOOLEAN),
        (["0", "1"], "x", T.NUMBER),
        (["1", "2.5", "-3"], "x", T.NUMBER),
        (["$1,000", "$2"], "x", T.NUMBER),
        (["01234", "12345"], "x", T.STRING),
        (["12345", "54321"], "zip code", T.STRING),
        (["12", "54"], "number of seats", T.NUMBER),
        (["2024-01-05", "05/06/2024"], "x", T.DATE),
        (["2024-01-05 10:00"], "x", T.DATETIME),
        (["a@b.example", "c@d.example"], "x", T.EMAIL),
        (["a@b.example", "c at d"], "x", T.STRING),
        (["https://a.example", "http://b.example/2"], "x", T.URL),
        (["red", "green"] * 10, "x", T.OPTION),
        (["red", "green"], "x", T.STRING),
        (["a;b", "b"] * 10, "x", T.STRING),
        (["line\nline"], "x", T.TEXT),
        (["x" * 300], "x", T.TEXT),
        (["5"] * 98 + [f"{i}" for i in range(60)] + ["five"], "x", T.NUMBER),
        ([f"{i}" for i in range(9)] + ["five"], "x", T.STRING),
        (["n/a"], "x", T.STRING),
    ],
)
def test_types(values: list[str], name: str, type: T) -> None:
    assert guess_type(_profile(values, name)).type is type


def test_options_leave_placeholders_out() -> None:
    guess = guess_type(_profile(["Select", "b", "a "] * 10))
    assert guess.options == ("a", "b")


def test_counts_are_exact_while_values_are_few() -> None:
    profile = _profile(["a", "b", "a", "", " "])
    assert (profile.filled, profile.distinct, profile.samples(), profile.repeats) == (
        3,
        2,
        ("a", "b"),
        True,
    )


@pytest.mark.parametrize("repeated", [True, False])
def test_repeats_are_noticed_among_many(repeated: bool) -> None:
    values = [f"id-{i}" for i in range(KEPT * 3)]
    profile = _profile([*values, "id-1" if repeated else "id-x"])
    assert (profile.overflowed, profile.repeats) == (True, repeated)


def test_dates_are_looked_at_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile_module, "ENOUGH", 50)
    profile = _profile([f"0{1 + i % 9}/0{1 + i % 7}/{1900 + i}" for i in range(100)])
    profile.feed(["25/01/2024"])
    assert date_order(profile, DateOrder.MDY)[0] is DateOrder.DMY


def test_the_order_of_dates() -> None:
    def order(*values: str) -> tuple[DateOrder, str]:
        return date_order(_profile(list(values)), DateOrder.MDY)

    assert order("13/01/2024", "05/06/2024") == (DateOrder.DMY, "")
    assert order("2024-01-05") == (DateOrder.MDY, "")
    chosen, doubt = order("05/06/2024")
    assert (chosen, "month/day/year" in doubt) == (DateOrder.MDY, True)
    chosen, doubt = order("13/01/2024", "14/01/2024", "01/13/2024", "05/06/2024")
    assert (chosen, "rejected" in doubt) == (DateOrder.DMY, True)


def test_how_numbers_are_written() -> None:
    def written(*values: str) -> tuple[str, str]:
        number, doubt = number_format(_profile(list(values)))
        return str(number), doubt

    assert written("1", "2.5") == ("12345.6", "")
    assert written("1,234.5", "7") == ("12,345.6", "")
    assert written("1.234,5", "7") == ("12.345,6", "")
    assert written("1 234,5") == ("12 345,6", "")
    assert written("$1,234.5", "$2") == ("$12,345.6", "")
    assert written("1,5", "2,25")[0] == "12345,6"
    shown, doubt = written("1,234", "5,678")
    assert (shown, "1234 or 1.234" in doubt) == ("12,345.6", True)
    shown, doubt = written("1.234")
    assert (shown, "1.234 or 1234" in doubt) == ("12345.6", True)


def test_misspelled_values() -> None:
    profile = _profile(["technolgy", "retail", "finance"])
    assert near_misses(profile, ("technology", "retail", "finance")) == {"technolgy": "technology"}
    profile = _profile(["Google"] * 30 + ["google", "Gogle", "Bing"])
    assert near_misses(profile, ()) == {"google": "Google", "Gogle": "Google"}
    assert near_misses(_profile(["GTX Pro"] * 40 + ["GTX Pro 2"]), ()) == {}
    assert near_misses(_profile(["sales", "Sales"] * 9), ()) == {}
