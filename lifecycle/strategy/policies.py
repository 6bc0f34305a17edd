"""Policies as minimums: what every contract inherits, and may only tighten."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from lifecycle.catalogue import components, protocols
from lifecycle.contract import RIGOUR, Level, ValueContract, Version
from lifecycle.envision.canvas import Missing, owner_of
from lifecycle.envision.dials import Autonomy, DialFacts, Minimum, PersonalData, Tier, strictest
from lifecycle.envision.fields import sections
from lifecycle.envision.governance import dial_facts
from lifecycle.envision.terms import Canvas, from_contract
from lifecycle.errors import NotAllowed
from lifecycle.strategy.items import Item, name_of, thresholds

# The limits a contract is held to, by the field of the canvas they look at.
PATHS = {"minimum_n": "boundary.minimum_n", "credit": "protocol", "review_days": "review_date"}
LOOSENED = "A contract may tighten a policy, not loosen it."
WAY_OUT = "Withdraw this version, mend that on the canvas, and offer it anew: what was signed is never changed."


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


def broken(canvas: Canvas, policies: Iterable[Item], facts: DialFacts, now: datetime) -> list[Missing]:
    """List the limits of policies a canvas does not keep yet, or says nothing about, with who owns the field."""
    wanted = limits(policies, facts)
    return [
        _in_the_way(canvas, path, sentence)
        for key, path in PATHS.items()
        if key in wanted and (sentence := _broken(key, _measured(canvas, key, now), *wanted[key], "the canvas"))
    ]


def check_limits(terms: ValueContract, policies: Sequence[Item], facts: DialFacts, now: datetime) -> None:
    """Check a contract against the limits of the policies that hold for it.

    Raises:
        NotAllowed: it asks for less than a policy does; the sentence names limit and policy.

    """
    if found := broken(from_contract(terms), policies, facts, now):
        raise NotAllowed(f"{found[0].label} {LOOSENED}")


def outgrown(terms: ValueContract, policies: Sequence[Item], now: datetime) -> list[str]:
    """Say what keeps terms that were offered from being signed now, because policies ask for more than they did."""
    canvas = from_contract(terms)
    facts = dial_facts(canvas)
    wanted = limits(policies, facts)
    found = [_broken(key, _measured(canvas, key, now), *wanted[key], "this version") for key in PATHS if key in wanted]
    for component, least in strictest(inherited(policies, facts)).items():
        level = terms.dials[component].level
        if RIGOUR.index(level) < RIGOUR.index(least.level):
            name = components()[component].name
            found.append(f"{name} is {level.value} in this version; {least.reason} at least {least.level.value}.")
    return [sentence for sentence in found if sentence]


def check_signing(version: Version, policies: Sequence[Item], now: datetime) -> None:
    """Check that a version still keeps to the policies as they stand when it is signed.

    Raises:
        NotAllowed: a policy was tightened after the version was offered; the sentence says the way out.

    """
    if found := outgrown(version.terms, policies, now):
        raise NotAllowed(f"Version {version.number} cannot come into force. {' '.join(found)} {WAY_OUT}")


def _measured(canvas: Canvas, key: str, now: datetime) -> float | None:
    """Read what a canvas says where a limit looks; None while it says nothing."""
    value = canvas.get(PATHS[key])
    if value is None:
        return None
    if key == "credit":
        return protocols()[value].credit * 100
    if key == "review_days":
        return float((date.fromisoformat(value) - now.date()).days)
    return float(value)


def _broken(key: str, own: float | None, value: float, policy: str, whose: str) -> str:
    """Say that a limit is not kept; nothing where it is."""
    known = thresholds()[key]
    if own is not None and (own >= value if known.at_least else own <= value):
        return ""
    bound = "at least" if known.at_least else "at most"
    says = f"{whose} says {own:g}" if own is not None else f"{whose} says nothing yet"
    return f"{known.name}: the policy “{policy}” asks for {bound} {value:g} {known.unit}; {says}."


def _in_the_way(canvas: Canvas, path: str, sentence: str) -> Missing:
    section = next(one for one in sections() if any(field.path == path for field in one.fields))
    return Missing(path, sentence, section.title, section.lead, owner_of(canvas, section))
