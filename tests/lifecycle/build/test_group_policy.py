"""Ways of deciding are counted on the same resamples as everything else: against cases drawn in plain Python."""

import numpy as np
import pytest

from lifecycle.build.group_policy import MOST_AT_ONCE, recount, threshold_of_each, with_ways
from lifecycle.build.resampling import grid_index
from tests.lifecycle.build.group_samples import SEED, THREE, TWO
from tests.lifecycle.build.redraw import rows

AT = {"north": 0.6, "south": 0.4}


def test_each_case_has_the_threshold_of_its_group() -> None:
    assert threshold_of_each(["a", "b", "a", "c"], {"a": 0.2, "b": 0.5}).tolist() == [0.2, 0.5, 0.2, np.inf]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_way_of_deciding_is_counted_on_the_resamples_that_are_drawn(threads: int) -> None:
    ways = {"split": TWO.acted(AT), "all": np.ones(TWO.n, bool), "none": np.zeros(TWO.n, bool)}
    found = recount(TWO.label, ways, SEED, 20, threads=threads)
    for draw in (0, 1, 7, 20):
        drawn = rows(SEED, draw, TWO.n)
        for name, did in ways.items():
            tp, fp = found[name]
            assert tp[draw] == sum(did[i] and TWO.label[i] for i in drawn)
            assert fp[draw] == sum(did[i] and not TWO.label[i] for i in drawn)


def test_the_same_threshold_for_all_is_counted_as_the_room_does() -> None:
    comparison = THREE.compared()
    way = {"one": THREE.acted(dict.fromkeys(THREE.names, 0.5))}
    tp, fp = recount(THREE.label, way, SEED, THREE.resamples)["one"]
    assert np.array_equal(tp, comparison.resampled.tp["model"][:, grid_index(0.5)])
    assert np.array_equal(fp, comparison.resampled.fp["model"][:, grid_index(0.5)])
    both = with_ways(comparison, "model", {"one": (tp, fp)})
    assert np.array_equal(both.yearly("one", None), both.yearly("model", 0.5))
    assert np.array_equal(both.yearly("model", 0.5), comparison.yearly("model", 0.5))
    assert both.difference(("one", None), ("model", 0.5)).more.high == 0
    assert both.row("one", 0.3).measures == both.row("model", 0.5).measures
    assert both.names["one"] == "Model"


def test_fewer_resamples_are_the_first_ones() -> None:
    way = {"split": TWO.acted(AT)}
    many, few = recount(TWO.label, way, SEED, 50)["split"], recount(TWO.label, way, SEED, 17)["split"]
    assert np.array_equal(many[0][:18], few[0])
    cut = with_ways(TWO.compared(), "model", {"split": few})
    assert cut.resampled.resamples == 17
    assert len(cut.yearly("split", None)) == len(cut.yearly("model", 0.5)) == 18


def test_too_many_ways_are_refused() -> None:
    ways = {str(number): TWO.label for number in range(MOST_AT_ONCE + 1)}
    with pytest.raises(ValueError, match="9 ways of deciding are more than 8"):
        recount(TWO.label, ways, SEED, 3)
