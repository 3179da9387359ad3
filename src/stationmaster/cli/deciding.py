"""A person's decisions: `approve`, `reject`, `undo`, `edit` and `choose`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from stationmaster.cli.asking import confirmed
from stationmaster.cli.opening import acting, workspace
from stationmaster.cli.options import Acting, AsJson, Slug, Yes
from stationmaster.cli.output import say, say_json, say_table, tell
from stationmaster.cli.picking import Alike, Ids, OfKind, OfRisk, OfStation, picked
from stationmaster.cli.showing import say_view, summary
from stationmaster.core.errors import InvalidInput
from stationmaster.core.proposal import Proposal, RejectReason, Status
from stationmaster.identity.permissions import Ability
from stationmaster.proposals.review import ItemResult
from stationmaster.proposals.undo import Undone
from stationmaster.wiring import Workspace

One = Annotated[str, typer.Argument(metavar="PROPOSAL")]
Digest = Annotated[
    str,
    typer.Option(
        "--digest", help="What you saw, as `stationmaster show` prints it; then nothing is asked."
    ),
]


def approve(
    ids: Ids = None,
    station: OfStation = None,
    kind: OfKind = None,
    risk: OfRisk = None,
    digest: Digest = "",
    note: Annotated[str, typer.Option("--note", help="Words for the audit log.")] = "",
    yes: Yes = False,
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Approve what waits, having seen it, and write it: named ones, or all that are alike."""
    here = workspace(slug)
    person = acting(here, email, Ability.APPROVE)
    found = picked(here, ids or (), Alike(station, kind, risk))
    if digest and len(found) != 1:
        raise InvalidInput("--digest is of one proposal.", field="--digest", way_out="Name one id.")
    if not digest:
        _look(here, found, as_json)
    if not (digest or yes) and not _agreed("Approve", found):
        return
    seen = {p.id: digest or p.digest for p in found}
    _say_results(here.line.approve(seen, by=person, note=note) if seen else [], as_json)


def reject(
    ids: Ids = None,
    reason: Annotated[RejectReason, typer.Option("--reason", help="Why not.")] = ...,  # type: ignore[assignment]  # typer's way to say that it must be given
    words: Annotated[str, typer.Option("--words", help="More of why, in words.")] = "",
    station: OfStation = None,
    kind: OfKind = None,
    risk: OfRisk = None,
    yes: Yes = False,
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Say no to what waits, with a reason."""
    here = workspace(slug)
    person = acting(here, email, Ability.REJECT)
    alike = Alike(station, kind, risk)
    found = picked(here, ids or (), alike)
    if alike.says_something:
        _look(here, found, as_json)
    if alike.says_something and not yes and not _agreed("Reject", found):
        return
    names = [p.id for p in found]
    results = here.line.reject(names, by=person, reason=reason, words=words) if names else []
    _say_results(results, as_json)


def undo(
    ids: Ids = None,
    run: Annotated[str, typer.Option("--run", help="All that this run wrote.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, for the audit log.")] = "",
    yes: Yes = False,
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Take back what was applied. What somebody edited since is kept, and listed."""
    here = workspace(slug)
    person = acting(here, email, Ability.UNDO)
    if bool(ids) == bool(run):
        raise InvalidInput(
            "Undo what?", field="PROPOSAL", way_out="Name proposals by id, or say --run; not both."
        )
    found = _of_run(here, run) if run else picked(here, ids or (), Alike(None, None, None))
    if run and not yes and not _agreed("Undo", found):
        return
    words = reason or "Undone at the command line."
    done = here.line.undo([p.id for p in found], by=person, reason=words) if found else []
    _say_undone(done, as_json)


def edit(
    proposal: One,
    values: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="PROPERTY=VALUE", help="A new value; nothing behind = empties."
        ),
    ],
    digest: Digest = "",
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Change what a proposal would write. A new proposal replaces it and is decided anew."""
    here = workspace(slug)
    person = acting(here, email, Ability.EDIT)
    found = here.queue.get(proposal)
    changed: dict[int, dict[str, str | None]] = {}
    for text in values:
        index, name, value = _assignment(here, found, text)
        changed.setdefault(index, {})[name] = value
    new = here.line.edit(proposal, digest or found.digest, changed, by=person)
    _say_new(here, new, as_json)


def choose(
    proposal: One,
    choice: Annotated[int, typer.Argument(min=1, help="Its number, as `show` prints it.")],
    digest: Digest = "",
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Answer a question that only a person can: take one of its choices."""
    here = workspace(slug)
    person = acting(here, email, Ability.EDIT)
    found = here.queue.get(proposal)
    if choice > len(found.draft.choices):
        raise InvalidInput(
            f"It has {len(found.draft.choices)} choices.",
            field="CHOICE",
            way_out=f"`stationmaster show {proposal}` lists them.",
        )
    new = here.line.choose(proposal, digest or found.digest, choice - 1, by=person)
    _say_new(here, new, as_json)


