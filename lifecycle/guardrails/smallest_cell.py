"""Privacy: no published number is about so few people that one of them could be recognised."""

from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Finding, Guardrail, Outcome


def measure(evidence: AnyEvidence) -> Finding:
    """Take the cases of the smallest group or slice whose numbers stand in the decision's tables."""
    cells = [cell for cell in evidence.cells if cell.n]
    if not cells:
        said = "The decision shows no numbers of groups or slices."
        return Finding(said, None, Outcome.NOT_APPLICABLE)
    least = min(cells, key=lambda cell: cell.n)
    said = f"The smallest of {len(cells)} groups and slices shown is {least.group} with {least.n} cases."
    return Finding(said, float(least.n), n=least.n)


GUARDRAIL = Guardrail(
    key="smallest_cell",
    component="privacy",
    name="Smallest published group",
    means="Cases in the smallest group or slice whose numbers are shown with the decision (k).",
    limits={Level.LIGHT: 5.0, Level.STANDARD: 10.0, Level.HIGH: 20.0},
    at_least=True,
    measure=measure,
    measure_any=measure,
)
