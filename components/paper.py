"""The value contract on paper: two pages a sponsor puts into the meeting folder."""

import logging
import math
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import font_roboto
import pylopdf_fonts_ar
import pylopdf_fonts_he
import pylopdf_fonts_hi
import pylopdf_fonts_jp
import pylopdf_fonts_th
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import FontFace, TTFFont

from lifecycle.catalogue import components, protocols, roles
from lifecycle.contract import Version
from lifecycle.envision.canvas import fields, from_contract
from lifecycle.envision.economics import contract_economics
from lifecycle.envision.exports import estimates, group_terms, owners, standing
from lifecycle.envision.other_terms import other_terms
from lifecycle.envision.value_model import contract_value
from lifecycle.envision.wording import EMPTY, in_words
from lifecycle.figures import Interval, money, money_range, percent
from lifecycle.ids import canonical

# Each table of each font is told at INFO while a paper is made: twenty lines a font, of no use to anybody.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FONTS = Path(font_roboto.__file__).parent / "files"
# What Roboto cannot write: Arabic, Hebrew, Devanagari, Japanese with most Chinese characters, Thai.
OTHER_SCRIPTS = {
    "Arabic": pylopdf_fonts_ar.sans_path(),
    "Hebrew": pylopdf_fonts_he.sans_path(),
    "Devanagari": pylopdf_fonts_hi.sans_path(),
    "Japanese": pylopdf_fonts_jp.sans_path(),
    "Thai": pylopdf_fonts_th.sans_path(),
}
# A file of every weight begins with the regular one, but for this script with the thinnest.
WEIGHTS = {"Hebrew": {"wght": 400.0}}
INK, QUIET, LINE, VALUE, FAINT = (19, 22, 21), (96, 106, 102), (205, 211, 207), (15, 118, 110), (214, 234, 231)
LEFT, WIDTH, LINE_HEIGHT = 18, 174, 5.2
# Of a drawing of intervals: the height of a row and the width of names, in mm; how often the span of the first row and
# zero the whole scale may hold.
BAR, NAMES, WIDEST = 6.0, 44, 6.0
# A table up to this height, in mm, is not broken between pages.
WHOLE = 90
LIMITS = ("baseline", "floor", "warn", "target")
# Of what else is signed: the widths of label and words, what is kept free beneath for signatures, in mm, and how much of
# one term is printed, in signs.
OTHER, SIGNING, LONGEST = (44, 130), 54, 420


