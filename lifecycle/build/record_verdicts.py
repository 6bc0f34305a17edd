"""Guardrails as a record tells them: worst first, in the words of the screen, with value, limit and meaning."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lifecycle.build.dataset import BINARY
from lifecycle.catalogue import components
from lifecycle.contract import Level
from lifecycle.figures import money
from lifecycle.guardrails import WORST_FIRST, Guardrail, Outcome, Verdict, asked, guardrails

WORDS = {
    Outcome.PASS: "kept",
    Outcome.FAIL: "not kept",
    Outcome.INSUFFICIENT: "insufficient data",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.REPORTED: "reported",
}
# What these give is money a year; all others are shares, ratios or counts.
MONEY = ("lift_over_rule",)
# What is held against the limit is the lower bound of these, not what is expected.
LOWER = ("lift_over_rule",)
ACCEPTED = "It was decided with this known, for the reason given below."
# Numbers that stand for words.
IN_WORDS = {
    "independent_review": {1.0: "by a peer", 2.0: "by the second line"},
    "fairness_choice": {1.0: "the choice recorded"},
}
ALL_KEPT = "All limits are kept."
NONE_MEASURED = "No guardrail was measured."


@dataclass(frozen=True)
class Broken:
    """Guardrails that are not kept, or of which nobody knows: a heading, and an item for each."""

    outcome: Outcome
    title: str
    items: Sequence[str]


def worst_first(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Sort verdicts: not kept, not known, reported, kept, not applicable; equals as they were."""
    return sorted(verdicts, key=lambda verdict: WORST_FIRST.index(verdict.outcome))


def broken(verdicts: Sequence[Verdict], currency: str) -> list[Broken]:
    """List what is not kept and what is not known, each with value and limit; nothing where all is well."""
    kinds = (
        (Outcome.FAIL, "Not kept"),
        (Outcome.INSUFFICIENT, f"Not known ({WORDS[Outcome.INSUFFICIENT]})"),
    )
    held = {outcome: [one for one in verdicts if one.outcome is outcome] for outcome, _ in kinds}
    return [Broken(outcome, title, _items(held[outcome], currency)) for outcome, title in kinds if held[outcome]]


def _items(verdicts: Sequence[Verdict], currency: str) -> list[str]:
    """Write verdicts short, those without a number for the same reason together."""
    why: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        why.setdefault(verdict.sentence if verdict.value is None else verdict.guardrail, []).append(verdict)
    return [
        item(held[0], currency)
        if len(held) == 1
        else f"{', '.join(f'{one.name} (limit {limit(one, currency)})' for one in held)}: {held[0].sentence}"
        for held in why.values()
    ]


def others(verdicts: Sequence[Verdict]) -> str:
    """Say in a sentence how the guardrails stand that `broken` does not list.

    >>> others(())
    'No guardrail was measured.'
    """
    if not verdicts:
        return NONE_MEASURED
    count = Counter(verdict.outcome for verdict in verdicts)
    bad = count[Outcome.FAIL] + count[Outcome.INSUFFICIENT]
    rest = (Outcome.PASS, Outcome.REPORTED, Outcome.NOT_APPLICABLE)
    said = ", ".join(f"{count[outcome]} {WORDS[outcome]}" for outcome in rest if count[outcome])
    if not bad:
        return f"{ALL_KEPT} Guardrails: {said}."
    return f"Other guardrails: {said}." if said else ""


def item(verdict: Verdict, currency: str) -> str:
    """Write a verdict short: name, value and limit; the sentence where a number alone says nothing."""
    value = "" if verdict.value is None else amount(verdict, verdict.value, currency)
    value = f"lower 95 % bound {value}" if value and verdict.guardrail in LOWER else value
    bound = "" if verdict.limit is None else f"limit {limit(verdict, currency)}"
    numbers = ", ".join(part for part in (value, bound) if part)
    # A yes or no is counted as 1 or 0: there the sentence says what was found.
    counted = verdict.limit == 1 and verdict.highest is None
    if verdict.value is not None and (counted or verdict.guardrail in IN_WORDS):
        return f"{verdict.name}: {verdict.sentence}"
    told = verdict.value is None
    return f"{verdict.name}: {numbers}{'. ' if numbers and told else ''}{verdict.sentence if told else ''}"


