"""Better decisions: every case decided earns or costs what its outcome is worth."""

from collections.abc import Mapping

from lifecycle.envision.levers import Lever, LeverInput
from lifecycle.envision.three_point import Floats
from lifecycle.payoff import Payoff
from lifecycle.tally import Measured, Tally, mean_payoff


def value(draw: Mapping[str, Floats]) -> Floats:
    """Weigh the four payoffs with how often each outcome is expected."""
    yes, found, alarmed = draw["prevalence"], draw["recall"], draw["false_alarms"]
    per_yes = found * draw["tp"] + (1 - found) * draw["fn"]
    per_no = alarmed * draw["fp"] + (1 - alarmed) * draw["tn"]
    return draw["volume"] * (yes * per_yes + (1 - yes) * per_no)


def realise(tally: Tally, means: Mapping[str, float], payoff: Payoff) -> Measured | None:
    """Add up what the decided cases earned by their outcomes."""
    measured = mean_payoff(tally, payoff)
    return measured.scaled(tally.decided) if measured else None


LEVER = Lever(
    key="decision",
    name="Better decisions",
    question="Each case is decided, and each outcome has a price.",
    formula="cases a year × [share yes × (found × right yes + missed × wrong no)"
    " + share no × (false alarms × wrong yes + spared × right no)]",
    inputs=(
        LeverInput("prevalence", "Share of cases that are truly yes", "%", "Of 100 cases, how many?", 0.01),
        LeverInput("recall", "Share of the true yes we expect to find", "%", "Of 100 true yes.", 0.01),
        LeverInput("false_alarms", "Share of the true no acted on by mistake", "%", "Of 100 true no.", 0.01),
    ),
    uses_payoffs=True,
    value=value,
    realise=realise,
    proof="the truth of the decided cases",
    draws_on=frozenset({"cases", "errors"}),
    uses_volume=True,
)
