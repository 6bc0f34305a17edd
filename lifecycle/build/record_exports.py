"""The decision record as files: to read, and to read back without loss."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from lifecycle.build.comparison import Row
from lifecycle.build.decision import Decision
from lifecycle.build.decision_choice import CHOICES
from lifecycle.build.group_thresholds import GroupThresholds
from lifecycle.build.kind_decision import KindDecision
from lifecycle.build.multiclass import ClassRow
from lifecycle.build.record_ground import ground
from lifecycle.build.record_verdicts import ACCEPTED, broken, meanings, others, table
from lifecycle.build.regression import ForecastRow
from lifecycle.catalogue import catalogue, roles
from lifecycle.contract import Version
from lifecycle.envision.wording import marked_down
from lifecycle.errors import BadInput
from lifecycle.figures import Interval, money, money_range, percent
from lifecycle.guardrails import Verdict
from lifecycle.tables import markdown_table

FORMAT = "throughline decision record"
NONE = "–"
HEADS = ("Candidate", "Acts from", "Value a year", "95 % interval", "P(best)", "P(loss)", "Acted on a week")
GUARDRAILS = ("Component", "Guardrail", "Verdict", "Limit", "Found")
GROUPS = ("Group", "Acts from", "Cases", "Acted on", "Truly yes found")
FACTS = ("What", "Which")
GROUND = "What it stands on"
LIMITS = ("Guardrail", "Limit", "Reached", "95 % interval")
WORDS = (
    (
        "P(best)",
        "Share of resamples in which this row earns most of all rows that keep within the capacity, if there is one. "
        "Equals share it.",
    ),
    ("P(loss)", "Share of resamples in which the year ends with a loss."),
    (
        "95 % interval",
        "It holds 95 % of the resamples: cases drawn anew, and what a case is worth with them.",
    ),
)
LOT = (
    "By lot: no threshold acts on anyone and keeps within the capacity, so as many as can be handled are drawn from "
    "the cases that score from there on; the share is that of those cases."
)
OLD = "P(best) is not frozen in this record, which was made before it was."
LISTED = 3
STATISTICS = ("roc_auc", "average_precision", "brier", "recall", "precision", "mcc")

T = TypeVar("T")
Recorded = Decision | KindDecision
R = TypeVar("R", bound=Row | ForecastRow | ClassRow)


@dataclass(frozen=True)
class Section:
    """A table of a record with its heading, and a sentence above it where one is needed."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)


def decision_json(name: str, decision: Decision) -> str:
    """Write everything that was frozen with a decision; `name` is the initiative's."""
    return written(FORMAT, name, _adapter(), decision)


def read_decision(text: str) -> Decision:
    """Read a decision back from its JSON.

    Raises:
        BadInput: the text is no decision record.

    """
    return read_back(FORMAT, _adapter(), text)


def written(form: str, name: str, adapter: TypeAdapter[T], decision: T) -> str:
    """Write a record of a format as JSON; `name` is the initiative's."""
    body = {"format": form, "initiative": name, "decision": adapter.dump_python(decision, mode="json")}
    return json.dumps(body, indent=2, ensure_ascii=False)


def read_back(form: str, adapter: TypeAdapter[T], text: str) -> T:
    """Read a record of a format back from its JSON.

    Raises:
        BadInput: the text is no record of this format.

    """
    try:
        body = json.loads(text)
        if not isinstance(body, dict) or body.get("format") != form:
            named = form.removeprefix("throughline ")
            raise BadInput(f"This is not a {named}. Choose the JSON file that was exported from Build.")
        return adapter.validate_python(body["decision"], strict=False)
    except (ValidationError, KeyError, json.JSONDecodeError) as problem:
        said = str(problem).splitlines()[0]
        raise BadInput(f"The file looks like a decision record, but cannot be read: {said}.") from None


