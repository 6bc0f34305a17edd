"""What guardrails are judged on, from a run in the store."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from data import contracts, datasets, decisions, runs
from data.demo import breast_cancer
from data.evidence import gather
from data.runs import Run
from lifecycle.audit import Act
from lifecycle.build.artefact import load_model, score
from lifecycle.build.ranges import outside
from lifecycle.build.review import Review
from lifecycle.build.statistics import losses
from lifecycle.guardrails import Evidence, Outcome, asked, judge_all
from tests.conftest import NOW, OWNER, Place
from tests.data.test_runs import the_run

REGIONS = ["north" if number % 4 else "south" for number in range(398)]


@pytest.fixture
def trained(at: Callable[[str], Place]) -> Place:
    return at("trained")


def gathered(place: Place, run: Run, **given: object) -> Evidence:
    terms = contracts.load(place.store, OWNER, place.initiative.id)[0].terms
    return gather(place.store, OWNER, run, terms, "logistic", 0.3, **given)  # type: ignore[arg-type]


def with_regions(place: Place, **regions: object) -> Run:
    run, act = the_run(place), Act(OWNER, NOW)
    frame = datasets.frame(place.store, OWNER, place.initiative.id, run.dataset_id)
    made = frame.assign(region=regions.get("region", REGIONS))
    dataset = datasets.add(place.store, act, place.initiative.id, "With regions", "test", made)
    return replace(run, dataset_id=dataset.id, task=replace(run.task, protected="region"))


def test_everything_is_measured_once_and_told_as_it_goes(trained: Place) -> None:
    said: list[str] = []
    evidence = gathered(trained, the_run(trained), report=lambda share, text: said.append(text))
    assert len(said) == len(evidence.measured) == 6
    verdicts = {verdict.guardrail: verdict for verdict in judge_all(evidence)}
    assert set(verdicts) == set(asked())
    measured = ("worst_slice", "perturbation", "membership", "out_of_range", "explainable", "attribution_stability")
    assert all(verdicts[key].value is not None for key in measured)
    assert evidence.flips_n is not None
    assert 0 < evidence.flips_n < 398
    assert evidence.cells == evidence.measured["worst_slice"].groups


def test_membership_is_attacked_on_the_model_that_would_run(trained: Place) -> None:
    run = the_run(trained)
    evidence = gathered(trained, run)
    frame = datasets.frame(trained.store, OWNER, trained.initiative.id, run.dataset_id)
    arrays = runs.arrays(trained.store, run.id)[0]
    model = load_model(*runs.artefact(trained.store, run.id, "logistic"))
    inside = losses(arrays["label"], score(model, frame[list(run.task.features)]))
    outside_ = losses(arrays["label"], arrays["scores/logistic"])
    expected = roc_auc_score([1] * 398 + [0] * 398, [-one for one in (*inside, *outside_)])
    assert evidence.measured["membership"].value == pytest.approx(expected)


def test_a_purpose_is_asked_for_each_feature_and_for_nothing_else(trained: Place) -> None:
    run = the_run(trained)
    given = breast_cancer.purposes() | {"mean_radius": "  ", "something_else": "Never used."}
    evidence = gathered(trained, run, purposes=given)
    assert evidence.purposes is not None
    assert set(evidence.purposes) == set(run.task.features)
    assert [name for name, why in evidence.purposes.items() if not why] == ["mean_radius"]


def test_groups_are_measured_and_published_where_an_attribute_is_protected(trained: Place) -> None:
    evidence = gathered(trained, with_regions(trained), choice="neither", review=Review("Priya Raman", "deputy"))
    assert evidence.groups is not None
    assert evidence.attribute == "region"
    assert {group.group: group.n for group in evidence.groups} == pd.Series(REGIONS).value_counts().to_dict()
    assert all(group.off is not None for group in evidence.groups)
    assert {"north", "south"} < {cell.group for cell in evidence.cells}
    assert evidence.measured["proxy"].value is not None
    assert (evidence.choice, evidence.review) == ("neither", Review("Priya Raman", "deputy"))


def test_a_group_of_one_is_insufficient_data_and_too_small_to_publish(trained: Place) -> None:
    run = with_regions(trained, region=["alone", *REGIONS[1:]])
    verdicts = {verdict.guardrail: verdict for verdict in judge_all(gathered(trained, run))}
    for key in ("selection_ratio", "equal_opportunity", "group_calibration", "representation", "proxy"):
        assert verdicts[key].outcome is Outcome.INSUFFICIENT, key
        assert "alone too small" in verdicts[key].sentence, key
    assert verdicts["smallest_cell"].outcome is Outcome.FAIL


def test_the_ranges_hold_what_was_trained_on(at: Callable[[str], Place]) -> None:
    place = at("decided")
    decision = decisions.listing(place.store, OWNER, place.initiative.id)[0]
    frame = datasets.frame(place.store, OWNER, place.initiative.id, the_run(place).dataset_id)
    assert decision.ranges is not None
    assert not outside(frame, decision.ranges).any()
    assert outside(frame.assign(mean_radius=frame["mean_radius"] * 1000), decision.ranges).all()
