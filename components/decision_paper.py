"""The decision record on paper, for the folder of the meeting."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from components.paper import QUIET, VALUE, Paper, printable
from lifecycle.build import kind_exports
from lifecycle.build import record_exports as record
from lifecycle.build.decision import Decision
from lifecycle.build.kind_decision import KindDecision
from lifecycle.build.record_exports import Recorded, Section
from lifecycle.build.record_ground import ground
from lifecycle.build.record_verdicts import ACCEPTED, broken, others
from lifecycle.contract import Version
from lifecycle.figures import money
from lifecycle.guardrails import Outcome

WIDTH = 174
TITLES = {Outcome.FAIL: (178, 34, 34), Outcome.INSUFFICIENT: (158, 84, 10)}
DRAWN = "Value a year with its 95 % interval, the champion first; the fine line is zero, an arrow leads off the scale."
BENEATH = "Beneath each number: its 95 % interval."
# Columns of tables whose texts are not of one length; all others share the page.
COLUMNS: dict[Sequence[str], tuple[int, ...]] = {
    record.HEADS: (34, 26, 22, 38, 17, 16, 21),
    kind_exports.FORECASTS: (30, 18, 22, 42, 17, 26, 19),
    kind_exports.CHOICES: (46, 30, 48, 20, 30),
    record.GUARDRAILS: (24, 34, 24, 28, 64),
    record.FACTS: (40, 134),
    ("Feature", "Purpose"): (60, 114),
    ("Word", "Meaning"): (50, 124),
}


def decision_pdf(name: str, decision: Decision, currency: str, version: Version | None = None) -> bytes:
    """Put a decision on paper: what, why, who, against what, on which evidence.

    `currency` is the contract's, `version` the one the decision was made under.
    """
    stands = [Section(record.GROUND, record.FACTS, ground(decision, version, currency))]
    heads, rows = record.statistics(decision)
    parts = [
        Section("Candidates", record.HEADS, record.candidates(decision, currency), record.candidates_note(decision)),
        *record.by_group(decision, currency),
        beneath(Section("What statistics say", heads, rows)),
    ]
    said = [record.sentence(decision, currency)]
    return _paper(
        name, decision, currency, said, stands, [*parts, *record.ending(decision, currency, record.evidence(decision))]
    )


def kind_decision_pdf(name: str, decision: KindDecision, version: Version | None = None) -> bytes:
    """Put a decision about forecasts or classes on paper, with the amounts it was made under."""
    currency = decision.stakes.currency
    said = [kind_exports.kind_sentence(decision), kind_exports.next_best(decision)]
    candidates, statistics, *groups = kind_exports.sections(decision)
    parts = [candidates, beneath(statistics), *groups]
    ending = record.ending(decision, currency, kind_exports.kind_evidence(decision))
    return _paper(name, decision, currency, said, kind_exports.standing(decision, version), [*parts, *ending])


def _paper(
    name: str,
    decision: Recorded,
    currency: str,
    said: Sequence[str],
    stands: Sequence[Section],
    parts: Sequence[Section],
) -> bytes:
    """Put a record on paper: what was decided, what it stands on, the drawing, and the tables."""
    text = " ".join(
        (name, decision.reason, decision.dissent, record.present(decision), *said, *_texts([*stands, *parts]))
    )
    foot = (
        f"{name}: decision {decision.number} · contract v{decision.contract_version} · {decision.decided_at:%-d %b %Y}"
    )
    paper = Paper(foot, draft=False, text=text)
    _top(paper, name, decision, currency, said)
    for section in stands:
        _section(paper, section)
    rows = [(row.name, row.value) for row in record.ranked(decision.champion, decision.challengers)]
    paper.head("What each would earn", min(6.0 * len(rows) + 6, 120))
    paper.words(DRAWN, 9, colour=QUIET)
    paper.intervals(rows, currency)
    for section in parts:
        _section(paper, section)
    if lost := printable(text).count("�") - text.count("�"):
        paper.words(f"{lost} signs are shown as �: this paper's fonts do not have them. The JSON file has.", 8)
    return paper.finished()


def _texts(sections: Sequence[Section]) -> list[str]:
    return [text for one in sections for text in (one.note, *one.heads, *chain.from_iterable(one.rows))]


def _section(paper: Paper, section: Section) -> None:
    widths = COLUMNS.get(tuple(section.heads)) or _widths(len(section.heads))
    paper.section(section.title, section.rows, widths, section.heads, section.note)


def beneath(section: Section) -> Section:
    """Put the interval of each number on a line of its own: in narrow columns it breaks there, and nowhere else."""
    rows = [[name, *(cell.replace(" (", "\n").removesuffix(")") for cell in cells)] for name, *cells in section.rows]
    return replace(section, rows=rows, note=BENEATH)


def _widths(columns: int) -> tuple[int, ...]:
    """Share the width of a page: names take what two other columns do, less where there are many."""
    each = WIDTH // (columns + 1) if columns < 6 else (WIDTH - 24) // (columns - 1)
    return (WIDTH - each * (columns - 1), *[each] * (columns - 1))


def _top(paper: Paper, name: str, decision: Recorded, currency: str, said: Sequence[str]) -> None:
    """Say what was decided, which limits it does not keep, why, and who was there."""
    paper.words("Decision record", 9, "B", VALUE)
    paper.words(f"{name}, decision {decision.number}", 18, "B")
    paper.words(f"Recorded on {decision.decided_at:%-d %b %Y, %H:%M} UTC", 10, colour=QUIET)
    paper.ln(2)
    paper.words(f"{money(decision.champion.value.mid, currency)} a year", 16, "B", VALUE)
    for line in said:
        paper.words(line, 11)
    paper.ln(1)
    for part in broken(decision.verdicts, currency):
        paper.words(f"{part.title}:", 10, "B", TITLES[part.outcome])
        for one in part.items:
            paper.words(f"•  {one}", 9.5)
    if rest := others(decision.verdicts):
        paper.words(rest, 9.5)
    if broken(decision.verdicts, currency):
        paper.words(ACCEPTED, 9.5)
    paper.ln(1)
    paper.words(f"Because: {decision.reason}", 10)
    paper.words(f"Dissent: {decision.dissent or 'none recorded'}", 10)
    paper.words(f"Who was there: {record.present(decision)}", 9, colour=QUIET)
    for line in record.also(decision):
        paper.words(line, 9, colour=QUIET)