def sentence(decision: Decision, currency: str) -> str:
    """Say in a sentence what was decided; `currency` is the contract's."""
    row = decision.champion
    at = "" if row.threshold is None and decision.by_group is None else f" {decision.acts()} and"
    return (
        f"{row.name}{at} is worth {money(row.value.mid, currency)} a year ({money_range(row.value, currency)}, 95 %), "
        f"under contract v{decision.contract_version}."
    )


def ranked(champion: R, challengers: Sequence[R]) -> list[R]:
    """Put the champion first, the others from the best on."""
    return [champion, *sorted(challengers, key=lambda row: -row.value.mid)]


def candidates(decision: Decision, currency: str) -> list[list[str]]:
    """Give the champion and the challengers as rows under HEADS."""
    rows = [_candidate(row, currency) for row in ranked(decision.champion, decision.challengers)]
    if decision.by_group is not None:
        rows[0][1] = "by group"
    return rows


def by_group(decision: Decision, currency: str) -> list[Section]:
    """Give the thresholds by group with what they keep and cost, and who allowed them; nothing where one is for all."""
    found = decision.by_group
    if found is None:
        return []
    rows = [
        [one.group, f"{one.threshold:.3f}", f"{one.n:,}", _of(one.acted, one.n), _of(one.found, one.yes)]
        for one in found.groups
    ]
    verdicts = {verdict.guardrail: verdict for verdict in decision.verdicts}
    limits = [
        [held.name, held.words(), f"{held.reached:.3f}", _span(verdicts.get(held.guardrail))] for held in found.limits
    ]
    return [
        Section(f"A threshold for each group by {found.attribute}", GROUPS, rows, cost(found, currency)),
        *([Section("What they keep between groups", LIMITS, limits)] if limits else []),
        Section(
            "Who allowed different thresholds",
            FACTS,
            [
                ["Allowed by", found.term.by],
                ["Why", found.term.why],
                ["What the law says", found.term.law],
            ],
            f"Under contract v{decision.contract_version}, for groups by {found.term.attribute}.",
        ),
    ]


def cost(found: GroupThresholds, currency: str) -> str:
    """Say what thresholds by group cost against one for all, thresholds held."""
    up = found.given_up
    text = (
        f"The best single threshold, without limits on groups, earns {money(up.mid, currency)} "
        f"({money_range(up, currency)}, 95 %) more a year"
        if up.mid > 0
        else f"They earn {money(-up.mid, currency)} ({money_range(up.scaled(-1), currency)}, 95 %) more a year than "
        "the best single threshold"
    )
    if found.over_single is None or found.single is None:
        return f"{text}. No single threshold keeps the limits."
    more = found.over_single.more  # what they earn above it
    return (
        f"{text}; the best single threshold that keeps the limits, {found.single:.3f}, "
        f"earns {_apart(more, currency)} than they do."
    )


def _apart(more: Interval, currency: str) -> str:
    """Say how much less something earns than what earns `more`; more where that is below zero."""
    found, word = (more, "less") if more.mid >= 0 else (more.scaled(-1), "more")
    return f"{money(found.mid, currency)} ({money_range(found, currency)}) {word}"


def _span(verdict: Verdict | None) -> str:
    span = None if verdict is None else verdict.interval
    return NONE if span is None else f"{_rounded(span.low, 3)} to {_rounded(span.high, 3)}"


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({percent(part / whole)})" if whole else NONE


def statistics(decision: Decision) -> tuple[list[str], list[list[str]]]:
    """Give heads and rows of what statistics said, champion first."""
    known = catalogue("measures")["statistical"]
    heads = ["Candidate", *(known[key]["name"] for key in STATISTICS)]
    rows = [
        [row.name, *(measured(row.measures.get(key)) for key in STATISTICS)]
        for row in ranked(decision.champion, decision.challengers)
    ]
    return heads, rows


