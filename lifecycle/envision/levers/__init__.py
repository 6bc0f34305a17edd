"""The ways an initiative earns its value. A lever is a file here that defines LEVER."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from lifecycle.envision.three_point import Floats, ThreePoint
from lifecycle.payoff import Payoff
from lifecycle.tally import Measured, Tally, uplift


@dataclass(frozen=True)
class LeverInput:
    """One three-point estimate a lever asks for; `factor` turns what people enter into what is calculated.

    `least` is the smallest amount that makes sense; None for a difference that may go either way.
    """

    key: str
    label: str
    unit: str
    help: str
    factor: float = 1.0
    least: float | None = None

    def check(self, point: ThreePoint) -> None:
        """Check that an estimate can be what it is called.

        Raises:
            ValueError: a share is not between 0 and 100 %, or an amount is smaller than makes sense.

        """
        if self.unit == "%" and not 0 <= point.low <= point.high <= 100:
            raise ValueError(f"{self.label} must lie between 0 and 100 %, not {point.low:g} to {point.high:g} %")
        if self.least is not None and point.low < self.least:
            raise ValueError(f"{self.label} must be at least {self.least:g}, not {point.low:g}")


@dataclass(frozen=True)
class Kpi:
    """What a lever moves where nobody puts a price on it, such as days saved.

    `value` takes the same draws as the lever's and returns shape (n,), in `unit`. `price` is the input that turns it
    into money; zero there means: keep it as a number, count no money.
    """

    name: str
    unit: str
    formula: str
    price: str
    value: Callable[[Mapping[str, Floats]], Floats]


@dataclass(frozen=True)
class Lever:
    """A formula from estimates to money per year, and the measurement that proves it.

    `value` takes draws by name, each of shape (n,), already multiplied by its factor: the lever's own inputs, and
    where it says that it uses them "volume" and the payoffs "tp", "fp", "fn", "tn". It returns shape (n,), in currency
    per year.
    `realise` takes decided cases, the mean of each input (multiplied by its factor) and the mean payoffs. It returns
    the money those cases brought, or None where they cannot tell; `proof` says in words what it needs.
    `draws_on` names the pools its money comes from (see double_counting). `cash` is False where the value is a loss
    avoided on average, which no account shows. `kpi` is set where the effect may stay without a price.
    """

    key: str
    name: str
    question: str
    formula: str
    inputs: tuple[LeverInput, ...]
    uses_payoffs: bool
    value: Callable[[Mapping[str, Floats]], Floats]
    realise: Callable[[Tally, Mapping[str, float], Payoff], Measured | None]
    proof: str
    draws_on: frozenset[str]
    uses_volume: bool = False
    cash: bool = True
    kpi: Kpi | None = None

    def scaled(self, inputs: Mapping[str, ThreePoint]) -> dict[str, ThreePoint]:
        """Multiply each estimate by the factor of its input."""
        factors = {item.key: item.factor for item in self.inputs}
        return {key: inputs[key].scaled(factor) for key, factor in factors.items()}

    @property
    def asks_what_is_cashable(self) -> bool:
        """Answer whether the formula itself counts only money that reaches a budget."""
        return any(item.key == "cashable" for item in self.inputs)

    def kpi_only(self, inputs: Mapping[str, ThreePoint]) -> bool:
        """Answer whether the estimates put no price on what the lever moves."""
        return self.kpi is not None and inputs[self.kpi.price].low == inputs[self.kpi.price].high == 0


def unproven(tally: Tally, means: Mapping[str, float], payoff: Payoff) -> Measured | None:
    """Say that decided cases cannot tell what a lever brought; its `proof` says what would."""
    return None


def rarer(tally: Tally, price: float) -> Measured | None:
    """Price how much rarer the unwanted outcome is among cases acted on than among those left as today by chance."""
    measured = uplift(tally)
    return measured.scaled(price * tally.acted) if measured else None


@cache
def levers() -> dict[str, Lever]:
    """Find every lever by its key."""
    from lifecycle.envision import levers as package
    from lifecycle.registry import discover

    return discover(package, "LEVER", Lever)
