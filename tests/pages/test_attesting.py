"""What people state with a decision, on the page of Build."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from data import decisions, initiatives
from data.demo import breast_cancer
from data.runtime import Runtime
from lifecycle.build.decision import Decision
from lifecycle.build.review import Review
from tests.conftest import OWNER
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"


def record(page: AppTest, **stated: str) -> None:
    page.text_area[-1].set_value("It misses fewest.")
    for label, value in stated.items():
        next(box for box in page.text_input if label in box.label.lower()).set_value(value)
    next(b for b in page.button if b.label == "Record the decision").click().run()


def kept(running: Runtime) -> list[Decision]:
    return decisions.listing(running.store, OWNER, initiatives.listing(running.store, OWNER)[0].id)


def choose_role(page: AppTest, role: str) -> None:
    next(box for box in page.selectbox if box.label == "In the role of").set_value(role)


def test_a_reviewer_and_known_purposes_are_kept_and_shown(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("trained")
    page = visit("build", initiative=SLUG)
    assert any("30 of 30 written down" in box.label for box in page.expander)
    choose_role(page, "deputy")
    record(page, reviewed="Priya Raman")
    (decision,) = kept(running)
    assert decision.review == Review("Priya Raman", "deputy")
    assert decision.purposes == breast_cancer.purposes()
    assert "Reviewed by Priya Raman (Deputy)" in words(page)
    assert "Priya Raman (Deputy) reviewed it, as a peer." in words(page)


def test_the_author_is_refused_as_reviewer_and_nothing_is_recorded(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("trained")
    page = visit("build", initiative=SLUG)
    choose_role(page, "risk")
    record(page, reviewed="Noah Fischer")
    assert "Nobody reviews their own work" in words(page)
    assert kept(running) == []


def test_a_reviewer_who_is_not_the_sponsor_is_refused_in_that_role(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("trained")
    page = visit("build", initiative=SLUG)
    choose_role(page, "sponsor")
    record(page, reviewed="Priya Raman")
    assert kept(running) == []
    assert "Priya Raman is not the Sponsor: that is Dr. Amara Osei." in words(page)


def test_a_name_without_a_role_is_no_review(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("trained")
    page = visit("build", initiative=SLUG)
    record(page, reviewed="Priya Raman")
    assert kept(running) == []
    assert "Choose the role" in words(page)


def test_without_protected_groups_no_choice_is_asked_for(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("trained")
    page = visit("build", initiative=SLUG)
    assert not any("truly yes" in box.label for box in page.radio)
