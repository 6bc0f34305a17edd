"""The journey in a real browser: a newcomer takes the breast-cancer example from promise to proof, and shares it."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP
from tests.program import Program

AMOUNT = re.compile(r"€\d")


def click(page: Page, name: str, *, exact: bool = False) -> None:
    """Click a button by its name."""
    page.get_by_role("button", name=name, exact=exact).first.click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow a link of the main area by its name."""
    page.get_by_test_id("stMain").get_by_role("link", name=name).first.click()


def toast(page: Page, text: str) -> None:
    """Wait until the program says that something was saved."""
    expect(page.get_by_test_id("stToast").filter(has_text=text)).to_be_visible()


def figure(page: Page, name: str) -> str:
    """Read what stands under one of the four figures of the thread."""
    cell = (
        page.locator(".st-key-thread")
        .get_by_role("link", name=name)
        .locator("xpath=ancestor::*[@data-testid='stVerticalBlock'][1]")
    )
    return cell.inner_text()


def test_from_promise_to_proof(page: Page, browser: Browser, living: Program, tmp_path: Path) -> None:
    start(page)
    envision(page)
    build(page)
    deploy(page)
    monitor(page, tmp_path)
    share(page, browser, living)


def start(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text("Telecom retention").first).to_be_visible()
    click(page, "New initiative")
    page.get_by_text("The breast-cancer example").click()
    click(page, "Start", exact=True)
    expect(page).to_have_url(re.compile(r"/envision\?.*initiative=breast-cancer-triage"))


def envision(page: Page) -> None:
    expect(page.get_by_text("What this is worth a year")).to_be_visible()
    page.get_by_text("2 Decision & workflow").click()
    wrong_no = page.get_by_label("Wrong no: likely")
    expect(wrong_no).to_have_value("-48000")
    before = page.locator(".st-key-worth h2").inner_text()
    wrong_no.fill("-40000")
    wrong_no.press("Enter")
    expect(page.locator(".st-key-worth h2")).not_to_have_text(before)
    click(page, "change of Wrong no")
    expect(page.locator(".st-key-worth h2")).to_have_text(before)
    click(page, "Offer version 1 for signature")
    for role in ("sponsor", "product", "science", "risk"):
        expect(page.locator(f".st-key-sign_1_{role} input")).not_to_have_value("")
        page.locator(f".st-key-do_sign_1_{role} button").click()
        expect(page.locator(f".st-key-do_sign_1_{role}")).to_have_count(0)
    expect(page.get_by_text("Contract v1 is in force since")).to_be_visible()
    assert AMOUNT.search(figure(page, "Promised"))


