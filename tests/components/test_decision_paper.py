"""The decision record on paper."""

from dataclasses import replace

import pytest

from components.decision_paper import decision_pdf, kind_decision_pdf
from lifecycle.build.kind_decision import KindDecision
from lifecycle.guardrails import judge_all
from tests.components.test_paper import drawn, pages
from tests.lifecycle.build.kind_records import on_classes, on_forecast
from tests.lifecycle.builders import a_row, some_evidence
from tests.lifecycle.samples import decision, split

MADE = replace(decision(), verdicts=judge_all(some_evidence()), challengers=(a_row(), a_row(key="forest")))


def test_a_decision_fits_in_the_meetings_folder() -> None:
    paper = decision_pdf("Triage", MADE, "EUR")
    assert paper.startswith(b"%PDF-")
    assert 1 <= pages(paper) <= 3


def test_more_challengers_and_a_longer_reason_are_drawn() -> None:
    short = drawn(decision_pdf("Triage", MADE, "EUR"))
    assert drawn(decision_pdf("Triage", replace(MADE, challengers=(a_row(),) * 6), "EUR")) > short
    assert drawn(decision_pdf("Triage", replace(MADE, reason="Because. " * 90), "EUR")) > short


def test_thresholds_by_group_are_drawn() -> None:
    one, each = decision(verdicts=MADE.verdicts), split(verdicts=MADE.verdicts)
    assert drawn(decision_pdf("Triage", each, "EUR")) > drawn(decision_pdf("Triage", one, "EUR")) + 1000
    assert pages(decision_pdf("Triage", each, "EUR")) <= 4


def test_signs_the_font_does_not_have_are_counted() -> None:
    odd = decision_pdf("Triage", replace(MADE, reason="日本 🦊"), "EUR")
    assert odd.startswith(b"%PDF-")
    assert drawn(odd) > 0


@pytest.mark.parametrize("made", [on_forecast(), on_classes()], ids=["forecast", "classes"])
def test_decisions_about_forecasts_and_classes_are_drawn_with_their_amounts(made: KindDecision) -> None:
    paper = kind_decision_pdf("Demand", made)
    assert paper.startswith(b"%PDF-")
    assert 1 <= pages(paper) <= 4
    assert drawn(kind_decision_pdf("Demand", replace(made, challengers=made.challengers * 9))) > drawn(paper)


def test_twelve_classes_still_fit_a_page(caplog: pytest.LogCaptureFixture) -> None:
    names = tuple(f"class {place}" for place in range(12))
    matrix = tuple(tuple(float(a == b) for a in range(12)) for b in range(12))
    made = on_classes(classes=names)
    wide = replace(made, stakes=replace(made.stakes, payoffs=matrix))
    assert drawn(kind_decision_pdf("Demand", wide)) > drawn(kind_decision_pdf("Demand", on_classes()))
    assert "missing" not in caplog.text, "every sign is in the font"
