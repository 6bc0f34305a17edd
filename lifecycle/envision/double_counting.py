"""Two levers that draw on the same pool may count the same money twice."""

from collections.abc import Sequence
from itertools import combinations

from lifecycle.catalogue import catalogue
from lifecycle.contract import LeverChoice
from lifecycle.envision.levers import levers


def warnings(chosen: Sequence[LeverChoice]) -> tuple[str, ...]:
    """Say of every two levers that draw on the same pool what both may count, one sentence a pool.

    A lever that counts a number and no money (see Lever.kpi_only) counts nothing twice.
    """
    money = [levers()[choice.key] for choice in chosen if not levers()[choice.key].kpi_only(choice.inputs)]
    return tuple(
        f"“{one.name}” and “{other.name}” may both count {pool['counts']}. {pool['mend']}"
        for one, other in combinations(money, 2)
        for pool in catalogue("pools")["pools"]
        if pool["key"] in one.draws_on & other.draws_on
    )
