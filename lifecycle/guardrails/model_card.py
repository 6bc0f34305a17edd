"""Transparent: the model card says what people need to know."""

from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Finding, Guardrail


def measure(evidence: AnyEvidence) -> Finding:
    """Take the share of the model card's items that are filled in."""
    if not evidence.card:
        return Finding("There is no model card.", None)
    open_items = [item for item, filled in evidence.card.items() if not filled]
    share = 1 - len(open_items) / len(evidence.card)
    sentence = f"The model card is {share:.0%} complete" + (f"; open: {', '.join(open_items)}." if open_items else ".")
    return Finding(sentence, share)


GUARDRAIL = Guardrail(
    key="model_card",
    component="transparent",
    name="Model card complete",
    means="Share of the model card's items that are filled in.",
    limits={Level.LIGHT: 0.70, Level.STANDARD: 0.90, Level.HIGH: 1.0},
    at_least=True,
    measure=measure,
    measure_any=measure,
)
