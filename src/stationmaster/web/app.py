"""The pages as one application. Whoever serves it hands in a wired Stationmaster."""

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from stationmaster.core.errors import Unavailable
from stationmaster.web import problems, undoing
from stationmaster.web.pages import (
    audit,
    batch,
    policy,
    proposals,
    queue,
    record_edit,
    records,
    sign_in,
    stations,
    team,
)
from stationmaster.web.render import STATIC
from stationmaster.web.security import Guard
from stationmaster.wiring import Stationmaster

HTMX = STATIC / "vendor" / "htmx.org" / "htmx.min.js"
KEEP = "public, max-age=31536000, immutable"

# The batch has addresses below /queue of its own, so it comes before what takes any id.
ROUTERS = (
    sign_in.router,
    batch.router,
    undoing.router,
    queue.router,
    proposals.router,
    record_edit.router,
    records.router,
    audit.router,
    policy.router,
    team.router,
    stations.router,
)


class Assets(StaticFiles):
    """Static files. Their addresses change with what is in them, so browsers keep them for long."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they come
        scope = next(a for a in args if isinstance(a, dict))
        if b"v=" in scope.get("query_string", b""):
            response.headers["Cache-Control"] = KEEP
        return response


def create(app: Stationmaster) -> FastAPI:
    """The pages. Raises Unavailable where the browser libraries were not installed with the package."""
    if not HTMX.is_file():
        raise Unavailable(
            "The pages' browser library is missing from this installation.",
            way_out="Install again with `pip install -e .` (it runs npm), or install a released wheel.",
        )
    web = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    web.state.stationmaster = app
    for router in ROUTERS:
        web.include_router(router)
    web.mount("/static", Assets(directory=STATIC), name="static")
    problems.install(web)
    web.add_middleware(Guard, hosts=app.settings.allowed_hosts.split(","))
    return web
