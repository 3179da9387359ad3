"""From what was typed to what is asked: the installation, the workspace, the person."""

import os

from pydantic import ValidationError

from stationmaster.core.actor import Person
from stationmaster.core.errors import Forbidden, InvalidInput, NotFound
from stationmaster.identity.permissions import Ability, require
from stationmaster.identity.workspaces import WorkspaceInfo
from stationmaster.settings import Settings
from stationmaster.wiring import Stationmaster, Workspace, build, is_set_up


def settings() -> Settings:
    """As the environment has them. Raises InvalidInput naming the first variable that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = f"{Settings.model_config['env_prefix']}{first['loc'][0]}".upper()
        raise InvalidInput(
            f"{name}={os.environ.get(name, '')!r} cannot be used: {first['msg']}.",
            field=name,
            way_out="Correct the environment variable, or take it out; docs/settings.md names all.",
        ) from error


def installation(found: Settings | None = None) -> Stationmaster:
    """What is set up already. Raises NotFound where nothing is: looking must not make it."""
    found = found or settings()
    if not is_set_up(found):
        raise NotFound(
            f"Nothing is set up in {found.home}.",
            field="STATIONMASTER_HOME",
            way_out="Run `stationmaster init`, or `stationmaster demo` to look around first.",
        )
    return build(found)


def workspace(slug: str) -> Workspace:
    """The workspace of that short name; without one, the only one there is."""
    app = installation()
    return app.workspace(info(app, slug).id)


def info(app: Stationmaster, slug: str) -> WorkspaceInfo:
    """Raises NotFound, or InvalidInput where a name is needed."""
    if slug:
        return app.identity.workspaces.find(slug)
    known = app.identity.workspaces.all()
    if not known:
        raise NotFound(
            "There is no workspace yet.", field="workspace", way_out="Run `stationmaster init`."
        )
    if len(known) > 1:
        names = ", ".join(each.slug for each in known)
        raise InvalidInput(
            "There are several workspaces.",
            field="--workspace",
            way_out=f"Name one with --workspace: {names}.",
        )
    return known[0]


def acting(here: Workspace, email: str, ability: Ability) -> Person:
    """The active person who decides, if their role can have this right at all.

    Raises InvalidInput where nobody is named, NotFound or Forbidden for whom this is not for.
    """
    person = somebody(here, email)
    require(person, ability, owners=[person.owner] if person.owner else None)
    return person


def somebody(here: Workspace, email: str) -> Person:
    """The active person of that address."""
    if not email:
        raise InvalidInput(
            "Who decides this?",
            field="--as",
            way_out="Add --as EMAIL, or set STATIONMASTER_AS: the audit log names that person.",
        )
    found = here.identity.people.find(here.id, email)
    if not found.active:
        raise Forbidden(
            f"{found.person.name} is no longer active.",
            field="--as",
            way_out="Name somebody who is.",
        )
    return found.person
