"""The value thread: Promised → Built → Released → Realised, the boundary, and six guardrails, worst first shown."""

from dataclasses import dataclass
from functools import partial

from lifecycle.boundary import Status
from lifecycle.catalogue import components
from lifecycle.envision.value_model import contract_value
from lifecycle.facts import Facts
from lifecycle.figures import Figure, Source
from lifecycle.guardrails import Verdict, worst
from lifecycle.monitor.readings import Reading, current
from lifecycle.monitor.realised import left_out


@dataclass(frozen=True)
class Thread:
    """The thread of one initiative. `dots` gives each component's worst verdict, None while nothing is known."""

    intent: str
    currency: str
    promised: Figure
    built: Figure
    released: Figure
    realised: Figure
    boundary: Status
    reading: Reading | None
    dots: dict[str, Verdict | None]

    @property
    def figures(self) -> tuple[Figure, Figure, Figure, Figure]:
        """The four figures in their order."""
        return self.promised, self.built, self.released, self.realised

    @property
    def worst_guardrail(self) -> Verdict | None:
        """The worst verdict of all."""
        return worst([verdict for verdict in self.dots.values() if verdict])


def value_thread(facts: Facts) -> Thread:
    """Draw the thread from what has been recorded."""
    reading = current(facts.readings)
    verdicts = facts.decision.verdicts if facts.decision else ()
    contract = facts.contract
    return Thread(
        intent=contract.terms.intent if contract else "",
        currency=contract.terms.currency if contract else "EUR",
        promised=_promised(facts),
        built=_built(facts),
        released=_released(facts),
        realised=_realised(facts),
        boundary=reading.status if reading else Status.UNKNOWN,
        reading=reading,
        dots={key: worst([v for v in verdicts if v.component == key]) for key in components()},
    )


def _promised(facts: Facts) -> Figure:
    figure = partial(Figure, "Promised", "a year")
    contract = facts.contract
    if contract is None or contract.in_force_since is None:
        return figure(None, None, Source("envision", "the contract"), "no signed contract yet")
    value = contract_value(contract.terms)
    text = f"contract v{contract.number}: P50 of {value.draws:,} draws, between P10 and P90, less running costs"
    return figure(value.yearly, contract.in_force_since.date(), Source("envision", text))


def _built(facts: Facts) -> Figure:
    figure, decision = partial(Figure, "Built", "a year"), facts.decision
    if decision is None:
        return figure(None, None, Source("build", "the decision"), "no candidate chosen yet")
    text = (
        f"decision {decision.number}: {decision.champion.name} on {decision.dataset}, each case judged by a model "
        f"that had not seen it, {decision.resamples:,} resamples, 95 % interval"
    )
    return figure(decision.champion.value, decision.decided_at.date(), Source("build", text))


def _released(facts: Facts) -> Figure:
    figure, release = partial(Figure, "Released", "a year"), facts.release
    if release is None:
        return figure(None, None, Source("deploy", "the release"), "nothing released yet")
    text = (
        f"release {release.number}: {release.candidate} {release.acts()}, {release.plan.method.value}, "
        f"deciding {release.plan.exposure:.0%} of cases, under contract v{release.contract_version}"
    )
    return figure(release.value, release.released_at.date(), Source("deploy", text))


def _realised(facts: Facts) -> Figure:
    figure = partial(Figure, "Realised", "a year")
    if facts.stream is None or facts.evaluation is None:
        return figure(None, None, Source("monitor", "the stream"), "no cases have arrived yet")
    if facts.contract is None:
        return figure(None, None, Source("monitor", "the stream"), "no contract says what a case is worth")
    found = facts.realised
    if found is None:
        return figure(None, None, Source("monitor", "the stream"), "the truth of the cases is not known yet")
    text = (
        f"stream {facts.stream.name}: {found.cases:,} cases in {found.days:.0f} days, {found.credit:.0%} credit, "
        "at the pace of a year, 95 % interval"
    )
    if said := left_out(facts.contract.terms):
        text += f". {said.removesuffix('.')}"
    return figure(found.yearly, found.until.date(), Source("monitor", text))
