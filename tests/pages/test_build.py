"""Build: data comes in or is refused in a sentence, candidates are compared, a decision is recorded."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import datasets, decisions, explanations, initiatives, lenses, overview, runs
from data.runs import Run
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.build.decision import Decision
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from pages.build.record import OTHER_RUN
from tests.conftest import NOW, OWNER
from tests.data.builders import a_job
from tests.pages.conftest import Open, words

SLUG = "breast-cancer-triage"


def test_without_data_the_shipped_set_or_a_file_is_offered(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("signed")
    page = visit("build", initiative=SLUG)
    assert any(b.label == "Load the breast-cancer data" for b in page.button)
    assert page.file_uploader


def test_the_shipped_set_is_loaded_at_a_click(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("signed")
    page = visit("build", initiative=SLUG)
    next(b for b in page.button if b.label == "Load the breast-cancer data").click().run()
    own = initiatives.listing(running.store, OWNER)[0]
    assert datasets.listing(running.store, OWNER, own.id)[0].rows == 398
    assert any(b.label == "Train the candidates" for b in page.button)


def test_a_file_that_is_not_a_table_is_refused_in_a_sentence(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Breast-cancer triage")
    page = visit("build", initiative=SLUG)
    page.file_uploader[0].upload("data.csv", b"a,b\n1,2\n3\n").run()
    next(b for b in page.button if b.label == "Load this file").click().run()
    assert "Line 3 has 1 value but the header has 2" in words(page)
    assert not datasets.listing(running.store, OWNER, own.id)


def test_a_target_with_one_value_is_refused_before_training(running: Runtime, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Breast-cancer triage")
    frame = pd.DataFrame({"x": range(60), "z": [i % 7 for i in range(60)], "bought": ["yes"] * 60})
    datasets.add(running.store, act, own.id, "one class", "test", frame)
    page = visit("build", initiative=SLUG)
    page.selectbox[0].set_value("bought").run()
    next(b for b in page.button if b.label == "Train the candidates").click().run()
    running.jobs.wait()
    page.run()
    assert "is 'yes' in every row" in words(page)


def test_without_a_contract_candidates_cannot_be_weighed(running: Runtime, act: Act, visit: Open) -> None:
    initiatives.start(running.store, act, "Breast-cancer triage")
    assert "nothing can be weighed in money" in words(visit("build", initiative=SLUG))


def test_the_room_sets_candidates_beside_rules_that_need_no_model(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("trained")
    page = visit("build", initiative=SLUG)
    business = page.dataframe[0].value
    assert list(business["Candidate"].str.strip("▸ "))[-2:] == ["Act on everyone", "Act on no one"]
    assert len(business) == 7
    statistics = page.dataframe[1].value
    assert {"ROC AUC", "Brier", "MCC"} <= set(statistics.columns)
    assert "at its best threshold" in words(page)


def test_the_lead_over_the_next_best_is_given_with_its_interval(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("trained")
    text = words(visit("build", initiative=SLUG))
    amount = r"−?€[\d.]+[kM]?"
    assert re.search(
        rf", {amount} \({amount} to {amount}\) more than [A-Z][a-z ]+ at its own; that is within noise", text
    )


def test_the_tables_say_at_which_threshold_they_are_measured(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("trained")
    page = visit("build", initiative=SLUG)
    business = page.dataframe[0].value
    chosen = business[business["Candidate"].str.startswith("▸")].iloc[0]
    assert f"at the slider's {chosen['Acts from']}, the others each at the best threshold of its own" in words(page)


def test_who_is_named_at_the_decision_is_told_what_that_rules_out(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("trained")
    assert "cannot waive a check of it in Deploy: clear Risk & compliance" in words(visit("build", initiative=SLUG))


def test_a_decision_needs_a_reason(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("trained")
    page = visit("build", initiative=SLUG)
    next(b for b in page.button if b.label == "Record the decision").click().run()
    assert "Say in a sentence why this candidate was chosen" in words(page)
    own = initiatives.listing(running.store, OWNER)[0]
    assert overview.load(running.store, OWNER, own).decision is None


def test_a_decision_is_recorded_and_shown_with_its_guardrails(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("trained")
    page = visit("build", initiative=SLUG)
    page.text_area[-1].set_value("It misses fewest.").run()
    next(b for b in page.button if b.label == "Record the decision").click().run()
    own = initiatives.listing(running.store, OWNER)[0]
    decision = overview.load(running.store, OWNER, own).decision
    assert decision is not None
    assert decision.reason == "It misses fewest."
    assert "Decision 1," in words(page)
    assert "Better than a rule of thumb" in words(page)


def test_each_role_sees_the_same_rows_in_its_words(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("trained")
    page = visit("build", initiative=SLUG)
    both = page.dataframe[0].value
    seen = {}
    for role in ("sponsor", "expert"):
        next(g for g in page.button_group if g.key == "words").set_value(role).run()
        seen[role] = page.dataframe[0].value
        assert not [table for table in page.dataframe if "ROC AUC" in table.value.columns]
        assert list(seen[role]["Candidate"]) == list(both["Candidate"])
    assert list(seen["sponsor"]["Value a year"]) == list(both["Value a year"])
    assert list(seen["expert"]["Acted on a week"]) == list(both["Acted on a week"])
    assert "AUC" not in " ".join(seen["sponsor"].columns)
    assert "misses" in words(page)


def test_a_part_of_the_cases_is_compared_by_itself(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("trained")
    page = visit("build", initiative=SLUG)
    whole = list(page.dataframe[0].value["Acted on a week"])
    next(box for box in page.selectbox if box.key == "by").set_value("mean_radius").run()
    assert re.search(r"Only cases with mean_radius = up to [\d.]+: 2\d\.\d% of all", words(page))
    assert list(page.dataframe[0].value["Acted on a week"]) != whole
    assert "A decision is recorded on all cases" in words(page)
    assert not any(b.label == "Record the decision" for b in page.button)


@pytest.mark.parametrize(
    "view", ["list_value", "net_benefit", "gains", "calibration", "roc", "distribution", "dual_lift"]
)
def test_every_view_behind_the_numbers_is_drawn_and_can_be_taken_along(
    view: str, running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running_at("trained")
    without = visit("build", initiative=SLUG)
    page = visit("build", initiative=SLUG, view=view, diagnostics="true")
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == len(without.get("vega_lite_chart")) + 1
    assert len(page.get("download_button")) == len(without.get("download_button")) + 3


def test_a_decision_can_be_taken_along(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("decided")
    page = visit("build", initiative=SLUG)
    labels = [b.label for b in page.get("download_button")]
    assert labels[:3] == ["PDF", "Markdown", "JSON"]


@pytest.mark.parametrize(
    "why", ["What drives the score", "What drives the value", "One case", "Stability across refits"]
)
def test_a_candidate_is_explained(why: str, running_at: Callable[[str], Runtime], visit: Open) -> None:
    running = running_at("trained")
    before = len(visit("build", initiative=SLUG).get("vega_lite_chart"))
    page = visit("build", initiative=SLUG, explain="true", why=why)
    next(b for b in page.button if b.label.startswith("Explain ") or b.label.endswith("10 times")).click().run()
    running.jobs.wait()
    page.run()
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == before + 1
    steady = next((one for one in page.metric if one.label == "Rank correlation between refits"), None)
    assert (steady is not None) == (why == "Stability across refits")
    if steady is not None:
        assert "stay the first" in words(page)
        assert steady.help.startswith("Spearman's rank correlation")


def test_the_value_of_features_is_that_of_the_part_that_is_looked_at(
    running_at: Callable[[str], Runtime], visit: Open
) -> None:
    running = running_at("trained")
    own = initiatives.listing(running.store, OWNER)[0]
    run = runs.latest(running.store, OWNER, own.id)
    assert run is not None
    explanations.compute(running.store, Act(OWNER, NOW), run, "logistic", a_job())
    part, mask = next(iter(lenses.parts_of(running.store, OWNER, run, "worst_area").items()))
    asked = {"explain": "true", "why": "What drives the value", "candidate": "Logistic regression"}
    for more, cases in (({}, len(mask)), ({"by": "worst_area", "part": part}, mask.sum())):
        page = visit("build", initiative=SLUG, **asked, **more)
        specs = [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]
        mine = next(
            one for one in specs if str(one["title"].get("text", "")).startswith("What drives the value of Logi")
        )
        assert f"{cases:,} cases, 95 % intervals" in " ".join(mine["title"]["subtitle"])


def test_predictions_without_a_model_say_why_they_are_not_explained(
    running_at: Callable[[str], Runtime], visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    running_at("trained")
    monkeypatch.setattr(explanations, "can_explain", lambda *given: False)
    page = visit("build", initiative=SLUG, explain="true")
    assert "Only predictions are known of this candidate" in words(page)


@pytest.fixture
def earlier(running_at: Callable[[str], Runtime], act: Act) -> tuple[Runtime, Run, Run]:
    """Bring the predictions of other models after the training: its run is an earlier one from then on."""
    running = running_at("trained")
    own = initiatives.listing(running.store, OWNER)[0]
    (first,) = runs.listing(running.store, OWNER, own.id)
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"y": np.arange(120) % 2, "p": rng.random(120), "q": rng.random(120)})
    given = align([("later.csv", frame)], Roles("y", "1", (Model("P", 0, "p"), Model("Q", 0, "q"))))
    newer = runs.bring(running.store, replace(act, at=act.at + timedelta(days=1)), own.id, "later", given, 3, a_job())
    return running, first, newer


def decided_on(running: Runtime, page: AppTest, run: Run, candidate: str) -> Decision:
    """Record a decision on the page and hold what was frozen against the run that was looked at."""
    threshold = float(page.session_state[f"threshold/{run.id}"])
    page.text_area(key=f"reason/{run.id}").set_value("It misses fewest.").run()
    next(b for b in page.button if b.label == "Record the decision").click().run()
    assert not page.exception
    made = decisions.listing(running.store, OWNER, run.initiative_id)[0]
    data = next(d for d in datasets.listing(running.store, OWNER, run.initiative_id) if d.id == run.dataset_id)
    looked_at = runs.comparison(running.store, OWNER, run)
    assert looked_at is not None
    assert (made.run_id, made.seed, made.champion.key) == (run.id, run.seed, candidate)
    assert (made.dataset, made.dataset_sha256) == (data.name, data.sha256)
    assert made.artefact_sha256 == next(c.sha256 for c in run.facts.candidates if c.key == candidate)
    assert made.champion.threshold == threshold
    assert made.champion.value == looked_at.row(candidate, threshold).value
    assert {row.key for row in made.challengers} == {*looked_at.rows()} - {candidate}
    assert set(made.purposes) == set(run.task.features)
    return made


def test_what_is_frozen_is_the_earlier_run_that_was_looked_at(earlier: tuple[Runtime, Run, Run], visit: Open) -> None:
    running, first, newer = earlier
    page = visit("build", initiative=SLUG, run=first.id)
    assert "An earlier run is shown" in words(page)
    next(g for g in page.button_group if g.key == "candidate").set_value("forest").run()
    made = decided_on(running, page, first, "forest")
    assert first.dataset_id != newer.dataset_id
    assert made.artefact_sha256
    assert "Decision 1," in words(page)
    assert OTHER_RUN not in words(page)
    assert not any(b.label == "Record the decision" for b in page.button), "folded away: this run was decided on"
    other = visit("build", initiative=SLUG)
    assert OTHER_RUN in words(other), "the latest run is another one"
    assert any(b.label == "Record the decision" for b in other.button)


def test_going_from_one_run_to_another_decides_on_the_one_that_is_shown(
    earlier: tuple[Runtime, Run, Run], visit: Open
) -> None:
    running, first, newer = earlier
    page = visit("build", initiative=SLUG)
    box = next(box for box in page.selectbox if box.label == "Run to look at")
    box.set_value(first.id).run()
    page.text_area(key=f"reason/{first.id}").set_value("Half a").run()
    next(b for b in page.button if b.label == "Show the latest").click().run()
    shown = next(g for g in page.button_group if g.key == "candidate").value
    assert shown in newer.facts.names
    decided_on(running, page, newer, shown)


def test_a_slider_in_the_address_is_that_of_the_run_in_the_address(
    earlier: tuple[Runtime, Run, Run], visit: Open
) -> None:
    running, first, _ = earlier
    page = visit("build", initiative=SLUG, run=first.id, at="0.400")
    next(g for g in page.button_group if g.key == "candidate").set_value("boosting").run()
    made = decided_on(running, page, first, "boosting")
    assert made.champion.threshold == 0.4
