"""The worker that fits again: it writes what `refit` gives, tells how far it is, and says what it cannot do."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from lifecycle.build import refits, refits_worker
from lifecycle.build.candidates import recipes
from lifecycle.build.dataset import Task
from lifecycle.build.training import truth_of
from lifecycle.errors import BadInput
from tests.lifecycle.build import kind_samples


def ordered(folder: Path, task: Task, candidate: str) -> list[tuple[float, str]]:
    kind_samples.frame().to_parquet(folder / "data.parquet")
    order = {"task": asdict(task), "candidate": candidate, "seed": 3}
    (folder / "task.json").write_text(json.dumps(order), "utf-8")
    said: list[tuple[float, str]] = []
    refits_worker.work(folder, lambda share, text: said.append((share, text)))
    return said


@pytest.mark.parametrize(
    ("task", "candidate"), [(kind_samples.AMOUNT, "ridge"), (kind_samples.TIER, "rule")], ids=["amount", "tier"]
)
def test_what_it_writes_is_what_fitting_again_gives(tmp_path: Path, task: Task, candidate: str) -> None:
    said = ordered(tmp_path, task, candidate)
    found = refits.unpack((tmp_path / "refits.npz").read_bytes())
    frame, recipe = kind_samples.frame(), next(item for item in recipes(task) if item.key == candidate)
    wanted = refits.refit(
        lambda seed: recipe.make(task.features, seed),
        frame[list(task.features)],
        truth_of(frame, task)[0],
        3,
        classes=task.kind != "regression",
    )
    assert wanted is not None
    assert (found.shares == wanted.shares).all()
    assert [share for share, _ in said] == pytest.approx(np.arange(10) / 10)


def test_cases_of_one_group_stay_together(tmp_path: Path) -> None:
    ordered(tmp_path, replace(kind_samples.AMOUNT, group="day"), "ridge")  # 60 days with 4 cases each
    assert refits.unpack((tmp_path / "refits.npz").read_bytes()).fitted == 48 * 4


def test_what_has_no_recipe_here_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="was not trained here"):
        ordered(tmp_path, kind_samples.AMOUNT, "theirs")


def test_too_few_of_an_outcome_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refits_worker, "refit", lambda *given, **more: None)
    with pytest.raises(BadInput, match="too few cases of one outcome"):
        ordered(tmp_path, kind_samples.TIER, "rule")


def test_as_a_process_it_gives_a_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind_samples.frame().to_parquet(tmp_path / "data.parquet")
    order = {"task": asdict(kind_samples.AMOUNT), "candidate": "theirs", "seed": 3}
    (tmp_path / "task.json").write_text(json.dumps(order), "utf-8")
    monkeypatch.setattr("sys.argv", ["refits_worker", str(tmp_path)])
    assert refits_worker.main() == 2
