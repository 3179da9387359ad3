"""Every error as a problem report (RFC 9457): what was wrong, where, and the way out."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from stationmaster.api.models.values import Out
from stationmaster.core.errors import NotSignedIn, StationmasterError
from stationmaster.core.ids import new_id

MEDIA_TYPE = "application/problem+json"
MOST_FAULTS = 50

_log = logging.getLogger(__name__)


class Fault(Out):
    """One thing that is wrong with a request."""

    field: str = Field(examples=["body.items.0.digest"])
    reason: str


class Problem(Out):
    """A problem report. `field`: what it is about. `way_out`: what to do."""

    type: str = Field(examples=["urn:stationmaster:problem:not-found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str
    instance: str = Field(description="The path that was asked.")
    field: str | None = None
    way_out: str | None = None
    faults: list[Fault] = Field(default_factory=list, description="Where there are several.")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: these statuses, each with a problem report."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def problem_of(error: StationmasterError, path: str) -> Problem:
    return Problem(
        type=f"urn:stationmaster:problem:{error.code}",
        title=_sentence(error.code),
        status=error.status,
        detail=error.message,
        instance=path,
        field=error.field,
        way_out=error.way_out,
    )


def respond(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return Response(problem.model_dump_json(exclude_none=True), problem.status, headers, MEDIA_TYPE)


def install(api: FastAPI) -> None:
    """Answer every error of this application with a problem report."""
    api.add_exception_handler(StationmasterError, _ours)
    api.add_exception_handler(RequestValidationError, _not_understood)
    api.add_exception_handler(HTTPException, _of_the_protocol)
    api.add_exception_handler(Exception, _unforeseen)


def headers_of(error: StationmasterError) -> Mapping[str, str]:
    """A 401 names the way to sign in (RFC 9110, section 11.6.1)."""
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": 'Bearer realm="stationmaster"'}
    return {}


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, StationmasterError)  # it is registered for these
    return respond(problem_of(error, request.url.path), headers_of(error))


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # it is registered for these
    faults = [_fault(each) for each in error.errors()[:MOST_FAULTS]]
    first = faults[0]
    problem = Problem(
        type="urn:stationmaster:problem:invalid-input",
        title="Invalid input",
        status=422,
        detail=f"{first.field}: {first.reason}.",
        instance=request.url.path,
        field=first.field,
        way_out="Send what the description of this operation asks for.",
        faults=faults,
    )
    return respond(problem)


def _fault(error: Mapping[str, Any]) -> Fault:
    """Never quotes what was sent: it may be secret, and it may be huge."""
    place: Sequence[object] = error.get("loc", ())
    reason = str(error.get("msg", "cannot be used")).removeprefix("Value error, ").rstrip(".")
    if error.get("type") == "json_invalid":
        return Fault(field="body", reason="is not valid JSON")
    return Fault(field=".".join(_plain(p) for p in place) or "request", reason=reason)


def _plain(part: object) -> str:
    text = str(part)[:100]
    return text.encode("utf-8", "replace").decode()


def _of_the_protocol(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # it is registered for these
    phrase = HTTPStatus(error.status_code).phrase
    words = {
        400: "The body of the request cannot be read.",
        404: "There is nothing here.",
        405: "This cannot be done here.",
    }
    problem = Problem(
        type=f"urn:stationmaster:problem:{phrase.lower().replace(' ', '-')}",
        title=phrase.capitalize(),
        status=error.status_code,
        detail=words.get(error.status_code, f"{phrase}."),
        instance=request.url.path,
    )
    return respond(problem, error.headers)


def _unforeseen(request: Request, error: Exception) -> Response:
    """The reader gets a number to quote; the log gets the rest."""
    number = new_id("incident")
    _log.error("%s %s %s", number, request.method, request.url.path, exc_info=error)
    problem = Problem(
        type="urn:stationmaster:problem:internal-error",
        title="Internal error",
        status=500,
        detail="Something went wrong on our side. It is not certain whether anything was done.",
        instance=request.url.path,
        way_out=f"Look up what you wanted to do; if it is missing, report {number}.",
    )
    return respond(problem)


def _sentence(code: str) -> str:
    return code.replace("-", " ").capitalize()
