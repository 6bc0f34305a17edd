"""What stands in which column is guessed the way people would."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.guessing import (
    guess,
    guess_identifiers,
    guess_kind,
    guess_truth,
    is_predicted,
    likely_yes,
    truth_values,
)
from lifecycle.build.prediction_roles import Model
from lifecycle.build.predictions import align
from tests.lifecycle.build import brought_samples

N = 50
IDS = np.arange(N)


def a_frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"id": IDS}).assign(**columns)


def test_a_file_of_truth_scores_and_features_is_understood() -> None:
    frame = a_frame(Lat=IDS * 1.5, clf_target=IDS % 2, y_pred_proba=IDS / N, y_pred=(IDS > 25) * 1)
    found = guess([("reference.csv", frame)])
    assert (found.truth, found.positive, found.identifiers) == ("clf_target", "1", ("id",))
    assert [model.name for model in found.models] == ["y_pred_proba", "y_pred"]
    assert len(align([("reference.csv", frame)], found).frame) == N


def test_models_of_several_files_are_called_like_their_files() -> None:
    a, b = a_frame(label=IDS % 2, score=IDS / N), a_frame(score=IDS / N, prob_2=0.5)
    found = guess([("ours.csv", a), ("theirs.v2.parquet", b)])
    assert found.models == (
        Model("ours", 0, "score"),
        Model("theirs.v2: score", 1, "score"),
        Model("theirs.v2: prob_2", 1, "prob_2"),
    )
    assert found.identifiers == ("id", "id")


def test_the_only_number_of_a_file_beside_others_is_its_score() -> None:
    a, b = a_frame(label=IDS % 2, score=IDS / N), a_frame(margin=IDS - 25.0, area="north")
    assert guess([("ours.csv", a), ("theirs.csv", b)]).models == (
        Model("ours", 0, "score"),
        Model("theirs", 1, "margin"),
    )
    assert guess([("theirs.csv", b)]).models == ()


def test_files_of_the_same_name_give_models_of_different_names() -> None:
    frame = a_frame(y=IDS % 2, p=IDS / N)
    assert [m.name for m in guess([("p.csv", frame), ("p.csv", frame)]).models] == ["p", "p (2)"]


@pytest.mark.parametrize(
    ("values", "name", "answer"),
    [
        (IDS / N, "x", True),
        (IDS / N * 1.5, "x", False),
        (IDS % 2, "x", False),
        (IDS % 2, "predicted", True),
        (IDS * 20, "score", True),
        (["a"] * N, "score", False),
        ([np.nan] * N, "x", False),
        ([0.5, np.inf] * 25, "x", True),
    ],
)
def test_columns_that_look_like_predictions(values: object, name: str, answer: bool) -> None:
    assert is_predicted(pd.Series(values, name=name)) is answer


@pytest.mark.parametrize(
    ("names", "truth"),
    [
        (["y_pred", "label"], "label"),
        (["flag", "y_true", "churned"], "y_true"),
        (["flag", "churned"], "churned"),
        (["y_pred"], ""),
        (["score", "forecast", "hat"], ""),
        ([], ""),
    ],
)
def test_the_truth_has_two_values_and_the_better_name(names: list[str], truth: str) -> None:
    assert guess_truth([("a.csv", a_frame(**dict.fromkeys(names, IDS % 2)))]) == truth


def test_nothing_is_guessed_where_nothing_looks_like_it() -> None:
    found = guess([("a.csv", pd.DataFrame({"x": ["a", "a", "b", "c"]}))])
    assert (found.truth, found.positive, found.models, found.identifiers) == ("", "", (), ())


def test_the_id_tells_cases_apart_in_all_files() -> None:
    a = pd.DataFrame({"row": IDS, "case_id": IDS, "branch_id": 1})
    b = pd.DataFrame({"row": 1, "case_id": IDS, "branch_id": 1})
    assert guess_identifiers([("a", a), ("b", b)]) == ("case_id", "case_id")
    other = b.rename(columns={"case_id": "customer"})
    assert guess_identifiers([("a", a), ("b", other)]) == ("case_id", "customer")
    floats = pd.DataFrame({"x": IDS / 7})
    assert guess_identifiers([("a", floats), ("b", floats)]) == ("x", "x")


@pytest.mark.parametrize(("values", "yes"), [(["0", "1"], 1), (["No", "Yes"], 1), (["True", "no"], 0), (["a", "b"], 1)])
def test_the_value_that_means_yes(values: list[str], yes: int) -> None:
    assert likely_yes(values) == yes


def test_values_of_the_truth_come_from_every_file() -> None:
    files = [("a", a_frame(y=0)), ("b", a_frame(y=1.0)), ("c", a_frame())]
    assert truth_values(files, "y") == ["0", "1"]


def test_a_quantity_is_understood() -> None:
    frame = brought_samples.amounts().assign(weekend=IDS.tolist() * 2 + list(range(20)))
    frame["weekend"] %= 2
    found = guess([("a.csv", frame)])
    assert (found.truth, found.kind, found.positive, found.identifiers) == ("y", "regression", "", ("id",))
    assert [model.column for model in found.models] == ["pred_a", "pred_b"]
    assert len(align([("a.csv", frame)], found).frame) == brought_samples.N


def test_forecasts_are_called_like_the_truth_or_by_a_word() -> None:
    frame = a_frame(actual=IDS * 1.5, actual_rf=IDS + 0.5, forecast_old=IDS, lat=IDS * 2.5)
    assert [model.name for model in guess([("a.csv", frame)]).models] == ["actual_rf", "forecast_old"]
    a, b = a_frame(actual=IDS * 1.5, forecast=IDS), a_frame(theirs=IDS * 1.1)
    assert [model.name for model in guess([("ours.csv", a), ("b.csv", b)]).models] == ["ours", "b"]


def bikes(**columns: object) -> pd.DataFrame:
    """Draw hours of rentals: flags, shares, parts of the truth, and the columns that are named."""
    rng = np.random.default_rng(5)
    casual, registered = rng.poisson(30, 300), rng.poisson(110, 300)
    total = casual + registered
    made = pd.DataFrame(
        {
            "workingday": rng.integers(0, 2, 300),
            "hum": rng.uniform(0, 1, 300),
            "casual": casual,
            "registered": registered,
        }
    )
    return made.assign(**{name: total if what == "truth" else what for name, what in columns.items()})


@pytest.mark.parametrize("truth", ["count", "cnt", "bikers", "actual", "rides"])
@pytest.mark.parametrize("forecast", ["forecast", "prediction", "y_hat", "score"])
def test_the_truth_is_what_a_forecast_beside_it_is_about(truth: str, forecast: str) -> None:
    off = np.random.default_rng(6).normal(0, 9, 300)
    frame = bikes(**{truth: "truth"})
    frame[forecast] = frame[truth] + off
    for turned in (frame, frame[frame.columns[::-1]]):
        found = guess([("a.csv", turned)])
        assert (found.truth, found.kind) == (truth, "regression")
        assert [model.column for model in found.models] == [forecast]


def test_a_forecast_by_something_is_no_forecast_of_it() -> None:
    frame = bikes(bikers="truth").assign(day=np.arange(300) // 24)
    frame["forecast_by_day"] = frame.groupby("day")["bikers"].transform("mean")
    assert guess([("a.csv", frame)]).truth == "bikers"
    frame = frame.rename(columns={"forecast_by_day": "forecast_of_bikers", "casual": "bikers_2"})
    assert guess([("a.csv", frame)]).truth == "bikers"


def test_a_poor_forecast_leaves_the_truth_to_its_name() -> None:
    rng = np.random.default_rng(7)
    frame = bikes(count="truth").assign(forecast=rng.normal(140, 90, 300))
    assert guess([("a.csv", frame)]).truth == "count"


def test_a_score_of_any_scale_leaves_a_yes_or_no_the_truth() -> None:
    rng = np.random.default_rng(8)
    frame = a_frame(age=rng.integers(18, 90, N), churned=IDS % 2, score=rng.integers(0, 1000, N))
    assert (guess([("a.csv", frame)]).truth, guess([("a.csv", frame)]).kind) == ("churned", "binary")


@pytest.mark.parametrize("values", [IDS % 2, IDS / N, IDS * 3.5, ["a", "b", "c", "d", "e"] * 10])
@pytest.mark.parametrize("name", ["forecast", "Forecast_2", "prediction", "y_pred", "score", "risk_score", "y_hat"])
def test_what_is_named_like_a_forecast_is_never_the_truth(name: str, values: object) -> None:
    assert guess_truth([("a.csv", a_frame(**{name: values}))]) != name
    assert guess_truth([("a.csv", a_frame(**{name: values, "y": IDS * 2.5}))]) == "y"


def test_gaps_in_a_forecast_or_a_truth_that_is_all_the_same_do_not_confuse() -> None:
    frame = bikes(count="truth").assign(flat=3.0)
    frame["forecast"] = np.where(np.arange(300) % 3, frame["count"] + 1.0, np.nan)
    assert guess([("a.csv", frame)]).truth == "count"
    assert guess([("a.csv", frame.assign(forecast=np.nan))]).truth in ("count", "workingday")


def test_classes_with_probabilities_and_decisions_are_understood() -> None:
    frame = brought_samples.tiers().drop(columns="now").assign(sex=IDS.tolist() * 2 + list(range(20)))
    frame["sex"] %= 2
    found = guess([("a.csv", frame)])
    assert (found.truth, found.kind, found.positive) == ("tier", "multiclass", "")
    assert found.models == (brought_samples.NET, Model("tree_pred", 0, "tree_pred"))
    assert align([("a.csv", frame)], found).uncalibrated == ("m2",)


def test_a_file_a_model_with_columns_called_like_classes() -> None:
    frame = brought_samples.tiers()
    bare = frame[["id", "net_high", "net_low", "net_mid"]].rename(columns=lambda name: name.removeprefix("net_"))
    found = guess([("truth.csv", frame[["id", "tier"]]), ("boost.csv", bare)])
    assert found.models == (Model("boost", 1, "high", tuple((name, name) for name in brought_samples.CLASSES)),)
    assert found.kind == "multiclass"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (IDS % 2, "binary"),
        (IDS % 3, "multiclass"),
        (IDS % 20, "multiclass"),
        (IDS % 21, "regression"),
        (IDS % 3 + 0.5, "regression"),
        ([f"w{i % 5}" for i in range(N)], "multiclass"),
        ([f"w{i}" for i in range(N)], "binary"),
        ([np.inf, np.nan, *range(N - 2)], "regression"),
    ],
)
def test_the_kind_follows_the_values_of_the_truth(values: object, kind: str) -> None:
    assert guess_kind([("a.csv", a_frame(y=values))], "y") == kind


@pytest.mark.parametrize("name", ["bikers_pred", "forecast_bikers"])
def test_a_column_with_a_forecast_named_after_it_is_the_truth(name: str) -> None:
    frame = a_frame(workingday=IDS % 2, hum=IDS / N, bikers=IDS * 3, **{name: IDS * 3.5})
    found = guess([("a.csv", frame)])
    assert (found.truth, found.kind, [model.column for model in found.models]) == ("bikers", "regression", [name])


def test_a_yes_and_no_beside_probabilities_stays_the_truth() -> None:
    frame = a_frame(churn=IDS % 2, Y=IDS * 3, risk=IDS / N)
    assert guess([("a.csv", frame)]).truth == "churn"


def test_of_several_columns_of_two_values_the_truth_is_the_one_the_probabilities_tell() -> None:
    rng = np.random.default_rng(3)
    bought = rng.random(2000) < 0.06
    frame = pd.DataFrame(
        {
            "customer_no": np.arange(2000) + 100,
            "bought": bought.astype(int),
            "car_policy": np.where(rng.random(2000) < 0.5, "none", "full"),
            "logistic": np.clip(0.06 + 0.1 * bought + rng.normal(0, 0.05, 2000), 0.001, 0.999),
            "boosting": np.clip(0.06 + 0.2 * bought + rng.normal(0, 0.05, 2000), 0.001, 0.999),
            "house_owner": rng.integers(0, 2, 2000),
        }
    )
    for columns in (list(frame.columns), list(frame.columns)[::-1]):
        roles = guess([("spring.csv", frame[columns])])
        assert (roles.truth, roles.positive) == ("bought", "1")
        assert roles.identifiers == ("customer_no",)
        assert {model.column for model in roles.models} == {"logistic", "boosting"}


def test_a_score_that_is_low_for_yes_tells_a_column_as_well() -> None:
    frame = pd.DataFrame({"a": [0, 1] * 50, "b": [0, 0, 1, 1] * 25, "risk_free": [0.9, 0.8, 0.1, 0.2] * 25})
    assert guess_truth([("x.csv", frame)]) == "b"
