"""The last touch: values mistyped in forms, and the answer key of it all."""

from collections.abc import Mapping, Sequence

from stationmaster.core.record import Value
from stationmaster.testing.sample.answers import AnswerKey, Outcomes
from stationmaster.testing.sample.build import Build
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.deals import Deal
from stationmaster.testing.sample.directory import FREE_MAIL
from stationmaster.testing.sample.duplicates import Pair
from stationmaster.testing.sample.lives import Life
from stationmaster.testing.sample.night import Night
from stationmaster.testing.sample.outcomes import LEAKS, SIGNALS, area_under_roc, chance_to_convert
from stationmaster.testing.sample.owners import ABSENT, FULL, LEFT, PART_TIME
from stationmaster.testing.sample.phrases import MISSPELT_PRODUCTS
from stationmaster.testing.sample.places import MISSPELT


def conclude(
    build: Build,
    chance: Chance,
    closed: Sequence[Life],
    older: Sequence[Life],
    night: Night,
    deals: Sequence[Deal],
    pairs: Sequence[Pair],
) -> AnswerKey:
    """Mistype some values, then say what is true of the sample."""
    _mistype(build, chance, closed, older, night, deals)
    existing = {**{x.lead.key: x.human.key for x in older if x.human}, **night.existing}
    settled = {*existing, *night.two_candidates}
    leads = [*(life.lead for life in older), *night.leads]
    new = [lead for lead in leads if lead.key not in settled]
    return AnswerKey(
        outcomes=_outcomes(build, closed, [lead.key for lead in leads]),
        night=tuple(lead.key for lead in night.leads),
        existing=existing,
        two_candidates=night.two_candidates,
        at_company={lead.key: lead.firm.key for lead in new if lead.firm},
        unknown=frozenset(lead.key for lead in new if not lead.firm),
        free_mail=build.keys_where("lead", _has_free_mail),
        without_phone=build.keys_where("lead", lambda values: "phone" not in values),
        without_company=build.keys_where("lead", lambda values: "company" not in values),
        hostile=night.hostile,
        misspelt=tuple(build.misspelt),
        duplicates=tuple(pair.claim for pair in pairs),
        stale_close_dates=frozenset(deal.key for deal in deals if deal.stale),
        left_owner=_owned_by_left(build),
        deals_without_company=frozenset(deal.key for deal in deals if not deal.linked),
        strategic=build.keys_where("company", lambda values: values.get("strategic") is True),
        absent_owner=ABSENT,
        part_time_owner=PART_TIME,
        full_owner=FULL,
        person_set=build.set_by_person("lead") | build.set_by_person("contact"),
    )


def _mistype(
    build: Build,
    chance: Chance,
    closed: Sequence[Life],
    older: Sequence[Life],
    night: Night,
    deals: Sequence[Deal],
) -> None:
    earlier = [life.lead.key for life in (*closed, *older)]
    settled = {*night.existing, *night.two_candidates, *night.hostile}
    tonight = [lead.key for lead in night.leads if lead.key not in settled]
    for keys, share in ((earlier, 0.02), (tonight, 0.12)):
        build.misspell(chance, keys, "country", MISSPELT, share)
        build.misspell(chance, keys, "product_interest", MISSPELT_PRODUCTS, share)
    build.misspell(chance, [deal.key for deal in deals], "product", MISSPELT_PRODUCTS, 0.03)


def _outcomes(build: Build, closed: Sequence[Life], open_leads: Sequence[str]) -> Outcomes:
    keys = [*(life.lead.key for life in closed), *open_leads]
    probability = {key: chance_to_convert(build.objects["lead"][key].values) for key in keys}
    return Outcomes(
        probability=probability,
        converted=frozenset(life.lead.key for life in closed if life.converted),
        best_auc=area_under_roc((probability[x.lead.key], bool(x.converted)) for x in closed),
        signals=SIGNALS,
        leaks=LEAKS,
    )


def _has_free_mail(values: Mapping[str, Value]) -> bool:
    return str(values.get("email", "")).endswith(FREE_MAIL)


def _owned_by_left(build: Build) -> frozenset[str]:
    return frozenset(
        key
        for type in ("company", "contact", "deal", "lead")
        for key in build.keys_where(type, lambda values: values.get("owner_id") in LEFT)
    )
