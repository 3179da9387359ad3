"""The whole story by a person in a real browser: sign in, edit one, approve ten in a batch, reject
one with a reason, see the record change, undo one, see the audit verify."""

import re

from playwright.sync_api import Page, expect
from tests.web.office import PASSWORD, Office
from tests.web.serving import Tab

from stationmaster.core.proposal import Proposal, Status


def test_the_story_of_a_morning(office: Office, tab: Tab) -> None:
    page = tab.page
    sign_in(tab)
    run_the_station(page)
    waiting = list(office.workspace.queue.page().rows)
    assert len(waiting) == 14
    edit_the_first(office, page, waiting[0])
    reject_the_second(office, page, waiting[1])
    approve_ten(office, page)
    see_the_record_change(office, page)
    undo_on_the_record(office, page)
    see_the_audit_verify(page)


def sign_in(tab: Tab) -> None:
    page = tab.page
    page.goto(tab.url)
    expect(page).to_have_url(re.compile("/sign-in"))
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Review queue")).to_be_visible()
    expect(page.locator("#rows")).to_contain_text("No station has run yet.")


def run_the_station(page: Page) -> None:
    page.get_by_role("link", name="Stations").click()
    page.get_by_role("button", name="Run now").click()
    expect(page.locator("#said")).to_contain_text("14 waiting")
    page.get_by_role("link", name="14 wait for review").click()
    expect(page.locator(".row")).to_have_count(14)


def edit_the_first(office: Office, page: Page, first: Proposal) -> None:
    detail = page.locator("#detail")
    expect(detail).to_contain_text("unassigned")
    expect(detail.locator("mark")).to_have_text("around 180 people across Bergen")
    expect(detail).to_contain_text("level-needs-person")
    page.get_by_role("button", name="Edit").click()
    page.locator("#detail").get_by_label("Score", exact=True).fill("64")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(detail).to_contain_text("It went through policy again and waits for approval.")
    expect(page.locator(f"#row-{first.id}")).to_have_count(0)
    page.get_by_role("button", name="Approve", exact=False).first.focus()
    page.locator("#detail").get_by_role("button", name="Approve").click()
    expect(page.locator("#said")).to_contain_text("Approved and written")
    record = office.record(office.leads[0])
    assert (record.get("score"), record.get("owner_id")) == (64, office.owners[1].id)
    assert office.workspace.queue.get(first.id).status is Status.SUPERSEDED


def reject_the_second(office: Office, page: Page, second: Proposal) -> None:
    expect(page.locator(f'#detail [data-proposal="{second.id}"]')).to_be_visible()
    page.locator("#detail").get_by_role("button", name="Reject").click()
    page.get_by_label("In your words").fill("They are a partner, not a customer.")
    page.get_by_role("button", name="Wrong record").click()
    expect(page.locator("#said")).to_contain_text("Rejected (wrong record)")
    assert office.workspace.queue.get(second.id).status is Status.REJECTED
    assert office.record(office.leads[1]).get("owner_id") is None


def approve_ten(office: Office, page: Page) -> None:
    for box in page.locator(".row .side input").all()[:10]:
        box.check()
    expect(page.locator("#picked-count")).to_have_text("10")
    page.get_by_role("button", name="Approve these").click()
    expect(page.locator("[data-batch] input[name=seen]:checked")).to_have_count(10)
    page.get_by_role("button", name="Approve what is ticked").click()
    expect(page.get_by_role("heading", name="10 of 10 written")).to_be_visible()
    expect(page.locator(".results .tag.good")).to_have_count(10)
    expect(page.locator(".row")).to_have_count(2)
    expect(page.locator('[data-count="queue"]')).to_have_text("2")
    owned = [r for r in office.leads if office.record(r).get("owner_id") == office.owners[1].id]
    assert len(owned) == 11


def see_the_record_change(office: Office, page: Page) -> None:
    lead = office.leads[2]
    page.locator(".results a").first.click()
    page.get_by_role("link", name=re.compile("^Lead Ingrid Halvorsen")).click()
    expect(page).to_have_url(re.compile(f"/records/lead/{lead.id}$"))
    expect(page.locator(".values")).to_contain_text("R. Okafor")
    expect(page.locator(".values")).to_contain_text("working")


def undo_on_the_record(office: Office, page: Page) -> None:
    score = page.locator(".lineage").nth(1)
    score.locator("summary").click()
    for words in ("around 180 people", "Ada Marsh", "level-needs-person", "Front desk"):
        expect(score).to_contain_text(words)
    score.get_by_role("button", name="Undo this value").click()
    expect(page.locator("#said")).to_contain_text("Taken back.")
    lead = office.record(office.leads[2])
    assert (lead.get("score"), lead.get("status")) == (None, "working")


def see_the_audit_verify(page: Page) -> None:
    page.get_by_role("link", name="Audit").click()
    expect(page.get_by_role("cell", name="Proposal rejected")).to_be_visible()
    page.get_by_role("button", name="Verify the chain").click()
    expect(page.locator("#verify-result")).to_contain_text("rows hold")
    page.get_by_label("Did what").select_option("proposal.rejected")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.locator("main tbody summary").click()
    expect(page.locator("main tbody pre")).to_contain_text("They are a partner, not a customer.")
