"""The record of a decision about forecasts or classes as files: to read, and to read back without loss."""

from functools import cache

from pydantic import TypeAdapter

from lifecycle.build.kind_decision import KindDecision, adjusted, used
from lifecycle.build.record_exports import (
    FACTS,
    GROUND,
    NONE,
    Section,
    as_markdown,
    evidence,
    measured,
    read_back,
    written,
)
from lifecycle.build.record_ground import ground, lead
from lifecycle.build.regression import ForecastRow, UnitStakes
from lifecycle.catalogue import catalogue
from lifecycle.contract import Version
from lifecycle.envision.three_point import ThreePoint
from lifecycle.figures import money, money_range, percent

FORMAT = "throughline decision record on forecasts or classes"
FORECASTS = ("Candidate", "Adjusted", "Saved a year", "95 % interval", "P(best)", "Being off costs", "Is enough")
CHOICES = ("Candidate", "Value a year", "95 % interval", "P(best)", "A case")
AMOUNTS = ("What", "Amount")
GROUPS = ("Guardrail", "Group", "Cases", "Value", "95 % interval")
AMOUNTS_ARE = {
    True: "Nobody had set these amounts: they were assumed.",
    False: "These amounts were set in the room; they are not among the terms that were signed.",
    None: "This record was kept before signed and assumed amounts were parted: it does not say whether anybody had set "
    "these, and nobody signed them.",
}
DRAWN = "In brackets: most likely, and low to high; each resample draws its own."


@cache
def _adapter() -> TypeAdapter[KindDecision]:
    return TypeAdapter(KindDecision)


def kind_decision_json(name: str, decision: KindDecision) -> str:
    """Write everything that was frozen with a decision; `name` is the initiative's."""
    return written(FORMAT, name, _adapter(), decision)


def read_kind_decision(text: str) -> KindDecision:
    """Read a decision back from its JSON.

    Raises:
        BadInput: the text is no such record.

    """
    return read_back(FORMAT, _adapter(), text)


def kind_sentence(decision: KindDecision) -> str:
    """Say in a sentence what was decided."""
    value, currency = decision.champion.value, decision.stakes.currency
    against = f", against “{decision.reference}”" if decision.reference else ""
    return (
        f"{decision.champion.name}: {used(decision.how)}, worth {money(value.mid, currency)} a year "
        f"({money_range(value, currency)}, 95 %){against}, under contract v{decision.contract_version}."
    )


def next_best(decision: KindDecision) -> str:
    """Say how the champion stands to the best other row, and whether that may be chance."""
    return lead(decision.next_best, decision.over_next, decision.stakes.currency)


def stakes(decision: KindDecision) -> list[Section]:
    """Give the amounts it was decided under: what a unit costs, or what each decision is worth for each truth."""
    held, currency = decision.stakes, decision.stakes.currency
    notes = [AMOUNTS_ARE[decision.stakes_assumed]] + [DRAWN] * (held.estimates is not None)
    cost = ["Running cost a year", money(held.run_cost, currency)]
    if isinstance(held, UnitStakes):
        over, under, volume = held.points()
        rows = [
            ["A unit forecast too many costs", in_money(over, currency)],
            ["A unit forecast too few costs", in_money(under, currency)],
            ["A year has", f"{in_cases(volume)} cases"],
        ]
        return [Section("What being off costs", AMOUNTS, [*rows, cost], " ".join(notes))]
    matrix = [
        [name, *(in_money(point, currency) for point in row)]
        for name, row in zip(decision.classes, held.points(), strict=True)
    ]
    note = " ".join(["Rows are the truth, columns the decision.", *notes])
    return [
        Section("What a decision is worth", ("Truly", *decision.classes), matrix, note),
        Section("A year", AMOUNTS, [["A year has", f"{in_cases(held.year())} cases"], cost]),
    ]


def in_money(point: ThreePoint, currency: str) -> str:
    """Write an amount of money with what is known of it.

    >>> in_money(ThreePoint.exactly(6), "EUR"), in_money(ThreePoint(low=0, likely=1, high=8), "EUR")
    ('€6', '€2 (€1, €0 to €8)')
    """
    if point.low == point.high:
        return money(point.likely, currency)
    low, likely, high = (money(amount, currency) for amount in (point.low, point.likely, point.high))
    return f"{money(point.mean, currency)} ({likely}, {low} to {high})"


