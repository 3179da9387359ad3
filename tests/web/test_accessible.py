"""axe finds nothing at all on any page, light or dark, wide or narrow; nothing scrolls sideways."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.web.office import Office
from tests.web.serving import serving, watched

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def problems(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found]


def too_wide(page: Page) -> str:
    """What is wider than the screen, if anything."""
    return str(
        page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? '' :
            [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')"""
        )
    )


@pytest.fixture
def busy(office: Office) -> dict[str, str]:
    """Addresses of pages with something on them."""
    first, second, third, *_ = office.assign(6)
    office.submit(
        office.question(office.leads[7]), office.message(office.leads[8], "x\u202ey " * 60)
    )
    office.workspace.line.approve({first.id: first.digest}, by=office.people["max"])
    office.set_by_hand(office.leads[1], {"status": "nurturing"})
    office.workspace.line.approve({second.id: second.digest}, by=office.people["max"])
    lead = f"/records/lead/{office.leads[0].id}"
    return {
        "queue": "/queue",
        "question": "/queue?open=" + office.workspace.queue.page(kind="two_candidates").rows[0].id,
        "proposals": "/proposals",
        "applied": f"/proposals/{first.id}",
        "stale": f"/proposals/{second.id}",
        "edit": f"/proposals/{third.id}/edit",
        "records": "/records",
        "wrong filter": "/records?where=what",
        "record": lead,
        "record edit": f"{lead}/edit",
        "audit": "/audit",
        "policy": "/policy",
        "explain": f"/policy/explain?proposal={third.id}",
        "team": "/team",
        "stations": "/stations",
        "nothing": "/nothing",
    }


EVERY = frozenset[str]()
DARK = frozenset({"queue", "applied", "stale", "record", "audit", "policy"})
SMALL = frozenset({"queue", "record", "policy"})


@pytest.mark.parametrize(
    ("size", "scheme", "only"),
    [(WIDE, "light", EVERY), (WIDE, "dark", DARK), (NARROW, "light", SMALL)],
    ids=["wide", "dark", "narrow"],
)
def test_axe_finds_nothing_and_nothing_is_too_wide(  # what a window is, and the fixtures
    office: Office,
    busy: dict[str, str],
    browser: Browser,
    size: dict[str, int],
    scheme: str,
    only: frozenset[str],
) -> None:
    """axe on each page where light and wide, on those with the most colours where not."""
    wrong = []
    with serving(office.app) as url:
        context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]  # plain dicts and text
        tab = watched(context, url)
        tab.page.goto(f"{url}/sign-in")
        wrong += problems(tab.page)
        page = tab.enter(office.tokens["ada"])
        for name, address in busy.items():
            page.goto(url + address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            looked = problems(page) if not only or name in only else []
            wrong += [f"{name}: {problem}" for problem in looked]
            wide = too_wide(page)
            wrong += [f"{name} is too wide: {wide}"] if wide else []
        context.close()
    assert "\n".join(wrong) == ""
    assert tab.problems == []


def test_dialogs_and_panels_too(office: Office, busy: dict[str, str], browser: Browser) -> None:
    with serving(office.app) as url:
        context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]  # a plain dict
        page = watched(context, url).enter(office.tokens["ada"])
        found = []
        expect(page.locator("#detail [data-proposal]")).to_be_visible()
        for key, shown in (
            ("?", "#help"),
            ("r", "#reject"),
            ("A", "[data-batch]"),
            ("a", "[data-done]"),
        ):
            page.keyboard.press(key)
            expect(page.locator(shown)).to_be_visible()
            found += problems(page)
            if key in "?r":
                page.keyboard.press("Escape")
                expect(page.locator(shown)).to_be_hidden()
        context.close()
    assert found == []


def test_narrow_shows_one_thing_at_a_time(office: Office, browser: Browser) -> None:
    first, second = office.assign(2)
    with serving(office.app) as url:
        context = browser.new_context(viewport=NARROW, has_touch=True)  # type: ignore[arg-type]  # a plain dict
        tab = watched(context, url)
        page = tab.enter(office.tokens["ada"])
        expect(page.locator("#detail")).to_be_hidden()
        page.locator(f"#row-{second.id} .open").tap()
        expect(page.locator(f'#detail [data-proposal="{second.id}"]')).to_be_visible()
        page.get_by_role("button", name="List").tap()
        expect(page.locator("#detail")).to_be_hidden()
        page.locator(f"#row-{first.id} .open").tap()
        page.locator("#detail").get_by_role("button", name="Approve").tap()
        expect(page.locator(f'#detail [data-proposal="{second.id}"]')).to_be_visible()
        page.go_back()
        expect(page.locator(".row")).to_have_count(1)
        page.get_by_role("button", name="Approve 1").tap()
        expect(page.get_by_role("heading", name="Assign owner: 1")).to_be_visible()
        page.get_by_role("button", name="List").tap()
        page.get_by_role("button", name="Menu").tap()
        page.get_by_role("link", name="Records").tap()
        expect(page).to_have_url(re.compile("/records$"))
        context.close()
    assert tab.problems == []


def test_light_and_dark_by_hand_and_by_the_system(office: Office, browser: Browser) -> None:
    with serving(office.app) as url:
        context = browser.new_context(viewport=WIDE, color_scheme="dark")  # type: ignore[arg-type]  # a plain dict
        page = watched(context, url).enter(office.tokens["ada"])
        background = "getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(background) == "rgb(21, 22, 20)"
        page.locator("#theme").select_option("light")
        assert page.evaluate(background) == "rgb(247, 247, 245)"
        page.reload()
        assert page.evaluate(background) == "rgb(247, 247, 245)"
        context.close()
