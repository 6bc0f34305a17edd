"""Guardrails at every threshold, so that they follow the slider in the browser."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.contract import Level


@dataclass(frozen=True)
class GuardrailCurve:
    """One guardrail of one candidate at each of THRESHOLDS: `values` and `outcome` (of Outcome), each of length 201."""

    key: str
    name: str
    component: str
    values: NDArray[np.float64]
    outcome: tuple[str, ...]
    limit: float | None
    level: Level
