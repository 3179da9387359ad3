"""Every claim of the answer key is checked against the data by other means than it was made by."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import phonenumbers
import pytest

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Value
from stationmaster.testing.sample import Sample, generate
from stationmaster.testing.sample.messages import HOSTILE
from stationmaster.testing.sample.model import type_of
from stationmaster.testing.sample.places import COUNTRIES

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module", params=["small", "tenth", "company"])
def sample(request: pytest.FixtureRequest) -> Sample:
    if request.param == "small":
        return generate(3, 0.02, NOW)
    shared: Sample = request.getfixturevalue(request.param)
    return shared


def dialled(values: Mapping[str, Value]) -> str | None:
    """The number in E.164, read in the record's country."""
    country = COUNTRIES.get(str(values.get("country")))
    if not values.get("phone"):
        return None
    number = phonenumbers.parse(str(values["phone"]), country.code if country else None)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Index:
    """Contacts by address, number and name at a company; companies by domain."""

    def __init__(self, sample: Sample):
        self.by: dict[tuple[str, object], set[str]] = {}
        for key in sample.objects["contact"]:
            for found in self.traits(sample.final(key)):
                self.by.setdefault(found, set()).add(key)
        self.domains: dict[object, set[str]] = {}
        for key in sample.objects["company"]:
            if domain := sample.final(key).get("domain"):
                self.domains.setdefault(domain, set()).add(key)

    @staticmethod
    def traits(values: Mapping[str, Value]) -> Iterable[tuple[str, object]]:
        email = str(values.get("email", "")).casefold()
        if email:
            yield "email", email
        if phone := dialled(values):
            yield "phone", phone
        if domain := email.partition("@")[2]:
            yield "name", (values["first_name"], values["last_name"], domain)

    def contacts(self, values: Mapping[str, Value]) -> set[str]:
        return {key for trait in self.traits(values) for key in self.by.get(trait, ())}


def test_the_night_falls_into_four_kinds(sample: Sample) -> None:
    a = sample.answers
    for key in a.night:
        kinds = [key in a.existing, key in a.two_candidates, key in a.at_company, key in a.unknown]
        assert sum(kinds) == 1, key
    assert set(a.existing) & set(a.night)
    assert set(a.at_company) & set(a.night)
    assert a.unknown & set(a.night)
    assert len(a.two_candidates) >= 2


def test_open_leads_match_whom_the_key_says(sample: Sample) -> None:
    a, index = sample.answers, Index(sample)
    for lead, contact in a.existing.items():
        assert index.contacts(sample.final(lead)) == {contact}, lead
    for lead, both in a.two_candidates.items():
        assert index.contacts(sample.final(lead)) == set(both), lead
    for lead, company in a.at_company.items():
        values = sample.final(lead)
        assert index.contacts(values) == set(), lead
        assert index.domains[str(values["email"]).partition("@")[2]] == {company}
    for lead in a.unknown:
        values = sample.final(lead)
        assert index.contacts(values) == set(), lead
        assert str(values["email"]).partition("@")[2] not in index.domains


def test_what_leads_lack(sample: Sample) -> None:
    a = sample.answers
    for key in sample.objects["lead"]:
        values = sample.final(key)
        assert ("phone" not in values) == (key in a.without_phone)
        assert ("company" not in values) == (key in a.without_company)
        domain = str(values["email"]).partition("@")[2]
        assert (not domain.endswith(".example")) == (key in a.free_mail)
    night = set(a.night)
    assert a.without_phone & night
    assert a.without_company & night
    assert a.free_mail & night


def test_hostile_messages_of_every_kind(sample: Sample) -> None:
    assert set(sample.answers.hostile.values()) == set(HOSTILE)
    for key, tries in sample.answers.hostile.items():
        assert sample.final(key)["message"] == HOSTILE[tries]
    others = sample.objects["lead"].keys() - sample.answers.hostile.keys()
    assert not {sample.final(key).get("message") for key in others} & set(HOSTILE.values())


def test_misspelt_values_are_what_somebody_typed(sample: Sample) -> None:
    claims = {(m.key, m.property): m for m in sample.answers.misspelt}
    assert {m.property for m in claims.values()} == {"country", "product_interest", "product"}
    right = {"country": set(COUNTRIES)}
    right["product"] = right["product_interest"] = {
        "Harbour Plan", "Harbour Dispatch", "Harbour Mobile", "Harbour Insight"
    }  # fmt: skip
    for type, names in {"lead": ("country", "product_interest"), "deal": ("product",)}.items():
        for key in sample.objects[type]:
            for name in names:
                value = sample.final(key)[name]
                assert (value not in right[name]) == ((key, name) in claims)
    for (key, name), claim in claims.items():
        assert sample.final(key)[name] == claim.typed
        assert claim.right in right[name]


def test_duplicates_are_alike_in_the_way_named(sample: Sample) -> None:
    ways = {(type_of(d.kept), d.how) for d in sample.answers.duplicates}
    assert {how for type, how in ways if type == "contact"} >= {
        "typo",
        "phone_format",
        "moved_domain",
    }
    assert {how for type, how in ways if type == "company"} == {
        "typo",
        "phone_format",
        "moved_domain",
    }
    for claim in sample.answers.duplicates:
        kept, copy = sample.final(claim.kept), sample.final(claim.copy)
        if claim.how in ("nickname", "typo", "phone_format"):
            assert dialled(kept) == dialled(copy), claim
        if claim.how in ("phone_format", "moved_domain"):
            names = ("name",) if type_of(claim.kept) == "company" else ("first_name", "last_name")
            assert [kept[n] for n in names] == [copy[n] for n in names]
        assert kept != copy


def test_stale_close_dates_and_deals_without_company(sample: Sample) -> None:
    today = sample.now.date().isoformat()
    stale = {
        key
        for key in sample.objects["deal"]
        if (v := sample.final(key))["stage"] not in ("won", "lost") and str(v["close_date"]) < today
    }
    assert stale == sample.answers.stale_close_dates
    linked = {x.source for x in sample.links if type_of(x.target) == "company"}
    assert sample.objects["deal"].keys() - linked == sample.answers.deals_without_company
    assert stale
    assert sample.answers.deals_without_company


def test_owners_who_left_and_strategic_accounts(sample: Sample) -> None:
    left = {k for k, row in sample.objects["owner"].items() if not row.values["active"]}
    owned = {
        key
        for type in ("company", "contact", "deal", "lead")
        for key in sample.objects[type]
        if sample.final(key).get("owner_id") in left
    }
    assert owned == sample.answers.left_owner
    strategic = {k for k in sample.objects["company"] if sample.final(k)["strategic"]}
    assert strategic == sample.answers.strategic
    assert strategic


def test_values_a_person_set(sample: Sample) -> None:
    person_set = sample.answers.person_set
    for type in ("lead", "contact"):
        for key, row in sample.objects[type].items():
            last = dict.fromkeys(row.values, row.kind)
            for change in sample.changes.get(key, ()):
                last |= dict.fromkeys(change.values, change.kind)
            by_person = {n for n, kind in last.items() if kind is SourceKind.PERSON}
            assert by_person == person_set.get(key, frozenset())
    assert any(type_of(key) == "contact" for key in person_set)
