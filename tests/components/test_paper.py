"""The contract on paper: two pages, marked while nobody is bound, and readable whatever people typed."""

import logging
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from components.paper import Paper, contract_pdf, printable, scale_of
from data.demo import breast_cancer
from lifecycle.contract import Version
from lifecycle.envision.canvas import to_contract
from lifecycle.envision.other_terms import other_terms
from lifecycle.figures import Interval
from tests.lifecycle.builders import MOMENT, a_contract, a_group_term, a_signed_version, a_version


@pytest.fixture
def sheet() -> Iterator[Callable[[], Paper]]:
    """Make papers that are not finished; the files of their fonts are closed afterwards."""
    made: list[Paper] = []

    def make() -> Paper:
        made.append(Paper("foot", draft=False))
        return made[-1]

    yield make
    for one in made:
        one.close_fonts()


def pages(paper: bytes) -> int:
    found = re.search(rb"/Count (\d+)", paper)
    assert found
    return int(found[1])


def drawn(paper: bytes) -> int:
    """Add up how much is drawn on the pages."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)
    sizes = []
    for stream in streams:
        try:  # by parts: a last byte that ends a line is cut off, and fonts hold the second they were made in
            sizes.append(len(zlib.decompressobj().decompress(stream)))
        except zlib.error:
            continue
    return sum(sizes)


@pytest.mark.parametrize("version", [a_signed_version(1), a_version(2)], ids=["signed", "draft"])
def test_a_contract_fits_on_two_pages(version: Version) -> None:
    paper = contract_pdf("Triage", version, [version], MOMENT)
    assert paper.startswith(b"%PDF-")
    assert 1 <= pages(paper) <= 2


def test_a_draft_is_marked() -> None:
    signed, draft = a_signed_version(1), a_version(1)
    assert drawn(contract_pdf("T", draft, [draft], MOMENT)) != drawn(contract_pdf("T", signed, [signed], MOMENT))


def test_thresholds_by_group_are_answered_on_paper() -> None:
    without, asked = a_signed_version(1), a_signed_version(1, a_contract(group_thresholds=[a_group_term()]))
    assert drawn(contract_pdf("T", asked, [asked], MOMENT)) > drawn(contract_pdf("T", without, [without], MOMENT)) + 500
    assert pages(contract_pdf("T", asked, [asked], MOMENT)) <= 3


def test_signs_the_font_does_not_have_are_boxes_and_never_stop_the_paper() -> None:
    assert printable("Zoë €1,5 −3 Привет Ω 🦊 ꦗꦮ") == "Zoë €1,5 −3 Привет Ω � ��"
    assert printable("a\u2060b\n") == "ab\n"
    version = replace(a_version(1, a_contract(decision="Any 🦊 שלום " + "long " * 1500)), reason="<b>x</b> ✨")
    assert pages(contract_pdf("🦊", version, [version], MOMENT)) >= 2


TEXTS = {
    "Arabic": "نوقع العقد",
    "Hebrew": "שלום עולם",
    "Devanagari": "हिन्दी में अनुबंध",
    "Japanese": "価値契約を結ぶ",
    "Chinese": "価値合同 繁體字",
    "Thai": "ภาษาไทย",
}


@pytest.mark.parametrize("script", TEXTS)
def test_other_scripts_are_printed_with_their_letters_and_their_font(script: str) -> None:
    assert printable(TEXTS[script]) == TEXTS[script]
    version = a_version(1, a_contract(intent=TEXTS[script], decision=f"**{TEXTS[script]}** and more"))
    paper = contract_pdf(TEXTS[script], version, [version], MOMENT)
    font = {"Chinese": "Japanese"}.get(script, script)
    names = {"Arabic": b"NotoSansArabic", "Japanese": b"NotoSansJP"}
    wanted = names.get(font, f"NotoSans{font}".encode())
    assert wanted in paper
    others = [b"NotoSansArabic", b"NotoSansHebrew", b"NotoSansDevanagari", b"NotoSansJP", b"NotoSansThai"]
    assert [name for name in others if name in paper] == [wanted]
    assert 1 <= pages(paper) <= 2


def test_a_value_that_is_certain_or_negative_can_be_drawn() -> None:
    for cost in (0, 10_000_000_000):
        version = a_signed_version(1, a_contract(run_cost=cost, build_cost=cost))
        assert pages(contract_pdf("T", version, [version], MOMENT)) >= 1


def test_making_a_paper_says_nothing_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    contract_pdf("T", a_signed_version(1), [a_signed_version(1)], MOMENT)
    assert [one.name for one in caplog.records if one.name.startswith("fontTools")] == []


def test_a_row_far_off_does_not_press_the_others_together() -> None:
    near, far = [Interval(1, 2, 3), Interval(-4, -1, 2)], Interval(-900, -800, -700)
    assert scale_of(near) == scale_of([*near, far]) == (-4, 3)
    assert scale_of([far, *near]) == (-900, 3)
    assert scale_of([]) == (0, 0)
    assert scale_of([Interval(0, 0, 0), far]) == (-900, 0)


def test_long_amounts_stay_within_the_paper(monkeypatch: pytest.MonkeyPatch, sheet: Callable[[], Paper]) -> None:
    ends: list[float] = []
    real = Paper.text

    def text(self: Paper, x: float, y: float, said: str = "") -> None:
        ends.append(x + self.get_string_width(said))
        real(self, x, y, said)

    monkeypatch.setattr(Paper, "text", text)
    sheet().intervals([("A", Interval(-1.38e6, 1.46e6, 1.54e6)), ("B", Interval(0, 1, 2))], "SEK")
    assert len(ends) == 4
    assert max(ends) <= 18 + 174


def test_a_short_table_is_not_broken_between_pages(sheet: Callable[[], Paper]) -> None:
    paper = sheet()
    paper.set_y(200)
    paper.section("Candidates", [(f"row {number}", "x") for number in range(12)], (100, 74), ("A", "B"))
    assert (paper.page_no(), paper.get_y() < 120) == (2, True)
    long = sheet()
    long.set_y(200)
    long.section("Guardrails", [(f"row {number}", "x") for number in range(40)], (100, 74), ("A", "B"))
    assert long.page_no() == 2
    assert long.get_y() > 120, "a long table begins where it stands"


def test_a_number_and_its_per_cent_stay_together(monkeypatch: pytest.MonkeyPatch, sheet: Callable[[], Paper]) -> None:
    said: list[str] = []
    monkeypatch.setattr(Paper, "multi_cell", lambda self, w, h, text, **rest: said.append(text))
    sheet().words("from 1 to 2, 95 % of all")
    assert said == ["from 1 to 2, 95\N{NO-BREAK SPACE}% of all"]


def printed(monkeypatch: pytest.MonkeyPatch, version: Version) -> tuple[dict[str, list[list[str]]], list[str], int]:
    """Give the tables of a contract's paper by title, what is said between them, and how many pages it has."""
    tables: dict[str, list[list[str]]] = {}
    said: list[str] = []
    section, words = Paper.section, Paper.words

    def keep(self: Paper, title: str, rows: list[list[str]], *more: object, **named: object) -> None:
        tables[title] = [list(row) for row in rows]
        section(self, title, rows, *more, **named)  # type: ignore[arg-type]

    def tell(self: Paper, text: str, *more: object, **named: object) -> None:
        said.append(text)
        words(self, text, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Paper, "section", keep)
    monkeypatch.setattr(Paper, "words", tell)
    return tables, said, pages(contract_pdf("T", version, [version], MOMENT))


def test_whoever_signs_sees_verdict_conditions_dissent_and_how_much_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = to_contract(breast_cancer.canvas(date(2026, 11, 25)))
    tables, said, count = printed(monkeypatch, a_signed_version(1, terms))
    shown = tables["What else is signed"]
    assert [label for label, _ in shown[:3]] == ["Verdict", "Conditions", "Dissent"]
    for (label, text), (own, whole) in zip(shown, other_terms(terms), strict=False):
        assert label == own
        assert text == whole or (text.endswith("…") and whole.startswith(text[:-1]))
    left = len(other_terms(terms)) - len(shown)
    assert left > 0
    assert any(one.startswith(f"{left} more terms are signed") for one in said)
    assert tables["Who answers for it"][0][0] == "Sponsor"
    assert count == 2


def test_long_terms_are_shortened_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    long = a_contract(limits="Never for this. " * 60)
    tables, said, count = printed(monkeypatch, a_signed_version(1, long))
    (text,) = [words for label, words in tables["What else is signed"] if label == "It must never be used for"]
    assert text.endswith("…")
    assert any("shortened: the Markdown and JSON files hold all of it" in one for one in said)
    assert count == 2
