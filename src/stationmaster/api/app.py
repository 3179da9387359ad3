"""The API as one application: routes, errors and description put together."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from stationmaster import __version__
from stationmaster.api import problems
from stationmaster.api.description import describe
from stationmaster.api.guard import Guard
from stationmaster.api.routes import (
    audit,
    deciding,
    people,
    policy,
    proposals,
    records,
    stations,
    tokens,
)
from stationmaster.wiring import Stationmaster

PREFIX = "/api/v1"
ABOUT = """Read records, propose changes, and decide about them.

An agent sends its token (`Authorization: Bearer smt_...`): it reads what its stations may read, and
proposes. It never decides. A person's session cookie works as well; what changes something then needs
the `X-CSRF-Token` that `/me` tells. Lists come in pages: send `next` as `after`. A POST with an
`Idempotency-Key` is carried out once. Every error is a problem report (RFC 9457) that says what was
wrong, where, and the way out. Ids of other workspaces are unknown here.
"""
# Fixed paths go before those with an id in the same place.
TAGS = [
    {"name": "people", "description": "Who is asking, and who is here."},
    {"name": "records", "description": "Records as the CRM holds them. Read only."},
    {"name": "proposals", "description": "Changes that somebody wants, and what became of them."},
    {"name": "deciding", "description": "Approve, reject, edit, undo: for people."},
    {"name": "stations", "description": "Jobs, and their runs."},
    {"name": "policy", "description": "What is allowed, and why."},
    {"name": "audit", "description": "Who changed what; append-only and hash-chained."},
    {"name": "tokens", "description": "Tokens of agents."},
]
ROUTERS = (people, records, deciding, proposals, stations, policy, audit, tokens)


def create(app: Stationmaster) -> FastAPI:
    """The application; all of its paths begin with `/api/v1`."""
    api = FastAPI(
        title="Stationmaster",
        version=__version__,
        description=ABOUT,
        openapi_url=f"{PREFIX}/openapi.json",
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    api.state.stationmaster = app
    problems.install(api)
    for module in ROUTERS:
        api.include_router(module.router, prefix=PREFIX)
    api.add_middleware(Guard, hosts=app.settings.allowed_hosts.split(","))
    api.openapi = lambda: describe(api)  # type: ignore[method-assign]  # the documented way to extend it
    return api


def _operation_id(route: APIRoute) -> str:
    return route.name
