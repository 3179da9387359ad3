from collections.abc import Iterator
from datetime import datetime

from stationmaster.core.clock import from_text
from stationmaster.testing.sample import Sample
from stationmaster.testing.sample.model import type_of


def created(sample: Sample, key: str) -> datetime:
    return sample.objects[type_of(key)][key].created_at


def keys(sample: Sample) -> Iterator[str]:
    return (key for rows in sample.objects.values() for key in rows)


def test_nothing_happens_after_now(sample: Sample) -> None:
    for key in keys(sample):
        assert created(sample, key) <= sample.now
        for change in sample.changes.get(key, ()):
            assert change.at <= sample.now, key


def test_values_change_after_the_record_was_made_and_in_order(sample: Sample) -> None:
    for key, changes in sample.changes.items():
        moments = [created(sample, key), *(change.at for change in changes)]
        assert moments == sorted(moments), key


def test_an_activity_is_younger_than_what_it_is_about(sample: Sample) -> None:
    checked = 0
    for link in sample.links:
        if type_of(link.source) == "activity":
            at = from_text(str(sample.objects["activity"][link.source].values["at"]))
            assert at >= created(sample, link.target), link
            checked += 1
    assert checked > 2_500


def test_a_deal_is_younger_than_its_company_and_people(sample: Sample) -> None:
    for link in sample.links:
        if type_of(link.source) == "deal":
            assert created(sample, link.source) > created(sample, link.target), link


def test_an_outcome_comes_after_the_lead_and_its_contact_with_it(sample: Sample) -> None:
    closed = 0
    for key in sample.objects["lead"]:
        if at := sample.final(key).get("closed_at"):
            assert from_text(str(at)) > created(sample, key)
            closed += 1
    assert closed == 200
    for link in sample.links:
        if link.label == "converted to" and type_of(link.target) == "contact":
            assert created(sample, link.target) == from_text(
                str(sample.final(link.source)["closed_at"])
            )


def test_closed_deals_end_on_their_close_date(sample: Sample) -> None:
    for key, row in sample.objects["deal"].items():
        values = sample.final(key)
        if values["stage"] in ("won", "lost"):
            assert values["close_date"] == sample.changes[key][-1].at.date().isoformat()
        elif key not in sample.answers.stale_close_dates:
            assert str(values["close_date"]) > sample.now.date().isoformat()
        assert str(row.values["opened_on"]) <= str(values["close_date"])


def test_the_night_lasts_from_last_evening_to_now(sample: Sample) -> None:
    for key in sample.answers.night:
        hours = (sample.now - created(sample, key)).total_seconds() / 3600
        assert 0 < hours <= 14
        assert key not in sample.changes
        assert "owner_id" not in sample.final(key)
    new = {key for key in sample.objects["lead"] if sample.final(key)["status"] == "new"}
    assert new == set(sample.answers.night)
