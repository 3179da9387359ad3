"""Tokens of agents: made, listed, revoked. A secret is shown once."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel
from starlette.responses import Response

from stationmaster.api.caller import Called
from stationmaster.api.models.people import NewTokenOut, TokenIn, TokenOut, TokensOut
from stationmaster.api.models.values import Id
from stationmaster.api.once import DoOnce
from stationmaster.api.problems import documented
from stationmaster.identity.permissions import Ability

router = APIRouter(tags=["tokens"], responses=documented(401, 403, 404, 422, 503))


@router.get("/tokens")
def list_tokens(caller: Called) -> TokensOut:
    """Every token but its secret. For admins and revops."""
    caller.require(Ability.TOKENS)
    found = caller.app.identity.tokens.all(caller.workspace.id, by=caller.require_person())
    return TokensOut(items=[TokenOut.of(t) for t in found])


@router.post("/tokens", status_code=201, response_model=NewTokenOut)
def create_token(caller: Called, once: DoOnce, body: TokenIn) -> Response:
    """Make a token. Its secret is in this answer and nowhere else, not even in a repeated one."""

    def work() -> NewTokenOut:
        caller.require(Ability.TOKENS)
        for station in body.stations:
            caller.workspace.station(station)
        new = caller.app.identity.tokens.create(
            caller.workspace.id,
            body.name,
            body.stations,
            by=caller.require_person(),
            life=body.life,
            on_behalf_of=body.on_behalf_of,
        )
        return NewTokenOut.made(new)

    return once(body, work, status=201, kept=_without_secret)


@router.delete(
    "/tokens/{id}",
    status_code=204,
    response_class=Response,
    responses={204: {"description": "It is refused from now on."}},
)
def revoke_token(
    caller: Called, id: Annotated[Id, Path(description="Id of the token.")]
) -> Response:
    """Revoke a token. One that was revoked stays so."""
    caller.require(Ability.TOKENS)
    caller.app.identity.tokens.revoke(caller.workspace.id, id, by=caller.require_person())
    return Response(status_code=204)


def _without_secret(made: BaseModel) -> BaseModel:
    return made.model_copy(update={"secret": None})
