"""The worker that explains: it writes what `explain_kind` gives and tells how far it is."""

import json
from pathlib import Path

import pytest

from lifecycle.build import explanation_worker
from lifecycle.build.artefact import dump_model
from lifecycle.build.candidates import recipes
from lifecycle.build.dataset import Task
from lifecycle.build.explanation import explain_kind, unpack
from lifecycle.build.training import truth_of
from lifecycle.errors import BadInput
from lifecycle.ids import sha256
from tests.lifecycle.build import kind_samples


@pytest.mark.parametrize(
    ("task", "key", "count"),
    [(kind_samples.AMOUNT, "ridge", 1), (kind_samples.TIER, "rule", 3)],
    ids=["amount", "tier"],
)
def test_what_it_writes_is_what_explaining_gives(tmp_path: Path, task: Task, key: str, count: int) -> None:
    frame, recipe = kind_samples.frame(), next(item for item in recipes(task) if item.key == key)
    X = frame[list(task.features)]
    model = recipe.make(task.features, 1).fit(X, truth_of(frame, task)[0])
    content = dump_model(model)
    (tmp_path / "model.skops").write_bytes(content)
    frame.to_parquet(tmp_path / "data.parquet")
    order = {"features": list(task.features), "kind": task.kind, "seed": 3, "sha256": sha256(content)}
    (tmp_path / "task.json").write_text(json.dumps(order), "utf-8")
    said: list[tuple[float, str]] = []
    explanation_worker.work(tmp_path, lambda share, text: said.append((share, text)))
    found, wanted = unpack((tmp_path / "explanation.npz").read_bytes()), explain_kind(model, X, task.kind, 3)
    assert len(found) == len(wanted) == count
    for one, other in zip(found, wanted, strict=True):
        assert one.values == pytest.approx(other.values)
        assert (one.base, one.space, one.features) == (pytest.approx(other.base), other.space, other.features)
    assert said[0] == (0.02, "Reading the model")
    assert said[-1] == (pytest.approx(1.0), "SHAP values: 240 of 240 cases are explained")


def test_another_model_than_the_recorded_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.skops").write_bytes(b"another")
    order = {"features": ["a"], "kind": "binary", "seed": 3, "sha256": sha256(b"the recorded one")}
    (tmp_path / "task.json").write_text(json.dumps(order), "utf-8")
    with pytest.raises(BadInput):
        explanation_worker.work(tmp_path, lambda share, text: None)
    monkeypatch.setattr("sys.argv", ["explanation_worker", str(tmp_path)])
    assert explanation_worker.main() == 2
