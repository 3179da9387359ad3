"""Requests that a machine thinks up, good and bad: never an error of ours, always what is described."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from tests.api.town import DESK, Town, build_town

from stationmaster.api.app import create
from stationmaster.settings import Settings
from stationmaster.wiring import Stationmaster

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


KNOWN: dict[str, str] = {}
"""Ids that there are, by the first word of the paths that name them."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = build_town(tmp_path_factory.mktemp("town"))
    ours = made.ours
    ours.submit(*(ours.scoring(lead) for lead in ours.leads[:4]), ours.question(ours.leads[5]))
    run = ours.workspace.run_station(DESK, limit=2)
    KNOWN.update(
        records=ours.leads[0].id,
        proposals=ours.workspace.queue.page(limit=1).rows[0].id,
        people=ours.people["max"].id,
        tokens=ours.token_id,
        runs=run.run.id,
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def api(town: Town) -> FastAPI:
    return create(town.app)


# The description is the same whatever is behind it, and tests are made from it before anything is.
DESCRIPTION = create(Stationmaster(Settings(), *cast(Any, [None] * 4))).openapi()
SUBMIT = "submit_proposals"

described = schemathesis.openapi.from_dict(DESCRIPTION).exclude(operation_id=SUBMIT)

# Going through every corner of a draft takes thirteen hundred requests; drawn ones have to do.
drafting = schemathesis.openapi.from_dict(DESCRIPTION).include(operation_id=SUBMIT)
drafting.config.phases.coverage.enabled = False


@described.hook
def map_path_parameters(
    context: Any, path_parameters: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Drawn cases go to what there is; the systematic ones have nobody's ids."""
    if not path_parameters:
        return path_parameters
    kind = context.operation.path.removeprefix("/api/v1/").split("/")[0]
    there: dict[str, Any] = {"type": "lead", "station": DESK, "seq": 1}
    there |= {"id": KNOWN[kind]} if kind in KNOWN else {}
    return {name: there.get(name, value) for name, value in path_parameters.items()}


def check(case: schemathesis.Case[Any], town: Town, api: FastAPI) -> None:
    token = town.ours.sessions["ada"]
    case.call_and_validate(
        app=api,
        checks=CHECKS,
        headers={"X-CSRF-Token": token.session.csrf},
        cookies={"stationmaster": token.value},
    )


@described.parametrize()
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_conforms(case: schemathesis.Case[Any], town: Town, api: FastAPI) -> None:
    check(case, town, api)


@drafting.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_drafts_conform(case: schemathesis.Case[Any], town: Town, api: FastAPI) -> None:
    check(case, town, api)
