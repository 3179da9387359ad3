"""The whole queue worked by keyboard alone, in a real browser. Nothing jumps, focus is never lost."""

import re
from collections.abc import Sequence

from playwright.sync_api import Page, expect
from tests.web.office import Office
from tests.web.serving import Tab

from stationmaster.core.proposal import Status


def opened(page: Page) -> str | None:
    """The id of the row that is open."""
    return page.locator('.open[aria-current="true"]').evaluate("e => e.closest('.row').dataset.id")


def focused(page: Page) -> str:
    """What has the focus: the row's id, or tag and id."""
    return str(
        page.evaluate(
            """() => { const e = document.activeElement;
            return e.closest('.row')?.dataset.id ?? `${e.tagName.toLowerCase()}#${e.id}`; }"""
        )
    )


def detail_of(page: Page, id: str) -> None:
    """Wait until the detail of a proposal is shown."""
    expect(page.locator(f'#detail [data-proposal="{id}"]')).to_be_visible()


def at(page: Page, id: str) -> None:
    """A proposal's detail is shown, and its row is open and has the focus."""
    detail_of(page, id)
    assert focused(page) == opened(page) == id


def test_the_whole_queue_by_keyboard(office: Office, tab: Tab) -> None:
    waiting = [p.id for p in office.assign(5)]
    page = tab.enter(office.tokens["ada"])
    at(page, waiting[0])
    page.keyboard.press("j")
    at(page, waiting[1])
    page.keyboard.press("k")
    at(page, waiting[0])
    approve_with_a(office, page, waiting)
    reject_with_r(office, page, waiting)
    edit_with_e(office, page, waiting)
    undo_with_u(office, page, waiting)
    page.keyboard.press("a")
    at(page, waiting[4])
    page.keyboard.press("a")
    expect(page.locator("#rows")).to_contain_text("Nothing waits for you.")
    expect(page.locator("#detail")).to_contain_text("All clear.")


def approve_with_a(office: Office, page: Page, waiting: Sequence[str]) -> None:
    page.keyboard.press("a")
    at(page, waiting[1])
    assert office.workspace.queue.get(waiting[0]).status is Status.APPLIED
    expect(page.locator(f"#row-{waiting[0]}")).to_have_count(0)
    expect(page.locator('[data-count="queue"]')).to_have_text("4")
    expect(page.locator("#said")).to_contain_text("Approved and written")


def reject_with_r(office: Office, page: Page, waiting: Sequence[str]) -> None:
    page.keyboard.press("r")
    expect(page.locator("#reject")).to_be_visible()
    page.keyboard.press("3")
    at(page, waiting[2])
    assert office.workspace.queue.get(waiting[1]).status is Status.REJECTED


def edit_with_e(office: Office, page: Page, waiting: Sequence[str]) -> None:
    page.keyboard.press("e")
    expect(page.locator("[data-editing] select").first).to_be_focused()
    page.locator('[name$=".score"]').fill("55")
    page.keyboard.press("Control+Enter")
    at(page, waiting[3])
    old = office.workspace.queue.get(waiting[2])
    assert old.status is Status.SUPERSEDED
    assert office.workspace.queue.get(str(old.superseded_by)).status is Status.APPLIED
    assert office.record(office.leads[2]).get("score") == 55


def undo_with_u(office: Office, page: Page, waiting: Sequence[str]) -> None:
    page.keyboard.press("u")
    expect(page.locator("#said")).to_contain_text("Taken back.")
    assert office.record(office.leads[2]).get("score") is None
    assert opened(page) == waiting[3]


def test_select_with_x_and_approve_with_a(office: Office, tab: Tab) -> None:
    waiting = [p.id for p in office.assign(4)]
    page = tab.enter(office.tokens["ada"])
    detail_of(page, waiting[0])
    for _ in range(3):
        page.keyboard.press("x")
        page.keyboard.press("j")
    expect(page.locator("#picked-count")).to_have_text("3")
    page.keyboard.press("a")
    expect(page.locator("[data-batch] .results li")).to_have_count(3)
    assert office.workspace.queue.get(waiting[0]).status is Status.WAITING
    page.keyboard.press("a")
    expect(page.locator("[data-done] h2")).to_have_text("3 of 3 written")
    assert {office.workspace.queue.get(id).status for id in waiting[:3]} == {Status.APPLIED}
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("u")
    expect(page.locator("#said")).to_contain_text("3 of 3 taken back.")
    assert office.record(office.leads[0]).get("owner_id") is None
    page.keyboard.press("j")
    detail_of(page, waiting[3])


