"""Tokens of agents: `token`."""

from datetime import timedelta
from typing import Annotated

import typer

from stationmaster.cli.opening import acting, workspace
from stationmaster.cli.options import Acting, AsJson, Slug
from stationmaster.cli.output import say, say_json, say_table, tell
from stationmaster.core.clock import to_text
from stationmaster.identity.agent_tokens import AgentToken
from stationmaster.identity.permissions import Ability

app = typer.Typer(help="Tokens with which agents propose; none lets them approve.")


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What the agent is called.")],
    stations: Annotated[list[str], typer.Option("--station", help="A station it may enter.")],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it holds.")] = 90,
    behalf: Annotated[
        str, typer.Option("--for", metavar="EMAIL", help="The person it acts for.")
    ] = "",
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Make a token. It is shown this once."""
    here = workspace(slug)
    person = acting(here, email, Ability.TOKENS)
    for station in stations:
        here.station(station)
    whom = here.identity.people.find(here.id, behalf).person.id if behalf else None
    made = here.identity.tokens.create(
        here.id, name, stations, by=person, life=timedelta(days=days), on_behalf_of=whom
    )
    if as_json:
        say_json({"token": made.token, "value": made.value})
        return
    tell(f"{made.token.agent.id} holds until {to_text(made.token.expires_at)[:10]}.")
    tell("This is the token. It is shown this once and stored nowhere:")
    say(made.value)


@app.command("list")
def list_tokens(email: Acting = "", as_json: AsJson = False, slug: Slug = "") -> None:
    """Every token, also those that no longer hold."""
    here = workspace(slug)
    person = acting(here, email, Ability.TOKENS)
    tokens = here.identity.tokens.all(here.id, by=person)
    if as_json:
        say_json({"tokens": tokens})
        return
    rows = [
        (
            t.agent.id,
            t.agent.name,
            ", ".join(sorted(t.agent.stations)),
            _standing(t, to_text(here.clock())),
            to_text(t.last_used_at)[:10] if t.last_used_at else "never",
        )
        for t in tokens
    ]
    say_table(("Token", "Agent", "Stations", "", "Last used"), rows, "There are no tokens.")


def _standing(token: AgentToken, now: str) -> str:
    if token.revoked_at:
        return f"revoked {to_text(token.revoked_at)[:10]}"
    until = to_text(token.expires_at)
    return f"{'expired' if until <= now else 'holds until'} {until[:10]}"


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id, as `list` prints it.")],
    email: Acting = "",
    slug: Slug = "",
) -> None:
    """End a token. Whoever holds it is refused from now on."""
    here = workspace(slug)
    person = acting(here, email, Ability.TOKENS)
    here.identity.tokens.revoke(here.id, token, by=person)
    say(f"{token} is revoked.")
