"""Share, leadership, activity and store."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

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


def told(page: AppTest) -> list[str]:
    """Give the sentences of the page, as they are read."""
    return [re.sub(r"\\(?=[\W_])", "", box.label) for box in page.expander]


def test_activity_tells_every_change_in_a_sentence(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    grants.make_link(running.store, act, initiatives.listing(running.store, OWNER)[0].id, "*Board* :red[x]", 14)
    page = visit("activity", initiative=SLUG)
    made, started = told(page)
    assert made.startswith("**Owner** made the link or token “*Board* :red[x]” in **Breast-cancer triage**")
    assert started.startswith("**Owner** started the initiative “Breast-cancer triage” :gray[· 23 Nov 2026, 09:00")
    assert "\\*Board\\*" in page.expander[0].label, "what people typed is no markup"
    assert not page.dataframe
    assert "expires" not in words(page).lower(), "details are folded"


def test_details_of_a_change_are_labels_and_values(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    page = visit("activity", initiative=SLUG)
    page.session_state["event/1"] = True
    page.run()
    assert "- Name: Breast-cancer triage" in words(page)
    assert "- Demo: no" in words(page)
    assert "{" not in words(page)


def test_activity_is_narrowed_by_initiative_person_and_kind(running: Runtime, act: Act, visit: Open) -> None:
    first = initiatives.start(running.store, act, "Breast-cancer triage")
    initiatives.start(running.store, act, "Another")
    grants.make_link(running.store, act, first.id, "Board", 14)
    page = visit("activity")
    assert len(told(page)) == 3
    assert {box.label: box.options for box in page.multiselect} == {
        "Initiative": ["Another", "Breast-cancer triage"],
        "Person": ["Owner"],
        "Kind": ["Initiative", "Link"],
    }
    page.multiselect(key="activity/Initiative").set_value(["Breast-cancer triage"]).run()
    assert len(told(page)) == 2
    page.multiselect(key="activity/Kind").set_value(["Link"]).run()
    (only,) = told(page)
    assert "Board" in only


def test_older_changes_come_when_they_are_asked_for(running: Runtime, act: Act, visit: Open) -> None:
    for number in range(30):
        initiatives.start(running.store, act, f"Number {number}")
    page = visit("activity")
    assert len(told(page)) == 25
    next(button for button in page.button if button.label == "Show 25 more").click().run()
    assert len(told(page)) == 30


def test_a_backup_is_made_and_the_store_is_checked_from_the_screen(running: Runtime, visit: Open) -> None:
    page = visit("store")
    assert "There is no backup yet" in words(page)
    next(b for b in page.button if b.label == "Make a backup").click().run()
    assert len(backups.listing(running.store, OWNER)) == 1
    next(b for b in page.button if b.label == "Check the store").click().run()
    assert "The store holds" in words(page)
