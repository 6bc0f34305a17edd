"""Policies as minimums: what every contract inherits, and may only tighten."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lifecycle.catalogue import protocols
from lifecycle.contract import Level, ValueContract
from lifecycle.envision.dials import Autonomy, DialFacts, Minimum, PersonalData, Tier
from lifecycle.errors import NotAllowed
from lifecycle.strategy.items import Item, name_of, thresholds


def applies(policy: Item, facts: DialFacts) -> bool:
    """Answer whether a policy holds for an initiative, by what its canvas says."""
    match policy.body["applies_when"]:
        case "personal":
            return facts.personal_data in (PersonalData.PERSONAL, PersonalData.SPECIAL)
        case "special":
            return facts.personal_data is PersonalData.SPECIAL
        case "high_tier":
            return facts.tier is Tier.HIGH
        case "acts":
            return facts.autonomy is Autonomy.ACT
        case _:
            return True


def inherited(policies: Iterable[Item], facts: DialFacts) -> list[Minimum]:
    """Give the least level of each dial that policies set for an initiative, with the policy's name as the reason."""
    return [
        Minimum(component, Level(level), f"the policy “{name_of(policy)}” asks for")
        for policy in policies
        if applies(policy, facts)
        for component, level in policy.body.get("dials", {}).items()
    ]


def limits(policies: Iterable[Item], facts: DialFacts) -> dict[str, tuple[float, str]]:
    """Give the strictest of each limit that policies set for an initiative, with the name of the policy."""
    found: dict[str, tuple[float, str]] = {}
    for policy in policies:
        for key, value in policy.body.get("thresholds", {}).items() if applies(policy, facts) else ():
            known = found.get(key)
            stricter = known is None or (value > known[0] if thresholds()[key].at_least else value < known[0])
            if stricter:
                found[key] = (float(value), name_of(policy))
    return found


def check_limits(terms: ValueContract, policies: Sequence[Item], facts: DialFacts, now: datetime) -> None:
    """Check a contract against the limits of the policies that hold for it.

    Raises:
        NotAllowed: it asks for less than a policy does; the sentence names limit and policy.

    """
    measured = {
        "minimum_n": float(terms.boundary.minimum_n),
        "credit": protocols()[terms.protocol].credit * 100,
        "review_days": float((terms.review_date - now.date()).days),
    }
    for key, (value, policy) in limits(policies, facts).items():
        if key not in measured:
            continue
        known, own = thresholds()[key], measured[key]
        if own < value if known.at_least else own > value:
            bound = "at least" if known.at_least else "at most"
            raise NotAllowed(
                f"{known.name}: the policy “{policy}” asks for {bound} {value:g} {known.unit}; the canvas says "
                f"{own:g}. A contract may tighten a policy, not loosen it."
            )
