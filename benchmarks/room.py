"""How quickly the room answers at 100,000 cases × 5 candidates, measured in a real browser.

`python -m benchmarks.room [CASES]` makes predictions, opens a room on them, starts the program as the README does and
prints two things. A step of the slider: from its input event until the browser has painted the moved chart (the
server is not asked). An answer of the server: from the click until the page's script has ended and the browser has
painted, for each candidate, role, part of the cases and view of the diagnostics; the first visit of each, when nothing
is kept in memory yet, and later ones.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks.beside import made_up
from tests.browser.conftest import DESKTOP, FLAGS
from tests.browser.find import installed
from tests.program import program

CASES, MODELS, SEED, STEPS, ROUNDS = 100_000, 5, 7, 60, 3
ROOM = "benchmark"
ANSWER = """(element) => new Promise((done, fail) => {
  const app = document.querySelector('[data-testid=stApp]'), start = performance.now()
  const state = () => app.getAttribute('data-test-script-state')
  let ran = false
  const watch = new MutationObserver(look)
  function look() {
    if (state() === 'running') ran = true
    if (!ran || state() !== 'notRunning') return
    watch.disconnect()
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))
  }
  watch.observe(app, {attributes: true})
  setTimeout(() => fail(new Error('no answer within 30 s')), 30000)
  element.click()
})"""
STEP = """async ([slider, value]) => {
  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)))
  await painted()
  const start = performance.now()
  slider.value = value
  slider.dispatchEvent(new Event('input', {bubbles: true}))
  const worked = performance.now() - start
  await painted()
  return [worked, performance.now() - start]
}"""


def make(home: Path, cases: int) -> None:
    """Keep a room of made-up predictions in a store of its own."""
    from data import rooms
    from data.jobs import Job
    from data.store import Store
    from lifecycle.access import Capability, Principal
    from lifecycle.audit import Act
    from lifecycle.build.prediction_roles import Model, Roles
    from lifecycle.build.predictions import align

    label, scores = made_up(cases, MODELS)
    rng = np.random.default_rng(SEED)
    frame = pd.DataFrame({"truth": label.astype(int), **scores})
    frame["region"], frame["age"] = rng.choice(["north", "east", "south", "west"], cases), rng.integers(18, 90, cases)
    found = align([("made up.csv", frame)], Roles("truth", "1", tuple(Model(name, 0, name) for name in scores)))
    store = Store(home, lambda: datetime.now(UTC))
    act = Act(Principal("owner", "Owner", Capability.OWNER), datetime.now(UTC))
    rooms.open_room(store, act, ROOM, f"{cases:,} cases", found, SEED, Job(ROOM, ROOM, ROOM, ROOM, act.at))
    store.close()


def standing(page: Page) -> None:
    """Wait until the room stands and its script has ended."""
    page.locator("input[type=range]").first.wait_for(timeout=60_000)
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state') === 'notRunning'"
        " && !document.querySelector('[data-testid=stSkeleton]')",
        timeout=60_000,
    )
    page.wait_for_timeout(500)


def steps(page: Page) -> list[tuple[float, float]]:
    """Move the slider step by step; milliseconds of work in the event, and until it is painted."""
    slider = page.locator("input[type=range]").first.element_handle()
    values = np.linspace(0.05, 0.95, STEPS).round(3)
    found = [page.evaluate(STEP, [slider, float(value)]) for value in values]
    page.wait_for_timeout(3000)
    return [(float(worked), float(painted)) for worked, painted in found]


def answered(page: Page, element: Locator) -> float:
    """Click and wait for the answer; gives milliseconds."""
    took = float(page.evaluate(ANSWER, element.element_handle()))
    page.wait_for_timeout(200)
    return took


def choices(page: Page, label: str) -> list[Locator]:
    """List the buttons of a choice that are not chosen."""
    group = page.get_by_test_id("stButtonGroup").filter(has_text=label).first
    return [one for one in group.get_by_role("radio").all() if one.get_attribute("aria-checked") != "true"]


def each(page: Page, label: str) -> Iterable[float]:
    """Choose each of the others once."""
    for name in [one.inner_text() for one in choices(page, label)]:
        group = page.get_by_test_id("stButtonGroup").filter(has_text=label).first
        yield answered(page, group.get_by_role("radio", name=name, exact=True))


def parts(page: Page, label: str, options: Iterable[str]) -> Iterable[float]:
    """Choose options of a list one after the other."""
    for option in options:
        page.get_by_test_id("stSelectbox").filter(has_text=label).locator("input").first.click()
        yield answered(page, page.get_by_role("option", name=option).first)


def measure(page: Page) -> dict[str, list[float]]:
    """Walk through everything the server answers once."""
    found = {"another candidate": list(each(page, "Candidate")), "another role": list(each(page, "In the words of"))}
    found["another part"] = list(parts(page, "Look at", ("region",)))
    found["another part"] += list(parts(page, "Part by", ("north", "south", "west")))
    found["another part"] += list(parts(page, "Look at", ("age", "All cases")))
    toggle = page.get_by_test_id("stCheckbox").filter(has_text="Diagnostics").locator("input")
    if not toggle.is_checked():
        found["diagnostics opened"] = [answered(page, toggle)]
    found["another diagnostic view"] = list(each(page, "View"))
    return found


def report(moved: list[tuple[float, float]], first: dict[str, list[float]], later: dict[str, list[float]]) -> None:
    """Print the table."""
    print(f"{'':<34}{'n':>5}{'median':>9}{'worst':>9}   milliseconds")
    rows = {"slider step: event handled": [worked for worked, _ in moved]}
    rows["slider step: until painted"] = [painted for _, painted in moved]
    rows |= {f"{name}, first time": values for name, values in first.items()}
    rows |= {f"{name}, again": values for name, values in later.items()}
    for name, values in rows.items():
        print(f"{name:<34}{len(values):>5}{statistics.median(values):>9.0f}{max(values):>9.0f}")


def main() -> None:
    """Measure and print."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    path = installed()
    if path is None:
        sys.exit("No browser is installed; make test installs one.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        make(home, cases)
        with program(home) as running:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(viewport=DESKTOP)
            page.goto(f"{running.url}/compare?room={ROOM}")
            standing(page)
            moved = steps(page)
            first = measure(page)
            later: dict[str, list[float]] = {}
            for _ in range(ROUNDS):
                for name, values in measure(page).items():
                    later.setdefault(name, []).extend(values)
            report(moved, first, later)
            browser.close()


if __name__ == "__main__":
    main()
