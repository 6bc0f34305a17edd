"""The model card: what it is for, what it was made from, how good it is, who answers."""

from collections.abc import Mapping

from lifecycle.build.comparison import Row
from lifecycle.contract import ValueContract
from lifecycle.figures import Interval

UNKNOWN = "Trained on (not known: the model was made elsewhere)"


def model_card(contract: ValueContract, champion: Row, dataset: str | None, features: list[str]) -> dict[str, str]:
    """Give the card's items with what stands in them; an empty text is an open item.

    `dataset` is what the model was trained on, None where nobody here can know it.
    """
    auc, recall = champion.measures.get("roc_auc"), champion.measures.get("recall")
    return {
        "Intent": contract.intent,
        "Decision": contract.decision,
        "A yes means": contract.positive,
        "Must never be used for": contract.limits,
        **_made(champion.name, dataset, features),
        "Operating point": "" if champion.threshold is None else f"acts at a probability of {champion.threshold:.3f}",
        "Ranking": f"ROC AUC {auc.mid:.3f} ({auc.low:.3f} to {auc.high:.3f})" if auc else "",
        "True yes found": f"{recall.mid:.1%} ({recall.low:.1%} to {recall.high:.1%})" if recall else "",
        **_people(contract),
    }


def card_of_any(
    contract: ValueContract,
    name: str,
    used: str,
    measures: Mapping[str, Interval | None],
    named: Mapping[str, str],
    dataset: str | None,
    features: list[str],
) -> dict[str, str]:
    """Give the card's items where no yes or no is predicted; an empty text is an open item.

    `used` says what is done with what the candidate gives, `named` the measures that stand on the card, and `dataset`
    what it was trained on, None where nobody here can know it.
    """
    found = {key: measures.get(key) for key in named}
    return {
        "Intent": contract.intent,
        "Decision": contract.decision,
        "Must never be used for": contract.limits,
        **_made(name, dataset, features),
        "How it is used": used,
        **{named[key]: f"{of.mid:,.3f} ({of.low:,.3f} to {of.high:,.3f})" if of else "" for key, of in found.items()},
        **_people(contract),
    }


def _made(name: str, dataset: str | None, features: list[str]) -> dict[str, str]:
    trained = {UNKNOWN: ""} if dataset is None else {"Trained on": dataset}
    return {**trained, "Features": ", ".join(features), "Model": name}


def _people(contract: ValueContract) -> dict[str, str]:
    return {"On call": contract.owners.get("oncall", ""), "Deputy": contract.owners.get("deputy", "")}
