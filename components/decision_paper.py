"""The decision record on paper, for the folder of the meeting."""

from components.paper import QUIET, VALUE, Paper, printable
from lifecycle.build import record_exports as record
from lifecycle.build.decision import Decision
from lifecycle.figures import money


def decision_pdf(name: str, decision: Decision, currency: str) -> bytes:
    """Put a decision on paper: what, why, who, against what, on which evidence; `currency` is the contract's."""
    foot = (
        f"{name}: decision {decision.number} · contract v{decision.contract_version} · {decision.decided_at:%-d %b %Y}"
    )
    paper = Paper(foot, draft=False)
    paper.words("Decision record", 9, "B", VALUE)
    paper.words(f"{name}, decision {decision.number}", 18, "B")
    paper.words(f"Recorded on {decision.decided_at:%-d %b %Y, %H:%M} UTC", 10, colour=QUIET)
    paper.ln(2)
    paper.words(f"{money(decision.champion.value.mid, currency)} a year", 16, "B", VALUE)
    paper.words(record.sentence(decision, currency), 11)
    paper.ln(1)
    paper.words(f"Because: {decision.reason}", 10)
    paper.words(f"Dissent: {decision.dissent or 'none recorded'}", 10)
    paper.words(f"There: {record.present(decision)}", 9, colour=QUIET)
    for said in record.also(decision):
        paper.words(said, 9, colour=QUIET)
    paper.head("Candidates, the champion first")
    paper.rows(record.candidates(decision, currency), (38, 18, 24, 38, 16, 16, 24), record.HEADS)
    paper.head("What statistics say")
    heads, rows = record.statistics(decision)
    paper.rows(rows, (30, 24, 24, 24, 24, 24, 24), heads)
    paper.head("Guardrails")
    paper.rows(
        record.guardrails(decision), (26, 34, 24, 24, 66), ("Component", "Guardrail", "Verdict", "Limit", "Found")
    )
    if decision.purposes:
        paper.head("What each feature is used for")
        paper.rows(record.purposes(decision), (60, 114), ("Feature", "Purpose"))
    paper.head("Evidence")
    paper.rows(record.evidence(decision), (30, 144))
    said = f"{name}{decision.reason}{decision.dissent}"
    if lost := printable(said).count("�") - said.count("�"):
        paper.words(f"{lost} signs are shown as �: this paper's font does not have them. The JSON file has.", 8)
    return paper.finished()
