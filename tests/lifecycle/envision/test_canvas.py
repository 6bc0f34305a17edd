import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from data.demo import breast_cancer, telecom_story
from lifecycle.catalogue import catalogue, components, protocols, roles
from lifecycle.contract import Level, ValueContract
from lifecycle.envision.canvas import (
    Completeness,
    Field,
    asked,
    clean,
    completeness,
    fields,
    from_contract,
    missing,
    preview,
    sections,
    to_contract,
)
from lifecycle.envision.fields import leads
from lifecycle.envision.levers import levers
from lifecycle.envision.risks import Scores
from lifecycle.envision.value_model import contract_value
from lifecycle.errors import BadInput
from lifecycle.metrics import metrics
from tests.lifecycle.builders import a_contract, contracts, three

TODAY = date(2026, 3, 2)
FULL = breast_cancer.canvas(TODAY)
REVENUE = telecom_story.canvas(TODAY)
WANTED = [field for section in sections() for field in section.fields if not field.optional]
OPTIONAL = [path for path, field in fields().items() if field.optional]
DECISION_INPUTS = [f"lever.decision.{item.key}" for item in levers()["decision"].inputs]


def without(canvas: dict[str, Any], *paths: str) -> dict[str, Any]:
    return {path: value for path, value in canvas.items() if path not in paths}


def test_sections_stand_in_the_order_of_the_catalogue_each_with_its_lead() -> None:
    expected = [(item["key"], item["lead"]) for item in catalogue("canvas")["sections"]]
    assert [(section.key, section.lead) for section in sections()] == expected
    assert {section.lead for section in sections()} <= set(leads())


def test_every_component_has_a_dial_and_a_reason_and_every_role_an_owner() -> None:
    for component in components():
        assert fields()[f"dial.{component}"].kind == "level"
        assert fields()[f"dial.{component}.reason"].optional
    for role in roles():
        assert fields()[f"owner.{role}"].kind == "person"


def test_every_input_of_every_lever_is_a_field() -> None:
    for lever in levers().values():
        for item in lever.inputs:
            field = fields()[f"lever.{lever.key}.{item.key}"]
            assert (field.kind, field.label, field.unit) == ("three_point", item.label, item.unit)


def test_choices_are_taken_from_what_is_registered() -> None:
    assert set(fields()["levers"].options or {}) == set(levers())
    assert set(fields()["boundary.metric"].options or {}) == set(metrics())
    assert set(fields()["protocol"].options or {}) == set(protocols())


@pytest.mark.parametrize("path", [path for path, field in fields().items() if field.kind == "choice"])
def test_every_choice_offers_something_and_takes_all_it_offers(path: str) -> None:
    options = list(fields()[path].options or {})
    assert len(options) >= 2
    assert [clean(path, option) for option in options] == options


def test_fields_are_found_by_their_own_path() -> None:
    assert all(field.path == path for path, field in fields().items())
    assert all(field.label for field in fields().values())


@pytest.mark.parametrize("empty", [None, ""])
def test_every_field_can_be_emptied(empty: str | None) -> None:
    assert {path for path in fields() if clean(path, empty) is not None} == set()


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        ("decision", "Biopsy or not.", "Biopsy or not."),
        ("intent", "x" * 200, "x" * 200),
        ("owner.risk", "Ines Carvalho", "Ines Carvalho"),
        ("build_cost", "1800.5", 1800.5),
        ("build_cost", 0, 0.0),
        ("boundary.baseline", -3, -3.0),
        ("volume", {"low": 1, "likely": 2, "high": 3}, three(1.0, 2.0, 3.0)),
        ("currency", "CHF", "CHF"),
        ("dial.fair", "high", "high"),
        ("review_date", date(2026, 9, 1), "2026-09-01"),
        ("review_date", "2026-09-01", "2026-09-01"),
    ],
)
def test_a_value_that_fits_is_kept(path: str, value: object, kept: object) -> None:
    assert clean(path, value) == kept
    assert type(clean(path, value)) is type(kept)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("dream", "x", "The canvas has no field 'dream'."),
        ("intent", "x" * 201, "Intent: 201 characters are too long, at most 200 fit."),
        ("build_cost", math.nan, "Building it costs, once: this is not a finite number."),
        ("build_cost", math.inf, "Building it costs, once: this is not a finite number."),
        ("build_cost", "-inf", "Building it costs, once: this is not a finite number."),
        ("build_cost", "many", "Building it costs, once: .*many"),
        ("build_cost", [1], "Building it costs, once: "),
        ("volume", {"low": 3, "likely": 2, "high": 1}, "Cases a year: low 3, likely 2, high 1 are not in rising order"),
        ("volume", {"low": 1, "likely": 2}, "Cases a year: Field required"),
        ("volume", {"low": 1, "likely": 2, "high": math.inf}, "Cases a year: .*finite"),
        ("volume", 3, "Cases a year: "),
        ("currency", "XXX", "Currency: 'XXX' is not one of EUR, USD, GBP, CHF."),
        ("currency", ["EUR"], "Currency: "),
        ("dial.fair", "extreme", "Fair & impartial: 'extreme' is not one of light, standard, high."),
        ("review_date", "soon", "Review date: .*soon"),
        ("review_date", "2026-02-30", "Review date: "),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_the_name_of_its_field(
    path: str, value: object, sentence: str
) -> None:
    with pytest.raises(BadInput, match=f"^{sentence}"):
        clean(path, value)


