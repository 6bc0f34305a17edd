"""The classic views: every candidate is drawn, the chosen one with the wide line, references dashed."""

import numpy as np
import pytest

from components.charts import Picture
from components.charts import diagnostics as charts
from components.charts.candidates import THIN, WIDE, colours
from lifecycle.build import diagnostics as curves
from lifecycle.figures import money
from tests.components.charts.specs import marks, rows
from tests.lifecycle.samples import labelled_scores

LABEL, SCORE = labelled_scores(n=150)
SCORES = {"Model": SCORE, "Other": np.clip(1 - SCORE, 0, 1), "Third": np.full(150, 0.4)}


def each(of):  # type: ignore[no-untyped-def]
    return {name: of(LABEL, score) for name, score in SCORES.items()}


LINES = {
    "roc": charts.roc(each(curves.roc), "Other"),
    "gains": charts.gains(each(curves.gains), "Other"),
    "precision": charts.precision_recall(each(curves.precision_recall), "Other", float(LABEL.mean())),
    "benefit": charts.net_benefit(each(curves.net_benefit), curves.treat_all_benefit(LABEL), "Other"),
    "list": charts.list_value(each(lambda y, s: curves.list_value(y, s, np.array([9, -1, 0, 0]))), "Other", "EUR", 0.2),
    "calibration": charts.calibration(each(curves.calibration), "Other"),
}


@pytest.mark.parametrize("drawn", LINES.values(), ids=LINES)
def test_every_candidate_is_drawn_in_its_colour_and_the_chosen_one_is_wide(drawn: Picture) -> None:
    assert {row["candidate"] for row in rows(drawn) if "candidate" in row} == set(SCORES)
    line = next(layer["encoding"] for layer in marks(drawn, "line") if "strokeWidth" in layer["encoding"])
    wears, wide = line["color"]["scale"], line["strokeWidth"]["scale"]
    assert dict(zip(wears["domain"], wears["range"], strict=True)) == colours(SCORES)
    assert dict(zip(wide["domain"], wide["range"], strict=True)) == {"Model": THIN, "Other": WIDE, "Third": THIN}
    assert all(name in drawn.words for name in SCORES)


def test_the_best_length_of_the_list_is_marked_with_its_value() -> None:
    line = curves.list_value(LABEL, SCORES["Other"], np.array([9, -1, 0, 0]))
    best = int(np.argmax(line.y))
    said = [row["label"] for row in rows(LINES["list"]) if "label" in row]
    assert f"at {line.x[best]:.0%}" in said[0]
    within = line.y[line.x <= 0.2].max()
    assert f"capacity 20%: {money(float(within), 'EUR')}" in said


def test_dual_lift_draws_truth_and_both_candidates() -> None:
    drawn = charts.dual_lift(curves.dual_lift(LABEL, SCORE, SCORES["Other"]), "Model", "Other", list(SCORES))
    assert {row["of"] for row in rows(drawn)} == {"truth", "Model", "Other"}
    wears = next(marks(drawn, "line"))["encoding"]["color"]["scale"]
    assert wears["range"][1:] == [colours(SCORES)["Model"], colours(SCORES)["Other"]]


def test_distributions_carry_the_threshold() -> None:
    drawn = charts.distribution(*curves.distribution(LABEL, SCORE), "Model", 0.35)
    assert any(row.get("x") == 0.35 and "share" not in row for row in rows(drawn))
    assert sum(row["share"] for row in rows(drawn) if row.get("truth") == "yes") == pytest.approx(1)
