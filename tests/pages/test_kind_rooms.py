"""The rooms for forecasts and for classes: amounts are set, rows are weighed, a decision is recorded."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import datasets, initiatives, kind_decisions, run_stakes, runs
from data.runs import Run
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.build.dataset import Task
from lifecycle.build.multiclass import MatrixStakes
from lifecycle.build.regression import Adjustment, UnitStakes
from lifecycle.envision.three_point import ThreePoint
from tests import journey
from tests.conftest import OWNER
from tests.lifecycle.build import kind_samples
from tests.pages.conftest import Open, words

Room = Callable[..., tuple[AppTest, Run]]


@pytest.fixture
def room(running: Runtime, act: Act, visit: Open, tmp_path: Path) -> Room:
    """Train the quick candidates for a task and open the page."""

    def opened(task: Task, *, signed: bool = False) -> tuple[AppTest, Run]:
        own = initiatives.start(running.store, act, "Kinds")
        if signed:
            journey.sign(running.store, act, own)
        kind_samples.trained(tmp_path, task)
        data = datasets.add(running.store, act, own.id, "made up", "uploaded", kind_samples.frame())
        run = runs.keep(running.store, act, own.id, data.id, task, kind_samples.SEED, tmp_path)
        return visit("build", initiative="kinds"), run

    return opened


def business(page: AppTest) -> pd.DataFrame:
    """Find the first table of candidates."""
    return next(table.value for table in page.dataframe if "Candidate" in table.value)


def say(page: AppTest, role: str) -> pd.DataFrame:
    """Read the room in the words of a role."""
    next(g for g in page.button_group if g.key == "words").set_value(role).run()
    assert not page.exception
    return business(page)


def test_a_forecast_is_told_in_the_words_of_each_role(room: Room, running: Runtime) -> None:
    page, run = room(kind_samples.AMOUNT)
    science = say(page, "science").set_index("Candidate").loc["▸ Ridge regression"]
    assert "has an RMSE of" in words(page)
    sponsor = say(page, "sponsor").set_index("Candidate").loc["▸ Ridge regression"]
    assert sponsor["Saved a year"] == science["Saved a year"]
    assert sponsor["Best of all"] == science["P(best)"]
    assert "The chance that it ends up dearer than that is" in words(page)
    expert = say(page, "expert").set_index("Candidate").loc["▸ Ridge regression"]
    assert float(expert["Enough in 100"]) == pytest.approx(float(science["Is enough"].strip("%")))
    stakes = run_stakes.of_run(running.store, OWNER, run).stakes
    arrays = run_stakes.arrays(running.store, OWNER, run)
    assert expert["Used"] == "as it is"
    gap = arrays["scores/ridge"] - arrays["label"]
    week = stakes.volume * 7 / 365
    assert float(expert["Too many a week"].replace(",", "")) == pytest.approx(gap.clip(0).mean() * week, abs=0.6)
    assert float(expert["Too few a week"].replace(",", "")) == pytest.approx((-gap).clip(0).mean() * week, abs=0.6)
    assert "fall short" in words(page)


@pytest.mark.parametrize(
    ("task", "means"), [(kind_samples.AMOUNT, "What being off costs"), (kind_samples.TIER, "mean payoff")]
)
def test_the_numbers_of_sentences_have_their_definition_one_hover_away(room: Room, task: Task, means: str) -> None:
    page, _ = room(task)
    defined = [one for one in page.markdown if one.help and "In brackets" in one.help]
    assert len(defined) == 2
    assert defined[0].value.startswith("#### ")
    assert all(means in one.help and "resamples of the cases, shared by all rows" in one.help for one in defined)


def test_classes_are_told_in_the_words_of_each_role(room: Room) -> None:
    page, _ = room(kind_samples.TIER)
    science = say(page, "science").set_index("Candidate").loc["▸ Logistic regression"]
    sponsor = say(page, "sponsor").set_index("Candidate").loc["▸ Logistic regression"]
    assert sponsor["Value a year"] == science["Value a year"]
    assert sponsor["Errors cost"] == science["Errors cost"]
    assert "of what there was to earn" in words(page)
    expert = say(page, "expert").set_index("Candidate").loc["▸ Logistic regression"]
    assert "is taken for" in expert["Commonest mistake"]
    assert 0 < float(expert["Right of 100"].split(" ")[0]) <= 100
    assert "decided wrongly. Most often" in words(page)


def test_an_address_opens_a_part_in_the_words_of_a_role(room: Room, visit: Open) -> None:
    room(kind_samples.AMOUNT)
    page = visit("build", initiative="kinds", by="site", part="north", words="Sponsor")
    assert "Only cases with site = north" in words(page)
    assert "Best of all" in business(page)


NUMBERS = {"size": "numeric", "plan": "numeric"}


@pytest.mark.parametrize(
    ("task", "first", "found"),
    [
        (kind_samples.AMOUNT, "Group error ratio", {"Group", "Cases", "MAE", "Bias", "WAPE", "Is enough"}),
        (kind_samples.TIER, "Group accuracy gap", {"Group", "Cases", "Accuracy", "Recall of low", "Recall of top*"}),
    ],
)
def test_groups_are_compared_when_asked_for_and_follow_the_candidate(
    room: Room, task: Task, first: str, found: set[str]
) -> None:
    page, _ = room(replace(task, features=NUMBERS, protected="site"), signed=True)
    assert first not in words(page)
    next(t for t in page.toggle if t.key == "groups").set_value(True).run()
    assert not page.exception
    assert first in words(page)
    assert "the fairness dial is light" in words(page)
    table = next(table.value for table in page.dataframe if "Group" in table.value)
    assert found <= set(table.columns)
    assert list(table["Group"]) == ["north", "south"]
    assert sum(int(cases) for cases in table["Cases"]) == 240


def test_without_a_protected_attribute_groups_say_why_there_are_none(room: Room) -> None:
    page, _ = room(kind_samples.AMOUNT)
    next(t for t in page.toggle if t.key == "groups").set_value(True).run()
    assert "No protected attribute was named" in words(page)


def test_forecasts_are_weighed_against_predicting_the_mean(room: Room) -> None:
    page, _ = room(kind_samples.AMOUNT)
    text = words(page)
    assert "Ridge regression saves" in text
    assert "a year against “Predict the mean”" in text
    assert "amounts are assumed" in text
    money, statistics = page.dataframe[0].value, page.dataframe[1].value
    assert list(money["Candidate"].str.strip("▸ ")) == [
        "Rule of thumb",
        "Ridge regression",
        "Predict the mean",
        "Best single number",
    ]
    assert money.set_index("Candidate").loc["Predict the mean", "Saved a year"] == "€0"
    assert {"RMSE", "MAE", "WAPE", "R²", "Bias"} <= set(statistics.columns)
    assert "none is in force yet" in text
    assert not any(b.label == "Record the decision" for b in page.button)


def test_what_being_off_costs_is_set_kept_and_undone(room: Room, running: Runtime) -> None:
    page, run = room(kind_samples.AMOUNT)
    next(n for n in page.number_input if n.label == "A unit forecast too few").set_value(3.0)
    next(b for b in page.button if b.label == "Apply").click().run()
    assert not page.exception
    assert run_stakes.of_run(running.store, OWNER, run).stakes == UnitStakes(1.0, 3.0, 240.0)
    assert "enough in 75% of the cases" in words(page)
    next(b for b in page.button if b.label == "Undo the last change").click().run()
    assert run_stakes.of_run(running.store, OWNER, run).revision == 0


def test_amounts_from_low_to_high_widen_what_is_saved(room: Room, running: Runtime) -> None:
    page, run = room(kind_samples.AMOUNT)
    exact = list(page.dataframe[0].value["95 % interval"])
    next(t for t in page.toggle if t.label.startswith("Enter ranges")).set_value(True).run()
    next(n for n in page.number_input if n.key == f"worth/{run.id}/0/under/high").set_value(7.0)
    next(b for b in page.button if b.label == "Apply").click().run()
    assert not page.exception
    kept = run_stakes.of_run(running.store, OWNER, run).stakes
    assert isinstance(kept, UnitStakes)
    assert kept.points()[1] == ThreePoint(low=1, likely=1, high=7)
    assert kept.under == 2.0
    assert list(page.dataframe[0].value["95 % interval"]) != exact
    assert next(t for t in page.toggle if t.label.startswith("Enter ranges")).value
    next(n for n in page.number_input if n.key == f"worth/{run.id}/1/under/low").set_value(3.0)
    next(b for b in page.button if b.label == "Apply").click().run()
    assert "are not in rising order" in words(page)


def test_payoffs_of_classes_are_asked_from_low_to_high(room: Room, running: Runtime) -> None:
    page, run = room(kind_samples.TIER)
    next(t for t in page.toggle if t.label.startswith("Enter ranges")).set_value(True).run()
    assert [tab.label for tab in page.tabs] == ["Low", "Most likely", "High"]
    next(n for n in page.number_input if n.key == f"worth/{run.id}/0/volume/high").set_value(480.0)
    next(b for b in page.button if b.label == "Apply").click().run()
    assert not page.exception
    kept = run_stakes.of_run(running.store, OWNER, run).stakes
    assert isinstance(kept, MatrixStakes)
    assert kept.year() == ThreePoint(low=240, likely=240, high=480)


@pytest.mark.parametrize("task", [kind_samples.AMOUNT, kind_samples.TIER], ids=["forecasts", "classes"])
def test_forecasts_and_classes_are_explained_in_all_views(room: Room, running: Runtime, task: Task) -> None:
    page, _ = room(task)
    next(t for t in page.toggle if t.key == "explain").set_value(True).run()
    next(b for b in page.button if b.label.startswith("Explain ")).click().run()
    running.jobs.wait()
    page.run()
    assert not page.exception
    what, drawn = ("forecast", "the forecast of ") if task.kind == "regression" else ("choice", "low: ")
    assert any(title.startswith(f"What drives {drawn}") for title in titles(page)), titles(page)
    assert page.segmented_control(key="why").options[0] == f"What drives the {what}"
    for view, title in (("value", "What drives the value of "), ("case", "Why ")):
        page.segmented_control(key="why").set_value(view).run()
        assert not page.exception
        assert any(found.startswith(title) for found in titles(page)), titles(page)


def titles(page: AppTest) -> list[str]:
    """List the titles of the charts on a page."""
    return [str(json.loads(chart.proto.spec).get("title", {}).get("text", "")) for chart in page.get("vega_lite_chart")]


def test_stability_of_a_forecast_is_shown_over_refits(room: Room, running: Runtime) -> None:
    page, _ = room(kind_samples.AMOUNT)
    next(t for t in page.toggle if t.key == "explain").set_value(True).run()
    page.segmented_control(key="why").set_value("refits").run()
    next(b for b in page.button if b.label.endswith("10 times")).click().run()
    running.jobs.wait()
    page.run()
    assert not page.exception
    assert "refits" in words(page)
    assert any(title.endswith("when it is fitted again") for title in titles(page)), titles(page)


def test_a_negative_cost_is_refused_in_a_sentence(room: Room, running: Runtime) -> None:
    page, run = room(kind_samples.AMOUNT)
    next(n for n in page.number_input if n.label == "A unit forecast too many").set_value(-3.0)
    next(b for b in page.button if b.label == "Apply").click().run()
    assert "A cost has to be a number from 0 on" in words(page)
    assert run_stakes.of_run(running.store, OWNER, run).revision == 0


def test_todays_forecast_is_what_is_saved_against(room: Room) -> None:
    page, _ = room(replace(kind_samples.AMOUNT, incumbent="plan"))
    assert "a year against “Today's forecast”" in words(page)
    assert "Today's forecast" in list(page.dataframe[0].value["Candidate"])


@pytest.mark.parametrize("view", ["predicted", "distribution", "time", "parts"])
def test_residuals_are_shown_when_asked_for(room: Room, view: str) -> None:
    page, _ = room(kind_samples.AMOUNT)
    next(t for t in page.toggle if t.key == "residuals").set_value(True).run()
    next(g for g in page.button_group if g.key == "off").set_value(view).run()
    assert not page.exception


def test_a_part_of_the_forecasts_is_weighed_by_itself(room: Room) -> None:
    page, _ = room(kind_samples.AMOUNT)
    whole = list(page.dataframe[0].value["Being off costs"])
    next(box for box in page.selectbox if box.key == "by").set_value("site").run()
    assert not page.exception
    assert list(page.dataframe[0].value["Being off costs"]) != whole


def test_classes_are_weighed_against_always_one(room: Room) -> None:
    page, _ = room(kind_samples.TIER)
    assert "earns" in words(page)
    assert list(business(page)["Candidate"].str.strip("▸ ")) == [
        "Rule of thumb",
        "Logistic regression",
        "Always low",
        "Always mid",
        "Always top*",
    ]
    assert "none is in force yet" in words(page)
    next(g for g in page.button_group if g.key == "rule").set_value("chance").run()
    assert "decides for the likeliest class" in words(page)
    assert not page.exception


def test_amounts_of_classes_follow_what_is_kept(room: Room, running: Runtime, act: Act) -> None:
    page, run = room(kind_samples.TIER)
    before = words(page)
    matrix = MatrixStakes(((5.0, 0.0, 0.0), (0.0, 6.0, 0.0), (-9000.0, 0.0, 7.0)), 500.0)
    run_stakes.set_stakes(running.store, act, run, matrix)
    page.run()
    assert not page.exception
    assert words(page) != before
    assert any(b.label == "Undo the last change" for b in page.button)


def test_the_page_says_how_cases_were_split(room: Room) -> None:
    page, _ = room(replace(kind_samples.AMOUNT, time="day"))
    assert "Split by time ('day')" in words(page)
    assert "the earliest 40 are judged by none" in words(page)
    assert "SHA-256 of all rows" in words(page)


def press(page: AppTest, label: str) -> None:
    next(b for b in page.button if b.label == label).click().run()
    assert not page.exception


def test_a_decision_on_a_forecast_is_recorded_and_stands(room: Room, running: Runtime, visit: Open) -> None:
    page, run = room(kind_samples.AMOUNT, signed=True)
    assert "The record will say that they were assumed" in words(page)
    press(page, "Record the decision")
    assert "Say in a sentence why this candidate was chosen" in words(page)
    next(a for a in page.text_area if a.key == f"reason/{run.id}").set_value("It is off least.")
    press(page, "Record the decision")
    made = kind_decisions.listing(running.store, OWNER, run.initiative_id)[0]
    assert (made.champion.key, made.reason, made.stakes_assumed) == ("ridge", "It is off least.", True)
    assert isinstance(made.how, Adjustment)
    text = words(page)
    assert "Decision 1," in text
    assert "Because: It is off least." in text
    assert "within noise" in text or "P(more)" in text
    assert "Nobody had set these amounts" in text
    assert "Model file unchanged" in text
    assert not any(b.label == "Record the decision" for b in page.button), "folded away once it was decided"
    gate = visit("deploy", initiative="kinds")
    assert "Decision 1 is about a quantity" in words(gate)


def test_a_decision_on_classes_is_recorded_for_whom_was_chosen(room: Room, running: Runtime) -> None:
    page, run = room(kind_samples.TIER, signed=True)
    next(box for box in page.selectbox if box.key == f"champion/{run.id}").set_value("rule").run()
    next(a for a in page.text_area if a.key == f"reason/{run.id}").set_value("It is simple.")
    press(page, "Record the decision")
    made = kind_decisions.listing(running.store, OWNER, run.initiative_id)[0]
    assert (made.champion.key, made.how) == ("rule", "payoff")
    assert "Decision 1," in words(page)


def test_a_decision_is_recorded_on_all_cases_alone(room: Room) -> None:
    page, _ = room(kind_samples.AMOUNT, signed=True)
    next(box for box in page.selectbox if box.key == "by").set_value("site").run()
    assert "A decision is recorded on all cases" in words(page)
    assert not any(b.label == "Record the decision" for b in page.button)