def build(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^.*Build not started")).click()
    click(page, "Load the breast-cancer data")
    click(page, "Train the candidates")
    expect(page.get_by_role("button", name="Cancel the training")).to_be_visible()
    expect(page.get_by_text("What the business gets")).to_be_visible(timeout=90_000)
    slider = page.locator("form.vega-bindings input[type=range]")
    label = page.locator("g.mark-text text").filter(has_text="Logistic regression").first
    before = label.text_content()
    slider.evaluate("e => { e.value = 0.5; e.dispatchEvent(new Event('input', {bubbles: true})) }")
    page.wait_for_function(
        "before => [...document.querySelectorAll('g.mark-text text')]"
        ".some(t => t.textContent.startsWith('Logistic regression') && t.textContent !== before)",
        arg=before,
    )
    expect(page.get_by_text("acting from 0.500")).to_be_visible()
    slider.evaluate("e => { e.value = 0.03; e.dispatchEvent(new Event('input', {bubbles: true})) }")
    expect(page.get_by_text("acting from 0.030")).to_be_visible()
    page.get_by_role("radio", name="Logistic regression").click()
    expect(page.get_by_text("Record the decision: Logistic regression, acting from 0.030")).to_be_visible()
    page.get_by_label("Why this one?").fill("It misses fewest for the biopsies it spares.")
    page.get_by_label("Why this one?").press("Tab")
    page.get_by_role("textbox", name="Reviewed independently by").fill("Priya Raman")
    page.get_by_role("textbox", name="Reviewed independently by").press("Tab")
    page.get_by_role("combobox", name="In the role of").click()
    page.get_by_role("option", name="Deputy").click()
    click(page, "Record the decision")
    expect(page.get_by_text("Decision 1,")).to_be_visible(timeout=30_000)
    assert AMOUNT.search(figure(page, "Built"))


def deploy(page: Page) -> None:
    follow(page, re.compile("the readiness gate"))
    expect(page.get_by_text("NO-GO")).to_be_visible()
    click(page, "Plan")
    page.get_by_label(re.compile("The stage ends at")).first.fill("300")
    page.get_by_label("Judged on at least so many cases").first.fill("100")
    page.get_by_label("Judged on at least so many cases").first.press("Tab")
    click(page, "Save the plan")
    toast(page, "The release plan is saved.")
    for name in ("Code reviewed", "The model may do no more", "Users know its limits"):
        row = page.get_by_test_id("stHorizontalBlock").filter(has_text=name).last
        row.get_by_role("button", name="Attest").click()
        page.get_by_label("On what evidence, or for what reason?").fill("Seen and checked by the team.")
        page.get_by_label("Your name").fill("Priya Raman")
        page.get_by_label("Your name").press("Tab")
        click(page, "Save the statement")
        expect(row).to_have_count(0)
    while page.get_by_role("button", name="Settle").count():
        waive(page)
    expect(page.locator(".st-key-verdict")).to_contain_text("GO")
    expect(page.locator(".st-key-verdict")).not_to_contain_text("NO-GO")
    click(page, "Release", exact=True)
    expect(page.get_by_text("Release 1,")).to_be_visible()
    assert AMOUNT.search(figure(page, "Released"))


def waive(page: Page) -> None:
    """Waive the first computed check that does not pass, as the second line."""
    count = page.get_by_role("button", name="Settle").count()
    click(page, "Settle")
    page.get_by_role("combobox", name="Statement").click()
    page.get_by_role("option", name="Waive it, with an end date").click()
    page.get_by_label("On what evidence, or for what reason?").fill("Small data; measured again in a month.")
    page.get_by_label("Your name").fill("Ines Carvalho")
    page.get_by_label("Your name").press("Tab")
    click(page, "Save the statement")
    expect(page.get_by_role("button", name="Settle")).to_have_count(count - 1)


def monitor(page: Page, folder: Path) -> None:
    follow(page, re.compile("watch what arrives"))
    expect(page.get_by_text("no cases have arrived yet").first).to_be_visible()
    files = {}
    for name in ("Later cases (CSV)", "Their labels (CSV)"):
        with page.expect_download() as got:
            click(page, name)
        files[name] = folder / got.value.suggested_filename
        got.value.save_as(files[name])
    page.locator("input[type=file]").first.set_input_files(files["Later cases (CSV)"])
    click(page, "Deliver this file")
    expect(page.get_by_text("171 cases arrived").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("radio", name="Labels that became known")).to_be_checked()
    page.locator("input[type=file]").first.set_input_files(files["Their labels (CSV)"])
    click(page, "Deliver this file")
    expect(page.get_by_text("was expected by now").first).to_be_visible(timeout=60_000)
    assert AMOUNT.search(figure(page, "Realised"))


def share(page: Page, browser: Browser, living: Program) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name="Share").click()
    page.get_by_label("For whom is the link?").fill("Board meeting")
    page.get_by_label("For whom is the link?").press("Tab")
    click(page, "Make a link")
    address = page.get_by_test_id("stCode").inner_text().strip()
    assert re.fullmatch(rf"{re.escape(living.url)}/s/[\w-]{{43}}", address)
    guest = browser.new_context(viewport=DESKTOP).new_page()
    guest.goto(address)
    expect(guest.get_by_text("Breast-cancer triage").first).to_be_visible()
    expect(guest.get_by_text("Promised and realised value a year")).to_be_visible()
    assert address.rsplit("/", 1)[1] not in guest.url, "the token stays in no address"
    expect(guest.get_by_test_id("stSidebar")).to_have_count(0)
    guest.goto(f"{living.url}/build?initiative=breast-cancer-triage")
    expect(guest.get_by_text("What the business gets")).to_have_count(0)
    page.reload()
    click(page, "Revoke")
    toast(page, "Revoked.")
    guest.goto(f"{living.url}/")
    expect(guest.get_by_text("This Throughline is not open to you")).to_be_visible()
    guest.context.close()
