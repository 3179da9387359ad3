"""Who is asking: the session behind the cookie, and the token behind a form."""

from typing import Annotated

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from stationmaster.core.errors import NotSignedIn
from stationmaster.identity.sessions import SessionToken
from stationmaster.web.visit import Posted as PostedVisit
from stationmaster.web.visit import Visit
from stationmaster.wiring import Stationmaster

COOKIE = "stationmaster"
MOST_FIELDS = 20_000


def stationmaster_of(request: Request) -> Stationmaster:
    app: Stationmaster = request.app.state.stationmaster
    return app


def signed_in(request: Request) -> Visit:
    """Raises NotSignedIn."""
    token = request.cookies.get(COOKIE)
    if not token:
        raise NotSignedIn("You are not signed in.", way_out="Sign in.")
    app = stationmaster_of(request)
    return Visit(request, app, app.identity.session_for(token))


async def read_form(request: Request) -> FormData:
    # The one thing that Starlette only offers to await; what is done with it is synchronous.
    return await request.form(max_fields=MOST_FIELDS, max_files=0)


def posted(
    visit: Annotated[Visit, Depends(signed_in)], form: Annotated[FormData, Depends(read_form)]
) -> PostedVisit:
    """Raises Forbidden for a form that is not of this session."""
    sent = form.get("csrf")
    visit.app.identity.check_csrf(visit.session, sent if isinstance(sent, str) else None)
    return PostedVisit(visit.request, visit.app, visit.session, form)


Signed = Annotated[Visit, Depends(signed_in)]
Posted = Annotated[PostedVisit, Depends(posted)]


def keep_session(response: Response, request: Request, token: SessionToken) -> None:
    """The cookie scripts cannot read, sent to nobody else, over https only where there is https."""
    response.set_cookie(
        COOKIE,
        token.value,
        expires=token.session.expires_at,
        path="/",
        secure=is_https(request),
        httponly=True,
        samesite="lax",
    )


def is_https(request: Request) -> bool:
    """Also behind a proxy that speaks https to people, as the settings then say."""
    public = stationmaster_of(request).settings.public_url
    return request.url.scheme == "https" or public.startswith("https://")