def limit(verdict: Verdict, currency: str) -> str:
    """Write the limit with its direction; a dash where the dial sets none."""
    return _bound(verdict.guardrail, verdict.limit, verdict.highest, currency)


def brought(component: str, level: Level, currency: str, kind: str = BINARY) -> list[tuple[str, str]]:
    """Give the limits a dial brings at a level, as pairs of guardrail and limit; "reported" where it sets none.

    `kind` is what is predicted; what is defined for yes/no decisions alone is left out where none is.
    """
    held = [one for one in asked(kind).values() if one.component == component]
    held = held if kind == BINARY else [one for one in held if one.measure_any]
    return [(one.name, _asked_for(one, level, currency)) for one in held]


def _asked_for(one: Guardrail, level: Level, currency: str) -> str:
    limit, highest = one.limits[level], one.highest.get(level)
    if limit is None:
        return WORDS[Outcome.REPORTED]
    if one.key in IN_WORDS:
        return IN_WORDS[one.key][limit]
    if limit == 1 and one.at_least and highest is None:
        return "in full"
    return _bound(one.key, limit, highest, currency)


def _bound(key: str, limit: float | None, highest: float | None, currency: str) -> str:
    if limit is None:
        return "–"
    low = _amount(key, limit, currency)
    if highest is not None:
        return f"{low} to {_amount(key, highest, currency)}"
    known = guardrails().get(key)
    if known is None:
        return low
    if known.strictly:
        return f"{'above' if known.at_least else 'below'} {low}"
    return f"at {'least' if known.at_least else 'most'} {low}"


def table(verdicts: Sequence[Verdict], currency: str) -> list[list[str]]:
    """Give verdicts as rows, worst first: component, guardrail, verdict, limit, what was found.

    Those that do not apply for the same reason share a row.
    """
    asked = [one for one in verdicts if one.outcome is not Outcome.NOT_APPLICABLE]
    return [*(_row(verdict, currency) for verdict in worst_first(asked)), *_not_applicable(verdicts)]


def _not_applicable(verdicts: Sequence[Verdict]) -> list[list[str]]:
    why: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.outcome is Outcome.NOT_APPLICABLE:
            why.setdefault(verdict.sentence, []).append(verdict)
    return [
        [
            ", ".join(dict.fromkeys(components()[one.component].short for one in held)),
            held[0].name if len(held) == 1 else f"{len(held)} guardrails",
            WORDS[Outcome.NOT_APPLICABLE],
            "–",
            said if len(held) == 1 else f"{', '.join(one.name for one in held)}: {said}",
        ]
        for said, held in why.items()
    ]


def _row(verdict: Verdict, currency: str) -> list[str]:
    bound = limit(verdict, currency) + ("" if verdict.limit is None else f" ({verdict.level.value})")
    between, found = verdict.interval, verdict.sentence
    if between is not None:
        ends = " to ".join(amount(verdict, end, currency) for end in (between.low, between.high))
        short = f"{between.low:.2f} to {between.high:.2f}"
        if ends not in found and short not in found:
            found += f" {'95 %' if between.level < 1 else 'Spanning'}: {ends}."
    found += "" if verdict.n is None else f" n = {verdict.n:,}."
    return [components()[verdict.component].short, verdict.name, WORDS[verdict.outcome], bound, found]


def meanings(verdicts: Sequence[Verdict]) -> list[list[str]]:
    """Give what each guardrail means, as rows of name and meaning; one that is no longer known is left out."""
    known = guardrails()
    return [[one.name, known[one.guardrail].means] for one in worst_first(verdicts) if one.guardrail in known]


def amount(verdict: Verdict, value: float, currency: str) -> str:
    """Write a number of a guardrail in its unit."""
    return _amount(verdict.guardrail, value, currency)


def _amount(key: str, value: float, currency: str) -> str:
    return money(value, currency) if key in MONEY else number(value)


def number(value: float) -> str:
    """Write a number short: whole ones as they are, others with three digits.

    >>> number(20.0), number(0.91234), number(237109.55), number(-0.02)
    ('20', '0.912', '237,110', '−0.020')
    """
    size = abs(value)
    text = f"{size:,.0f}" if size >= 1000 or float(size).is_integer() else f"{size:.3f}"
    return f"−{text}" if value < 0 and text.strip("0.") else text
