"""Runs a station's `cases.yaml`: records in, expected drafts out."""

from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import yaml
from tests.stations.workshop import Workshop

from stationmaster.core.proposal import Draft
from stationmaster.kit.station import Station

Case = Mapping[str, Any]


def cases_of(station: Station) -> list[Case]:
    text = files(f"stationmaster.stations.{station.name}").joinpath("cases.yaml").read_text("utf-8")
    loaded: list[Case] = yaml.safe_load(text)
    return loaded


def work(case: Case, station: Station, engines: Any) -> tuple[Workshop, list[Draft]]:
    """The drafts of a case, and the workshop they were made in."""
    shop = Workshop(engines, station)
    if "now" in case:
        shop.now = datetime.fromisoformat(case["now"])
    for step in case["given"]:
        _make(shop, step)
    shop.settings = case.get("settings", {})
    return shop, shop.run()


def _make(shop: Workshop, step: Mapping[str, Any]) -> None:
    """`{contact dana: {...}}`, `{link: dana acme works_at}` or `{archive: dana}`."""
    for what, values in step.items():
        match what.split():
            case ["link"]:
                shop.link(*values.split())
            case ["archive"]:
                shop.archive(values)
            case [type, key]:
                shop.put(type, key, **values)
            case _:
                raise AssertionError(what)


def told(draft: Draft, wanted: Case, shop: Workshop) -> dict[str, object]:
    """Of a draft what an expectation speaks of, in its words."""
    found: dict[str, object] = {
        "kind": draft.kind,
        "title": draft.title,
        "does": shop.all_told(draft.operations),
        "choices": {c.label: shop.all_told(c.operations) for c in draft.choices},
        "confidence": draft.confidence,
        "risk": draft.risk.value,
        "notes": {label: text for label, text in draft.notes if label in wanted.get("notes", {})},
        "reason": draft.reason,
    }
    return {name: found[name] for name in wanted}
