"""Windows of rates: they find what trying all combinations does, or nearly, and never break a limit."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from lifecycle.build import group_price, group_windows
from lifecycle.build.group_limits import Kind, Limit
from lifecycle.build.group_price import choose
from tests.lifecycle.build.group_samples import EACH, FOUR, THREE, TWO, Sample

RATIO, GAP, SHARE = EACH
TRIED = [
    (RATIO,),
    (Limit(Kind.RATIO, 0.95),),
    (GAP,),
    (Limit(Kind.GAP, high=0.01),),
    (SHARE,),
    (RATIO, GAP),
    (RATIO, GAP, SHARE),
    (),
]


def chosen(sample: Sample, limits: Sequence[Limit], **more: float) -> dict[str, float] | None:
    return choose(sample.compared(**more), sample.groups, limits)


@pytest.mark.parametrize("limits", TRIED, ids=lambda limits: "+".join(f"{one.kind}" for one in limits) or "none")
def test_windows_find_what_trying_all_does(limits: tuple[Limit, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_price, "EXACT", 0)
    found = chosen(TWO, limits)
    assert found is not None
    did = TWO.acted(found)
    assert TWO.keeps(did, limits)
    best = TWO.brute(limits)
    exact = Kind.SHARE not in {one.kind for one in limits}
    assert TWO.value(did) == pytest.approx(best) if exact else best - 0.1 * abs(best) <= TWO.value(did) <= best + 1e-9


@pytest.mark.parametrize("most", [120, 60])
def test_many_groups_keep_the_limits_and_the_capacity_and_lose_little(most: int) -> None:
    limits = (Limit(Kind.RATIO, 0.7), Limit(Kind.GAP, high=0.25))
    assert len(FOUR.names) == 4
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(group_price, "EXACT", 0)
        found = chosen(FOUR, limits, capacity_per_week=most / FOUR.n * FOUR.compared().weekly_cases)
    assert found is not None
    did = FOUR.acted(found)
    best = FOUR.brute(limits, most)
    assert did.sum() <= most
    assert FOUR.keeps(did, limits)
    assert best - 0.1 * abs(best) <= FOUR.value(did) <= best + 1e-9


def test_fewer_windows_than_there_are_still_keep_every_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_price, "EXACT", 0)
    monkeypatch.setattr(group_windows, "WINDOWS", 16)
    found = chosen(THREE, (Limit(Kind.RATIO, 0.6), Limit(Kind.GAP, high=0.3)))
    assert found is not None
    assert THREE.keeps(THREE.acted(found), (Limit(Kind.RATIO, 0.6), Limit(Kind.GAP, high=0.3)))


def test_the_best_of_a_run_of_places_is_found_for_every_run() -> None:
    net = np.random.default_rng(2).integers(0, 5, (2, 13)).astype(float)
    runs = [(a, b) for a, b in itertools.product(range(13), repeat=2) if a <= b]
    low, high = (np.array([[run[end]] * 2 for run in runs]) for end in (0, 1))
    found = group_windows.best_within(net, low, high)
    naive = [[a + int(np.argmax(net[group, a : b + 1])) for group in (0, 1)] for a, b in runs]
    assert found.tolist() == naive
