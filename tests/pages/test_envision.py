"""Envision: fields are saved as they change, what is missing is said, roles sign, amendments need a reason."""

from collections.abc import Callable
from datetime import UTC, datetime
from unittest.mock import patch
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from components.fields import key_of
from components.text import plain
from data import canvases, contracts, initiatives, strategy
from data.demo import breast_cancer, strategy_story, telecom_story
from data.runtime import Runtime
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.envision.canvas import fields, missing, sections
from lifecycle.envision.levers import levers
from lifecycle.initiative import Initiative
from pages.envision.editing import clock
from tests.conftest import NOW, OWNER
from tests.lifecycle.builders import three
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
    page = visit("envision", initiative=SLUG)
    text = words(page)
    assert "missing before this can be signed" in text
    assert "**Problem & intent** · Sponsor" in text
    assert "Shown as soon as" in text
    assert "more." not in text.split("missing before this can be signed")[1]


def test_everything_that_is_missing_leads_to_its_section(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    page = visit("envision", initiative=SLUG)
    gaps = missing({})
    links = [link.proto for link in page.get("page_link") if "field=" in link.proto.query_string]
    assert len(links) == len(gaps) > 20
    assert [link.label.replace("\\", "") for link in links] == [gap.label for gap in gaps]
    by_title = {section.title: section.key for section in sections()}
    for link, gap in zip(links, gaps, strict=True):
        said = parse_qs(link.query_string)
        assert said == {"initiative": [SLUG], "section": [by_title[gap.section]], "field": [gap.path]}


def test_the_field_a_link_came_for_is_named_in_its_section(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    page = visit("envision", initiative=SLUG, section="value", field="run_cost")
    assert page.radio(key="section").value == "value"
    assert f"What is missing here: **{fields()['run_cost'].label}**" in words(page)
    page = section(page, "dials")
    assert "What is missing here" not in words(page)
    assert "field" not in page.query_params


@pytest.mark.parametrize("level", ["standard", "high"])
def test_the_limits_of_a_dial_stand_beside_it(
    level: str, running_at: Callable[[str], Runtime], act: Act, visit: Open
) -> None:
    running = running_at("signed")
    own = initiatives.listing(running.store, OWNER)[0]
    canvases.edit(running.store, act, own.id, {"dial.robust": level})
    text = words(section(visit("envision", initiative=SLUG), "dials"))
    most = {"standard": "0.050", "high": "0.030"}[level]
    assert f"{level.capitalize()} brings these limits. Calibration error: at most {most};" in text


def test_a_dial_that_is_not_set_says_what_its_suggestion_would_bring(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Breast-cancer triage")
    page = visit("envision", initiative=SLUG)
    assert "these limits" not in words(section(page, "dials"))
    asked = {f"question.{key}": "1" for key in ("impact", "autonomy", "irreversibility", "scale", "novelty")}
    canvases.edit(running.store, act, own.id, asked)
    assert "Standard would bring these limits. Calibration error: at most 0.050;" in words(page.run())


def test_a_link_opens_the_section_it_names(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    page = visit("envision", initiative=SLUG, section="value")
    assert page.radio(key="section").value == "value"
    assert section(page, "dials").subheader[0].value == "Guardrail dials"


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


def test_a_signature_in_the_role_of_somebody_else_is_flagged(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Breast-cancer triage")
    canvases.edit(running.store, act, own.id, breast_cancer.canvas(NOW.date()))
    contracts.offer(running.store, act, own.id)
    page = visit("envision", initiative=SLUG)
    assert "is not the Sponsor" not in words(page)
    page.text_input(key="sign_1_sponsor").set_value("Priya Raman").run()
    assert "Priya Raman is not the Sponsor: that is Dr. Amara Osei." in words(page)
    page.button(key="do_sign_1_sponsor").click().run()
    assert "Priya Raman is not the Sponsor: that is Dr. Amara Osei." in words(page), "it stays beside the signature"


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
    undo = next(b for b in page.button if b.label.startswith("Undo"))
    assert "s change of Running it costs" in undo.label
    undo.click().run()
    assert canvases.load(running.store, OWNER, only(running).id).values["run_cost"] == 60_000
    assert page.number_input(key=key_of(SLUG, "run_cost")).value == 60_000


def test_what_people_type_is_shown_as_text(running: Runtime, act: Act, visit: Open) -> None:
    name = "<script>alert(1)</script> ![x](http://a.org/x) **b** :material/home: $x$"
    initiatives.start(running.store, act, name)
    page = visit("portfolio")
    shown = next(link.value for link in page.page_link if "script" in link.value)
    for mark in ("<script>", "![x]", ":material/home:", "$x$"):
        assert mark not in shown.replace("**\\<", "\\<"), mark


def by_ben(running: Runtime, own: Initiative, **changed: object) -> None:
    """Let somebody else change the canvas."""
    ben = Principal("ben", "Ben Adams", Capability.EDITOR, own.id)
    fields = {path.replace("__", "."): value for path, value in changed.items()}
    canvases.edit(running.store, Act(ben, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)), own.id, fields)


def stored(running: Runtime, path: str) -> object:
    return canvases.load(running.store, OWNER, only(running).id).values.get(path)


def test_the_eleven_sections_say_how_far_they_are(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("signed")
    radio = visit("envision", initiative=SLUG).radio(key="section")
    assert len(radio.options) == 11
    assert radio.options[0] == "1 Problem & intent"
    text = str(radio.proto.captions)
    assert "4 of 5 · agreed" in text
    assert "3 of 3 · draft" in text


def test_what_is_needed_is_counted_where_it_is_missing(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    page = visit("envision", initiative=SLUG)
    assert "0 of 5 · empty · 2 needed" in str(page.radio(key="section").proto.captions)
    assert "Needed before anything is signed: Intent, What happens today." in words(page)


def test_the_same_field_changed_by_two_shows_both_and_overwrites_nothing(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    page = visit("envision", initiative=SLUG)
    by_ben(running, only(running), problem="Ben's words")
    page.text_area(key=key_of(SLUG, "problem")).set_value("My words").run()
    assert stored(running, "problem") == "Ben's words"
    assert "Ben Adams changed this at 09:30 UTC on 2 Mar, and so did you" in words(page)
    assert [text.value for text in page.text if "words" in text.value] == ["My words", "Ben's words"]


def test_mine_may_be_kept(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = visit("envision", initiative=SLUG)
    by_ben(running, only(running), problem="Ben's words")
    page.text_area(key=key_of(SLUG, "problem")).set_value("My words").run()
    page.button(key="mine/problem").click().run()
    assert stored(running, "problem") == "My words"
    assert page.text_area(key=key_of(SLUG, "problem")).value == "My words"


def test_theirs_may_be_taken(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = visit("envision", initiative=SLUG)
    by_ben(running, only(running), problem="Ben's words")
    page.text_area(key=key_of(SLUG, "problem")).set_value("My words").run()
    page.button(key="theirs/problem").click().run()
    assert stored(running, "problem") == "Ben's words"
    assert page.text_area(key=key_of(SLUG, "problem")).value == "Ben's words"


def test_what_another_changed_elsewhere_stands_in_its_field_and_is_said(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    page = visit("envision", initiative=SLUG)
    by_ben(running, only(running), alternative="A form with three questions")
    page.text_area(key=key_of(SLUG, "problem")).set_value("My words").run()
    assert page.text_area(key=key_of(SLUG, "alternative")).value == "A form with three questions"
    assert "Ben Adams changed this at 09:30" in words(page)
    assert stored(running, "problem") == "My words"
    page.run()
    assert "Ben Adams changed this" not in words(page)


def test_two_people_write_in_the_rows_of_one_list(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = section(visit("envision", initiative=SLUG), "risks")
    risks = stored(running, "risks")
    assert isinstance(risks, list)
    by_ben(running, only(running), risks=[risks[0], risks[1] | {"owner": "Ben"}, risks[2]])
    page.text_input(key=key_of(SLUG, "risks", "risk-1/owner")).set_value("Dr. Lee").run()
    found = stored(running, "risks")
    assert isinstance(found, list)
    assert [row["owner"] for row in found] == ["Dr. Lee", "Ben", risks[2]["owner"]]


def test_a_risk_is_added_scored_and_stops_the_offer(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = section(visit("envision", initiative=SLUG), "risks")
    page.button(key=key_of(SLUG, "risks", "which/add")).click().run()
    found = stored(running, "risks")
    assert isinstance(found, list)
    new = found[-1]["id"]
    assert page.radio(key=key_of(SLUG, "risks", "which")).value == new
    page.text_area(key=key_of(SLUG, "risks", f"{new}/text")).set_value("Somebody dies").run()
    page.selectbox(key=key_of(SLUG, "risks", f"{new}/family")).set_value("model").run()
    assert "open Somebody dies" in words(page).replace(":gray-badge[:material/help: open]", "open")
    for which in ("inherent", "residual"):
        for name in ("likelihood", "impact", "detectability"):
            page.button_group(key=key_of(SLUG, "risks", f"{new}/{which}_{name}")).set_value(5).run()
    text = words(page)
    assert "No value offsets a STOP" in text
    assert "The risk “Somebody dies” is a STOP. A STOP is never offset by value" in text
    assert not any(button.label.startswith("Offer version") for button in page.button)
    page.button(key=key_of(SLUG, "risks", "which/delete")).click().run()
    assert stored(running, "risks") == found[:-1]


def test_a_dial_below_its_suggestion_waits_for_the_second_line(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    page = section(visit("envision", initiative=SLUG), "dials")
    assert "Suggested: Standard, with 5 of 10" in words(page).replace("**", "")
    page.button_group(key=key_of(SLUG, "dial.robust")).set_value("light").run()
    assert "Robust & reliable is light, below the suggested standard: say why" in words(page)
    page.text_input(key=key_of(SLUG, "dial.robust.reason")).set_value("A trial of four weeks").run()
    page.text_input(key=key_of(SLUG, "dial.robust.by")).set_value("Noah Fischer").run()
    page.text_input(key=key_of(SLUG, "dial.robust.approved")).set_value("Noah Fischer").run()
    assert "Nobody approves their own work" in words(page)
    page.text_input(key=key_of(SLUG, "dial.robust.approved")).set_value("Ines Carvalho").run()
    assert "Nobody approves their own work" not in words(page)
    assert stored(running, "dial.robust.approved") == "Ines Carvalho"


def test_a_minimum_is_shown_with_its_reason(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    by_ben(running, only(running), autonomy="act", dial__safe="light")
    text = words(section(visit("envision", initiative=SLUG), "dials"))
    assert "At least standard, as it acts before a person has looked" in text
    assert "Safe & secure cannot be light: it is at least standard" in text
    assert "One thing is missing before this can be signed" in text


def test_a_window_that_is_too_noisy_is_said_with_the_window_that_would_do(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("signed")
    page = section(visit("envision", initiative=SLUG), "boundary")
    assert "To start from: target" in words(page)
    assert "earns 100 % credit" in words(page)
    page.number_input(key=key_of(SLUG, "boundary.window_days")).set_value(7).run()
    text = words(page)
    assert "The window is too noisy: it cannot tell the target from the floor. A window of" in text


def test_limits_to_start_from_are_taken_in_one_change(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    before = canvases.load(running.store, OWNER, only(running).id).revision
    page = section(visit("envision", initiative=SLUG), "boundary")
    next(b for b in page.button if b.label == "Take these limits").click().run()
    draft = canvases.load(running.store, OWNER, only(running).id)
    floor, warn, target = (draft.values[f"boundary.{name}"] for name in ("floor", "warn", "target"))
    assert floor < warn < target
    assert page.number_input(key=key_of(SLUG, "boundary.target")).value == target
    assert draft.revision == before + 1


def test_the_sample_size_follows_from_how_often_it_goes_wrong(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Breast-cancer triage")
    canvases.edit(running.store, act, own.id, telecom_story.canvas(act.at.date()))
    text = words(section(visit("envision", initiative=SLUG), "boundary"))
    assert "To show 2.30 pp on 20.0 % takes 4,840 cases in each of two groups" in text


def test_the_worth_is_shown_as_an_investment_too(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("signed")
    text = words(visit("envision", initiative=SLUG))
    for named in ("Net present value", "Below zero", "Rate of return", "Paid back in", "A month's delay costs"):
        assert named in text
    assert "€400k or more in" in text
    assert "What matters most: “" in text


def test_levers_that_draw_on_the_same_pool_are_said_to_count_twice(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    inputs = {"units": 10, "defects": 1, "cost": 5, "events": 1, "loss": 10}
    quality = {f"lever.quality.{item.key}": three(inputs.get(item.key, 1)) for item in levers()["quality"].inputs}
    canvases.edit(running.store, Act(OWNER, NOW), only(running).id, quality | {"levers": ["decision", "quality"]})
    assert "may both count" in words(visit("envision", initiative=SLUG))


def test_the_history_shows_what_differs_between_two_revisions(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    by_ben(running, only(running), run_cost=70_000)
    page = visit("envision", initiative=SLUG)
    assert not [s for s in page.slider if s.label == "From revision to revision"]
    page.session_state["history"] = True
    page.run()
    slider = next(s for s in page.slider if s.label == "From revision to revision")
    assert slider.value == (1, 2)
    found = next(table.value for table in page.dataframe if "Revision 1" in table.value)
    assert found.to_dict("records") == [
        {"What": "Running it costs, a year", "Revision 1": "€60,000", "Revision 2": "€70,000"}
    ]
    assert "2: Ben Adams, 09:30 UTC on 2 Mar: Running it costs, a year" in words(page)


def test_goals_of_the_organisation_can_be_chosen(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Breast-cancer triage")
    goal = strategy_story.seed(running.store)["keep"]
    page = visit("envision", initiative=SLUG)
    page.selectbox(key=key_of(SLUG, "goal")).set_value(goal).run()
    assert canvases.load(running.store, OWNER, own.id).values["goal"] == goal


def test_a_policy_above_the_initiative_stands_in_the_way(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    body = {"name": "Everything strict", "kind": "regulatory", "statement": "All of it.", "applies_when": "always"}
    strategy.put(running.store, Act(OWNER, NOW), "policy", body | {"dials": {"robust": "high"}})
    text = words(visit("envision", initiative=SLUG))
    assert (
        "Robust & reliable cannot be standard: it is at least high, as the policy “Everything strict” asks for" in text
    )


def test_what_a_browser_still_holds_after_the_server_started_anew_is_not_lost(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    page = visit("envision", initiative=SLUG)
    page.text_area(key=key_of(SLUG, "problem")).set_value("Typed while the server was away")
    del page.session_state[f"editing/{SLUG}"]
    with patch("pages.envision.editing.Editing.save_all"):  # nobody is called back
        page.run()
    assert [text.value for text in page.text if "Typed" in text.value] == ["Typed while the server was away"]
    page.button(key="mine/problem").click().run()
    assert stored(running, "problem") == "Typed while the server was away"
    assert page.text_area(key=key_of(SLUG, "problem")).value == "Typed while the server was away"


def test_undo_says_whose_change_it_takes_back_and_takes_back_no_other(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    by_ben(running, only(running), run_cost=70_000)
    page = visit("envision", initiative=SLUG)
    undo = next(b for b in page.button if b.label.startswith("Undo"))
    assert undo.label == plain("Undo: Ben Adams's change of Running it costs, a year, 09:30 UTC on 2 Mar")
    by_ben(running, only(running), build_cost=1)
    undo.click().run()
    assert "Ben Adams changed Building it costs, once meanwhile" in words(page)
    assert (stored(running, "run_cost"), stored(running, "build_cost")) == (70_000, 1)


def limited(running: Runtime, **thresholds: float) -> None:
    """Put a policy above the initiative."""
    body = {"name": "Enough cases", "kind": "regulatory", "statement": "Count more.", "applies_when": "always"}
    strategy.put(running.store, Act(OWNER, NOW), "policy", body | {"thresholds": thresholds})


def test_the_limit_of_a_policy_is_said_before_the_offer_with_its_name(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    by_ben(running, only(running), run_cost=70_000)
    limited(running, minimum_n=5000)
    page = visit("envision", initiative=SLUG)
    assert "the policy “Enough cases” asks for at least 5000 cases; the canvas says" in words(page)
    assert not any(button.label.startswith("Offer version") for button in page.button)
    by_ben(running, only(running), **{"boundary.minimum_n": 5000})
    page.run()
    assert any(button.label.startswith("Offer version 2") for button in page.button)


def test_a_version_that_waits_says_when_a_policy_was_tightened(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    by_ben(running, only(running), run_cost=70_000)
    contracts.offer(running.store, Act(OWNER, NOW), only(running).id, "Dearer.")
    assert "cannot come into force" not in words(visit("envision", initiative=SLUG))
    limited(running, minimum_n=5000)
    page = visit("envision", initiative=SLUG)
    assert "This version cannot come into force" in words(page)
    page.button(key="do_sign_2_sponsor").click().run()
    assert "Version 2 cannot come into force" in words(page)
    assert not contracts.load(running.store, OWNER, only(running).id)[1].signatures


def test_any_two_versions_can_be_compared(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    own = only(running).id
    for number, cost in ((2, 70_000), (3, 80_000)):
        by_ben(running, only(running), run_cost=cost)
        contracts.offer(running.store, Act(OWNER, NOW), own, "Dearer.")
        contracts.withdraw(running.store, Act(OWNER, NOW), own, number)
    page = visit("envision", initiative=SLUG)
    found = next(t.value for t in page.dataframe if {"Version 1", "Version 3"} <= set(t.value))
    assert found.to_dict("records") == [
        {"What": "Running it costs, a year", "Version 1": "€60,000", "Version 3": "€80,000"}
    ]
    page.selectbox(key=f"compare/{own}/first").set_value(2).run()
    found = next(t.value for t in page.dataframe if {"Version 2", "Version 3"} <= set(t.value))
    assert found.to_dict("records")[0]["Version 2"] == "€70,000"
    page.selectbox(key=f"compare/{own}/last").set_value(2).run()
    assert "Choose two different versions." in words(page)


def with_cost(running: Runtime, *levers_in_order: str, **more: object) -> None:
    cost = {"lever.cost.minutes": 6, "lever.cost.rate": 50, "lever.cost.cashable": 40, "lever.cost.adoption": 80}
    by_ben(running, only(running), **{k: three(v) for k, v in cost.items()}, levers=list(levers_in_order), **more)


def test_a_window_is_judged_by_the_lever_its_metric_tells_about_whatever_stands_first(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("signed")
    alone = words(section(visit("envision", initiative=SLUG), "boundary"))
    error = next(line for line in alone.splitlines() if "one standard error" in line)
    assert "tells about" not in alone
    with_cost(running, "cost", "decision")
    text = words(section(visit("envision", initiative=SLUG), "boundary"))
    assert error in text.splitlines()
    assert "tells about Better decisions alone" in text
    assert "Not judged by it: Lower cost. Break-even counts their money too." in text
    with_cost(running, "cost")
    text = words(section(visit("envision", initiative=SLUG), "boundary"))
    assert "Lower cost says nothing about" in text
    assert "one standard error" not in text


def test_the_cashable_share_is_taken_once(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    with_cost(running, "cost", cashable=50)
    assert "All of it reaches a budget: Lower cost counts its own cashable share only." in words(
        visit("envision", initiative=SLUG)
    )
    with_cost(running, "decision", "cost", cashable=50)
    text = words(visit("envision", initiative=SLUG))
    assert "reaches a budget: 50 % of what is earned; Lower cost has its own share and is not cut again." in text


def test_times_are_those_of_whoever_looks() -> None:
    moment = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with patch("pages.envision.editing.zone", return_value=ZoneInfo("Europe/Berlin")):
        assert clock(moment) == "00:30 CET on 25 Nov"
    with patch("pages.envision.editing.zone", return_value=ZoneInfo("UTC")):
        assert clock(moment) == "23:30 UTC on 24 Nov"