@pytest.mark.parametrize("canvas", [FULL, REVENUE], ids=["decision", "revenue"])
def test_what_was_kept_once_is_kept_unchanged(canvas: dict[str, Any]) -> None:
    once = {path: clean(path, value) for path, value in canvas.items()}
    assert {path: clean(path, value) for path, value in once.items()} == once


def test_the_levels_of_a_dial_are_those_of_a_contract() -> None:
    assert [clean("dial.safe", level) for level in Level] == [level.value for level in Level]


def test_an_empty_canvas_misses_every_field_that_is_not_optional_in_order() -> None:
    assert [gap.path for gap in missing({})] == [field.path for field in WANTED]


def test_what_is_missing_is_named_with_its_section_and_who_leads_it() -> None:
    led = {field.path: (section.title, section.lead) for section in sections() for field in section.fields}
    for gap in missing({}):
        assert (gap.section, gap.lead) == led[gap.path]
        assert gap.label == fields()[gap.path].label


@pytest.mark.parametrize("canvas", [FULL, REVENUE], ids=["decision", "revenue"])
def test_a_complete_canvas_misses_nothing(canvas: dict[str, Any]) -> None:
    assert missing(canvas) == []


@pytest.mark.parametrize("field", WANTED, ids=lambda field: field.path)
def test_without_any_one_field_the_canvas_cannot_be_signed_and_says_which(field: Field) -> None:
    canvas = without(FULL, field.path)
    assert field.path in [gap.path for gap in missing(canvas)]
    with pytest.raises(BadInput, match=field.label):
        to_contract(canvas)


@pytest.mark.parametrize("path", DECISION_INPUTS)
def test_the_inputs_of_the_chosen_lever_are_wanted_by_whoever_leads_its_section(path: str) -> None:
    gaps = missing(without(FULL, path))
    assert [(gap.path, gap.lead) for gap in gaps] == [(path, "product")]
    with pytest.raises(BadInput, match=fields()[path].label):
        to_contract(without(FULL, path))


def test_another_lever_wants_its_own_inputs() -> None:
    gaps = missing(FULL | {"levers": ["revenue"]})
    assert [gap.path for gap in gaps] == [f"lever.revenue.{item.key}" for item in levers()["revenue"].inputs]


@pytest.mark.parametrize("path", OPTIONAL)
def test_an_optional_field_may_be_left_out(path: str) -> None:
    assert missing(without(FULL, path)) == []
    assert to_contract(without(FULL, path)).currency == "EUR"


def test_the_terms_are_what_was_filled_in() -> None:
    terms = to_contract(FULL)
    assert (terms.intent, terms.currency, terms.run_cost) == (FULL["intent"], "EUR", 60_000)
    assert terms.payoffs.fn.model_dump() == FULL["payoff.fn"]
    assert terms.lever.inputs["recall"].model_dump() == FULL["lever.decision.recall"]
    assert (terms.dials["safe"].level, terms.dials["safe"].reason) == (Level.HIGH, FULL["dial.safe.reason"])
    assert terms.dials["robust"].reason == ""
    assert terms.owners == {role: FULL[f"owner.{role}"] for role in roles()}
    assert terms.review_date.isoformat() == FULL["review_date"]
    assert terms.capacity_per_week is None


def test_limits_in_money_stay_as_they_were_entered() -> None:
    limits = to_contract(FULL).boundary
    assert (limits.baseline, limits.floor, limits.warn, limits.target) == (0, 60, 100, 550)


def test_limits_in_points_become_shares() -> None:
    limits = to_contract(REVENUE).boundary
    assert [limits.baseline, limits.floor, limits.warn, limits.target] == [0.009, 0.011, 0.014, 0.023]
    assert (limits.window_days, limits.minimum_n) == (28, 3000)


