"""Quantities and classes are trained like a yes or no: out of fold, repeatably, and into files that can be read."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss, r2_score
from sklearn.model_selection import KFold, cross_val_predict

from lifecycle.build import candidates, worker
from lifecycle.build.artefact import load_model
from lifecycle.build.candidates import MEAN, NUMERIC, recipes
from lifecycle.build.dataset import Task, check_dataset, classes, repeats
from lifecycle.build.splits import FOLDS
from lifecycle.build.training import Training, says, train
from lifecycle.errors import BadInput

RNG = np.random.default_rng(9)
N, SEED = 180, 3
SIZE = RNG.normal(size=N)
FRAME = pd.DataFrame(
    {
        "size": SIZE,
        "site": RNG.choice(["north", "south"], N),
        "day": np.arange(N) // 3,
        "amount": 50 + 20 * SIZE + RNG.normal(scale=5, size=N),
        "tier": np.where(SIZE < -0.4, "low", np.where(SIZE > 0.4, "top", "mid")),
        "flag": (SIZE + RNG.normal(size=N) > 0).astype(int),
    }
)
FEATURES = {"size": "numeric", "site": "categorical"}
AMOUNT = Task("amount", "", FEATURES, kind="regression", fractile=0.75)
TIER = Task("tier", "", FEATURES, kind="multiclass")


@pytest.fixture(scope="module")
def amounts() -> Training:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "NUMERIC", tuple(r for r in NUMERIC if r.key != "forest"))
        return train(FRAME, AMOUNT, SEED)


def test_a_quantity_is_forecast_by_everything_from_the_mean_to_boosting_at_the_fractile(amounts: Training) -> None:
    assert [c.key for c in amounts.candidates] == [MEAN, "rule", "ridge", "boosting", "quantile"]
    assert [r.key for r in recipes(replace(AMOUNT, fractile=None))] == [MEAN, "rule", "ridge", "forest", "boosting"]
    by = {c.key: c.scores for c in amounts.candidates}
    assert r2_score(FRAME["amount"], by["ridge"]) > 0.85
    assert len(np.unique(by["rule"])) <= 2 * FOLDS
    assert (by["quantile"] >= FRAME["amount"]).mean() > (by["boosting"] >= FRAME["amount"]).mean()
    assert amounts.label.tolist() == FRAME["amount"].tolist()


def test_the_mean_is_that_of_the_cases_learned_from(amounts: Training) -> None:
    expected = np.full(N, np.nan)
    y = FRAME["amount"].to_numpy()
    for fit_on, judge in KFold(FOLDS, shuffle=True, random_state=SEED).split(y):
        expected[judge] = y[fit_on].mean()
    assert amounts.candidates[0].scores == pytest.approx(expected)
    assert set(amounts.candidates[0].importance.values()) == {0.0}


def test_forecasts_equal_scikit_learns_own_cross_validation(amounts: Training) -> None:
    ridge = next(recipe for recipe in NUMERIC if recipe.key == "ridge")
    folds = KFold(FOLDS, shuffle=True, random_state=SEED)
    expected = cross_val_predict(ridge.make(FEATURES, SEED), FRAME[list(FEATURES)], FRAME["amount"], cv=folds)
    assert amounts.candidates[2].scores == pytest.approx(expected)
    assert amounts.candidates[2].importance["size"] > 0.9


def test_of_several_classes_each_gets_a_probability(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "RECIPES", tuple(r for r in candidates.RECIPES if r.key in ("rule", "logistic")))
    found = train(FRAME, TIER, SEED)
    assert found.classes == ("low", "mid", "top")
    logistic = found.candidates[1]
    assert logistic.scores.shape == (N, 3)
    assert logistic.scores.sum(axis=1) == pytest.approx(1)
    assert log_loss(found.label, logistic.scores) < 0.5
    assert logistic.importance["size"] > 0.9


def test_by_time_only_judged_cases_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "NUMERIC", NUMERIC[:1])
    task = replace(AMOUNT, time="day", fractile=None)
    FRAME.to_parquet(tmp_path / "data.parquet")
    (tmp_path / "task.json").write_text(json.dumps({"task": asdict(task), "seed": SEED}), "utf-8")
    worker.work(tmp_path, lambda share, text: None)
    facts = json.loads((tmp_path / "facts.json").read_text("utf-8"))
    assert (facts["split"], facts["column"], facts["unjudged"]) == ("time", "day", N // 6)
    assert facts["source_sha256"]
    assert facts["cases"] == N - N // 6
    judged = pd.read_parquet(tmp_path / "judged.parquet")
    assert judged["day"].min() == FRAME["day"].iloc[N // 6]
    arrays = worker.unpack_arrays((tmp_path / "arrays.npz").read_bytes())
    assert arrays["label"].tolist() == judged["amount"].tolist()
    first = FRAME["amount"][: N // 6].mean()
    assert arrays[f"scores/{MEAN}"][0] == pytest.approx(first), "the first that are judged are judged by the earliest"


@pytest.mark.parametrize("recipe", recipes(AMOUNT), ids=lambda recipe: recipe.key)
def test_forecasting_models_can_be_kept_and_read(recipe: candidates.Recipe) -> None:
    from lifecycle.build.artefact import dump_model
    from lifecycle.ids import sha256

    X = FRAME[list(FEATURES)]
    model = recipe.make(FEATURES, SEED).fit(X, FRAME["amount"])
    content = dump_model(model)
    assert says(load_model(content, sha256(content)), X, "regression") == pytest.approx(model.predict(X))


@pytest.mark.parametrize(
    ("task", "changed", "words"),
    [
        (AMOUNT, {"amount": [np.nan, *range(N - 1)]}, "Row 1 has no value in the target 'amount'"),
        (AMOUNT, {"amount": [np.inf, *range(N - 1)]}, "Row 1: the target 'amount' is infinite"),
        (AMOUNT, {"amount": 3.0}, "nothing is to predict"),
        (AMOUNT, {"amount": "much"}, "not numeric throughout"),
        (replace(AMOUNT, fractile=1.0), {}, "fractile 1 is not between"),
        (replace(AMOUNT, incumbent="tier"), {}, "has to be a number in every row"),
        (TIER, {"tier": ["a", "b"] * (N // 2)}, "has 2 values. A choice between classes needs 3"),
        (TIER, {"tier": ["rare"] * 3 + ["a", "b", "c"] * (N // 3 - 1)}, "Only 3 rows have 'tier' = 'rare'"),
        (replace(TIER, incumbent="day"), {"day": "north"}, "must be a value of the target; it holds north"),
        (replace(TIER, group="size"), {}, "both the group cases are split by and a feature"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(task: Task, changed: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_dataset(FRAME.assign(**changed), task)
    assert words in str(caught.value)


def test_few_rows_tell_nothing_of_a_quantity() -> None:
    with pytest.raises(BadInput, match="There are 49 rows; at least 50"):
        check_dataset(FRAME.head(49), AMOUNT)


def test_an_id_that_repeats_can_be_split_by() -> None:
    again = FRAME.assign(customer=np.arange(N) % 20)
    task = Task("flag", "1", FEATURES, identifier="customer")
    assert repeats(again["customer"])
    with pytest.raises(BadInput, match="Split by it as a group"):
        check_dataset(again, task)
    check_dataset(again, replace(task, group="customer"))
    assert not repeats(FRAME["size"])


def test_classes_are_in_order_and_places_point_at_them() -> None:
    names, places = classes(FRAME, TIER)
    assert [names[place] for place in places] == FRAME["tier"].tolist()
