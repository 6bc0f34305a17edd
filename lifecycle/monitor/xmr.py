"""The XmR control chart: which points are more than the usual ups and downs."""

from dataclasses import dataclass

import numpy as np

BASELINE = 20
SCALE = 2.66
RUN = 9


@dataclass(frozen=True)
class ControlChart:
    """A centre line with natural limits, and the points that break a rule.

    `outside` (Nelson rule 1) and `run` (rule 2) hold indices into the points. `provisional` says that fewer than 20
    points set the limits: then nothing is alerted.
    """

    centre: float
    lower: float
    upper: float
    baseline: int
    provisional: bool
    outside: tuple[int, ...]
    run: tuple[int, ...]


def control_chart(points: list[float], baseline: int = BASELINE) -> ControlChart | None:
    """Set limits X̄ ± 2.66·MR̄ from the first `baseline` points and hold all points against them.

    MR̄ is the mean absolute difference of neighbours in the baseline. Rule 1: a point outside the limits. Rule 2: the
    ninth and later points in a row on one side of the centre. With fewer than 20 points the limits are provisional.
    None with fewer than three points. Source: Wheeler & Chambers 1992; Nelson 1984.
    """
    if len(points) < 3:
        return None
    values = np.asarray(points, dtype=float)
    base = values[:baseline]
    centre, spread = float(base.mean()), SCALE * float(np.abs(np.diff(base)).mean())
    rounding = 1e-9 * float(np.abs(values).max())
    side = np.where(np.abs(values - centre) <= rounding, 0, np.sign(values - centre))
    length, run = 0, []
    for index, here in enumerate(side):
        length = length + 1 if index and here != 0 and here == side[index - 1] else int(here != 0)
        if length >= RUN:
            run.append(index)
    return ControlChart(
        centre=centre,
        lower=centre - spread,
        upper=centre + spread,
        baseline=len(base),
        provisional=len(base) < BASELINE,
        outside=tuple(int(i) for i in np.flatnonzero(np.abs(values - centre) > spread + rounding)),
        run=tuple(run),
    )