def test_what_was_filled_in_for_another_lever_is_left_behind() -> None:
    left_over = {path: value for path, value in REVENUE.items() if path.startswith("lever.revenue.")}
    assert to_contract(FULL | left_over) == to_contract(FULL)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"boundary.floor": 200}, "floor 200, warn 100 and target 550 are not in rising order"),
        ({"boundary.window_days": 0}, "greater than or equal to 1"),
        ({"boundary.window_days": 7.5}, "valid integer"),
        ({"build_cost": -1}, "greater than or equal to 0"),
        ({"capacity_per_week": 0}, "greater than 0"),
        ({"volume": three(-5, 0, 5)}, "the volume is negative"),
        ({"levers": ["hope"]}, "no lever is called 'hope'"),
    ],
)
def test_a_canvas_that_contradicts_itself_cannot_be_signed_and_says_why(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadInput, match=f"The canvas contradicts itself: .*{reason}"):
        to_contract(FULL | changed)


@pytest.mark.parametrize("canvas", [FULL, REVENUE], ids=["decision", "revenue"])
def test_amending_the_terms_of_an_example_starts_from_its_canvas(canvas: dict[str, Any]) -> None:
    again = from_contract(to_contract(canvas))
    held = {path: value for path, value in canvas.items() if not path.startswith("section.")}
    assert again == {path: clean(path, value) for path, value in held.items()}


@given(contracts())
def test_the_canvas_of_a_contract_gives_the_same_contract_again(terms: ValueContract) -> None:
    again = to_contract(from_contract(terms))
    assert again == terms
    assert again.fingerprint() == terms.fingerprint()


@given(contracts())
def test_the_canvas_of_a_contract_is_complete_and_holds_what_its_fields_keep(terms: ValueContract) -> None:
    canvas = from_contract(terms)
    assert missing(canvas) == []
    assert {path: clean(path, value) for path, value in canvas.items()} == canvas


def test_what_a_contract_leaves_empty_is_not_on_the_canvas() -> None:
    canvas = from_contract(a_contract(capacity_per_week=None, limits=""))
    assert not {"capacity_per_week", "limits", "dial.fair.reason"} & set(canvas)


@settings(max_examples=20)
@given(contracts())
def test_the_preview_of_a_complete_canvas_is_what_its_contract_promises(terms: ValueContract) -> None:
    assert preview(from_contract(terms)) == contract_value(terms)


@pytest.mark.parametrize(
    "path",
    ["levers", "run_cost", "volume", "payoff.tp", "payoff.fp", "payoff.fn", "payoff.tn", *DECISION_INPUTS],
)
def test_there_is_no_preview_before_everything_the_formula_reads_is_filled_in(path: str) -> None:
    assert preview(FULL) is not None
    assert preview(without(FULL, path)) is None
    assert preview(FULL | {path: None}) is None


@pytest.mark.parametrize("correlation", [-0.2, 1, 1.5])
def test_there_is_no_preview_of_estimates_that_correlate_as_none_can(correlation: float) -> None:
    assert preview(FULL | {"correlation": correlation}) is None
    assert preview(FULL | {"correlation": 0.5}) is not None


def test_a_preview_needs_nothing_the_formula_does_not_read() -> None:
    read = {"levers", "run_cost", "volume", "payoff.tp", "payoff.fp", "payoff.fn", "payoff.tn", *DECISION_INPUTS}
    assert preview({path: FULL[path] for path in read}) == preview(FULL)


def test_a_lever_without_payoffs_is_previewed_without_them() -> None:
    read = {path for path in REVENUE if path.startswith("lever")} | {"run_cost"}
    assert preview({path: REVENUE[path] for path in read}) == preview(REVENUE)
    assert preview({path: REVENUE[path] for path in read - {"lever.revenue.margin"}}) is None


def test_a_share_above_100_percent_is_refused() -> None:
    with pytest.raises(BadInput):
        clean("lever.decision.recall", three(97, 150, 200))


def test_a_number_too_large_to_be_kept_is_refused() -> None:
    with pytest.raises(BadInput):
        clean("build_cost", 10**400)


@pytest.mark.parametrize("path", ["intent", "owner.deputy"])
def test_a_field_of_nothing_but_spaces_is_not_filled_in(path: str) -> None:
    canvas = FULL | {path: clean(path, "   ")}
    with pytest.raises(BadInput):
        to_contract(canvas)


def test_a_metric_that_does_not_exist_contradicts_the_canvas() -> None:
    with pytest.raises(BadInput):
        to_contract(FULL | {"boundary.metric": "hope"})


