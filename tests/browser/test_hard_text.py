"""What people type is text: no markup, script, image or formula does anything, and every sign is kept."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from data import canvases
from data.audit import SYSTEM
from data.store import Store
from lifecycle.audit import Act
from lifecycle.envision.workshop.entries import Kind
from lifecycle.ids import canonical
from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import NOW
from tests.load import stage
from tests.load.stage import Stage
from tests.program import Program

NAME = "<b>Zoë</b> ![n](http://evil.example/n.png) 🙂 שלום"
NOTES = (
    "<script>alert(1)</script>",
    '<img src="http://evil.example/a.png" onerror="alert(1)">',
    "![b](http://evil.example/b.png) and [a link](http://evil.example/c)",
    '=HYPERLINK("http://evil.example/d","press me")',
    "👩\u200d👩\u200d👧 🙂 e\u0301 \u202bهذا مهم جدا\u202c שלום",
    "Long <i>and</i> **bold** " + "0123456789" * 997 + "end",
)
WITHIN = 15_000


class Watch:
    """Every request that leaves the program, and every dialog."""

    def __init__(self, url: str) -> None:
        self.url, self.left, self.dialogs = url, list[str](), list[str]()

    def over(self, context: BrowserContext) -> BrowserContext:
        context.set_default_timeout(20_000)
        context.on("request", lambda request: self.note(request.url))
        context.on("dialog", self.dismiss)
        return context

    def note(self, url: str) -> None:
        if not url.startswith((self.url, self.url.replace("http", "ws", 1), "data:", "blob:")):
            self.left.append(url)

    def dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def held(tmp_path: Path) -> Stage:
    """A workshop, and a canvas that holds the worst of the texts."""
    made = stage.make(tmp_path / "home")
    store = Store(made.home)
    hard = {"problem": NOTES[1] + NOTES[2], "decision": NOTES[0]}
    canvases.edit(store, Act(SYSTEM, NOW), made.workshop.initiative_id, hard)
    store.close()
    return made


def test_text_is_text_everywhere_and_is_kept_exactly(browser: Browser, held: Stage, tmp_path: Path) -> None:
    assert all(len(text) <= 10_000 for text in NOTES)
    running = Program(held.home).wait_until_ready()
    watch = Watch(running.url)
    desk = watch.over(browser.new_context(viewport=DESKTOP, base_url=running.url, accept_downloads=True))
    hand = watch.over(browser.new_context(viewport=PHONE, base_url=running.url, is_mobile=True, has_touch=True))
    try:
        page, phone = desk.new_page(), hand.new_page()
        query = f"initiative={held.initiative}&workshop={held.workshop.id}"
        page.goto(f"/workshop?{query}")
        page.get_by_role("button", name="The problem").first.click()
        write(phone, held)
        page.get_by_role("button", name="Turn the notes over").first.click()
        exported = look(page, query, held)
    finally:
        desk.close()
        hand.close()
        running.stop()
    log = stage.log(held)
    assert [entry.body["text"] for entry in log if entry.kind is Kind.NOTED] == list(NOTES)
    assert [entry.body["name"] for entry in log if entry.kind is Kind.JOINED] == [NAME]
    kept = {note["text"] for step in exported["steps"] for note in step["notes"]}
    assert kept == set(NOTES)
    assert [person["name"] for person in exported["participants"]] == [NAME]
    assert json.loads(canonical(exported)) == exported
    assert (watch.left, watch.dialogs) == ([], [])


def write(phone: Page, held: Stage) -> None:
    """Join under a hard name, and write the notes."""
    phone.goto(f"/w/{held.workshop.code}")
    phone.get_by_label("Your name").fill(NAME)
    phone.locator("[data-testid=stSelectbox] input").click()
    phone.get_by_role("option", name="End user").click()
    phone.get_by_role("button", name="Join").first.click()
    for number, text in enumerate(NOTES):
        expect(phone.get_by_text(f"{number} kept.")).to_be_visible(timeout=WITHIN)
        phone.get_by_label("Your note").first.fill(text)
        phone.get_by_role("button", name="Add").first.click()
    expect(phone.get_by_text(f"{len(NOTES)} kept.")).to_be_visible(timeout=WITHIN)
    shown = phone.get_by_test_id("stText").all_inner_texts()
    assert [text for text in NOTES if text not in shown] == []


def look(page: Page, query: str, held: Stage) -> dict[str, object]:
    """Look at the wall, the projector, the replay, the canvas and the result; gives the export."""
    plain(page, NOTES[0])
    page.goto(f"/projector?{query}")
    plain(page, *NOTES[:5])
    page.goto(f"/replay?{query}")
    page.get_by_text("The problem", exact=True).first.click()
    plain(page, *NOTES[:4])
    page.goto(f"/envision?initiative={held.initiative}")
    expect(page.get_by_label("Problem", exact=False).first).to_be_visible(timeout=WITHIN)
    assert page.locator("img[src*=evil]").count() == 0
    page.goto(f"/workshop?{query}&view=Result")
    with page.expect_download() as got:
        page.get_by_role("button", name="JSON").click()
    found: dict[str, object] = json.loads(Path(got.value.path()).read_text("utf-8"))
    return found


def plain(page: Page, *texts: str) -> None:
    """Check that texts stand on the page as they were typed, and that nothing was made of them."""
    for text in texts:
        expect(page.get_by_text(re.sub(r"\s+", " ", text), exact=False).first).to_be_visible(timeout=WITHIN)
    made = page.locator("[data-testid=stMain] :is(img[src*=evil], a[href*=evil])")
    assert made.evaluate_all("found => found.map(one => one.parentElement.outerHTML)") == []
