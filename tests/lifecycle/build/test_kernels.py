"""The compiled loops against the same lines interpreted, against plain Python integers, and against counting."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lifecycle.build import kernels
from lifecycle.build.resampling import Ranked
from tests.lifecycle.build.redraw import mixed, rows
from tests.program import ROOT

LANES = kernels.LANES


def cases(n: int = 40) -> tuple[NDArray[np.bool_], Ranked, NDArray[np.uint8]]:
    """Make labels, their ranking with ties, and a block of weights."""
    rng = np.random.default_rng(3)
    label, score = rng.random(n) < 0.4, rng.integers(0, 20, n) / 20
    return label, Ranked.of(label, score), rng.integers(0, 4, (n, LANES)).astype(np.uint8)


def test_random_bits_are_those_of_the_published_generator() -> None:
    state, found = 1234567, []
    for _ in range(5):
        state = (state + int(kernels.STEP)) % 2**64
        found.append(int(kernels.mix(np.uint64(state))))
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert found == published == [mixed((1234567 + turn * int(kernels.STEP)) % 2**64) for turn in range(1, 6)]


@pytest.mark.parametrize("n", [1, 2, 3, 7, 1000])
def test_a_draw_takes_as_many_cases_as_there_are(n: int) -> None:
    times = np.full(n, 9, np.uint8)
    kernels.draw(np.uint64(5), times)
    assert times.sum() == n


def test_every_case_is_drawn_equally_often() -> None:
    n, times, total = 11, np.zeros(11, np.uint8), np.zeros(11)
    for key in np.random.SeedSequence(2).generate_state(4000, np.uint64):
        kernels.draw(key, times)
        total += times
    chi_square = ((total - 4000) ** 2 / 4000).sum()
    assert 1.5 < chi_square < 30  # 99.9 % of χ² with 10 degrees of freedom, and not too even to be chance
    assert total.sum() == 4000 * n


def test_a_case_is_left_out_as_often_as_chance_has_it() -> None:
    times, left_out = np.zeros(500, np.uint8), []
    for key in np.random.SeedSequence(8).generate_state(200, np.uint64):
        kernels.draw(key, times)
        left_out.append((times == 0).mean())
    assert np.mean(left_out) == pytest.approx((1 - 1 / 500) ** 500, abs=0.004)


def test_a_block_holds_one_draw_a_lane_the_sample_first_and_nothing_without_a_key() -> None:
    keys = np.random.SeedSequence(4).generate_state(5, np.uint64)
    weights = np.full((30, LANES), 7, np.uint8)
    kernels.draw_block(keys, True, np.empty(30, np.uint8), weights)
    assert (weights[:, 0] == 1).all()
    for lane in range(1, 5):
        assert weights[:, lane].tolist() == np.bincount(rows(4, lane, 30), minlength=30).tolist()
    assert not weights[:, 5:].any()


def test_a_block_without_the_sample_draws_its_first_lane_too() -> None:
    weights = np.empty((30, LANES), np.uint8)
    kernels.draw_block(np.random.SeedSequence(4).generate_state(2, np.uint64)[1:], False, weights[:, 0].copy(), weights)
    assert weights[:, 0].tolist() == np.bincount(rows(4, 1, 30), minlength=30).tolist()


def interpreted(kernel: Any, *given: Any) -> None:
    """Run a kernel's lines without compiling them."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        kernel.py_func(*given)


def test_drawing_compiled_and_interpreted_are_the_same() -> None:
    keys = np.random.SeedSequence(4).generate_state(3, np.uint64)
    once, twice = np.empty((9, LANES), np.uint8), np.empty((9, LANES), np.uint8)
    kernels.draw_block(keys, True, np.empty(9, np.uint8), once)
    interpreted(kernels.draw_block, keys, True, np.empty(9, np.uint8), twice)
    assert (once == twice).all()
    times = np.empty(9, np.uint8)
    interpreted(kernels.draw, keys[1], times)
    assert times.tolist() == once[:, 1].tolist()
    with np.errstate(over="ignore"):
        assert kernels.mix.py_func(np.uint64(77)) == kernels.mix(np.uint64(77))  # type: ignore[attr-defined]


def test_counting_compiled_and_interpreted_are_the_same() -> None:
    label, _, weights = cases()
    once, twice = np.full(5, 9, np.int32), np.full(5, 9, np.int32)
    kernels.count_block(label, weights, once)
    interpreted(kernels.count_block, label, weights, twice)
    assert once.tolist() == twice.tolist() == weights[label].sum(axis=0)[:5].tolist()


@pytest.mark.parametrize("lanes", [1, 5, LANES])
def test_measuring_compiled_and_interpreted_are_the_same(lanes: int) -> None:
    _, one, weights = cases()
    made = []
    for run in (kernels.measure_block, lambda *given: interpreted(kernels.measure_block, *given)):
        counts = np.zeros((lanes, 201), np.int32), np.zeros((lanes, 201), np.int32)
        measures = np.zeros((lanes, 5))
        run(one.cases, one.terms, one.cuts, one.bins, weights, *counts, measures)
        made.append((*counts, measures))
    for once, twice in zip(*made, strict=True):
        assert once == pytest.approx(twice, rel=1e-12, nan_ok=True)


def test_adding_compiled_and_interpreted_are_the_same() -> None:
    label, one, weights = cases()
    money = np.random.default_rng(1).normal(size=(len(label), 2))
    once, twice = np.zeros((3, 4, 201)), np.zeros((3, 4, 201))
    kernels.sum_block(one.cases, money, one.cuts, weights, once)
    interpreted(kernels.sum_block, one.cases, money, one.cuts, weights, twice)
    assert once == pytest.approx(twice, rel=1e-12)


@pytest.mark.parametrize("kept", [0, 7, 40])
def test_cutting_compiled_and_interpreted_are_the_same(kept: int) -> None:
    _, one, weights = cases()
    made = []
    for run in (kernels.profit_block, lambda *given: interpreted(kernels.profit_block, *given)):
        best, places, fixed = np.zeros(4), np.zeros(4, np.int64), np.full(4, 99.0)
        run(one.cases, 3.0, -1.0, kept, weights, best, places, fixed)
        made.append([*best, *places, *fixed])
    assert made[0] == pytest.approx(made[1], rel=1e-12)


def test_a_disk_that_takes_nothing_does_not_stop_the_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def full(number: int) -> None:
        asked.append(number)
        if len(asked) == 1:
            raise OSError("No space left on device")

    monkeypatch.setattr(kernels.numba, "njit", lambda **options: lambda function: full)
    kernels._kernel(full)(3)
    assert asked == [3, 3]


def test_without_a_folder_to_keep_it_in_a_kernel_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def njit(*, cache: bool = False, **options: Any) -> Any:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(kernels.numba, "njit", njit)
    asked: list[int] = []
    kernels._kernel(asked.append)(3)
    assert asked == [3]


def test_importing_the_resampling_does_not_import_the_compiler() -> None:
    code = "import sys, lifecycle.build.resampling, lifecycle.build.best_threshold; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT), check=False).returncode == 0
