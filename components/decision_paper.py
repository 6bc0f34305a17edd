"""The decision record on paper, for the folder of the meeting."""

from collections.abc import Sequence

from components.paper import QUIET, VALUE, Paper, printable
from lifecycle.build import kind_exports
from lifecycle.build import record_exports as record
from lifecycle.build.decision import Decision
from lifecycle.build.kind_decision import KindDecision
from lifecycle.build.record_exports import Recorded
from lifecycle.figures import money

WIDTH = 174


def decision_pdf(name: str, decision: Decision, currency: str) -> bytes:
    """Put a decision on paper: what, why, who, against what, on which evidence; `currency` is the contract's."""
    paper = _begun(name, decision, currency, [record.sentence(decision, currency)])
    paper.head("Candidates, the champion first")
    paper.rows(record.candidates(decision, currency), (38, 18, 24, 38, 16, 16, 24), record.HEADS)
    for section in record.by_group(decision, currency):
        paper.head(section.title)
        if section.note:
            paper.words(section.note, 9, colour=QUIET)
        paper.rows(section.rows, (40, 134) if len(section.heads) == 2 else _widths(len(section.heads)), section.heads)
    paper.head("What statistics say")
    heads, rows = record.statistics(decision)
    paper.rows(rows, (30, 24, 24, 24, 24, 24, 24), heads)
    return _ended(paper, name, decision, record.evidence(decision))


def kind_decision_pdf(name: str, decision: KindDecision) -> bytes:
    """Put a decision about forecasts or classes on paper, with the amounts it was made under."""
    said = [kind_exports.kind_sentence(decision), kind_exports.next_best(decision)]
    paper = _begun(name, decision, decision.stakes.currency, said)
    for section in kind_exports.sections(decision):
        paper.head(section.title)
        if section.note:
            paper.words(section.note, 9, colour=QUIET)
        paper.rows(section.rows, _widths(len(section.heads)), section.heads)
    return _ended(paper, name, decision, kind_exports.kind_evidence(decision))


def _widths(columns: int) -> tuple[int, ...]:
    """Share the width of a page: names take what two other columns do, as far as there is room."""
    each = WIDTH // (columns + 1)
    return (WIDTH - each * (columns - 1), *[each] * (columns - 1))


def _begun(name: str, decision: Recorded, currency: str, said: Sequence[str]) -> Paper:
    """Begin a record: what was decided, why, and who was there."""
    foot = (
        f"{name}: decision {decision.number} · contract v{decision.contract_version} · {decision.decided_at:%-d %b %Y}"
    )
    paper = Paper(foot, draft=False)
    paper.words("Decision record", 9, "B", VALUE)
    paper.words(f"{name}, decision {decision.number}", 18, "B")
    paper.words(f"Recorded on {decision.decided_at:%-d %b %Y, %H:%M} UTC", 10, colour=QUIET)
    paper.ln(2)
    paper.words(f"{money(decision.champion.value.mid, currency)} a year", 16, "B", VALUE)
    for line in said:
        paper.words(line, 11)
    paper.ln(1)
    paper.words(f"Because: {decision.reason}", 10)
    paper.words(f"Dissent: {decision.dissent or 'none recorded'}", 10)
    paper.words(f"There: {record.present(decision)}", 9, colour=QUIET)
    for line in record.also(decision):
        paper.words(line, 9, colour=QUIET)
    return paper


def _ended(paper: Paper, name: str, decision: Recorded, rests_on: Sequence[Sequence[str]]) -> bytes:
    """End a record: guardrails, purposes, and what it rests on."""
    paper.head("Guardrails")
    paper.rows(record.guardrails(decision), (26, 34, 24, 24, 66), record.GUARDRAILS)
    if decision.purposes:
        paper.head("What each feature is used for")
        paper.rows(record.purposes(decision), (60, 114), ("Feature", "Purpose"))
    paper.head("Evidence")
    paper.rows(rests_on, (30, 144))
    said = f"{name}{decision.reason}{decision.dissent}"
    if lost := printable(said).count("�") - said.count("�"):
        paper.words(f"{lost} signs are shown as �: this paper's font does not have them. The JSON file has.", 8)
    return paper.finished()
