"""Deploy: what stands between the team and GO, and the release."""

from collections.abc import Callable

from data import gates, initiatives, overview
from data.runtime import Runtime
from lifecycle.audit import Act
from tests import journey
from tests.conftest import NOW, OWNER
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"


def test_before_a_decision_it_says_what_comes_first(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("signed")
    assert "There is nothing to release yet" in words(visit("deploy", initiative=SLUG))


def test_blockers_stand_under_the_verdict_with_what_closes_them(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("decided")
    page = visit("deploy", initiative=SLUG)
    text = words(page)
    assert "NO-GO" in text
    assert "stand between" in text
    assert "Code reviewed by somebody who did not write it" in text
    assert "No release plan has been written yet" in text


def test_an_attestation_without_evidence_is_refused(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("decided")
    page = visit("deploy", initiative=SLUG)
    page.button(key=f"check/{SLUG}/code_review/save").click().run()
    assert "say on what evidence" in words(page)
    own = initiatives.listing(running.store, OWNER)[0]
    view = gates.load(running.store, OWNER, own.id, NOW)
    assert view is not None
    assert "code_review" not in view.evidence.statements


def test_what_is_wrong_with_a_statement_stands_above_its_button_where_it_is_seen(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("decided")
    page = visit("deploy", initiative=SLUG)
    save = f"check/{SLUG}/code_review/save"
    page.button(key=save).click().run()
    order = [element.key if element.type == "button" else element.type for element in page.main]
    assert order.count("error") == 1
    assert order.index("error") < order.index(save)


def test_an_attestation_settles_its_check(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("decided")
    page = visit("deploy", initiative=SLUG)
    key = f"check/{SLUG}/code_review"
    page.text_area(key=f"{key}/text").set_value("Read line by line.")
    page.text_input(key=f"{key}/name").set_value("Priya Raman")
    page.button(key=f"{key}/save").click().run()
    own = initiatives.listing(running.store, OWNER)[0]
    view = gates.load(running.store, OWNER, own.id, NOW)
    assert view is not None
    assert view.evidence.statements["code_review"].name == "Priya Raman"


def test_the_same_person_cannot_release_and_approve(
    running_at: Callable[[str], Runtime], act: Act, visit: Open
) -> None:
    running = running_at("decided")
    own = initiatives.listing(running.store, OWNER)[0]
    journey.pass_gate(running.store, act, own)
    page = visit("deploy", initiative=SLUG)
    page.text_input[-1].set_value("Lena Brandt")
    page.text_input[-2].set_value("Lena Brandt")
    next(b for b in page.button if b.label == "Release").click().run()
    assert "nobody approves their own work" in words(page)
    assert overview.load(running.store, OWNER, own).release is None


def test_a_release_is_made_when_the_gate_is_open(running_at: Callable[[str], Runtime], act: Act, visit: Open) -> None:
    running = running_at("decided")
    own = initiatives.listing(running.store, OWNER)[0]
    journey.pass_gate(running.store, act, own)
    page = visit("deploy", initiative=SLUG)
    assert "NO-GO" not in words(page)
    next(b for b in page.button if b.label == "Release").click().run()
    facts = overview.load(running.store, OWNER, own)
    assert facts.release is not None
    assert facts.stream is not None
    assert "Release 1," in words(page)
