"""Ranges declared in training, and what they refuse."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.ranges import Ranges, caught, corrupted, declare, outside

FEATURES = {"size": "numeric", "change": "numeric", "plan": "categorical", "flag": "categorical"}
FRAME = pd.DataFrame(
    {
        "size": [1.0, 5.0, np.nan, 11.0] * 30,
        "change": [-2.0, 0.0, 2.0, 1.0] * 30,
        "plan": ["S", "M", None, "S"] * 30,
        "flag": [True, False, True, True] * 30,
    }
)


def test_a_range_reaches_a_tenth_of_the_spread_beyond_but_not_below_nought_where_nothing_was() -> None:
    ranges = declare(FRAME, FEATURES)
    assert ranges.numbers["size"] == (0.0, 12.0)
    assert ranges.numbers["change"] == pytest.approx((-2.4, 2.4))
    assert ranges.values == {"plan": ("M", "S"), "flag": ("0", "1")}


def test_nothing_seen_in_training_is_outside() -> None:
    assert not outside(FRAME, declare(FRAME, FEATURES)).any()


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("size", 12.0, False),
        ("size", 12.01, True),
        ("size", -0.01, True),
        ("size", np.inf, True),
        ("size", "much", True),
        ("size", None, False),
        ("change", -2.3, False),
        ("change", -3.0, True),
        ("plan", "XL", True),
        ("plan", None, False),
        ("flag", 1, False),
        ("flag", "1", False),
        ("flag", "maybe", True),
    ],
)
def test_what_lies_outside_is_marked(column: str, value: object, expected: bool) -> None:
    row = FRAME.head(1).astype(object)
    row.loc[0, column] = value
    assert outside(row, declare(FRAME, FEATURES)).tolist() == [expected]


def test_an_empty_column_declares_nothing() -> None:
    frame = pd.DataFrame({"size": [np.nan, np.nan], "plan": [None, None]}, dtype=object)
    ranges = declare(frame, {"size": "numeric", "plan": "categorical"})
    assert ranges == Ranges({}, {"plan": ()})


def beyond(value: object, seen: pd.Series) -> bool:
    if isinstance(value, str):
        return True
    assert isinstance(value, float)
    return not (np.isnan(value) or seen.min() <= value <= seen.max())


def test_each_spoilt_row_has_one_input_that_nothing_seen_reaches() -> None:
    made = corrupted(FRAME, FEATURES, np.random.default_rng(0))
    assert len(made) == 500
    for _, row in made.iterrows():
        wrong = [name for name in ("size", "change") if beyond(row[name], FRAME[name])]
        wrong += [name for name in ("plan", "flag") if isinstance(row[name], str) and row[name] not in ("S", "M")]
        assert len(wrong) == 1, row.to_dict()


def test_the_share_that_is_refused_is_counted_and_a_wide_range_refuses_less() -> None:
    tight = caught(FRAME, FEATURES, declare(FRAME, FEATURES), 1)
    assert tight.value is not None
    assert tight.value > 0.95
    loose = caught(FRAME, FEATURES, Ranges({"size": (-1e9, 1e9)}), 1)
    assert loose.value is not None
    assert loose.value < 0.5
    assert caught(FRAME, FEATURES, Ranges(), 1).value == 0


def test_the_number_is_that_of_the_made_up_rows() -> None:
    ranges = declare(FRAME, FEATURES)
    made = corrupted(FRAME, FEATURES, np.random.default_rng(7))
    assert caught(FRAME, FEATURES, ranges, 7).value == pytest.approx(outside(made, ranges).mean())


@pytest.mark.parametrize("frame", [FRAME.head(0), pd.DataFrame({"size": [np.nan] * 5})])
def test_without_values_no_range_can_be_tried(frame: pd.DataFrame) -> None:
    found = caught(frame, {"size": "numeric"}, Ranges(), 1)
    assert (found.value, found.applies) == (None, True)
