"""How far protected groups lie apart in a forecast, or in a choice between classes: what guardrails rest on."""

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.comparison import interval
from lifecycle.build.fairness import LEAST_GROUP, LEAST_YES
from lifecycle.build.group_measures import ACCURACY, BIAS, ENOUGH, MAE, RECALL, WAPE, Groups, Measure
from lifecycle.figures import Interval
from lifecycle.guardrails import Measured

Floats = NDArray[np.float64]


def measured_forecast(found: Groups) -> dict[str, Measured]:
    """Give what the guardrails of a forecast in groups rest on, by their keys."""
    (mae,), (bias,), (wape,), (enough,) = (found.of(key) for key in (MAE, BIAS, WAPE, ENOUGH))
    return {
        "group_error_ratio": _or_few(mae, LEAST_GROUP) or _error_ratio(mae, wape),
        "group_bias_gap": _or_few(bias, LEAST_GROUP) or _bias_gap(bias, found.scale),
        "group_enough_gap": _or_few(enough, LEAST_GROUP)
        or _share_gap(enough, "The forecast is enough in {0} of the cases in {1} and in {2} in {3}: {4} points apart."),
    }


def measured_choice(found: Groups) -> dict[str, Measured]:
    """Give what the guardrails of decided classes in groups rest on, by their keys."""
    (accuracy,) = found.of(ACCURACY)
    return {
        "group_accuracy_gap": _or_few(accuracy, LEAST_GROUP)
        or _share_gap(accuracy, "{0} of the cases are decided rightly in {1} and {2} in {3}: {4} points apart."),
        "group_recall_gap": _recall_gap(found),
    }


def _or_few(measure: Measure, least: int) -> Measured | None:
    """Say which groups are too small to be compared, or that there are not two; None where all can be."""
    few, n = measure.few(least), min(measure.cases.values())
    if few or len(measure.cases) < 2:
        why = f"{', '.join(few)} too small" if few else "there are not two groups"
        return Measured(
            None, f"Groups of fewer than {least} cases cannot be compared ({why}).", n, groups=measure.figures()
        )
    return None


def _error_ratio(mae: Measure, wape: Measure) -> Measured:
    best, worst = mae.ends()
    n, table = min(mae.cases.values()), mae.figures()
    if mae.value[best] == 0:
        if mae.value[worst] == 0:
            return Measured(1.0, "No group is forecast wrongly in any case.", n, Interval(1.0, 1.0, 1.0), table)
        said = f"{best} is forecast without any error and {worst} is not: there is no ratio."
        return Measured(None, said, n, groups=table)
    with np.errstate(invalid="ignore", divide="ignore"):
        between = _finite(interval(mae.drawn[worst] / mae.drawn[best]))
    ratio = mae.value[worst] / mae.value[best]
    said = (
        f"{worst} is forecast worst, off by {mae.value[worst]:,.4g} on average ({_share(wape.value[worst])} of its "
        f"truth), {best} best, off by {mae.value[best]:,.4g} ({_share(wape.value[best])}): ratio {ratio:.2f}."
    )
    return Measured(ratio, said, n, between, table)


def _bias_gap(bias: Measure, scale: Floats | None) -> Measured:
    low, high = bias.ends()
    n, table = min(bias.cases.values()), bias.figures()
    if scale is None or scale[0] == 0:
        return Measured(None, "The truth is 0 in every case, so that nothing can be set in proportion to it.", n)
    with np.errstate(invalid="ignore", divide="ignore"):
        between = _finite(interval((bias.drawn[high] - bias.drawn[low]) / scale))
    gap = bias.gap() / float(scale[0])
    said = (
        f"Mean of forecast − truth: {_signed(bias.value[low])} in {low}, {_signed(bias.value[high])} in {high}, "
        f"{gap:.1%} of the mean truth apart."
    )
    return Measured(gap, said, n, between, table)


def _share_gap(measure: Measure, sentence: str) -> Measured:
    low, high = measure.ends()
    a, b, gap = measure.value[low], measure.value[high], measure.gap()
    between = _finite(interval(measure.drawn[high] - measure.drawn[low]))
    said = sentence.format(f"{a:.0%}", low, f"{b:.0%}", high, f"{gap * 100:.0f}")
    return Measured(gap, said, min(measure.cases.values()), between, measure.figures())


def _recall_gap(found: Groups) -> Measured:
    each = found.of(RECALL)
    table = tuple(figure for measure in each for figure in measure.figures())
    n = min(min(measure.cases.values()) for measure in each)
    if len(found.cases) < 2:
        return Measured(None, "There are not two groups that could be compared.", n, groups=table)
    small = [f"{group} truly {measure.of_class}" for measure in each for group in measure.few(LEAST_YES)]
    whole = [measure for measure in each if not measure.few(LEAST_YES)]
    widest = max(whole, key=lambda measure: measure.gap()) if whole else None
    if small:
        of = ""
        if widest is not None:
            of = f" Of the other classes the widest gap is {widest.gap() * 100:.0f} points ({widest.of_class})."
        named = ", ".join(small[:3]) + (f" and {len(small) - 3} more" if len(small) > 3 else "")
        said = f"Fewer than {LEAST_YES} cases of a group truly of a class cannot be compared ({named}).{of}"
        return Measured(None, said, n, groups=table)
    assert widest is not None, "there are classes"
    made = _share_gap(
        widest,
        "Of those truly " + _braced(widest.of_class) + " {0} are told so in {1} and {2} in {3}: {4} points apart.",
    )
    return Measured(made.value, made.said, n, made.interval, table)


def _braced(name: str) -> str:
    """Keep braces in a name people wrote from being read as places to fill in."""
    return name.replace("{", "{{").replace("}", "}}")


def _finite(found: Interval | None) -> Interval | None:
    return found if found is not None and np.isfinite([found.low, found.high]).all() else None


def _signed(value: float) -> str:
    return f"{value:+,.4g}".replace("-", "−")


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.0%}"
