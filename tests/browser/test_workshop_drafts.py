"""What is half typed stays: on a phone when the step goes on under it, at the desk when somebody else writes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_workshop import WITHIN, join, press
from tests.program import Program

HARD = "<b>half</b> a thought =1+1 שלום"


@pytest.fixture
def phone(browser: Browser, living: Program) -> Iterator[Page]:
    """A participant's phone."""
    context = browser.new_context(viewport=PHONE, base_url=living.url, is_mobile=True, has_touch=True)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def begin(page: Page) -> None:
    """Open a workshop, another one before it or not."""
    page.goto("/workshop?initiative=telecom-retention")
    form = page.locator("[data-testid=stExpander] details")
    expect(form).to_be_visible()
    if form.get_attribute("open") is None:
        page.get_by_text("Open a workshop").first.click()
    title = page.get_by_label("Title").first
    title.fill("Kick-off")
    title.press("Tab")
    press(page, "Open the workshop")
    expect(page.get_by_text("The workshop has not started yet")).to_be_visible()


def test_a_half_written_note_outlives_the_reveal_the_step_and_a_reload(page: Page, phone: Page) -> None:
    begin(page)
    join(page, phone)
    page.get_by_role("button", name="The problem").first.click()
    note = phone.get_by_label("Your note")
    note.fill("Kept")
    press(phone, "Add")
    expect(phone.get_by_text("1 kept.")).to_be_visible()
    note.fill(HARD)
    phone.wait_for_timeout(500)
    phone.reload()
    expect(note).to_have_value(HARD)
    press(page, "Turn the notes over")
    expect(phone.get_by_text("You had not sent this yet")).to_be_visible(timeout=WITHIN)
    expect(phone.get_by_text(HARD, exact=True)).to_be_visible()
    assert HARD not in page.inner_text("body")
    press(page, "Next: The decision")
    expect(phone.get_by_role("heading", name="The decision and the work around it")).to_be_visible(timeout=WITHIN)
    expect(phone.get_by_text(HARD, exact=True)).to_be_visible()
    press(phone, "Park it")
    expect(phone.get_by_text("You had not sent this yet")).to_have_count(0)
    expect(page.get_by_role("button", name="Parking lot (1)")).to_be_visible(timeout=WITHIN)
    phone.reload()
    expect(phone.get_by_label("Your note")).to_have_value("")
    expect(phone.get_by_text("You had not sent this yet")).to_have_count(0)


def test_text_half_typed_at_the_console_outlives_what_others_do(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="Harms and guardrails").first.click()
    reason = page.get_by_label("Why, for Fair & impartial").first
    reason.press("ControlOrMeta+a")
    reason.press_sequentially("Half a rea")
    other = page.context.new_page()
    other.goto(page.url)
    theirs = other.get_by_label("Why, for Fair & impartial").first
    theirs.fill("Theirs")
    theirs.press("Enter")
    expect(page.get_by_text("changed this at").first).to_be_visible(timeout=WITHIN)
    expect(page.get_by_text("Theirs", exact=True)).to_be_visible()
    expect(reason).to_have_value("Half a rea")
    reason.press_sequentially("son")
    reason.press("Enter")
    press(page, "Keep mine")
    expect(theirs).to_have_value("Theirs")
    expect(other.get_by_text("Half a reason", exact=True)).to_be_visible(timeout=WITHIN)
    other.close()


def test_a_half_typed_estimate_outlives_a_reload_and_the_round(page: Page, phone: Page) -> None:
    begin(page)
    join(page, phone)
    page.get_by_role("button", name="How much, honestly").first.click()
    press(page, "Open round 1")
    low, high = (phone.get_by_label(end, exact=True) for end in ("Low", "High"))
    low.fill("1000")
    high.fill("3000")
    phone.wait_for_timeout(500)
    phone.reload()
    expect(low).to_have_value("1000")
    expect(high).to_have_value("3000")
    phone.get_by_label("Likely", exact=True).fill("2000")
    press(phone, "Give my estimate")
    expect(phone.get_by_text("Kept: 1,000 to 3,000, most likely 2,000")).to_be_visible()
    high.fill("4000")
    phone.wait_for_timeout(500)
    press(page, "Show the estimates")
    expect(phone.get_by_text("You had not given this yet: high 4000.")).to_be_visible(timeout=WITHIN)
    press(page, "Open round 2")
    expect(high).to_have_value("4000", timeout=WITHIN)
    expect(low).to_have_value("1000")
