"""Every page in a real browser: the frame comes first, nothing spills over, text stays text, machines can read it."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from components.links import PATHS
from tests.browser.conftest import DESKTOP, PHONE
from tests.program import Program, program

DEMO = "?initiative=telecom-retention"
HELD = "initiative=motor-claims-triage"
ALONE = ("store", "connect", "strategy", "seat")
STANDS = "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
DRAWN = "!document.querySelector('[data-testid=stSkeleton]')"


@pytest.fixture(scope="module")
def addresses(browser: Browser, living: Program) -> dict[str, str]:
    """Where every page is; a workshop's pages show the finished one of the demo."""
    page = browser.new_page(base_url=living.url)
    page.goto(f"/workshop?{HELD}")
    page.locator("a[href*='workshop=']").first.wait_for()
    link = page.locator("a[href*='workshop=']").first.get_attribute("href") or ""
    page.close()
    found = re.search(r"workshop=([0-9a-f-]{36})", link)
    assert found, link
    own = f"?{HELD}&workshop={found[1]}"
    plain = {name: f"/{name}{'' if name in ALONE else DEMO}" for name in PATHS} | {"portfolio": "/"}
    return plain | {name: f"/{name}{own}" for name in ("workshop", "projector", "replay")}


def visit(page: Page, address: str) -> None:
    """Open an address and wait until its page stands."""
    page.goto(address)
    expect(page.get_by_test_id("stMain").locator("h1, h2, h4, [data-testid=stMarkdown]").first).to_be_visible()
    page.wait_for_function(f"{STANDS} && {DRAWN}")


def test_a_first_deep_link_runs_the_frame_before_the_page(browser: Browser, tmp_path: Path) -> None:
    with program(tmp_path / "home", local_owner=False) as closed:
        context = browser.new_context(viewport=DESKTOP, base_url=closed.url)
        page = context.new_page()
        page.goto("/store")
        expect(page.get_by_text("This Throughline is not open to you")).to_be_visible()
        expect(page.get_by_text("Make a backup")).to_have_count(0)
        expect(page.get_by_test_id("stSidebar")).to_have_count(0)
        page.goto(f"/owner/{'owner-token-of-the-tests'}")
        page.goto("/store")
        expect(page.get_by_role("button", name="Make a backup")).to_be_visible()
        expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Portfolio")).to_be_visible()
        context.close()


def test_nothing_spills_over_on_a_phone(browser: Browser, living: Program, addresses: dict[str, str]) -> None:
    context = browser.new_context(viewport=PHONE, base_url=living.url)
    page = context.new_page()
    for name, address in addresses.items():
        visit(page, address)
        wide = page.evaluate(
            "[...document.querySelectorAll('[data-testid=stMain] :is([data-testid=stMarkdown], button)')]"
            ".filter(e => !e.closest('.st-key-steps, .st-key-sections'))"  # rows that scroll sideways by themselves
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.innerText)"
        )
        assert wide == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("(main) => { main.scrollLeft = 900; return main.scrollLeft }") == 0, name
    context.close()


def test_no_page_breaks_the_content_policy(page: Page, addresses: dict[str, str]) -> None:
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:  # Streamlit looks for itself under the page's path
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in addresses.values():
        visit(page, address)
    assert said == []


def test_what_people_type_is_shown_as_text(page: Page, living: Program) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.get_by_role("button", name="New initiative").click()
    name = "<img src=x onerror=alert(1)> ![x](http://example.org/x.png) **b**"
    page.get_by_label("Name").fill(name)
    page.get_by_label("Name").press("Tab")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page).to_have_url(re.compile("/envision"))
    # An invisible sign keeps what looks like an address from becoming a link.
    shown = re.compile("\N{WORD JOINER}?".join(map(re.escape, name)))
    expect(page.locator(".st-key-thread").get_by_text(shown)).to_be_visible()
    expect(page.locator(".st-key-thread").get_by_role("link", name="example")).to_have_count(0)
    expect(page.locator(".st-key-thread img")).to_have_count(0)
    page.goto("/")
    expect(page.get_by_test_id("stMain").get_by_text(shown).first).to_be_visible()
    assert [url for url in asked if not url.startswith((living.url, "data:", "blob:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_machines_that_read_aloud_find_their_way(
    browser: Browser, living: Program, addresses: dict[str, str], scheme: str
) -> None:
    context = browser.new_context(viewport=DESKTOP, base_url=living.url, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for name, address in addresses.items():
        visit(page, address)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
        severe = {
            v["id"]: [n["html"][:160] for n in v["nodes"]][:4] for v in found if v["impact"] in ("serious", "critical")
        }
        assert severe == {}, name
    context.close()
