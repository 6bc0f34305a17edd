"""Presenting is a visible act: who presents is told so, others are asked to follow, and both can stop."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data import initiatives, presented, runs
from data.runs import Run
from data.runtime import Runtime
from tests.conftest import OWNER
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"
GRETA = replace(OWNER, name="Greta *Olsen*")


@pytest.fixture
def trained(running_at: Callable[[str], Runtime]) -> tuple[Runtime, Run]:
    running = running_at("trained")
    own = initiatives.listing(running.store, OWNER)[0]
    return running, runs.listing(running.store, OWNER, own.id)[0]


def press(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception, page.exception


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


def test_whoever_presents_is_told_so_until_they_stop(trained: tuple[Runtime, Run], visit: Open) -> None:
    running, run = trained
    page = visit("build", initiative=SLUG)
    assert "You present" not in words(page)
    press(page, "Present")
    assert "**You present** since" in words(page)
    found = presented.latest(running.store, OWNER, run)
    assert found is not None
    address = next(block.value for block in page.code if "follow=1" in block.value)
    assert f"at={found.state['at']:.3f}" in address
    press(page, "Stop presenting")
    assert presented.latest(running.store, OWNER, run) is None
    assert "You present" not in words(page)
    assert "Present" in labels(page)


def test_others_are_told_who_presents_and_follow_at_a_click(trained: tuple[Runtime, Run], visit: Open) -> None:
    running, run = trained
    presented.present(running.store, GRETA, run, {"at": 0.3, "words": "sponsor"}, running.clock())
    page = visit("build", initiative=SLUG)
    assert "Greta *Olsen* presents this room." in words(page)
    press(page, "Follow")
    assert "You follow what Greta *Olsen* looks at" in words(page)
    assert page.session_state["words"] == "sponsor"
    assert "Present" not in labels(page)
    press(page, "Stop following")
    assert "presents this room" in words(page)


def test_who_has_moved_nothing_for_two_hours_presents_no_longer(trained: tuple[Runtime, Run], visit: Open) -> None:
    running, run = trained
    presented.present(running.store, GRETA, run, {"at": 0.3}, running.clock() - timedelta(hours=2, minutes=1))
    assert "presents this room" not in words(visit("build", initiative=SLUG))
    assert "nobody presents at this moment" in words(visit("build", initiative=SLUG, follow="1"))


def test_who_presents_last_is_followed_and_the_other_is_told(trained: tuple[Runtime, Run], visit: Open) -> None:
    running, run = trained
    page = visit("build", initiative=SLUG)
    press(page, "Present")
    presented.present(running.store, GRETA, run, {"at": 0.3}, running.clock())
    page.run()
    assert "presents this room" in words(page)
    assert "You present" not in words(page)
    found = presented.latest(running.store, OWNER, run)
    assert found is not None
    assert found.by == GRETA.name
