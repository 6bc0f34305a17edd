"""The contract on paper: two pages, marked while nobody is bound, and readable whatever people typed."""

import logging
import re
import zlib
from dataclasses import replace

import pytest

from components.paper import Paper, contract_pdf, printable, scale_of
from lifecycle.contract import Version
from lifecycle.figures import Interval
from tests.lifecycle.builders import MOMENT, a_contract, a_group_term, a_signed_version, a_version


def pages(paper: bytes) -> int:
    found = re.search(rb"/Count (\d+)", paper)
    assert found
    return int(found[1])


def drawn(paper: bytes) -> int:
    """Add up how much is drawn on the pages."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)
    sizes = []
    for stream in streams:
        try:
            sizes.append(len(zlib.decompress(stream)))
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


def test_long_amounts_stay_within_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[float] = []
    real = Paper.text

    def text(self: Paper, x: float, y: float, said: str = "") -> None:
        ends.append(x + self.get_string_width(said))
        real(self, x, y, said)

    monkeypatch.setattr(Paper, "text", text)
    Paper("foot", draft=False).intervals([("A", Interval(-1.38e6, 1.46e6, 1.54e6)), ("B", Interval(0, 1, 2))], "SEK")
    assert len(ends) == 4
    assert max(ends) <= 18 + 174


def test_a_short_table_is_not_broken_between_pages() -> None:
    paper = Paper("foot", draft=False)
    paper.set_y(200)
    paper.section("Candidates", [(f"row {number}", "x") for number in range(12)], (100, 74), ("A", "B"))
    assert (paper.page_no(), paper.get_y() < 120) == (2, True)
    long = Paper("foot", draft=False)
    long.set_y(200)
    long.section("Guardrails", [(f"row {number}", "x") for number in range(40)], (100, 74), ("A", "B"))
    assert long.page_no() == 2
    assert long.get_y() > 120, "a long table begins where it stands"


def test_a_number_and_its_per_cent_stay_together(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(Paper, "multi_cell", lambda self, w, h, text, **rest: said.append(text))
    Paper("foot", draft=False).words("from 1 to 2, 95 % of all")
    assert said == ["from 1 to 2, 95\N{NO-BREAK SPACE}% of all"]
