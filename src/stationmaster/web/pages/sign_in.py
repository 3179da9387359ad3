"""The door: signing in and out."""

import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from stationmaster.core.errors import Forbidden, NotSignedIn, StationmasterError
from stationmaster.identity.csrf import check_csrf, csrf_token
from stationmaster.identity.throttle import Throttled
from stationmaster.web import render
from stationmaster.web.session import (
    COOKIE,
    Posted,
    is_https,
    keep_session,
    read_form,
    signed_in,
    stationmaster_of,
)

router = APIRouter()

SEED = "door"
HOME = "/queue"


@router.get("/")
def home() -> Response:
    return RedirectResponse(HOME, status_code=307)


@router.get("/sign-in")
def door(request: Request, next: str = "") -> Response:
    try:
        signed_in(request)
    except NotSignedIn:
        return _door(request, own_path(next))
    return RedirectResponse(own_path(next), status_code=303)


@router.post("/sign-in")
def enter(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    given = {k: v for k, v in form.items() if isinstance(v, str)}
    path = own_path(given.get("next", ""))
    client = request.client.host if request.client else ""
    try:
        _check_door(request, given.get("csrf"))
        token = stationmaster_of(request).identity.sign_in(
            given.get("workspace", "").strip() or None,
            given.get("email", "").strip(),
            given.get("password", ""),
            client,
        )
    except (NotSignedIn, Throttled, Forbidden) as error:
        return _door(request, path, error, given)
    response = RedirectResponse(path, status_code=303)
    response.delete_cookie(SEED, path="/sign-in")
    keep_session(response, request, token)
    return response


@router.post("/sign-out")
def leave(visit: Posted) -> Response:
    visit.app.identity.sign_out(visit.session)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response


def _check_door(request: Request, sent: str | None) -> None:
    """Raises Forbidden for a form that is not from our own door in this browser."""
    seed = request.cookies.get(SEED)
    if not seed:
        raise Forbidden(
            "This form is too old, or cookies are blocked.",
            field="csrf",
            way_out="Allow cookies for this address and sign in again.",
        )
    check_csrf(csrf_token(seed), sent)


def own_path(next: str) -> str:
    """Where to go after: a path of ours, never an address somebody put into the link."""
    parts = urlsplit(next)
    ours = next.startswith("/") and not next.startswith(("//", "/\\")) and not parts.netloc
    return next if ours and next.isprintable() and len(next) < 1000 else HOME


def _door(
    request: Request,
    path: str,
    error: StationmasterError | None = None,
    given: dict[str, str] | None = None,
) -> HTMLResponse:
    seed = request.cookies.get(SEED) or secrets.token_urlsafe(16)
    theme = request.cookies.get("theme", "")
    field = Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token(seed))
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, Throttled) else None
    given = given or {}
    context = {
        "theme": theme if theme in ("light", "dark") else "",
        "next": path,
        "csrf_field": field,
        "problem_found": error,
        "email": given.get("email", ""),
        "workspace": given.get("workspace", ""),
        "ask_workspace": bool(given.get("workspace")) or _several(request),
    }
    response = render.html("sign-in.html", context, error.status if error else 200, headers)
    response.set_cookie(
        SEED,
        seed,
        max_age=86400,
        path="/sign-in",
        secure=is_https(request),
        httponly=True,
        samesite="lax",
    )
    return response


def _several(request: Request) -> bool:
    return len(stationmaster_of(request).identity.workspaces.all()) > 1
