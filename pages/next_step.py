"""The one thing to do next in an initiative."""

from dataclasses import dataclass

from lifecycle.catalogue import roles
from lifecycle.facts import Facts


@dataclass(frozen=True)
class NextStep:
    """What to do, and the page to do it on."""

    page: str
    text: str


def next_step(facts: Facts) -> NextStep:
    """Follow the phases; what is broken comes first."""
    if facts.open_incidents:
        return NextStep("monitor", "handle the open incident")
    waiting = next((version for version in facts.versions if version.waiting), None)
    if waiting:
        missing = roles()[waiting.missing_roles[0]].name
        return NextStep("envision", f"have v{waiting.number} signed by the {missing}")
    if facts.stream and facts.contract is None:
        return NextStep("envision", "say what a case is worth")
    if facts.contract is None:
        return NextStep("envision", "fill in the canvas")
    if facts.evaluation:
        return NextStep("monitor", "look at what arrived")
    if facts.stream:
        return NextStep("monitor", "send the first cases")
    if facts.decision:
        return NextStep("deploy", "pass the readiness gate")
    if facts.kind_decision:
        return NextStep("build", "read the decision on record")
    return NextStep("build", "decide on a candidate" if facts.trained else "train candidates")