def test_a_question_is_answered_by_a_digit_and_then_approved(office: Office, tab: Tab) -> None:
    [question] = office.submit(office.question(office.leads[0]))
    page = tab.enter(office.tokens["ada"])
    detail_of(page, question.id)
    page.keyboard.press("2")
    expect(page.locator("#detail")).to_contain_text("waits for approval")
    [left] = office.workspace.queue.page().rows
    assert left.draft.supersedes == question.id
    detail_of(page, left.id)
    assert opened(page) == left.id
    page.keyboard.press("a")
    expect(page.locator("#rows")).to_contain_text("Nothing waits for you.")
    links = office.workspace.reader.associations([office.leads[0]])[office.leads[0]]
    assert [link.target for link in links] == [office.contacts[1]]


def test_keys_do_nothing_while_somebody_types(office: Office, tab: Tab) -> None:
    waiting = office.assign(3)
    page = tab.enter(office.tokens["ada"])
    detail_of(page, waiting[0].id)
    page.keyboard.press("/")
    page.keyboard.type("araj 01")
    page.wait_for_timeout(400)
    assert {p.status for p in office.workspace.queue.page().rows} == {Status.WAITING}
    assert len(office.workspace.queue.page().rows) == 3


def test_the_filter_keeps_the_hands_on_the_keyboard(office: Office, tab: Tab) -> None:
    waiting = office.assign(3)
    page = tab.enter(office.tokens["ada"])
    detail_of(page, waiting[0].id)
    page.keyboard.press("/")
    page.keyboard.type("firm 02")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator("#q")).to_be_focused()
    detail_of(page, waiting[2].id)
    page.keyboard.press("Enter")
    assert focused(page) == waiting[2].id
    expect(page).to_have_url(re.compile("text=firm"))
    page.keyboard.press("/")
    page.keyboard.type("nothing like it")
    expect(page.locator("#rows")).to_contain_text("Nothing matches this filter.")


def test_what_changed_in_the_crm_is_shown_and_not_overwritten(office: Office, tab: Tab) -> None:
    first, second = office.assign(2)
    page = tab.enter(office.tokens["ada"])
    detail_of(page, first.id)
    office.set_by_hand(office.leads[0], {"status": "nurturing"})
    page.keyboard.press("a")
    expect(page.locator("#detail")).to_contain_text("it changed in the CRM")
    detail_of(page, first.id)
    assert office.record(office.leads[0]).get("status") == "nurturing"
    expect(page.locator("#detail")).to_contain_text("What changed meanwhile")
    expect(page.locator(f"#row-{first.id}")).to_have_count(0)
    page.keyboard.press("j")
    detail_of(page, second.id)


def test_the_list_goes_on_when_j_reaches_its_end(office: Office, tab: Tab) -> None:
    office.many(60)
    page = tab.enter(office.tokens["ada"])
    expect(page.locator(".row").first).to_be_visible()
    page.locator(".row .open").nth(45).click()
    for _ in range(12):
        page.keyboard.press("j")
        page.wait_for_timeout(60)
    expect(page.locator(".row")).to_have_count(60)
    assert focused(page) == opened(page)
    assert page.evaluate(
        """() => { const row = document.querySelector('.open[aria-current]').getBoundingClientRect();
        const list = document.getElementById('rows').getBoundingClientRect();
        return row.top >= list.top && row.bottom <= list.bottom + 1; }"""
    )


def test_a_server_that_does_not_answer_is_said(office: Office, tab: Tab) -> None:
    waiting = office.assign(3)
    page = tab.enter(office.tokens["ada"])
    detail_of(page, waiting[0].id)
    page.route("**/approve", lambda route: route.abort())
    page.keyboard.press("a")
    expect(page.locator("#said")).to_contain_text("The server did not answer.")
    assert opened(page) == waiting[0].id
    page.route("**/queue/detail/*", lambda route: route.abort())
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#detail")).to_contain_text("The server did not answer.")
    tab.problems.clear()


def test_a_session_that_has_ended_leads_to_the_door(office: Office, tab: Tab) -> None:
    waiting = office.assign(3)
    page = tab.enter(office.tokens["ada"])
    detail_of(page, waiting[0].id)
    office.app.identity.sign_out(office.tokens["ada"].session)
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/sign-in"))
    assert office.workspace.queue.get(waiting[0].id).status is Status.WAITING
