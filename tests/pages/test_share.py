"""Share, leadership, activity and store."""

import re
from collections.abc import Callable

import pytest

from data import backups, grants, initiatives
from data.runtime import Runtime
from lifecycle.audit import Act
from tests.conftest import NOW, OWNER
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"


def test_a_link_is_shown_once(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = visit("share", initiative=SLUG)
    page.text_input[0].set_value("Board meeting").run()
    next(b for b in page.button if b.label == "Make a link").click().run()
    address = page.code[0].value
    token = address.rsplit("/s/", 1)[1]
    assert grants.by_token(running.store, token, NOW) is not None
    page.run()
    assert not page.code


def test_a_link_without_a_label_is_refused(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = visit("share", initiative=SLUG)
    next(b for b in page.button if b.label == "Make a link").click().run()
    assert "Say for whom the link is" in words(page)
    own = initiatives.listing(running.store, OWNER)[0]
    assert not grants.listing(running.store, OWNER, own.id)


def test_a_revoked_link_is_listed_as_revoked(running_at: Callable[[str], Runtime], act: Act, visit: Open) -> None:
    running = running_at("signed")
    own = initiatives.listing(running.store, OWNER)[0]
    made, token = grants.make_link(running.store, act, own.id, "Board", 14)
    page = visit("share", initiative=SLUG)
    page.button(key=f"revoke/{made.id}").click().run()
    assert grants.by_token(running.store, token, NOW) is None
    assert "revoked" in words(page)


def test_the_leadership_page_fits_the_questions_of_leadership(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("monitored")
    page = visit("leadership", initiative=SLUG)
    text = words(page)
    assert "was expected by now" in text
    assert "Asked of" in text
    assert "AUC" not in text


def test_leadership_reads_the_sentence_of_monitor_the_yearly_figures_and_what_is_assumed(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("monitored")
    said = re.search(r"Since .*? arrived; .*? as of [\w ]+\.", words(visit("monitor", initiative=SLUG)))
    text = words(visit("leadership", initiative=SLUG))
    assert said is not None
    assert said[0] in text
    assert re.search(r"Promised \*\*€.+\*\* a year · Realised \*\*€.+\*\* a year", text)
    assert "is an assumption, agreed in contract v1" in text


@pytest.mark.parametrize(("count", "said"), [(0, "never opened"), (1, "opened once"), (2, "opened 2 times")])
def test_a_link_says_how_often_it_was_opened(
    running_at: Callable[[str], Runtime], act: Act, visit: Open, count: int, said: str
) -> None:
    running = running_at("signed")
    made, _ = grants.make_link(running.store, act, initiatives.listing(running.store, OWNER)[0].id, "Board", 14)
    for _ in range(count):
        grants.count_use(running.store, made, NOW)
    assert said in words(visit("share", initiative=SLUG))


def test_a_new_initiative_has_a_leadership_page_too(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    text = words(visit("leadership", initiative=SLUG))
    assert "Being planned" in text
    assert "Sign the value contract" in text


def test_activity_lists_every_change_and_defuses_formulas(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    grants.make_link(running.store, act, initiatives.listing(running.store, OWNER)[0].id, "=cmd()", 14)
    page = visit("activity", initiative=SLUG)
    table = page.dataframe[0].value
    assert list(table["What"]) == ["grant.made", "initiative.started"]
    assert not table["After"].str.startswith(("=", "+", "-", "@")).any()


def test_a_backup_is_made_and_the_store_is_checked_from_the_screen(running: Runtime, visit: Open) -> None:
    page = visit("store")
    assert "There is no backup yet" in words(page)
    next(b for b in page.button if b.label == "Make a backup").click().run()
    assert len(backups.listing(running.store, OWNER)) == 1
    next(b for b in page.button if b.label == "Check the store").click().run()
    assert "The store holds" in words(page)
