"""Three-point estimates: low, most likely, high, read as a PERT distribution."""

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, FiniteFloat, model_validator

Floats = NDArray[np.float64]


class ThreePoint(BaseModel):
    """A quantity somebody estimates: low ≤ likely ≤ high, all finite, in the unit of its field.

    >>> ThreePoint(low=9, likely=12, high=17).mean
    12.333333333333334
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: FiniteFloat
    likely: FiniteFloat
    high: FiniteFloat

    @model_validator(mode="after")
    def _in_order(self) -> "ThreePoint":
        if not self.low <= self.likely <= self.high:
            raise ValueError(f"low {self.low:g}, likely {self.likely:g}, high {self.high:g} are not in rising order")
        return self

    @classmethod
    def exactly(cls, value: float) -> "ThreePoint":
        """Say that a quantity is known."""
        return cls(low=value, likely=value, high=value)

    def scaled(self, factor: float) -> "ThreePoint":
        """Multiply by a factor that is not negative."""
        return ThreePoint(low=self.low * factor, likely=self.likely * factor, high=self.high * factor)

    @property
    def mean(self) -> float:
        """The PERT mean (low + 4·likely + high) / 6 (Malcolm et al. 1959)."""
        return (self.low + 4 * self.likely + self.high) / 6

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Draw `size` values from the PERT distribution, shape (size,).

        A beta distribution on [low, high] with α = 1 + 4(m−a)/(b−a) and β = 1 + 4(b−m)/(b−a);
        a quantity without spread is a constant.
        """
        width = self.high - self.low
        if width == 0:
            return np.full(size, self.likely)
        alpha = 1 + 4 * (self.likely - self.low) / width
        beta = 1 + 4 * (self.high - self.likely) / width
        return self.low + width * rng.beta(alpha, beta, size)
