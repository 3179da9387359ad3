"""A running server and a browser for it, where one is installed."""

import atexit
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.applications import Starlette

from stationmaster.identity.sessions import SessionToken
from stationmaster.web.app import create
from stationmaster.web.session import COOKIE
from stationmaster.wiring import Stationmaster

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def serving(app: Stationmaster) -> Iterator[str]:
    """The address of the pages, served on a free port of this machine."""
    web: Starlette = create(app)
    config = uvicorn.Config(web, host="127.0.0.1", port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started, "the server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@cache
def chromium(more: tuple[str, ...] = ()) -> Browser:
    """One browser per test process. Skips the test where no chromium is installed."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(CHROMIUM)} is installed")
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS, *more])
    atexit.register(lambda: (browser.close(), playwright.stop()))
    return browser


@dataclass
class Tab:
    """A page of a browser, and what went wrong in it. `problems` must be empty at the end."""

    page: Page
    url: str
    problems: list[str]

    def enter(self, token: SessionToken) -> Page:
        """The queue, as somebody who is signed in."""
        cookie = {"name": COOKIE, "value": token.value, "url": self.url}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie by its url
        self.page.goto(f"{self.url}/queue")
        # htmx begins just after the page is loaded; before that a form is an ordinary form.
        self.page.wait_for_selector("[data-htmx-powered]", state="attached")
        return self.page


def watched(context: BrowserContext, url: str) -> Tab:
    """A tab that notes script errors, console errors and answers of 500."""
    page = context.new_page()
    page.set_default_timeout(8000)
    tab = Tab(page, url, [])
    page.on("pageerror", lambda error: tab.problems.append(f"script: {error}"))
    page.on(
        "console",
        lambda m: (
            tab.problems.append(f"console: {m.text}")
            if m.type == "error" and "the server responded with a status of 4" not in m.text
            else None
        ),
    )
    page.on(
        "response",
        lambda r: tab.problems.append(f"{r.status} {r.url}") if r.status >= 500 else None,
    )
    return tab
