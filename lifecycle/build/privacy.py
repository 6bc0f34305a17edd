"""Whether a model gives away who was in its training data."""

import numpy as np
from numpy.typing import NDArray

from lifecycle.build import statistics as stats
from lifecycle.build.areas import area
from lifecycle.guardrails import Measured

MOST_ROWS = 10_000
LEAST_ROWS = 100
Floats = NDArray[np.float64]


def membership(label: NDArray[np.bool_], inside: Floats, outside: Floats) -> Measured:
    """Attack a model by its loss: how well a small loss tells cases it was fitted on from cases it was not.

    `inside` (n,): scores of the model that was fitted on these cases; `outside` (n,): scores of the same cases by
    models that had not seen them (out of fold). 0.5 tells nothing. Cases without either score are left out. The attack
    is that of Yeom et al. (2018), on the same cases, so that the two sides differ in nothing else.
    """
    known = ~(np.isnan(inside) | np.isnan(outside))
    n = int(np.count_nonzero(known))
    if n < LEAST_ROWS:
        return Measured(None, f"Fewer than {LEAST_ROWS} cases are too few for an attack to say anything.", n)
    loss = np.r_[stats.losses(label[known], inside[known]), stats.losses(label[known], outside[known])]
    member = np.r_[np.ones(n, dtype=bool), np.zeros(n, dtype=bool)]
    found = area(member, -loss)
    if found is None:
        return Measured(None, "Members and others cannot be told apart for lack of one of them.", n)
    said = (
        f"Guessing from its loss whether a case was trained on is right with AUC {found.mid:.3f} "
        f"({found.low:.3f} to {found.high:.3f}); 0.5 is a coin."
    )
    return Measured(found.mid, said, n, found)
