"""A real browser, and the real program with its demo."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.find import installed
from tests.program import Program, program

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
DESKTOP = {"width": 1280, "height": 800}
expect.set_options(timeout=15_000)
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program as it is at a first start, demo and all."""
    with program(tmp_path_factory.mktemp("living") / "home", demo=True) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser that is installed here; make test finds or installs one."""
    path = installed()
    assert path, "no browser: run make test, or set THROUGHLINE_BROWSER"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, living: Program) -> Iterator[Page]:
    """A desktop page of its own, which records every error of the console."""
    context = browser.new_context(viewport=DESKTOP, base_url=living.url, accept_downloads=True)
    context.set_default_timeout(float(os.environ.get("THROUGHLINE_BROWSER_TIMEOUT", "20000")))
    made = context.new_page()
    yield made
    context.close()
