"""Limits on groups: read from the dials, and what is reached of them counted from single cases."""

import numpy as np
import pytest

from lifecycle.build.group_limits import Kind, Limit, limits_of, reached
from lifecycle.build.group_price import choose
from lifecycle.build.guardrail_curves import guardrail_curves
from lifecycle.contract import Level
from tests.lifecycle.build.group_samples import EACH, THREE, TWO
from tests.lifecycle.samples import dials

RATIO, _, SHARE = EACH


@pytest.mark.parametrize("kind", Kind)
def test_what_is_reached_is_counted_from_single_cases(kind: Kind) -> None:
    at = {"north": 0.6, "south": 0.4, "west": 0.5}
    did, groups = THREE.acted(at), THREE.groups
    acted = [int(did[name == THREE.group].sum()) for name in THREE.names]
    found = [int(did[(name == THREE.group) & THREE.label].sum()) for name in THREE.names]
    naive = THREE.reached(did, kind)
    furthest = max(naive, key=lambda one: max(one, 1 / one) if one else np.inf)
    assert reached(acted, found, groups, kind) == pytest.approx(furthest if kind is Kind.SHARE else naive[0])


def test_acting_on_no_one_is_fair_but_shares_nothing_out() -> None:
    none = [0] * 3
    assert reached(none, none, THREE.groups, Kind.RATIO) == 1.0
    assert reached(none, none, THREE.groups, Kind.GAP) == 0.0
    assert np.isnan(reached(none, none, THREE.groups, Kind.SHARE))
    dear = THREE.compared((1, -100, -1, 0))
    for limit, did in ((RATIO, 0), (SHARE, 1)):
        found = choose(dear, THREE.groups, (limit,))
        assert found is not None
        assert (THREE.acted(found).sum() > 0) == bool(did)


@pytest.mark.parametrize(
    ("level", "wanted"),
    [
        (Level.STANDARD, (Limit(Kind.RATIO, 0.8), Limit(Kind.GAP, high=0.1), Limit(Kind.SHARE, 0.8, 1.25))),
        (Level.HIGH, (Limit(Kind.RATIO, 0.9), Limit(Kind.GAP, high=0.05), Limit(Kind.SHARE, 0.9, 1.1))),
        (Level.LIGHT, ()),
    ],
)
def test_limits_are_those_of_the_dial(level: Level, wanted: tuple[Limit, ...]) -> None:
    curves = guardrail_curves(TWO.label, {"model": TWO.score}, TWO.named, dials(level))["model"]
    assert limits_of(curves) == limits_of(curves[::-1]) == wanted
