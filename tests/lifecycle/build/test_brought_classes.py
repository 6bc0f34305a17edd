"""Probabilities of classes and decided classes are aligned; what is no probability is refused in words."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.brought_classes import chance_columns, chances, check_class_names, decided
from lifecycle.build.prediction_roles import Model
from lifecycle.build.predictions import align
from lifecycle.build.score_kinds import ScoreKind
from lifecycle.errors import BadInput
from tests.lifecycle.build.brought_samples import CLASSES, NET, TIERS, TREE, N, tiers


def test_probabilities_and_decisions_stand_beside_the_truth() -> None:
    frame = tiers()
    found = align([("a.csv", frame)], TIERS)
    assert (found.classes, found.task.kind, found.task.incumbent) == (CLASSES, "multiclass", "now")
    assert [found.classes[place] for place in found.label] == frame["tier"].tolist()
    np.testing.assert_array_equal(found.scores["m1"], frame[["net_high", "net_low", "net_mid"]])
    wanted = [[float(said == name) for name in CLASSES] for said in frame["tree_pred"]]
    assert found.scores["m2"].tolist() == wanted
    assert found.kinds == {"m1": ScoreKind.PROBABILITY, "m2": ScoreKind.DECISION}
    assert found.uncalibrated == ("m2",)
    assert found.notes[0].startswith("tree gives decided classes without probabilities: log loss needs them")
    assert found.sources["m1"] == "columns net_high, net_low, net_mid of a.csv"
    assert list(found.frame.columns) == ["tier", "id", "now", "net_high", "net_low", "net_mid", "tree"]
    assert (found.columns, found.chances) == ({"m2": "tree"}, {"m1": ("net_high", "net_low", "net_mid")})
    assert found.sentence() == "120 cases can be compared in 3 classes; nothing is left out."


def test_what_is_missing_or_infinite_is_left_out_and_named() -> None:
    frame = tiers()
    frame.loc[0, "net_low"], frame.loc[[1, 2], "net_mid"] = np.nan, np.inf
    frame.loc[3, "tree_pred"], frame.loc[4, "tier"], frame.loc[5, "now"] = None, None, None
    found = align([("a.csv", frame)], TIERS)
    assert [problem.sentence() for problem in found.problems] == [
        "1 case without a value in tier: row 5",
        "1 case without a probability of net: row 1",
        "2 cases with an infinite probability of net: row 2, row 3",
        "1 case without a decision of tree: row 4",
        "1 case without a value in now: row 6",
    ]
    assert found.frame["id"].tolist() == list(range(6, N))


def test_files_of_one_model_each_are_joined_by_id() -> None:
    frame = tiers()
    first = frame[["id", "tier", "tree_pred"]]
    second = frame[["id", "net_high", "net_low", "net_mid"]].sample(frac=1, random_state=2)
    roles = replace(TIERS, models=(replace(NET, file=1), TREE), identifiers=("id", "id"), incumbent=None)
    found = align([("tree.csv", first), ("net.csv", second)], roles)
    np.testing.assert_array_equal(found.scores["m1"], frame[["net_high", "net_low", "net_mid"]])


def test_numbered_classes_are_read_as_people_write_them() -> None:
    frame = tiers()
    numbered = {name: float(place) for place, name in enumerate(CLASSES)}
    frame = frame.assign(tier=frame["tier"].map(numbered), tree_pred=frame["tree_pred"].map(numbered).astype(int))
    found = align([("a.csv", frame)], replace(TIERS, models=(TREE,), incumbent=None))
    assert found.classes == ("0", "1", "2")
    assert found.scores["m1"].argmax(axis=1).tolist() == frame["tree_pred"].tolist()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"tree_pred": "huge"},
            r"column 'tree_pred' decides for 'huge', which is no value of the truth \(high, low, mid\)",
        ),
        ({"now": "huge"}, "Today's way, column 'now', decides for 'huge'"),
        ({"net_low": "x"}, "column 'net_low' is not numeric throughout"),
        ({"net_low": 1.5}, "net has probabilities below 0 or above 1 in 120 cases, first in row 1"),
        ({"net_low": 0.0}, "The probabilities of net do not sum to 1 in 120 cases, first in row 1"),
        ({"tier": "low"}, r"'tier' has 1 value \(low\)\. A choice between classes needs 3 to 20"),
        ({"tier": [f"t{i}" for i in range(N)]}, r"'tier' has 120 values \(t0, t1, t10, t100, …\)"),
        ({"tier": None}, "No case has a value in 'tier'"),
        ({"tier": (["high"] * 19 + ["low"] * 50 + ["mid"] * 51)}, "Only 19 cases that align have 'tier' = 'high'"),
        ({"net_high": np.nan}, "No case is left to compare: 120 cases without a probability of net"),
    ],
)
def test_what_cannot_be_is_refused_in_words(changed: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        align([("a.csv", tiers().assign(**changed))], TIERS)


@pytest.mark.parametrize(("off", "fits"), [(0.0009, True), (-0.0009, True), (0.0011, False), (-0.0011, False)])
def test_sums_may_differ_from_one_by_a_thousandth(off: float, fits: bool) -> None:
    frame = pd.DataFrame({"a": [0.2, 0.2], "b": [0.3, 0.3], "c": [0.5, 0.5 + off]}, index=["row 1", "row 2"])
    named = tuple(zip("abc", "abc", strict=True))
    if fits:
        np.testing.assert_allclose(chances(frame, named, "abc", "M", "f").sum(axis=1), [1, 1 + off])
        return
    with pytest.raises(BadInput, match=f"in 1 case, first in row 2, where they sum to {1 + off:.4g}"):
        chances(frame, named, "abc", "M", "f")


def test_a_class_without_a_column_is_named() -> None:
    with pytest.raises(BadInput, match="net has columns for low, mid, but the truth has high, low, mid"):
        align([("a.csv", tiers())], replace(TIERS, models=(replace(NET, chances=NET.chances[1:]),)))


def test_a_column_of_probabilities_has_one_role() -> None:
    with pytest.raises(BadInput, match="'net_mid' is chosen as predictions twice"):
        align([("a.csv", tiers())], replace(TIERS, models=(NET, Model("M", 0, "net_mid"))))
    with pytest.raises(BadInput, match="'net_low' cannot be both the id"):
        align([("a.csv", tiers())], replace(TIERS, identifiers=("net_low",)))


def test_columns_are_found_by_the_names_of_classes() -> None:
    columns = ["id", "p_a", "p_b_a", "p_b", "p_b_b", "Q.A", "Q.b", "Q.B_A", "r_a", "a", "b", "b_a"]
    found = chance_columns(columns, ["a", "b", "b_a"])
    assert found[""] == (("a", "a"), ("b", "b"), ("b_a", "b_a"))
    assert found["p"] == (("a", "p_a"), ("b", "p_b"), ("b_a", "p_b_a"))
    assert found["Q"] == (("a", "Q.A"), ("b", "Q.b"), ("b_a", "Q.B_A"))
    assert "r" not in found
    assert chance_columns(columns, []) == {}


def test_decisions_that_are_missing_stay_missing() -> None:
    said = pd.Series(["b", None, "a"], dtype=object)
    np.testing.assert_array_equal(decided(said, ["a", "b"], "x"), [[0, 1], [np.nan, np.nan], [1, 0]])


@pytest.mark.parametrize(("count", "fits"), [(2, False), (3, True), (20, True), (21, False)])
def test_classes_are_three_to_twenty(count: int, fits: bool) -> None:
    names = [f"c{number}" for number in range(count)]
    if fits:
        check_class_names(names, "y")
        return
    with pytest.raises(BadInput, match=f"'y' has {count} values"):
        check_class_names(names, "y")
