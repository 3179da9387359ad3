"""`init`: the first workspace and its first admin."""

import re
from typing import Annotated

import typer

from stationmaster.cli.asking import answer, password
from stationmaster.cli.opening import settings
from stationmaster.cli.options import AsJson
from stationmaster.cli.output import say, say_json
from stationmaster.core.actor import Role
from stationmaster.core.errors import InvalidInput
from stationmaster.identity.acting import OPERATOR
from stationmaster.identity.passwords import Passwords
from stationmaster.identity.text import clean_email, clean_name
from stationmaster.wiring import build


def init(
    name: Annotated[str, typer.Option("--name", help="What the workspace is called.")] = "",
    slug: Annotated[str, typer.Option("--slug", help="Its short name; made from the name.")] = "",
    email: Annotated[str, typer.Option("--email", help="Address of the first admin.")] = "",
    admin: Annotated[str, typer.Option("--admin", help="Name of the first admin.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a workspace and its first admin. What no option says is asked for."""
    found = settings()
    name = clean_name(name or answer("Name of the workspace", instead="--name"), "a workspace")
    slug = slug or _slug(name)
    email = clean_email(email or answer("Email of its first admin", instead="--email"))
    admin = clean_name(admin or answer("Name of its first admin", instead="--admin"), "a person")
    secret = password(password_stdin)
    Passwords().hash(secret)  # refused here, before there is a workspace without an admin
    app = build(found)
    made = app.identity.workspaces.create(slug, name)
    member = app.identity.people.create(
        made.id, email, admin, Role.ADMIN, by=OPERATOR, password=secret
    )
    if as_json:
        say_json({"home": str(found.home), "workspace": made, "admin": member})
        return
    say(f"The workspace {made.name} ({made.slug}) is there, and {member.person.name} is its admin.")
    say("Next: `stationmaster serve`, and sign in; or `stationmaster import` to bring records in.")


def _slug(name: str) -> str:
    """Raises InvalidInput where a name gives none."""
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63]
    if not found:
        raise InvalidInput(
            "No short name can be made from that name.", field="--slug", way_out="Give one: --slug."
        )
    return found