def guardrails(decision: Recorded, currency: str) -> list[list[str]]:
    """Give the verdicts as rows, worst first: component, guardrail, verdict, limit, what was found."""
    return table(decision.verdicts, currency)


def words(decision: Recorded) -> list[list[str]]:
    """Give what each measure and each guardrail of a record means, as rows of word and meaning."""
    if isinstance(decision, KindDecision):
        own: Sequence[Sequence[str]] = (WORDS[0], WORDS[2])
        measures = list(catalogue("kinds")["kinds"][decision.kind].values())
    else:
        own = WORDS
        measures = [catalogue("measures")["statistical"][key] for key in STATISTICS]
    named = [[item["name"], item["means"]] for item in measures]
    return [*map(list, own), *named, *meanings(decision.verdicts)]


def evidence(decision: Recorded) -> list[list[str]]:
    """Give what the decision rests on, as rows of name and value."""
    versions = ", ".join(f"{name} {version}" for name, version in decision.versions.items())
    return [
        ["Cases", f"{decision.dataset}, SHA-256 {decision.dataset_sha256}"],
        ["Contract", f"version {decision.contract_version}, hash {decision.contract_fingerprint}"],
        ["Model file", f"SHA-256 {decision.artefact_sha256}" if decision.artefact_sha256 else "none: predictions only"],
        ["Made with", f"seed {decision.seed}, {decision.resamples:,} resamples, {versions}"],
    ]


def present(decision: Recorded) -> str:
    """Name who was there, with their roles."""
    return ", ".join(f"{name} ({roles()[role].name})" for role, name in decision.present.items())


def also(decision: Recorded) -> list[str]:
    """Say who reviewed it and what was preferred where not all could be had, as far as either was recorded."""
    found = []
    if decision.review is not None:
        found.append(f"Reviewed by: {decision.review.name} ({roles()[decision.review.role].name})")
    if isinstance(decision, Decision) and decision.choice:
        found.append(f"Preferred: {CHOICES[decision.choice]}")
    return found


def purposes(decision: Recorded) -> list[list[str]]:
    """Give what each feature is used for, as rows of feature and purpose, where somebody said."""
    return [[feature, why] for feature, why in decision.purposes.items() if why]


def unstated(decision: Recorded) -> str:
    """Name the features nobody gave a purpose for, the first few of many; empty where there are none."""
    left = [feature for feature, why in decision.purposes.items() if not why]
    if not left:
        return ""
    more = f" and {len(left) - LISTED} more" if len(left) > LISTED + 1 else ""
    named = ", ".join(left[:LISTED] if more else left)
    return f"{len(left)} feature{' has' if len(left) == 1 else 's have'} no purpose on record: {named}{more}."


def without_share(names: Sequence[str], column: str = "P(best)") -> str:
    """Say why rows that do not keep within the capacity have a dash under the chance to be best.

    >>> without_share(["Act on everyone"])
    'Act on everyone acts on more cases than can be handled: it takes no part in being best and shows – under P(best).'
    """
    if len(names) == 1:
        said = "acts on more cases than can be handled: it takes no part in being best and shows – under"
        return f"{names[0]} {said} {column}."
    first = f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{first} act on more cases than can be handled: they take no part in being best and show – under {column}."


def candidates_note(decision: Decision) -> str:
    """Say how to read the table of candidates, and why it may have dashes."""
    notes = ["The champion first, the others from the best on, each at its own best threshold."]
    rows = ranked(decision.champion, decision.challengers)
    if decision.over_next is None:
        notes.append(OLD)
    elif over := [row.name for row in rows if row.p_best is None]:
        notes.append(without_share(over))
    if any(row.by_lot is not None for row in rows):
        notes.append(LOT)
    return " ".join(notes)


