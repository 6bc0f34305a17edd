"""Meeting mode: a copied address opens the same view in another browser, and a presenter's view is followed live."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data import rooms
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from tests.browser.conftest import DESKTOP
from tests.conftest import NOW, OWNER
from tests.data.builders import a_job
from tests.program import Program, program

N, ROOM = 900, "/compare?room=r1"
STANDS = "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program with one room on made-up predictions."""
    home = tmp_path_factory.mktemp("meeting") / "home"
    rng = np.random.default_rng(3)
    truth = np.arange(N) % 4 == 0
    frame = pd.DataFrame({"y": truth.astype(int), "area": rng.choice(["north", "south"], N)})
    for name, pull in {"Ours": 0.5, "Theirs": 0.3}.items():
        frame[name] = (truth * pull + rng.random(N) * (1 - pull)).round(3)
    found = align([("a.csv", frame)], Roles("y", "1", (Model("Ours", 0, "Ours"), Model("Theirs", 0, "Theirs"))))
    store = Store(home, lambda: NOW)
    rooms.open_room(store, Act(OWNER, NOW), "r1", "Spring", found, 7, a_job())
    store.close()
    with program(home) as running:
        yield running


@pytest.fixture
def pages(browser: Browser, served: Program) -> Iterator[tuple[Page, Page]]:
    """Two pages in browsers of their own, which know nothing of each other."""
    contexts = [browser.new_context(viewport=DESKTOP, base_url=served.url) for _ in range(2)]
    yield contexts[0].new_page(), contexts[1].new_page()
    for context in contexts:
        context.close()


def stands(page: Page) -> None:
    expect(page.locator("input[type=range]").first).to_be_visible()
    page.wait_for_timeout(300)
    page.wait_for_function(STANDS)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("radiogroup", name=label).get_by_role("radio", name=option).click()
    stands(page)


def chosen(page: Page, label: str) -> Locator:
    return page.get_by_role("radiogroup", name=label).locator("[aria-checked=true]")


def address(page: Page) -> str:
    said = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").first
    expect(said).to_contain_text("at=")
    return said.inner_text().strip()


def test_one_address_opens_the_same_view_for_all_and_a_presenter_is_followed(pages: tuple[Page, Page]) -> None:
    page, other = pages
    page.goto(ROOM)
    stands(page)
    page.get_by_test_id("stSelectbox").filter(has_text="Look at").locator("input").first.click()
    page.get_by_role("option", name="area").click()
    stands(page)
    page.get_by_test_id("stSelectbox").filter(has_text="Part by").locator("input").first.click()
    page.get_by_role("option", name="south").click()
    stands(page)
    name = page.get_by_role("radiogroup", name="Candidate").locator("[aria-checked=false]").first.inner_text()
    choose(page, "Candidate", name)
    choose(page, "In the words of", "Domain expert")
    page.get_by_test_id("stCheckbox").filter(has_text="Diagnostics").locator("label").click()
    stands(page)
    page.locator("input[type=range]").first.fill("0.3")
    said = re.compile(rf"{re.escape(name)} at the slider's 0\.300")
    expect(page.get_by_text(said)).to_be_visible()
    stands(page)
    page.get_by_role("button", name="Copy the address of this view").click()
    other.goto(address(page))
    stands(other)
    expect(other.get_by_text(said)).to_be_visible()
    expect(other.get_by_text("Only cases with area = south")).to_be_visible()
    expect(chosen(other, "Candidate")).to_have_text(name)
    expect(chosen(other, "In the words of")).to_have_text("Domain expert")
    expect(other.locator("input[type=range]").first).to_have_value("0.3")
    expect(other.get_by_test_id("stCheckbox").filter(has_text="Diagnostics").locator("input")).to_be_checked()

    page.keyboard.press("Escape")
    page.get_by_role("button", name="Present", exact=True).click()
    expect(page.get_by_text("You present")).to_be_visible()
    stands(page)
    other.goto(page.get_by_test_id("stCode").first.inner_text().strip())
    expect(other.get_by_text("You follow what")).to_be_visible()
    choose(page, "In the words of", "Sponsor")
    expect(chosen(other, "In the words of")).to_have_text("Sponsor")
    page.locator("input[type=range]").first.fill("0.6")
    expect(other.get_by_text(re.compile(r"at the slider's 0\.600"))).to_be_visible()
    expect(other.locator("input[type=range]").first).to_have_value("0.6")

    other.get_by_role("button", name="Stop following").click()
    stands(other)
    choose(page, "In the words of", "Domain expert")
    expect(chosen(other, "In the words of")).to_have_text("Sponsor")
    page.get_by_role("button", name="Stop presenting").click()
    stands(page)
    expect(page.get_by_text("You present")).to_be_hidden()
    expect(page.get_by_role("button", name="Present", exact=True)).to_be_visible()