def in_cases(point: ThreePoint) -> str:
    """Write how many cases a year has with what is known of it.

    >>> in_cases(ThreePoint(low=900, likely=1000, high=1200))
    '1,017 (1,000, 900 to 1,200)'
    """
    if point.low == point.high:
        return f"{point.likely:,.0f}"
    return f"{point.mean:,.0f} ({point.likely:,.0f}, {point.low:,.0f} to {point.high:,.0f})"


def candidates(decision: KindDecision) -> Section:
    """Give the champion and the challengers in money."""
    note = "The champion first; the others from the best on."
    currency, rows = decision.stakes.currency, (decision.champion, *decision.challengers)
    if isinstance(decision.champion, ForecastRow):
        note += " Each other candidate has its own best adjustment of the same way."
        return Section(
            "Candidates",
            FORECASTS,
            [
                [
                    row.name,
                    adjusted(row.adjustment),
                    money(row.value.mid, currency),
                    money_range(row.value, currency),
                    percent(row.p_best),
                    money(row.cost.mid, currency),
                    percent(row.enough),
                ]
                for row in rows
                if isinstance(row, ForecastRow)
            ],
            note,
        )
    return Section(
        "Candidates",
        CHOICES,
        [
            [
                row.name,
                money(row.value.mid, currency),
                money_range(row.value, currency),
                percent(row.p_best),
                money(row.value_per_case.mid, currency),
            ]
            for row in rows
            if not isinstance(row, ForecastRow)
        ],
        note,
    )


def statistics(decision: KindDecision) -> Section:
    """Give what statistics said, champion first."""
    known = catalogue("kinds")["kinds"][decision.kind]
    rows = [
        [row.name, *(measured(row.measures.get(key), item["digits"]) for key, item in known.items())]
        for row in (decision.champion, *decision.challengers)
    ]
    return Section("What statistics say", ("Candidate", *(item["name"] for item in known.values())), rows)


def groups(decision: KindDecision) -> list[Section]:
    """Give the numbers of each protected group, as the guardrails found them; nothing where none were compared."""
    rows = [
        [verdict.name, row.group, f"{row.n:,}", figure(row.value), between(row.low, row.high)]
        for verdict in decision.verdicts
        for row in verdict.groups
    ]
    note = "Of the champion as it is used; intervals from the shared resamples, that of an AUC after Hanley & McNeil."
    return [Section("How protected groups fare", GROUPS, rows, note)] if rows else []


def figure(value: float | None) -> str:
    """Write a number of a group.

    >>> figure(0.25), figure(-12.5), figure(None)
    ('0.25', '−12.5', '–')
    """
    return NONE if value is None else f"{value:,.4g}".replace("-", "−")


def between(low: float | None, high: float | None) -> str:
    """Write the ends of an interval, if both are known.

    >>> between(0.1, 0.25), between(None, None)
    ('0.1 to 0.25', '–')
    """
    return NONE if low is None or high is None else f"{figure(low)} to {figure(high)}"


def split(decision: KindDecision) -> str:
    """Say how cases were split."""
    held = decision.split
    by = f"by {held.way}" + (f" ({held.column})" if held.column else "")
    left = f"; {held.unjudged:,} only learned from" if held.unjudged else ""
    whole = f"; SHA-256 of all rows {held.source_sha256}" if held.source_sha256 else ""
    return f"{by}, {held.cases:,} cases judged{left}{whole}"


def kind_evidence(decision: KindDecision) -> list[list[str]]:
    """Give what the decision rests on, as rows of name and value."""
    found = evidence(decision)
    return [found[0], ["Split", split(decision)], *found[1:], ["Identifiers", "; ".join(decision.identifiers) or NONE]]


def standing(decision: KindDecision, version: Version | None) -> list[Section]:
    """Give what the decision stands on: the amounts, what was promised, and who signed."""
    return [*stakes(decision), Section(GROUND, FACTS, ground(decision, version, decision.stakes.currency))]


def sections(decision: KindDecision) -> list[Section]:
    """Give the record's own tables."""
    return [candidates(decision), statistics(decision), *groups(decision)]


def kind_decision_markdown(name: str, decision: KindDecision, version: Version | None = None) -> str:
    """Write a decision to be read: what, why, who, against what, under which amounts, on which evidence.

    `version` is that of the contract it was made under.
    """
    said = f"{kind_sentence(decision)} {next_best(decision)}"
    parts = [*standing(decision, version), *sections(decision)]
    return as_markdown(name, decision, decision.stakes.currency, said, parts, kind_evidence(decision))
