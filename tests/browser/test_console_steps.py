"""Walking through the steps of a workshop writes nothing: what the canvas holds is not said again by the browser."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, expect

from data import canvases
from data.audit import SYSTEM
from data.store import Store
from lifecycle.audit import Act
from lifecycle.envision.canvas import fields
from lifecycle.envision.workshop.agenda import Activity, default_agenda
from lifecycle.envision.workshop.entries import Kind
from tests.browser.conftest import DESKTOP
from tests.load import stage
from tests.program import program

WALKS = 6
EXAMPLES = {"number": 12.0, "text": "By hand", "line": "By hand", "person": "Ann Other"}


def test_walking_through_the_steps_writes_no_field(browser: Browser, tmp_path: Path) -> None:
    held = stage.make(tmp_path / "home")
    steps = [step for step in default_agenda() if step.activity is Activity.FIELDS][:2]
    known = [fields()[path] for step in steps for path in step.paths]
    store = Store(held.home)
    filled = {item.path: EXAMPLES[item.kind] for item in known if item.kind in EXAMPLES}
    canvases.edit(store, Act(SYSTEM, datetime.now(UTC)), held.workshop.initiative_id, filled)
    store.close()
    assert len(filled) > 5
    with program(held.home) as running:
        page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
        page.goto(f"{running.url}/workshop?initiative={held.initiative}&workshop={held.workshop.id}")
        for walk in range(WALKS):
            for step in steps:
                page.get_by_role("button", name=step.title).first.click()
                page.get_by_role("heading", name=step.title).wait_for()
                page.wait_for_timeout(400 + 400 * walk)
        page.close()
    kinds = [entry.kind for entry in stage.log(held)]
    assert kinds.count(Kind.MOVED) == WALKS * len(steps)
    assert kinds.count(Kind.FIELD_SET) == 0


def test_the_next_act_and_the_clock_have_keys_also_while_something_is_typed(browser: Browser, tmp_path: Path) -> None:
    held = stage.make(tmp_path / "home")
    with program(held.home) as running:
        page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
        page.goto(f"{running.url}/workshop?initiative={held.initiative}&workshop={held.workshop.id}")
        page.get_by_role("button", name="Start: Why we are here").wait_for()
        page.keyboard.press("Alt+Shift+N")
        page.get_by_role("heading", name="Why we are here").wait_for()
        page.keyboard.press("Alt+Shift+P")
        page.get_by_role("button", name="Resume").wait_for()
        page.get_by_role("button", name="Dissent (0)").click()
        box = page.get_by_label("Record a dissent")
        box.press_sequentially("nNpP")
        expect(box).to_have_value("nNpP")
        page.keyboard.press("Alt+Shift+N")
        page.get_by_role("heading", name="The problem").wait_for()
        page.close()
    kinds = [entry.kind for entry in stage.log(held)]
    assert (kinds.count(Kind.MOVED), kinds.count(Kind.TIMER)) == (2, 1)
