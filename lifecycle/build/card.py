"""The model card: what it is for, what it was made from, how good it is, who answers."""

from lifecycle.build.comparison import Row
from lifecycle.contract import ValueContract


def model_card(contract: ValueContract, champion: Row, dataset: str, features: list[str]) -> dict[str, str]:
    """Give the card's items with what stands in them; an empty text is an open item."""
    auc, recall = champion.measures.get("roc_auc"), champion.measures.get("recall")
    return {
        "Intent": contract.intent,
        "Decision": contract.decision,
        "A yes means": contract.positive,
        "Must never be used for": contract.limits,
        "Trained on": dataset,
        "Features": ", ".join(features),
        "Model": champion.name,
        "Operating point": "" if champion.threshold is None else f"acts at a probability of {champion.threshold:.3f}",
        "Ranking": f"ROC AUC {auc.mid:.3f} ({auc.low:.3f} to {auc.high:.3f})" if auc else "",
        "True yes found": f"{recall.mid:.1%} ({recall.low:.1%} to {recall.high:.1%})" if recall else "",
        "On call": contract.owners.get("oncall", ""),
        "Deputy": contract.owners.get("deputy", ""),
    }
