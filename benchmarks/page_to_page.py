"""How long one person waits from page to page on the demo, measured in a real browser.

`python -m benchmarks.page_to_page [ROUNDS]` starts the program as the README does, with its demo, in a folder of its
own, walks the pages in a seeded order and prints, for each page, the time from the click until the page stands: its
address is the new one, its words are there, and the script has ended.
"""

import random
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import DESKTOP, FLAGS
from tests.browser.find import installed
from tests.program import program

MARKS = {
    "Portfolio": ("/", "a year;"),
    "Envision": ("/envision", "is in force since"),
    "Build": ("/build", "What statistics say"),
    "Deploy": ("/deploy", "The checks, judged today"),
    "Monitor": ("/monitor", "columns drifted"),
    "Share": ("/share", "leadership page"),
    "Activity": ("/activity", "the latest first"),
    "Store": ("/store", "backup"),
}
ROUNDS = 12
GO = """([selector, path, mark]) => new Promise((done, fail) => {
  const link = [...document.querySelectorAll('[data-testid=stSidebar] a')].find(a => a.innerText.includes(selector))
  if (!link) return fail(new Error('no link ' + selector))
  const start = performance.now()
  const stands = () => location.pathname === path
    && document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid=stMain]').innerText.includes(mark)
  const look = () => stands() ? done(performance.now() - start)
    : performance.now() - start > 20000 ? fail(new Error('not there: ' + path)) : requestAnimationFrame(look)
  link.click()
  requestAnimationFrame(look)
})"""


def walk(page: Page, rounds: int) -> dict[str, list[float]]:
    """Walk the pages in random order; returns milliseconds by page."""
    rng, times = random.Random(1), {name: [] for name in MARKS}
    before = ""
    for turn in range(rounds + 1):
        names = rng.sample(list(MARKS), len(MARKS))
        for name in names:
            if name == before:
                continue
            path, mark = MARKS[name]
            took = page.evaluate(GO, [name, path, mark])
            if turn:
                times[name].append(took)
            before = name
            page.wait_for_timeout(120)
    return times


def quantile(values: list[float], share: float) -> float:
    """Give a quantile of at least two values."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def report(times: dict[str, list[float]]) -> None:
    """Print the table."""
    print(f"{'page':<12}{'n':>5}{'median':>10}{'p95':>10}{'worst':>10}   milliseconds from click to page")
    every = [value for values in times.values() for value in values]
    for name, values in [*times.items(), ("all", every)]:
        row = (statistics.median(values), quantile(values, 0.95), max(values))
        print(f"{name:<12}{len(values):>5}" + "".join(f"{value:>10.0f}" for value in row))


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    path = installed()
    if path is None:
        sys.exit("No browser is installed; make test installs one.")
    with (
        tempfile.TemporaryDirectory() as folder,
        program(Path(folder) / "home", demo=True) as running,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport=DESKTOP)
        page.goto(f"{running.url}/monitor?initiative=telecom-retention")
        page.get_by_text("columns drifted").first.wait_for(timeout=30_000)
        page.get_by_test_id("stSidebar").get_by_text("Store").wait_for(timeout=30_000)
        report(walk(page, rounds))
        browser.close()


if __name__ == "__main__":
    main()