def _look(here: Workspace, found: Sequence[Proposal], as_json: bool) -> None:
    """What is about to be decided: one proposal whole, several in figures."""
    if as_json:
        return
    if len(found) == 1:
        say_view(here.viewer.of(found[0]))
    else:
        say_table(("Station", "Kind", "Risk", "Proposals"), summary(found), "Nothing waits.")


def _agreed(what: str, found: Sequence[Proposal]) -> bool:
    if not found:
        return True
    agreed = confirmed(f"{what} {_counted(found)}?", instead="--yes")
    if not agreed:
        tell("Nothing was done.")
    return agreed


def _counted(found: Sequence[Proposal]) -> str:
    return "this proposal" if len(found) == 1 else f"these {len(found)} proposals"


def _of_run(here: Workspace, run: str) -> list[Proposal]:
    here.runs.get(run)
    found: list[Proposal] = []
    after: str | None = None
    while True:
        page = here.queue.recent(status=Status.APPLIED, run=run, limit=500, after=after)
        found += page.rows
        after = page.next
        if after is None:
            return found


def _assignment(here: Workspace, found: Proposal, text: str) -> tuple[int, str, str | None]:
    """`property=value` and the operation that it belongs to: the first one that writes it."""
    name, equals, value = text.partition("=")
    rows = [r for r in here.viewer.of(found).changes if r.property and r.editable]
    for row in rows:
        if equals and row.property == name.strip():
            return row.operation_index, row.property, value or None
    known = ", ".join(dict.fromkeys(r.property for r in rows)) or "nothing"
    raise InvalidInput(
        f"{text!r} is no new value for this proposal.",
        field="--set",
        way_out=f"Write PROPERTY=VALUE; it would write {known}.",
    )


def _say_results(results: Sequence[ItemResult], as_json: bool) -> None:
    if as_json:
        items = [
            {"id": r.id, "ok": r.ok, "status": r.status, "message": r.message} for r in results
        ]
        say_json({"results": items})
    else:
        rows = [(r.id, r.status.value if r.status else "", r.message) for r in results]
        say_table(("Proposal", "Status", ""), rows, "Nothing waits.")
    if not all(r.ok for r in results):
        raise typer.Exit(1)


def _say_undone(done: Sequence[Undone], as_json: bool) -> None:
    if as_json:
        items = [
            {
                "id": u.id,
                "proposal": u.proposal and u.proposal.id,
                "status": u.proposal and u.proposal.status,
                "kept": u.kept,
                "message": u.message,
            }
            for u in done
        ]
        say_json({"results": items})
    else:
        say_table(("Proposal", ""), [(u.id, _undone_words(u)) for u in done], "Nothing to undo.")
    if any(u.proposal is None for u in done):
        raise typer.Exit(1)


def _undone_words(undone: Undone) -> str:
    kept = [f"Kept {c.property} of {c.record}: {c.theirs}." for c in undone.kept]
    return " ".join((undone.message, *kept))


def _say_new(here: Workspace, new: Proposal, as_json: bool) -> None:
    if as_json:
        say_json(here.viewer.of(new))
    else:
        say(f"It is a new proposal now: {new.id}, {new.status.value}.")
        say_view(here.viewer.of(new))
    if new.status is Status.DENIED:
        raise typer.Exit(1)
