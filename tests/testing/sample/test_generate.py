from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stationmaster.core.record import PropertyDefinition
from stationmaster.records.standard_types import STANDARD
from stationmaster.records.values import coerce
from stationmaster.testing.sample import Sample, generate
from stationmaster.testing.sample.owners import LEFT
from stationmaster.testing.sample.properties import PROPERTIES

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def definitions(type: str) -> dict[str, PropertyDefinition]:
    return {**STANDARD[type].properties, **{d.name: d for d in PROPERTIES.get(type, ())}}


def test_the_whole_company_has_the_promised_size(company: Sample) -> None:
    counts = {type: len(rows) for type, rows in company.objects.items()}
    assert counts == {
        "owner": 14,
        "company": 1_000,
        "contact": 4_000,
        "lead": 3_000,
        "deal": 900,
        "activity": 25_000,
    }
    open_leads = {"new", "working", "nurturing"}
    assert sum(company.final(k)["status"] in open_leads for k in company.objects["lead"]) == 1_000
    assert len(company.answers.night) == 60


def test_owners_are_twelve_reps_in_four_territories_and_two_who_left(sample: Sample) -> None:
    owners = {key: row.values for key, row in sample.objects["owner"].items()}
    reps = {key: v for key, v in owners.items() if v["active"]}
    assert set(owners) - set(reps) == set(LEFT)
    assert len(reps) == 12
    assert len({v["territory"] for v in reps.values()}) == 4
    today = NOW.date().isoformat()
    away = {
        key
        for key, values in reps.items()
        if str(values.get("absent_from", "9")) <= today <= str(values.get("absent_until"))
    }
    assert away == {sample.answers.absent_owner}
    assert (
        reps[sample.answers.part_time_owner]["working_hours"] != reps["owner-0001"]["working_hours"]
    )


def test_one_rep_has_as_many_open_leads_as_she_may_have(company: Sample) -> None:
    load: dict[object, int] = {}
    for key in company.objects["lead"]:
        values = company.final(key)
        if values["status"] in ("new", "working", "nurturing"):
            load[values.get("owner_id")] = load.get(values.get("owner_id"), 0) + 1
    assert load[None] == 60
    room = {
        k: r.values["capacity"] for k, r in company.objects["owner"].items() if r.values["active"]
    }
    full = {key for key, most in room.items() if load[key] >= int(str(most))}
    assert full == {company.answers.full_owner}


def test_the_same_arguments_give_the_same_company(sample: Sample) -> None:
    again = generate(7, 0.1, NOW)
    assert again == sample
    assert again.answers == sample.answers


def test_another_seed_gives_another_company() -> None:
    one, other = generate(1, 0.02, NOW), generate(2, 0.02, NOW)
    assert one.objects["lead"] != other.objects["lead"]


def test_another_day_moves_everything_with_it() -> None:
    today, tomorrow = generate(1, 0.02, NOW), generate(1, 0.02, NOW + timedelta(days=1))
    moved = timedelta(days=1)
    for key, row in today.objects["contact"].items():
        assert tomorrow.objects["contact"][key].created_at - row.created_at == moved


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.02, 0.05]))
def test_every_value_fits_its_property(seed: int, scale: float) -> None:
    made = generate(seed, scale, NOW)
    for type, rows in made.objects.items():
        known = definitions(type)
        for key in rows:
            for name, value in made.final(key).items():
                assert coerce(known[name], value) is not None, (key, name, value)


def test_every_link_and_owner_points_at_a_record(sample: Sample) -> None:
    keys = {key for rows in sample.objects.values() for key in rows}
    for link in sample.links:
        assert link.source in keys
        assert link.target in keys
    assert len({(link.source, link.target) for link in sample.links}) == len(sample.links)
    for type in sample.objects:
        for key in sample.objects[type]:
            assert sample.final(key).get("owner_id", "owner-0001") in sample.objects["owner"]


def test_names_come_in_many_scripts_and_texts_differ(company: Sample) -> None:
    names = "".join(str(r.values["last_name"]) for r in company.objects["contact"].values())
    for letter in "øßłñ渡Ου":
        assert letter in names
    bodies = [r.values["body"] for r in company.objects["activity"].values()]
    assert len(set(bodies)) > 0.95 * len(bodies)


def test_every_address_is_invented(company: Sample) -> None:
    for type in ("lead", "contact"):
        for row in company.objects[type].values():
            email = str(row.values.get("email", "x@y.example"))
            box, _, domain = email.partition("@")
            assert domain.endswith(".example") or "_" in box
