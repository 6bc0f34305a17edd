"""Envision: fields are saved as they change, what is missing is said, roles sign, amendments need a reason."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from components.fields import key_of
from data import canvases, contracts, initiatives
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.initiative import Initiative
from tests.conftest import OWNER
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"


def only(running: Runtime) -> Initiative:
    """The one initiative of the store."""
    return initiatives.listing(running.store, OWNER)[0]


def section(page: AppTest, key: str) -> AppTest:
    """Open a section of the canvas."""
    return page.radio(key="section").set_value(key).run()


def test_an_empty_canvas_says_what_is_missing_and_who_leads(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    text = words(visit("envision", initiative=SLUG))
    assert "missing before this can be signed" in text
    assert "Intent (Sponsor)" in text
    assert "Shown as soon as" in text


def test_a_field_is_saved_as_soon_as_it_changes(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Breast-cancer triage")
    page = visit("envision", initiative=SLUG)
    page.text_area(key=key_of(SLUG, "intent")).set_value("Spare biopsies.").run()
    assert canvases.load(running.store, OWNER, own.id).values["intent"] == "Spare biopsies."


def test_three_points_are_saved_once_all_three_are_there(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Breast-cancer triage")
    page = section(visit("envision", initiative=SLUG), "decision")
    for end, value in (("low", 900), ("likely", 1000)):
        page.number_input(key=key_of(SLUG, "volume", end)).set_value(value).run()
    assert "volume" not in canvases.load(running.store, OWNER, own.id).values
    page.number_input(key=key_of(SLUG, "volume", "high")).set_value(1200).run()
    found = canvases.load(running.store, OWNER, own.id).values["volume"]
    assert found == {"low": 900, "likely": 1000, "high": 1200}


def test_three_points_out_of_order_are_refused_beside_the_field(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    before = canvases.load(running.store, OWNER, only(running).id)
    page = section(visit("envision", initiative=SLUG), "decision")
    page.number_input(key=key_of(SLUG, "volume", "low")).set_value(5000).run()
    assert "are not in rising order" in words(page)
    assert canvases.load(running.store, OWNER, only(running).id) == before


def test_the_worth_follows_what_is_entered(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("signed")
    page = section(visit("envision", initiative=SLUG), "decision")
    before = next(m.value for m in page.markdown if m.value.startswith("## €"))
    page.number_input(key=key_of(SLUG, "payoff.tn", "high")).set_value(9000).run()
    after = next(m.value for m in page.markdown if m.value.startswith("## €"))
    assert before != after


def test_the_last_signature_brings_the_contract_into_force(running: Runtime, act: Act, visit: Open) -> None:
    from data.demo import breast_cancer

    own = initiatives.start(running.store, act, "Breast-cancer triage")
    canvases.edit(running.store, act, own.id, breast_cancer.canvas(act.at.date()))
    page = visit("envision", initiative=SLUG)
    next(b for b in page.button if b.label.startswith("Offer version 1")).click().run()
    assert "waits for 4 signatures" in words(page)
    for role in ("sponsor", "product", "science", "risk"):
        page.button(key=f"do_sign_1_{role}").click().run()
    assert "Contract v1 is in force since" in words(page)
    assert not page.exception


def test_one_person_cannot_sign_in_both_lines(running: Runtime, act: Act, visit: Open) -> None:
    from data.demo import breast_cancer

    own = initiatives.start(running.store, act, "Breast-cancer triage")
    canvases.edit(running.store, act, own.id, breast_cancer.canvas(act.at.date()))
    contracts.offer(running.store, act, own.id)
    contracts.add_signature(running.store, act, own.id, 1, "sponsor", "Dr. Amara Osei")
    page = visit("envision", initiative=SLUG)
    page.text_input(key="sign_1_risk").set_value("dr. amara osei")
    page.button(key="do_sign_1_risk").click().run()
    assert "Nobody approves their own work" in words(page)
    assert len(contracts.load(running.store, OWNER, own.id)[0].signatures) == 1


def test_an_amendment_shows_the_difference_and_asks_for_the_reason(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    page = section(visit("envision", initiative=SLUG), "value")
    page.number_input(key=key_of(SLUG, "run_cost")).set_value(90_000).run()
    assert "1 change to contract v1" in words(page)
    offer = next(b for b in page.button if b.label.startswith("Offer version 2"))
    offer.click().run()
    assert "Say why the contract changes" in words(page)
    assert len(contracts.load(running.store, OWNER, only(running).id)) == 1
    page.text_input[-1].set_value("Licences became dearer.").run()
    next(b for b in page.button if b.label.startswith("Offer version 2")).click().run()
    assert [v.reason for v in contracts.load(running.store, OWNER, only(running).id)] == ["", "Licences became dearer."]


def test_undo_puts_the_last_change_back(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = section(visit("envision", initiative=SLUG), "value")
    page.number_input(key=key_of(SLUG, "run_cost")).set_value(90_000).run()
    next(b for b in page.button if b.label == "Undo the last change").click().run()
    assert canvases.load(running.store, OWNER, only(running).id).values["run_cost"] == 60_000
    assert page.number_input(key=key_of(SLUG, "run_cost")).value == 60_000


def test_what_people_type_is_shown_as_text(running: Runtime, act: Act, visit: Open) -> None:
    name = "<script>alert(1)</script> ![x](http://a.org/x) **b** :material/home: $x$"
    initiatives.start(running.store, act, name)
    page = visit("portfolio")
    shown = next(link.value for link in page.page_link if "script" in link.value)
    for mark in ("<script>", "![x]", ":material/home:", "$x$"):
        assert mark not in shown.replace("**\\<", "\\<"), mark