class Paper(FPDF):
    """A sheet with our type, a foot with page numbers, and a mark across it while nobody is bound by it.

    `text` is what will be written on it: fonts of other scripts are taken along only where it needs them.
    """

    def __init__(self, foot: str, *, draft: bool, text: str = "") -> None:
        super().__init__(format="A4")
        self.foot, self.draft = foot, draft
        for style, name in (("", "Regular"), ("B", "Bold"), ("I", "Italic")):
            self.add_font("Roboto", style, FONTS / f"Roboto-{name}.ttf")
        if scripts := scripts_of(text):
            for script in scripts:
                self.add_font(script, "", OTHER_SCRIPTS[script], variations=WEIGHTS.get(script))
            self.set_fallback_fonts(scripts, exact_match=False)
            self.set_text_shaping(True)
        self.set_margins(LEFT, 16, 210 - LEFT - WIDTH)
        self.set_auto_page_break(auto=True, margin=18)
        self.alias_nb_pages()
        self.add_page()

    def header(self) -> None:
        """Begin below the edge."""
        self.set_y(16)

    def footer(self) -> None:
        """Mark a draft, over all that stands there so that no table hides it, and number the page."""
        if self.draft:
            with self.rotation(52, 105, 150), self.local_context(fill_opacity=0.07):
                self.set_font("Roboto", "B", 64)
                self.set_text_color(*INK)
                self.text(22, 165, "DRAFT, NOT SIGNED")
        self.set_y(-13)
        self.words(f"{self.foot} · page {self.page_no()} of {{nb}}", 8, colour=QUIET)

    def finished(self) -> bytes:
        """Give the file, and close the fonts that were read for it."""
        made = bytes(self.output())
        self.close_fonts()
        return made

    def close_fonts(self) -> None:
        """Close the files of the fonts that were read."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def words(self, text: str, size: float = 10, style: str = "", colour: tuple[int, int, int] = INK) -> None:
        """Write a paragraph; signs no font has become a box that says so."""
        self.set_font("Roboto", style, size)
        self.set_text_color(*colour)
        self.multi_cell(WIDTH, size * 0.5 + 0.4, _bound(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def head(self, text: str, room: float = 17) -> None:
        """Write a heading with space above it, on a new page where `room` mm beneath it are not left."""
        if self.get_y() + 12 + room > self.page_break_trigger:
            self.add_page()
        self.ln(3)
        self.words(text, 12, "B")
        self.ln(0.8)

    def section(
        self,
        title: str,
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        heads: Sequence[str] = (),
        note: str = "",
    ) -> None:
        """Write a table with its heading and a note: a short one on one page, any heading with its first rows."""
        self.set_font("Roboto", "B", 9)
        each = [self._height(row, widths) for row in ([heads, *rows] if heads else rows)]
        room = sum(each) if sum(each) <= WHOLE else sum(each[:3])
        room += 5 * (1 + len(note) // 120) if note else 0
        self.head(title, min(room, 120))
        if note:
            self.words(note, 9, colour=QUIET)
        if rows:
            self.rows(rows, widths, heads)

    def _height(self, row: Sequence[str], widths: Sequence[int]) -> float:
        """Measure a row of a table, in mm."""
        return LINE_HEIGHT * max(self._lines(text, width - 2) for text, width in zip(row, widths, strict=True))

    def _lines(self, text: str, width: float) -> int:
        """Count the lines a text takes, broken between words; a word that is too long takes as many as it needs."""
        lines, used = 0, width + 1
        if "\n" in text:
            return sum(self._lines(line, width) for line in text.split("\n"))
        for word in _bound(text).split(" "):
            needs = self.get_string_width(f"{word} ")
            if used + needs > width:
                lines, used = lines + max(1, math.ceil(needs / width)), 0.0
            used += needs
        return max(lines, 1)

    def intervals(self, rows: Sequence[tuple[str, Interval]], currency: str) -> None:
        """Draw an amount with its interval for each row, on one scale that holds zero.

        A row so far off that the others could not be told apart leaves the scale at its edge, with an arrow.
        """
        known = [span for _, span in rows if all(map(math.isfinite, (span.low, span.mid, span.high)))]
        low, high = scale_of(known)
        self.set_font("Roboto", "B", 8.5)
        amounts = 4 + max((self.get_string_width(_amounts(span, currency)) for span in known), default=20.0)
        scale = (WIDTH - NAMES - amounts) / ((high - low) or 1.0)
        for place, (name, span) in enumerate(rows):
            if self.get_y() + BAR > self.page_break_trigger:
                self.add_page()
            top = self.get_y()
            zero = LEFT + NAMES - low * scale
            self.set_draw_color(*QUIET)
            self.line(zero, top, zero, top + BAR)
            self.set_font("Roboto", "" if place else "B", 8.5)
            self.set_text_color(*INK)
            self.text(LEFT + 1, top + 4.1, self._short(name, NAMES - 3))
            if span not in known:
                self.text(LEFT + WIDTH - amounts + 2, top + 4.1, EMPTY)
            else:
                left, right = (zero + min(max(end, low), high) * scale for end in (span.low, span.high))
                self.set_fill_color(*FAINT)
                self.rect(left, top + 1.2, max(right - left, 0.6), BAR - 2.4, style="F")
                self.set_fill_color(*(VALUE if place == 0 else QUIET))
                if low <= span.mid <= high:
                    self.rect(zero + span.mid * scale - 0.5, top + 0.6, 1, BAR - 1.2, style="F")
                else:
                    self._arrow(zero + (low if span.mid < low else high) * scale, top, leftwards=span.mid < low)
                self.text(LEFT + WIDTH - amounts + 2, top + 4.1, _amounts(span, currency))
            self.set_y(top + BAR)

    def _arrow(self, tip: float, top: float, *, leftwards: bool) -> None:
        """Point out of the scale from its edge."""
        back, middle = (2.4 if leftwards else -2.4), top + BAR / 2
        self.polygon([(tip, middle), (tip + back, middle - 1.6), (tip + back, middle + 1.6)], style="F")

    def _short(self, text: str, width: float) -> str:
        """Cut a text to a width in mm of the font that is set."""
        said = printable(text)
        while said and self.get_string_width(said) > width:
            said = f"{said.rstrip('…')[:-1]}…" if len(said) > 2 else ""
        return said

    def rows(self, rows: Sequence[Sequence[str]], widths: Sequence[int], heads: Sequence[str] = ()) -> None:
        """Write a table with fine lines."""
        self.set_font("Roboto", "", 9)
        self.set_text_color(*INK)
        self.set_draw_color(*LINE)
        self.set_fill_color(255, 255, 255)
        style = FontFace(emphasis="BOLD", color=QUIET)
        with self.table(
            borders_layout="HORIZONTAL_LINES",
            col_widths=tuple(widths),
            line_height=LINE_HEIGHT,
            first_row_as_headings=bool(heads),
            headings_style=style,
            text_align="LEFT",
        ) as table:
            for row in [heads, *rows] if heads else rows:
                table.row([_bound(item) for item in row])


def _amounts(span: Interval, currency: str) -> str:
    return printable(f"{money(span.mid, currency)} ({money_range(span, currency)})")


def _bound(text: str) -> str:
    """Make a text printable, with no line between a number and its per cent."""
    return printable(text).replace(" %", "\N{NO-BREAK SPACE}%")


def scale_of(spans: Sequence[Interval]) -> tuple[float, float]:
    """Give the ends of a scale for intervals: it holds zero and the first, and others unless they would dwarf these.

    >>> scale_of([Interval(1, 2, 3), Interval(-2, 0, 4), Interval(-900, -800, -700)])
    (-2, 4)
    """
    ends = [(min(0.0, span.low), max(0.0, span.high)) for span in spans] or [(0.0, 0.0)]
    low, high = ends[0]
    most = WIDEST * (high - low)
    near = [one for one in ends if not most or max(high, one[1]) - min(low, one[0]) <= most]
    return min(low for low, _ in near), max(high for _, high in near)


def printable(text: str) -> str:
    """Replace what no font can print: pictures and letters of rarer scripts become a box each, unseen signs nothing.

    >>> printable("Zoë שלום 🦊")
    'Zoë שלום �'
    """
    known = _glyphs(FONTS / "Roboto-Regular.ttf").union(*(_glyphs(OTHER_SCRIPTS[name]) for name in scripts_of(text)))
    seen = (letter for letter in text if ord(letter) in known or unicodedata.category(letter) != "Cf")
    return "".join(letter if ord(letter) in known or letter == "\n" else "�" for letter in seen)


def scripts_of(text: str) -> list[str]:
    """Name the other scripts a text needs, each for the letters no earlier font has.

    >>> scripts_of("Zoë"), scripts_of("Zoë שלום 価値")
    ([], ['Hebrew', 'Japanese'])
    """
    left, found = {ord(letter) for letter in text} - _glyphs(FONTS / "Roboto-Regular.ttf"), []
    for script, path in OTHER_SCRIPTS.items() if any(not chr(one).isspace() for one in left) else ():
        if has := left & _glyphs(path):
            found.append(script)
            left -= has
    return found


@cache
def _glyphs(path: Path) -> frozenset[int]:
    with TTFont(path) as font:
        return frozenset(font.getBestCmap())


def contract_pdf(name: str, version: Version, versions: Sequence[Version], at: datetime) -> bytes:
    """Put a version of a contract on paper."""
    terms = version.terms
    foot = f"{name}: value contract v{version.number} · hash {terms.fingerprint()[:16]} · as of {at:%-d %b %Y}"
    people = " ".join(signature.name for signature in version.signatures)
    text = " ".join((name, version.reason, people, canonical(terms.body())))
    paper = Paper(foot, draft=version.in_force_since is None, text=text)
    _top(paper, name, version, versions)
    _promise(paper, version)
    _decision(paper, version)
    _boundary(paper, version)
    paper.head("How much rigour")
    dials = [[components()[key].name, dial.level.value, dial.reason or EMPTY] for key, dial in terms.dials.items()]
    paper.rows(dials, (52, 22, 100), ("Component", "Rigour", "Why"))
    if terms.group_thresholds:
        heads, rows = group_terms(terms)
        paper.head("Different thresholds for different groups")
        paper.rows(rows, (26, 20, 46, 36, 46), heads)
    paper.section("Who answers for it", owners(terms), (70, 104))
    _other(paper, other_terms(terms))
    paper.section("Signatures", _signatures(version), (52, 48, 40, 34), ("Role", "Name", "When", "Hash signed"))
    if lost := sum(letter == "�" for letter in printable(text)):
        paper.words(f"{lost} signs are shown as �: this paper's fonts do not have them. The JSON file has.", 8)
    return paper.finished()


def _top(paper: Paper, name: str, version: Version, versions: Sequence[Version]) -> None:
    paper.words("Value contract", 9, "B", VALUE)
    paper.words(f"{name}, version {version.number}", 18, "B")
    paper.words(standing(version, versions), 10, colour=QUIET)
    paper.ln(2)
    paper.words(f"“{version.terms.intent}”", 12, "I")
    if version.reason:
        paper.words(f"Why this version: {version.reason}", 9, colour=QUIET)


def _promise(paper: Paper, version: Version) -> None:
    """Say what is promised, with its range drawn."""
    terms = version.terms
    value, invested, currency = contract_value(terms), contract_economics(terms), terms.currency
    paper.head("What is promised")
    paper.words(f"{money(value.yearly.mid, currency)} a year", 16, "B", VALUE)
    paper.words(
        f"P10 to P90: {money_range(value.yearly, currency)}, of {value.draws:,} draws, running costs taken off. "
        f"A loss in {percent(value.p_loss)} of them.",
        9,
        colour=QUIET,
    )
    _bar(paper, value.yearly, currency)
    months = invested.payback_months
    back = f"paid back after {months:.0f} months" if months is not None else "not paid back within the horizon"
    paper.words(
        f"Building it costs {money(terms.build_cost, currency)} once, running it {money(terms.run_cost, currency)} a year. "
        f"Net present value over {terms.horizon_years} years at {percent(terms.discount_rate, 1)}: "
        f"{money(invested.npv.mid, currency)} ({money_range(invested.npv, currency)}), below zero in "
        f"{percent(invested.p_negative)} of draws; {back}. A month's delay costs "
        f"{money(invested.delay.month.mid, currency)}.",
        9,
    )


def _bar(paper: Paper, value: Interval, currency: str) -> None:
    """Draw P10 to P90 with P50 marked, on a line that begins at zero."""
    low, high = min(0.0, value.low), max(0.0, value.high)
    span = (high - low) or 1.0
    top = paper.get_y() + 2

    def at(amount: float) -> float:
        return LEFT + (amount - low) / span * (WIDTH - 20)

    paper.set_fill_color(*FAINT)
    paper.rect(at(value.low), top, max(at(value.high) - at(value.low), 0.6), 5, style="F")
    paper.set_fill_color(*VALUE)
    paper.rect(at(value.mid) - 0.6, top - 1, 1.2, 7, style="F")
    paper.set_draw_color(*QUIET)
    paper.line(at(0), top - 1, at(0), top + 6)
    paper.set_font("Roboto", "", 7.5)
    paper.set_text_color(*QUIET)
    for amount, label in ((value.low, "P10"), (value.mid, "P50"), (value.high, "P90")):
        paper.text(at(amount) - 4, top + 9.5, f"{label} {money(amount, currency)}")
    paper.set_y(top + 12)


def _decision(paper: Paper, version: Version) -> None:
    terms, canvas = version.terms, from_contract(version.terms)
    paper.head("What is decided")
    paper.words(terms.decision, 10)
    paper.words(f"A yes means: {terms.positive}  Today: {terms.today}", 9, colour=QUIET)
    paper.ln(1)
    paper.rows(estimates(terms, canvas), (74, 100), ("Estimate", "Low to high, most likely"))


def _boundary(paper: Paper, version: Version) -> None:
    """Draw the limits of the business metric on a scale, and say what follows when it breaks."""
    terms, canvas = version.terms, from_contract(version.terms)
    paper.head("Boundary: when to worry, when to stop")
    metric = in_words(fields()["boundary.metric"], terms.boundary.metric, canvas)
    paper.words(
        f"{metric}, over {terms.boundary.window_days} days with at least {terms.boundary.minimum_n:,} cases; counts "
        f"after {terms.boundary.persistence} windows in a row. If the floor breaks: {terms.boundary.consequence.value}. "
        f"Measured by: {protocols()[terms.protocol].name}.",
        9,
    )
    amounts = {name: float(canvas[f"boundary.{name}"]) for name in LIMITS}
    low, high = min(amounts.values()), max(amounts.values())
    span, top = (high - low) or 1.0, paper.get_y() + 9
    paper.set_draw_color(*QUIET)
    paper.line(LEFT, top, LEFT + WIDTH - 24, top)
    paper.set_font("Roboto", "", 8)
    for place, (name, amount) in enumerate(sorted(amounts.items(), key=lambda item: item[1])):
        x = LEFT + (amount - low) / span * (WIDTH - 24)
        paper.set_fill_color(*(VALUE if name == "target" else QUIET))
        paper.rect(x - 0.5, top - 2, 1, 4, style="F")
        paper.set_text_color(*(VALUE if name == "target" else INK))
        said = in_words(fields()[f"boundary.{name}"], amount, canvas)
        paper.text(x, top - 3.2 if place % 2 else top + 6, printable(f"{name} {said}"))
    paper.set_y(top + 8)


def _other(paper: Paper, terms: Sequence[tuple[str, str]]) -> None:
    """Print what else is signed as far as the second page holds it above the signatures, and count the rest."""
    room = paper.page_break_trigger - paper.get_y() - SIGNING
    if paper.page_no() == 1:
        room += paper.page_break_trigger - paper.t_margin
    shown: list[tuple[str, str]] = []
    paper.set_font("Roboto", "B", 9)  # as rows are measured
    for label, text in terms:
        row = (label, text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…")
        room -= paper._height(row, OTHER)
        if room < 0:
            break
        shown.append(row)
    if shown:
        paper.section("What else is signed", shown, OTHER)
    left, cut = len(terms) - len(shown), sum(len(text) > LONGEST for _, text in terms[: len(shown)])
    if left or cut:
        said = [f"{left} more {'term is' if left == 1 else 'terms are'} signed"] if left else []
        said += [f"{cut} of these {'is' if cut == 1 else 'are'} shortened"] if cut else []
        paper.words(f"{' and '.join(said).capitalize()}: the Markdown and JSON files hold all of it.", 8, colour=QUIET)


def _signatures(version: Version) -> list[list[str]]:
    signed = {one.role: one for one in version.signatures}
    rows = []
    for role in (role for role in roles().values() if role.signs):
        one = signed.get(role.key)
        rows.append(
            [role.name, one.name, f"{one.at:%-d %b %Y, %H:%M} UTC", one.fingerprint[:16]]
            if one
            else [role.name, "not signed yet", EMPTY, EMPTY]
        )
    return rows
