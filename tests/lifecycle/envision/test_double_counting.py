from itertools import combinations

import pytest

from lifecycle.catalogue import catalogue
from lifecycle.contract import LeverChoice
from lifecycle.envision.double_counting import warnings
from lifecycle.envision.levers import levers
from tests.lifecycle.builders import point

# Every two levers whose money can be the same, with the pool both draw on.
SAME_MONEY = {
    ("cost", "complexity"): "upkeep",
    ("cost", "quality"): "staff time",
    ("cost", "speed"): "handling",
    ("decision", "quality"): "errors",
    ("decision", "revenue"): "cases",
    ("decision", "risk"): "errors",
    ("experience", "revenue"): "customers",
    ("quality", "risk"): "errors",
}


def choice(key: str, **changes: float) -> LeverChoice:
    inputs = {item.key: point(1, 2, 3) for item in levers()[key].inputs}
    return LeverChoice(key=key, inputs=inputs | {name: point(value) for name, value in changes.items()})


def pools() -> dict[str, dict[str, str]]:
    return {pool["key"]: pool for pool in catalogue("pools")["pools"]}


@pytest.mark.parametrize("pair", list(combinations(sorted(levers()), 2)), ids=" and ".join)
def test_two_levers_are_named_when_they_may_count_the_same_money(pair: tuple[str, str]) -> None:
    expected = next((pool for both, pool in SAME_MONEY.items() if set(both) == set(pair)), None)
    found = warnings([choice(key) for key in pair])
    assert len(found) == (expected is not None)
    if expected is not None:
        one, other = (levers()[key].name for key in pair)
        assert found[0].startswith(f"“{one}” and “{other}” may both count {pools()[expected]['counts']}.")
        assert found[0].endswith(pools()[expected]["mend"])


@pytest.mark.parametrize("key", list(levers()))
def test_one_lever_alone_counts_nothing_twice(key: str) -> None:
    assert warnings([choice(key)]) == ()


def test_no_levers_count_nothing_twice() -> None:
    assert warnings([]) == ()


def test_of_all_levers_every_pair_is_named_once_in_the_order_of_the_contract() -> None:
    found = warnings([choice(key) for key in levers()])
    assert len(found) == len(set(found)) == len(SAME_MONEY)
    names = [lever.name for lever in levers().values()]
    for sentence in found:
        one, other = sentence.split("”")[0][1:], sentence.split("“")[2].split("”")[0]
        assert names.index(one) < names.index(other)


@pytest.mark.parametrize(("pair", "price"), [(("cost", "speed"), "day_value"), (("revenue", "experience"), "margin")])
def test_what_is_a_number_without_a_price_counts_no_money_twice(pair: tuple[str, str], price: str) -> None:
    first, second = pair
    assert warnings([choice(first), choice(second, **{price: 0})]) == ()
    assert len(warnings([choice(first), choice(second, **{price: 1})])) == 1


def test_every_pool_a_lever_draws_on_is_described_and_drawn_on_by_two() -> None:
    drawn = [tag for lever in levers().values() for tag in lever.draws_on]
    assert set(drawn) == set(pools())
    assert all(drawn.count(tag) >= 2 for tag in pools())
    assert all(pool["mend"].endswith(".") for pool in pools().values())
