"""Takes the pictures in docs/images again: `make screenshots`. Each page wide and narrow, light and dark.

The company is the sample, small; some of what waits is decided first, so that every page has
something to show.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, ViewportSize
from tests.web.serving import chromium, serving

from stationmaster.core.actor import Person, Role
from stationmaster.core.proposal import RejectReason, Status
from stationmaster.settings import Settings
from stationmaster.testing.sample import generate
from stationmaster.testing.sample_workspace import STATION, SampleWorkspace
from stationmaster.testing.sample_workspace import build as build_workspace
from stationmaster.web.session import COOKIE
from stationmaster.wiring import Stationmaster, Workspace, build

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZES = {1440: ViewportSize(width=1440, height=900), 390: ViewportSize(width=390, height=844)}
SCHEMES = ("light", "dark")
SEED, SCALE = 1, 0.5
# Grey instead of coloured edges of letters: half the size, and the same on every screen.
PLAIN_TEXT = ("--disable-lcd-text", "--font-render-hinting=none")


def company(home: Path) -> tuple[Stationmaster, SampleWorkspace]:
    app = build(Settings(home=home, durable=False))
    made = build_workspace(app, generate(SEED, SCALE, app.clock()), print)
    made.workspace.train_station(STATION)
    made.workspace.run_station(STATION)
    return app, made


def decide_some(workspace: Workspace, person: Person) -> str:
    """Approve a handful and reject one. Answers the record of the first that was written."""
    rows = workspace.queue.page(kind="assign_owner", limit=9).rows
    results = workspace.line.approve({p.id: p.digest for p in rows[:8]}, by=person)
    workspace.line.reject([rows[8].id], by=person, reason=RejectReason.NOT_NOW)
    written = next(r.proposal for r in results if r.proposal and r.status is Status.APPLIED)
    return f"{written.draft.about.type}/{written.draft.about.id}"


def addresses(workspace: Workspace, record: str) -> Mapping[str, str]:
    found = {
        "queue": "/queue",
        "record": f"/records/{record}",
        "records": "/records?where=status%20%3D%20new",
        "audit": "/audit",
        "policy": "/policy",
        "stations": "/stations",
    }
    questions = workspace.queue.page(kind="two_candidates", limit=1).rows
    if questions:
        found["question"] = f"/queue?open={questions[0].id}"
    return found


def take(page: Page, url: str, name: str, address: str, width: int, scheme: str) -> None:
    page.goto(url + address)
    if name == "record":
        page.locator(".lineage").first.evaluate("details => { details.open = true }")
    page.wait_for_timeout(300)
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / f"{name}-{width}-{scheme}.png")
    if width < 720 and name == "queue":
        page.locator('.open[aria-current="true"]').click()
        page.wait_for_timeout(300)
        page.screenshot(path=IMAGES / f"proposal-{width}-{scheme}.png")


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        app, made = company(Path(home))
        account = next(a for a in made.accounts if a.person.role is Role.REVOPS)
        record = decide_some(made.workspace, account.person)
        token = app.identity.sign_in(None, account.email, account.password, "127.0.0.1")
        with serving(app) as url:
            for width, size in SIZES.items():
                for scheme in SCHEMES:
                    context = chromium(PLAIN_TEXT).new_context(
                        viewport=size,
                        color_scheme="dark" if scheme == "dark" else "light",
                        timezone_id="Europe/London",
                    )
                    context.add_cookies([{"name": COOKIE, "value": token.value, "url": url}])
                    page = context.new_page()
                    for name, address in addresses(made.workspace, record).items():
                        take(page, url, name, address, width, scheme)
                    context.close()
        app.governance.dispose()
        app.records.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
