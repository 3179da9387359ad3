"""Errors as pages: what happened, and the way out. Never a stack trace."""

import logging
import secrets
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from stationmaster.core.errors import InvalidInput, NotFound, NotSignedIn, StationmasterError
from stationmaster.web import render
from stationmaster.web.security import add_headers

log = logging.getLogger(__name__)

TITLES = {
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not done this way",
    409: "It moved meanwhile",
    422: "That cannot be used",
    429: "Too many tries",
    503: "Not available now",
}


def install(app: FastAPI) -> None:
    app.add_exception_handler(StationmasterError, known)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_address)
    app.add_exception_handler(Exception, unknown)


def known(request: Request, error: Exception) -> Response:
    assert isinstance(error, StationmasterError)
    if isinstance(error, NotSignedIn):
        return _to_the_door(request)
    return _page(request, error.status, error)


def of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _page(request, 404, NotFound("There is no such page."))
    return _page(request, error.status_code, StationmasterError(f"{error.detail}."))


def of_address(request: Request, error: Exception) -> Response:
    return _page(request, 422, InvalidInput("The address asks for something that cannot be."))


def unknown(request: Request, error: Exception) -> Response:
    """The log keeps what happened under a number; the page shows the number and nothing else."""
    number = secrets.token_hex(4)
    log.error(
        "Request failed, number %s: %s %s", number, request.method, request.url.path, exc_info=error
    )
    words = StationmasterError(
        "Something went wrong here. What you saw as done is done; this was not.",
        way_out=f"Try again. If it stays, tell an admin the number {number}; the server's log has it.",
    )
    response = _page(request, 500, words)
    add_headers(response.headers)
    return response


def _to_the_door(request: Request) -> Response:
    path = request.url.path
    if request.url.query:
        path = f"{path}?{request.url.query}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    target = f"?next={quote(path)}" if request.method == "GET" and path != "/" else ""
    return RedirectResponse(f"/sign-in{target}", status_code=303)


def _page(request: Request, status: int, error: StationmasterError) -> HTMLResponse:
    theme = request.cookies.get("theme", "")
    context = {
        "theme": theme if theme in ("light", "dark") else "",
        "title": TITLES.get(status, "Something went wrong"),
        "error": error,
        "status": status,
    }
    partial = request.headers.get("hx-request") == "true"
    return render.html("parts/problem.html" if partial else "problem.html", context, status)