def decision_markdown(name: str, decision: Decision, currency: str, version: Version | None = None) -> str:
    """Write a decision to be read: what, why, who, against what, on which evidence.

    `version` is that of the contract it was made under.
    """
    heads, rows = statistics(decision)
    sections = [
        Section(GROUND, FACTS, ground(decision, version, currency)),
        Section("Candidates", HEADS, candidates(decision, currency), candidates_note(decision)),
        *by_group(decision, currency),
        Section("What statistics say", heads, rows),
    ]
    return as_markdown(name, decision, currency, sentence(decision, currency), sections, evidence(decision))


def as_markdown(
    name: str,
    decision: Recorded,
    currency: str,
    said: str,
    sections: Sequence[Section],
    rests_on: Sequence[Sequence[str]],
) -> str:
    """Write a record to be read: `said` in a sentence, why, who, its own sections, guardrails, what it rests on."""
    lines = [
        f"# {marked_down(name)}: decision {decision.number}",
        "",
        f"Recorded on {decision.decided_at:%-d %b %Y, %H:%M} UTC.",
        "",
        f"**{marked_down(said)}**",
        "",
        *_guarded(decision, currency),
        f"Because: {marked_down(decision.reason)}",
        "",
        f"Dissent: {marked_down(decision.dissent) if decision.dissent else 'none recorded'}",
        "",
        f"Who was there: {marked_down(present(decision))}",
        "",
        *(line for more in also(decision) for line in (marked_down(more), "")),
    ]
    shown = [*sections, *ending(decision, currency, rests_on)]
    for section in shown:
        note = [marked_down(section.note), ""] if section.note else []
        rows = [*markdown_table(section.heads, section.rows), ""] if section.rows else []
        lines += [f"## {marked_down(section.title)}", "", *note, *rows]
    return "\n".join(lines[:-1]) + "\n"


def ending(decision: Recorded, currency: str, rests_on: Sequence[Sequence[str]]) -> list[Section]:
    """Give what every record ends with: guardrails, what it rests on, purposes, and what the words mean."""
    stated, left = purposes(decision), unstated(decision)
    return [
        Section("Guardrails", GUARDRAILS, guardrails(decision, currency)),
        *([Section("What each feature is used for", ("Feature", "Purpose"), stated, left)] if stated or left else []),
        Section("Evidence", FACTS, rests_on),
        Section("What the words mean", ("Word", "Meaning"), words(decision)),
    ]


def _guarded(decision: Recorded, currency: str) -> list[str]:
    """Write what is not kept and not known as lists, and how the others stand."""
    lines = []
    parts = broken(decision.verdicts, currency)
    for part in parts:
        lines += [f"**{part.title}:**", "", *(f"- {marked_down(' '.join(one.split()))}" for one in part.items), ""]
    said = [others(decision.verdicts), ACCEPTED if parts else ""]
    return [*lines, *(line for text in said if text for line in (text, ""))]


def _candidate(row: Row, currency: str) -> list[str]:
    return [
        row.name,
        _from(row),
        money(row.value.mid, currency),
        money_range(row.value, currency),
        NONE if row.p_best is None else percent(row.p_best),
        percent(row.p_loss),
        f"{row.workload.mid:,.0f}",
    ]


def _from(row: Row) -> str:
    """Write where a row acts from, and the share that is drawn where it fills the capacity by lot."""
    if row.threshold is None:
        return NONE
    return f"{row.threshold:.3f}" if row.by_lot is None else f"{row.threshold:.3f}, {percent(row.by_lot)} by lot"


def measured(found: Interval | None, digits: int = 3) -> str:
    """Write a measure with its interval.

    >>> measured(Interval(-0.25, -0.0001, 0.5), 2)
    '0.00 (−0.25 to 0.50)'
    """
    if found is None:
        return NONE
    mid, low, high = (_rounded(end, digits) for end in (found.mid, found.low, found.high))
    return f"{mid} ({low} to {high})"


def _rounded(value: float, digits: int) -> str:
    """Write a number with so many digits; what rounds to nothing has no sign."""
    text = f"{abs(value):,.{digits}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text
