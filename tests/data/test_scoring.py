"""Model files score the cases of a data file and become candidates; what cannot is said with the file's name."""

import pickle
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from skops import io as skops_io

from data import rooms, scoring
from data.scoring import is_model_file, score_and_align, score_each
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.worker import PREDICTIONS
from lifecycle.errors import BadInput
from tests.data.builders import a_job, actions

RANDOM = np.random.default_rng(4)
FRAME = pd.DataFrame({"a": RANDOM.normal(size=120), "b": RANDOM.normal(size=120), "p": RANDOM.random(120)})
FRAME["y"] = np.where(FRAME["a"] + RANDOM.normal(size=120) > 0, "yes", "no")
MODEL = LogisticRegression().fit(FRAME[["a", "b"]], FRAME["y"])
ROLES = Roles("y", "yes", (Model("Ours", 0, "p"),))


def test_a_skops_file_is_a_candidate_beside_predictions(store: Store, act: Act) -> None:
    told: list[str] = []
    content = skops_io.dumps(MODEL)
    found = score_and_align(
        [("a.csv", FRAME)], ROLES, [("theirs.skops", content)], report=lambda share, text: told.append(text)
    )
    np.testing.assert_allclose(found.scores["m2"], MODEL.predict_proba(FRAME[["a", "b"]])[:, 1])
    assert told[0].startswith("theirs.skops: ")
    run = rooms.open_room(store, act, "r1", "Room", found, 7, a_job())
    assert run.facts.origin == PREDICTIONS
    ours, theirs = run.facts.candidates
    assert (ours.size, theirs.size, theirs.sha256) == (0, len(content), "")
    assert theirs.seconds_per_case > 0
    assert "scikit-learn" in run.facts.versions
    assert actions(store)[-1] == "predictions.brought"


def test_what_cannot_score_is_said_with_the_files_name() -> None:
    refused = pickle.dumps(MODEL)
    with pytest.raises(BadInput, match=r"^m\.pkl: .*pickle"):
        score_and_align([("a.csv", FRAME)], ROLES, [("m.pkl", refused)])
    with pytest.raises(BadInput, match=r"^m\.skops: The data lacks a column the model needs: b"):
        score_and_align([("a.csv", FRAME.drop(columns="b"))], ROLES, [("m.skops", skops_io.dumps(MODEL))])


def test_two_files_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = skops_io.dumps(MODEL)
    monkeypatch.setattr(scoring, "predict", lambda *_, **__: pytest.fail("it was scored before it was refused"))
    with pytest.raises(BadInput, match=r"called 'm\.skops'"):
        score_and_align([("a.csv", FRAME)], ROLES, [("m.skops", content)] * 2)


def test_each_file_reports_its_part_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def predict(*given: object, report: Callable[[float, str], None]) -> str:
        asked.append((given[0], given[1], *given[3:]))
        report(0.5, "scoring")
        return f"scores of {given[1]}"

    monkeypatch.setattr(scoring, "predict", predict)
    told: list[tuple[float, str]] = []
    files = [("a.csv", FRAME)]
    found = score_each(files, ROLES, [("m", b"1"), ("n", b"2")], ["b"], lambda share, text: told.append((share, text)))
    assert found == {"m": "scores of m", "n": "scores of n"}
    assert told == [(0.25, "m: scoring"), (0.75, "n: scoring")]
    assert asked == [(b"1", "m", "binary", ("no", "yes"), ["b"]), (b"2", "n", "binary", ("no", "yes"), ["b"])]


@pytest.mark.parametrize(("name", "answer"), [("m.ONNX", True), ("m.joblib", True), ("m.csv", False), ("onnx", True)])
def test_model_files_are_told_by_their_name(name: str, answer: bool) -> None:
    assert is_model_file(name) is answer


def test_files_that_forecast_or_choose_a_class_are_candidates_too() -> None:
    inputs = FRAME[["a", "b"]]
    amount = (3 * FRAME["a"] + FRAME["b"]).to_numpy()
    three = pd.Series(np.where(FRAME["a"] < -0.4, "low", np.where(FRAME["a"] > 0.4, "top", "mid")))
    line, choice = LinearRegression().fit(inputs, amount), LogisticRegression().fit(inputs, three)
    frame = FRAME.assign(y=amount)
    found = score_and_align(
        [("a.csv", frame)], Roles("y", "", (), kind=REGRESSION), [("l.skops", skops_io.dumps(line))]
    )
    np.testing.assert_allclose(found.scores["m1"], line.predict(inputs))
    frame = FRAME.assign(y=three)
    found = score_and_align(
        [("a.csv", frame)], Roles("y", "", (), kind=MULTICLASS), [("c.skops", skops_io.dumps(choice))]
    )
    np.testing.assert_allclose(found.scores["m1"], choice.predict_proba(inputs))
    assert (found.classes, found.uncalibrated) == (("low", "mid", "top"), ())
