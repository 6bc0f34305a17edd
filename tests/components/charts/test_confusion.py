"""The confusion matrix: every truth and decision, in cases and in money."""

import numpy as np
import pytest

from components.charts.confusion import cells, confusion
from lifecycle.build.multiclass import MatrixStakes

COUNTS = np.array([[8, 2, 0], [1, 9, 0], [0, 0, 0]])
CLASSES = ("low", "mid", "top")
STAKES = MatrixStakes(((10.0, -5.0, 0.0), (-1.0, 20.0, 0.0), (0.0, 0.0, 7.0)), 2000)


def test_cells_tell_cases_their_share_of_the_truth_and_money_a_year() -> None:
    found = cells(COUNTS, CLASSES, STAKES).set_index(["truth", "decision"])
    assert found.loc[("low", "mid"), ["cases", "share", "amount"]].tolist() == [2, 0.2, 2000 * 2 / 20 * -5]
    assert found.loc[("mid", "mid"), "money"] == "€18k"
    assert found.loc[("top", "top"), "share"] == 0.0, "a class that never occurs breaks nothing"
    total = sum(STAKES.payoffs[t][d] * COUNTS[t, d] for t in range(3) for d in range(3)) / 20 * 2000
    assert found["amount"].sum() == pytest.approx(total)


@pytest.mark.parametrize("in_money", [True, False])
def test_every_cell_is_drawn_in_the_order_of_the_classes(in_money: bool) -> None:
    drawn = confusion(COUNTS, CLASSES, STAKES, "Boosting", in_money=in_money)
    (rows,) = drawn.spec["datasets"].values()
    assert len(rows) == 9
    assert drawn.spec["layer"][0]["encoding"]["y"]["sort"] == list(CLASSES)
    assert ("money" if in_money else "cases") in drawn.words
