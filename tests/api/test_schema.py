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
from stationmaster.wiring import Stationmaster

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = build_town(tmp_path_factory.mktemp("town"))
    ours = made.ours
    ours.submit(*(ours.scoring(lead) for lead in ours.leads[:4]), ours.question(ours.leads[5]))
    ours.workspace.run_station(DESK, limit=2)
    yield made
    made.close()


@pytest.fixture(scope="module")
def api(town: Town) -> FastAPI:
    return create(town.app)


# The description is the same whatever is behind it, and tests are made from it before anything is.
schema = schemathesis.openapi.from_dict(create(cast(Stationmaster, None)).openapi())


@schema.parametrize()
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_conforms(case: schemathesis.Case[Any], town: Town, api: FastAPI) -> None:
    token = town.ours.sessions["ada"]
    case.call_and_validate(
        app=api,
        checks=CHECKS,
        headers={"X-CSRF-Token": token.session.csrf},
        cookies={"stationmaster": token.value},
    )