def how_far(canvas: dict[str, Any], key: str) -> Completeness:
    return next(found for found in completeness(canvas) if found.section.key == key)


def test_an_empty_canvas_is_empty_in_every_section() -> None:
    for found in completeness({}):
        assert (found.filled, found.status, len(found.missing)) == (0, "empty", found.total)
    assert [found.section for found in completeness({})] == list(sections())


@pytest.mark.parametrize("canvas", [{}, FULL, REVENUE], ids=["empty", "decision", "revenue"])
def test_what_is_filled_and_what_is_missing_add_up(canvas: dict[str, Any]) -> None:
    for found in completeness(canvas):
        paths = [field.path for field in asked(canvas, found.section)]
        assert found.total == len(paths)
        assert found.filled == sum(path in canvas for path in paths)
        assert [fields()[path].label for path in paths if path not in canvas] == list(found.missing)
    assert sum(found.needed for found in completeness(canvas)) == len(missing(canvas))


def test_the_inputs_of_a_chosen_lever_count_in_its_section() -> None:
    inputs = len(levers()["decision"].inputs)
    assert how_far({"levers": ["decision"]}, "value").total == how_far({}, "value").total + inputs


def test_a_section_is_seen_to_by_its_owner_or_else_by_the_role_that_leads_it() -> None:
    assert how_far({}, "data").owner == "Data & IT"
    owned = {"section.data.owner": "Ida"}
    assert how_far(owned, "data").owner == "Ida"
    assert {gap.owner for gap in missing({}) if gap.section == "Decision & workflow"} == {"Process owner"}
    assert {gap.owner for gap in missing({"section.decision.owner": "Ida"}) if gap.lead == "process"} == {"Ida"}


def test_the_status_of_a_section_is_the_one_people_set() -> None:
    assert how_far({"problem": "Waiting"}, "intent").status == "draft"
    assert how_far({"problem": "Waiting", "section.intent.status": "agreed"}, "intent").status == "agreed"


def test_what_is_kept_about_a_section_is_not_counted_in_it() -> None:
    about = {f"section.intent.{name}": value for name, value in (("owner", "Ida"), ("confidence", 3))}
    assert how_far(about, "intent").filled == 0


def test_a_row_that_lacks_what_it_cannot_do_without_is_missing_it_by_name() -> None:
    gaps = missing(FULL | {"feeds": [{"id": "a", "source": "Lab"}, {"id": "b"}, {"id": "c", "owner": "Ida"}]})
    assert [(gap.path, gap.label) for gap in gaps] == [("feeds", "Feeds, row 2: Feed")]


def test_a_row_that_says_nothing_is_left_out_of_the_contract() -> None:
    terms = to_contract(FULL | {"feeds": [{"id": "a", "source": "Lab"}, {"id": "b"}]})
    assert [feed.source for feed in terms.feeds] == ["Lab"]


def test_nothing_is_signed_after_a_stop() -> None:
    assert to_contract(FULL | {"verdict": "mitigate"}).verdict == "mitigate"
    with pytest.raises(BadInput, match="The verdict is “stop”"):
        to_contract(FULL | {"verdict": "stop"})


def test_a_risk_its_owner_agreed_to_cannot_be_signed() -> None:
    scores = {f"{which}_{name}": 2 for which in ("inherent", "residual") for name in Scores.model_fields}
    risk = {"id": "a", "family": "data", "text": "Late", "owner": "Ida", **scores}
    assert to_contract(FULL | {"risks": [risk | {"agreed_risk": "Ben"}]}).risks[0].accepted_by == {"risk": "Ben"}
    with pytest.raises(BadInput, match="Nobody approves their own work"):
        to_contract(FULL | {"risks": [risk | {"agreed_risk": "ida"}]})


def test_shares_entered_in_per_cent_are_agreed_as_shares() -> None:
    terms = to_contract(FULL | {"cashable": 60.0, "override.low": 5.0, "override.high": 15.0, "discount_rate": 10.0})
    assert (terms.cashable, terms.override_low, terms.override_high, terms.discount_rate) == (0.6, 0.05, 0.15, 0.1)


def test_a_preview_is_drawn_once_for_the_same_inputs() -> None:
    assert preview(FULL) is preview(FULL | {"problem": "Something else"})
    assert preview(FULL) is not preview(FULL | {"run_cost": 1})


def test_estimates_that_err_together_widen_the_preview() -> None:
    alone, together = preview(FULL), preview(FULL | {"correlation": 0.9})
    assert alone is not None
    assert together is not None
    assert together.yearly.high - together.yearly.low > alone.yearly.high - alone.yearly.low
