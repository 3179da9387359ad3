"""People of the workspace: `user`."""

from typing import Annotated

import typer

from stationmaster.cli.asking import password
from stationmaster.cli.opening import info, installation, somebody
from stationmaster.cli.options import AsJson, Slug
from stationmaster.cli.output import say, say_json, say_table
from stationmaster.core.actor import Role
from stationmaster.identity.acting import OPERATOR, By
from stationmaster.identity.people import Member
from stationmaster.identity.permissions import Ability, require
from stationmaster.wiring import Stationmaster

app = typer.Typer(help="People of the workspace, their roles and passwords.")

Email = Annotated[str, typer.Argument(metavar="EMAIL")]
Admin = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="EMAIL",
        envvar="STATIONMASTER_AS",
        help="The admin who does it. Left out: the operator of this machine, and the audit log says so.",
    ),
]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


def _by(app: Stationmaster, workspace: str, email: str) -> By:
    """The admin who was named, or whoever holds the database anyway."""
    if not email:
        return OPERATOR
    person = somebody(app.workspace(workspace), email)
    require(person, Ability.PEOPLE)
    return person


def _say_member(member: Member, done: str, as_json: bool) -> None:
    if as_json:
        say_json(member)
    else:
        say(f"{member.person.name} ({member.email}), {member.person.role.value}: {done}")


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="What people call them.")],
    role: Annotated[Role, typer.Option("--role", help="What they may do.")] = Role.VIEWER,
    owner: Annotated[
        str | None, typer.Option("--owner", help="Id of the CRM's owner record that they are.")
    ] = None,
    without_password: Annotated[
        bool, typer.Option("--without-password", help="They cannot sign in until one is set.")
    ] = False,
    password_stdin: FromStdin = False,
    by: Admin = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Add a person. The password is asked for, or read; it is never an argument."""
    app = installation()
    here = info(app, slug).id
    who = _by(app, here, by)
    secret = None if without_password else password(password_stdin)
    member = app.identity.people.create(
        here, email, name, role, by=who, password=secret, owner=owner
    )
    _say_member(member, "added.", as_json)


@app.command("list")
def list_people(as_json: AsJson = False, slug: Slug = "") -> None:
    """Everybody, also those who are no longer active."""
    app = installation()
    members = app.identity.people.all(info(app, slug).id)
    if as_json:
        say_json({"people": members})
        return
    rows = [
        (
            m.person.name,
            m.email,
            m.person.role.value,
            "active" if m.active else "not active",
            "has a password" if m.ready else "no password",
            m.person.owner or "",
        )
        for m in members
    ]
    say_table(("Name", "Email", "Role", "", "", "Owner record"), rows, "There is nobody yet.")


@app.command()
def role(
    email: Email,
    role: Annotated[Role, typer.Argument(metavar="ROLE")],
    by: Admin = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Change what a person may do, from their next request on."""
    app = installation()
    here = info(app, slug).id
    who, people = _by(app, here, by), app.identity.people
    member = people.set_role(here, people.find(here, email).person.id, role, by=who)
    _say_member(member, "the role holds from the next request on.", as_json)


@app.command("password")
def set_password(
    email: Email, password_stdin: FromStdin = False, by: Admin = "", slug: Slug = ""
) -> None:
    """Give a person a new password. Their sessions end."""
    app = installation()
    here = info(app, slug).id
    who = _by(app, here, by)
    found = app.identity.people.find(here, email)
    app.identity.set_password(here, found.person.id, password(password_stdin), by=who)
    say(f"{found.person.name} ({found.email}) has a new password; their sessions have ended.")


@app.command()
def deactivate(
    email: Email,
    again: Annotated[bool, typer.Option("--undo", help="Make them active again.")] = False,
    by: Admin = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """End a person's access: sessions and the tokens that act for them."""
    app = installation()
    here = info(app, slug).id
    who, people = _by(app, here, by), app.identity.people
    member = people.set_active(here, people.find(here, email).person.id, again, by=who)
    _say_member(member, "active again." if again else "no longer active.", as_json)
