"""What a decision is worth, as the comparison of candidates needs it: from a contract, or moved in the room."""

from dataclasses import dataclass, replace

from lifecycle.contract import ValueContract
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.value_model import contract_value
from lifecycle.errors import BadInput
from lifecycle.ids import canonical, sha256
from lifecycle.payoff import OUTCOMES, PayoffEstimate

NO_ACTION = "no action"


@dataclass(frozen=True)
class Stakes:
    """Money in `currency`: payoffs a case, costs a year (`run_cost`) and once (`build_cost`), spread over `years`.

    `volume` in cases a year. `target` is the promised value a year and `floor` the least the boundary's `metric` may
    be, None where nobody promised anything. `counterfactual` says what the value is compared with.
    """

    payoffs: PayoffEstimate
    volume: ThreePoint
    currency: str = "EUR"
    capacity_per_week: float | None = None
    run_cost: float = 0.0
    build_cost: float = 0.0
    years: int = 3
    counterfactual: str = NO_ACTION
    target: float | None = None
    metric: str | None = None
    floor: float | None = None

    @property
    def yearly_cost(self) -> float:
        """What a candidate costs a year: running it, and its share of building it."""
        return self.run_cost + self.build_cost / self.years

    def fingerprint(self) -> str:
        """Hash everything a comparison depends on."""
        points = [getattr(self.payoffs, name) for name in OUTCOMES] + [self.volume]
        rest = [value for name, value in vars(self).items() if name not in ("payoffs", "volume")]
        return sha256(canonical([[p.low, p.likely, p.high] for p in points] + rest))

    def with_payoffs(self, **exact: float) -> "Stakes":
        """Set payoffs to known amounts, such as `tp=120.0`; the others stay."""
        known = {name: ThreePoint.exactly(value) for name, value in exact.items()}
        return replace(self, payoffs=self.payoffs.model_copy(update=known))

    def of_part(self, share: float) -> "Stakes":
        """Take what a share of the cases carries of volume, costs and capacity, so that parts add up; no promise."""
        return replace(
            self,
            volume=self.volume.scaled(share),
            run_cost=self.run_cost * share,
            build_cost=self.build_cost * share,
            capacity_per_week=None if self.capacity_per_week is None else self.capacity_per_week * share,
            target=None,
            floor=None,
        )


def of_contract(terms: ValueContract) -> Stakes:
    """Take the stakes from a contract; the target is the P50 of the year it promises."""
    return Stakes(
        payoffs=terms.payoffs,
        volume=terms.volume,
        currency=terms.currency,
        capacity_per_week=terms.capacity_per_week,
        run_cost=terms.run_cost,
        build_cost=terms.build_cost,
        years=terms.horizon_years,
        counterfactual=terms.counterfactual,
        target=contract_value(terms).yearly.mid,
        metric=terms.boundary.metric,
        floor=terms.boundary.floor,
    )


def assumed(yes: int, cases: int) -> Stakes:
    """Assume stakes to begin with where nobody has said any: acting rightly earns 100, and acting on all earns nothing.

    The cases of a year are as many as there are in the sample.

    >>> stakes = assumed(20, 100)
    >>> stakes.payoffs.expected(), stakes.volume.mean
    (Payoff(tp=100.0, fp=-25.0, fn=0.0, tn=0.0), 100.0)
    """
    cost = float(f"{100 * yes / max(cases - yes, 1):.2g}")
    amounts = {"tp": 100.0, "fp": -cost, "fn": 0.0, "tn": 0.0}
    payoffs = PayoffEstimate(**{name: ThreePoint.exactly(amount) for name, amount in amounts.items()})
    return Stakes(payoffs, ThreePoint.exactly(cases))


def check_stakes(stakes: Stakes) -> None:
    """Check stakes that were set in a room.

    Raises:
        BadInput: no cases, a negative cost, no capacity, or nothing that tells the outcomes apart.

    """
    if stakes.volume.low < 0 or stakes.volume.high == 0:
        raise BadInput("The cases of a year have to be more than none: nothing can be earned without cases.")
    if stakes.run_cost < 0 or stakes.build_cost < 0:
        raise BadInput("A cost cannot be negative. Write what is earned into the payoffs.")
    if stakes.capacity_per_week is not None and stakes.capacity_per_week <= 0:
        raise BadInput("A capacity has to be above zero. Leave it empty where nothing limits the cases acted on.")
    mean = stakes.payoffs.expected()
    if mean.tp == mean.fn and mean.fp == mean.tn:
        raise BadInput("Acting and not acting are worth the same in every outcome, so no candidate can earn more.")
