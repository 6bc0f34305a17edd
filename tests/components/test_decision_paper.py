"""The decision record on paper."""

from dataclasses import replace
from math import nan

import pytest

from components.decision_paper import beneath, decision_pdf, kind_decision_pdf
from components.paper import Paper, printable
from components.text import OUTCOME
from lifecycle.build.kind_decision import KindDecision
from lifecycle.build.record_exports import Section
from lifecycle.build.record_verdicts import ACCEPTED, WORDS
from lifecycle.figures import Interval
from lifecycle.guardrails import Outcome, judge_all
from tests.components.test_paper import drawn, pages
from tests.lifecycle.build.kind_records import on_classes, on_forecast
from tests.lifecycle.builders import a_row, a_signed_version, some_evidence
from tests.lifecycle.samples import decision, split

MADE = replace(decision(), verdicts=judge_all(some_evidence()), challengers=(a_row(), a_row(key="forest")))


def test_a_decision_fits_in_the_meetings_folder() -> None:
    paper = decision_pdf("Triage", MADE, "EUR")
    assert paper.startswith(b"%PDF-")
    assert 1 <= pages(paper) <= 4


def test_more_challengers_and_a_longer_reason_are_drawn() -> None:
    short = drawn(decision_pdf("Triage", MADE, "EUR"))
    assert drawn(decision_pdf("Triage", replace(MADE, challengers=(a_row(),) * 6), "EUR")) > short
    assert drawn(decision_pdf("Triage", replace(MADE, reason="Because. " * 90), "EUR")) > short


def test_thresholds_by_group_are_drawn() -> None:
    one, each = decision(verdicts=MADE.verdicts), split(verdicts=MADE.verdicts)
    assert drawn(decision_pdf("Triage", each, "EUR")) > drawn(decision_pdf("Triage", one, "EUR")) + 1000
    assert pages(decision_pdf("Triage", each, "EUR")) <= 5


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


def test_features_without_a_purpose_take_a_line_and_no_page() -> None:
    few = decision_pdf("Triage", replace(MADE, purposes={"a": "fits"}), "EUR")
    many = decision_pdf("Triage", replace(MADE, purposes={f"f{n}": "" for n in range(84)} | {"a": "fits"}), "EUR")
    assert pages(many) == pages(few)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what is written, in order."""
    texts: list[str] = []

    def collect(text: str) -> str:
        texts.append(text)
        return printable(text)

    monkeypatch.setattr("components.paper.printable", collect)
    return texts


def test_what_is_not_kept_the_ground_and_the_drawing_stand_before_the_tables(said: list[str]) -> None:
    version = a_signed_version(1)
    held = (replace(MADE.verdicts[0], outcome=Outcome.FAIL, value=0.2, limit=0.1), *MADE.verdicts[1:])
    made = replace(decision(version.terms), verdicts=held)
    decision_pdf("Triage", made, "EUR", version)
    order = [
        "Not kept:",
        ACCEPTED,
        f"Because: {made.reason}",
        "What it stands on",
        "What each would earn",
        "Candidates",
    ]
    order += ["Guardrails", "Evidence", "What the words mean"]
    places = [said.index(text) for text in order]
    assert places == sorted(places)
    assert said[places[0] + 1].startswith(f"•  {held[0].name}: 0.200, limit ")
    assert any(text.startswith("Amara Osei (Sponsor)") for text in said)


def test_the_words_are_those_of_the_screen() -> None:
    assert {outcome: said for outcome, (_, _, said) in OUTCOME.items()} == WORDS


def test_other_scripts_in_a_reason_are_printed(said: list[str]) -> None:
    decision_pdf("Triage", replace(MADE, reason="日本"), "EUR")
    assert "Because: 日本" in said
    assert not any(text.endswith("The JSON file has.") for text in said)


@pytest.mark.parametrize(("left", "page"), [(8, 2), (24, 2), (40, 2), (56, 2), (130, 1)])
def test_a_heading_is_never_left_without_its_first_rows(left: int, page: int) -> None:
    paper = Paper("foot", draft=False)
    paper.set_y(paper.page_break_trigger - left)
    # Heading, note, heads and two rows of several lines need more than 56 mm.
    paper.section("Heading", [["a " * 60, "b"]] * 2, (40, 134), ("One", "Two"), "A note.")
    stands = paper.page
    paper.finished()
    assert stands == page


def test_intervals_are_drawn_and_what_is_not_known_is_a_dash() -> None:
    def bars(rows: list[tuple[str, Interval]]) -> Paper:
        paper = Paper("foot", draft=False)
        paper.intervals(rows, "EUR")
        return paper

    some = [("One", Interval(-5, 1, 9)), ("A very long name that does not fit at all " * 2, Interval(1, 2, 3))]
    nothing = [("One", Interval(nan, nan, nan))]
    assert drawn(bars(some).finished()) > drawn(bars(some[:1]).finished()) > drawn(bars(nothing).finished())
    assert pages(bars(some * 40).finished()) == 2
    assert pages(bars([("Zero", Interval(0, 0, 0))]).finished()) == 1


def test_the_interval_of_a_measure_stands_beneath_it() -> None:
    found = beneath(Section("Statistics", ("A", "B"), [["Boosting (wide)", "0.676 (0.655 to 0.696)"], ["None", "–"]]))
    assert found.rows == [["Boosting (wide)", "0.676\n0.655 to 0.696"], ["None", "–"]]
    assert "95 % interval" in found.note
