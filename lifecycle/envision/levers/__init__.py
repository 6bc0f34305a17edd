"""The ways an initiative earns its value. A lever is a file here that defines LEVER."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from lifecycle.envision.three_point import Floats, ThreePoint
from lifecycle.payoff import Payoff
from lifecycle.tally import Measured, Tally


@dataclass(frozen=True)
class LeverInput:
    """One three-point estimate a lever asks for; `factor` turns what people enter into what is calculated."""

    key: str
    label: str
    unit: str
    help: str
    factor: float = 1.0

    def check(self, point: ThreePoint) -> None:
        """Check that an estimate can be what it is called.

        Raises:
            ValueError: a share is not between 0 and 100 %.

        """
        if self.unit == "%" and not 0 <= point.low <= point.high <= 100:
            raise ValueError(f"{self.label} must lie between 0 and 100 %, not {point.low:g} to {point.high:g} %")


@dataclass(frozen=True)
class Lever:
    """A formula from estimates to money per year, and the measurement that proves it.

    `value` takes draws by name, each of shape (n,), already multiplied by its factor: the lever's own inputs,
    "volume", and the payoffs "tp", "fp", "fn", "tn". It returns shape (n,), in currency per year.
    `realise` takes decided cases, the mean of each input (multiplied by its factor) and the mean payoffs. It returns
    the money those cases brought, or None where they cannot tell; `proof` says in words what it needs.
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

    def scaled(self, inputs: Mapping[str, ThreePoint]) -> dict[str, ThreePoint]:
        """Multiply each estimate by the factor of its input."""
        factors = {item.key: item.factor for item in self.inputs}
        return {key: inputs[key].scaled(factor) for key, factor in factors.items()}


@cache
def levers() -> dict[str, Lever]:
    """Find every lever by its key."""
    from lifecycle.envision import levers as package
    from lifecycle.registry import discover

    return discover(package, "LEVER", Lever)
