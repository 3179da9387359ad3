"""The one place where pages and API meet: one application for one server."""

from starlette.types import ASGIApp, Receive, Scope, Send

from stationmaster.api.app import create as create_api
from stationmaster.settings import Settings
from stationmaster.web.app import create as create_pages
from stationmaster.wiring import build

API = "/api/"


class Surfaces:
    """Hands each request to the surface that its path belongs to."""

    def __init__(self, pages: ASGIApp, api: ASGIApp):
        self._pages, self._api = pages, api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        api = scope["type"] == "http" and scope["path"].startswith(API)
        await (self._api if api else self._pages)(scope, receive, send)


def create() -> ASGIApp:
    """The application of the settings in the environment. Raises what `wiring.build` raises."""
    app = build(Settings())
    return Surfaces(create_pages(app), create_api(app))
