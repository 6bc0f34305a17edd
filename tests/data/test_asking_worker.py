"""The worker that asks a model file: what it writes adds up to the answers, and what goes wrong is said."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from skops import io as skops_io

from data import asking_worker
from data.asking_worker import check_same, work
from lifecycle.build.explanation import PROBABILITY, QUANTITY, Explanation, unpack
from lifecycle.errors import BadInput
from tests.lifecycle.build import onnx_samples as files

RANDOM = np.random.default_rng(7)
X = pd.DataFrame(RANDOM.normal(size=(60, 3)), columns=["a", "b", "c"])
CLASS = np.where(X["a"] < -0.3, "low", np.where(X["b"] > 0, "mid", "top"))
AMOUNT = LinearRegression().fit(X, 3 * X["a"] - X["b"] + 5)
TIER = LogisticRegression().fit(X, CLASS)


def asked(folder: Path, content: bytes, recorded: Any, **order: Any) -> tuple[Explanation, ...]:
    X.assign(more=1).to_parquet(folder / "data.parquet")
    np.save(folder / "recorded.npy", recorded)
    (folder / "model").write_bytes(content)
    given = {"name": "m", "features": ["a", "b", "c"], "classes": [], "kind": "regression", "seed": 3}
    (folder / "task.json").write_text(json.dumps(given | {"seconds": 60, "grace": 20} | order), "utf-8")
    said: list[tuple[float, str]] = []
    work(folder, lambda share, text: said.append((share, text)))
    assert said[-1][0] == pytest.approx(1.0)
    assert said[-1][1] == "SHAP values: 60 of up to 60 cases are explained"
    return unpack((folder / "explanation.npz").read_bytes())


def test_a_linear_model_that_is_asked_is_explained_by_its_coefficients(tmp_path: Path) -> None:
    (found,) = asked(tmp_path, skops_io.dumps(AMOUNT), AMOUNT.predict(X))
    assert found.space == QUANTITY
    behind = np.random.default_rng(3)
    behind.choice(60, 60, replace=False)
    mean = X.iloc[behind.choice(60, 50, replace=False)].mean()
    assert found.values == pytest.approx(((X.iloc[found.rows] - mean) * AMOUNT.coef_).to_numpy(), abs=1e-9)
    assert found.scores() == pytest.approx(AMOUNT.predict(X))


def test_each_class_of_a_file_is_explained(tmp_path: Path) -> None:
    classes = ["top", "low", "mid"]
    recorded = TIER.predict_proba(X)[:, [2, 0, 1]]
    content = files.classifier(TIER, list(TIER.classes_), zipmap=True)
    found = asked(tmp_path, content, recorded, kind="multiclass", classes=classes)
    assert [one.space for one in found] == [PROBABILITY] * 3
    for place, one in enumerate(found):
        assert one.scores() == pytest.approx(recorded[:, place], abs=1e-5)


def test_a_model_that_says_something_else_is_not_explained() -> None:
    check_same(np.array([0.2, 0.9005]), np.array([0.2, 0.9]))
    check_same(np.array([1000.5, 0.0]), np.array([1000.0, 0.0]))
    with pytest.raises(BadInput, match=r"than when it was brought \(up to 0.1 apart\)"):
        check_same(np.array([0.2, 0.8]), np.array([0.2, 0.9]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            files.step("Log"),
            "To explain it, the model is asked about mixes of these cases. The model returned no number",
        ),
        (files.twice_as_many(), "To explain it, the model is asked about mixes of these cases. The model was given 60"),
    ],
    ids=["nan", "lies"],
)
def test_a_model_that_misbehaves_gets_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as raised:
        asked(tmp_path, content, np.zeros(60), features=["a"])
    assert str(raised.value).startswith(said)


def test_a_model_too_slow_for_the_time_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = asking_worker.ask_about
    clock = iter(range(0, 10**6, 100))
    monkeypatch.setattr(
        asking_worker, "ask_about", lambda *given, **more: real(*given, **more, clock=lambda: next(clock))
    )
    with pytest.raises(BadInput, match="too slow to be explained here"):
        asked(tmp_path, skops_io.dumps(AMOUNT), AMOUNT.predict(X))


def test_as_a_process_it_gives_a_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput):
        asked(tmp_path, b"not a model", np.zeros(60))
    monkeypatch.setattr("sys.argv", ["asking_worker", str(tmp_path)])
    assert asking_worker.main() == 2
