import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lifecycle.envision.canvas import fields
from lifecycle.envision.wording import all_marked, cell, cells, in_words, marked_down, number, unit

EURO = {"currency": "EUR"}


TYPED = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
# Mostly signs that mean something in Markdown, in any order.
MARKUP = st.text(alphabet=st.sampled_from("\\`*_{}[]()#+-.!|<>~$&=:@^ab1;/\n ") | TYPED, max_size=40)
PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "hardbreak", "softbreak"}
HARD = (
    "# a\n## b\n- c\n+ d\n1. e\n2) f\n> g\n---\n===\n***",
    "a | b\n--- | ---\nc | d",
    "a | b\n:-- | --:\nc | d",
    "| a |\n|---|\n| b |",
    "a\n\n    code\n\tcode",
    "```\ncode\n```\n~~~\n~~gone~~ ~gone~",
    "![x](http://far.example/x.png) [y]: http://far.example <b onclick='x'>z</b> <!-- c -->",
    "&lt; &#35; &amp;amp; R&D; $x^2$ \\(x\\) a\\",
    "C:\\new | a\\|b | <script>alert(1)</script> =1+1 日本 🦊",
)


def tables_too() -> MarkdownIt:
    """Read Markdown as most places do: with HTML, tables and struck-out words."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def as_shown(text: str) -> list[str]:
    """Give the lines of a text without the space at their ends, which no rendering shows."""
    return [line.strip(" \t") for line in re.split(r"\r\n|\r|\n", text) if line.strip(" \t")]


def rendered(markdown: str) -> tuple[list[str], set[str]]:
    """Give the lines a reader sees, and what they are made of."""
    tokens = tables_too().parse(markdown)
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or []}
    blocks = (
        "".join("\n" if child.type.endswith("break") else child.content for child in token.children or [])
        for token in tokens
    )
    return [line for block in blocks for line in as_shown(block)], kinds


@given(MARKUP)
def test_hard_text_of_several_lines_is_read_as_it_was_typed(text: str) -> None:
    _holds(text)


@pytest.mark.parametrize("text", HARD)
def test_the_hardest_texts_are_read_as_they_were_typed(text: str) -> None:
    _holds(text)


def _holds(text: str) -> None:
    lines, kinds = rendered(f"x {marked_down(text)}")
    assert lines == as_shown(f"x {text}")
    assert kinds <= PLAIN
    lines, kinds = rendered(marked_down(text.lstrip()))
    assert lines == as_shown(text)
    assert kinds <= PLAIN


@given(MARKUP)
@example("a\\|b")
@example("|")
@example("\\")
def test_hard_text_in_a_table_stays_in_its_cell(text: str) -> None:
    cell_text = marked_down(text, in_table=True)
    tokens = tables_too().parse(f"| Left | Right |\n| --- | --- |\n| x{cell_text}x | y |")
    cells_found = [token for token in tokens if token.type == "inline"]
    assert [token.content for token in cells_found[:2]] == ["Left", "Right"]
    assert len(cells_found) == 4
    children = cells_found[2].children or []
    said = "".join("\n" if child.content == "<br>" else child.content for child in children)
    assert {child.type for child in children} <= {"text", "text_special", "html_inline"}
    assert {child.content for child in children if child.type == "html_inline"} <= {"<br>"}
    assert as_shown(said) == as_shown(f"x{text}x")


@pytest.mark.parametrize(
    "text",
    [
        "€10.3k (−€2k to €30k), 95 %",
        "It earns most - by far. (See v2.)",
        "P = 0.4; a+b=c & d: e #3 {f} ^2",
        "1.5 cases",
    ],
)
def test_what_begins_no_markup_is_left_as_it_is(text: str) -> None:
    assert marked_down(text) == text


@pytest.mark.parametrize(
    "text", ["see www.far.example", "see https://far.example", "to a.b@far.example", ":red[x] :tada: "]
)
def test_addresses_and_icons_are_broken_where_a_place_would_make_them(text: str) -> None:
    assert not re.search(r"(?<!\\):(//|red\[|tada:)|www\.|b@", marked_down(text))


@given(st.text(alphabet=TYPED, max_size=80))
def test_the_screen_gets_every_sign_escaped(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", all_marked(text)) == text
    assert not re.search(r"(?<!\\)(?:\\\\)*[-:$>]", all_marked(text))


@given(st.text(alphabet=TYPED, max_size=80))
def test_what_people_typed_is_read_as_they_typed_it(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(f"x {marked_down(text)} x")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == f"x {text} x"


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("![x](http://evil/x.png)", "<img"),
        ("<script>1</script>", "<script"),
        ("[x](http://evil)", "<a "),
        ("# x", "<h1"),
    ],
)
def test_markup_of_people_does_nothing(text: str, gone: str) -> None:
    assert gone not in MarkdownIt("commonmark", {"html": True}).render(marked_down(text))


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("volume", {"low": 900.0, "likely": 1000.0, "high": 1200.5}, "900 to 1,200.5, most likely 1,000 cases"),
        (
            "payoff.fn",
            {"low": -80_000, "likely": -48_000, "high": -30_000},
            "−€80,000 to −€30,000, most likely −€48,000",
        ),
        ("build_cost", 180_000, "€180,000"),
        ("levers", ["decision", "revenue"], "Better decisions, More revenue"),
        ("boundary.consequence", "freeze", "freeze changes"),
        ("review_date", "2027-05-23", "2027-05-23"),
        ("dial.fair", "high", "high"),
        ("intent", "Spare 🦊", "Spare 🦊"),
        ("intent", None, "—"),
    ],
)
def test_a_value_is_written_in_its_unit(path: str, value: object, words: str) -> None:
    assert in_words(fields()[path], value, EURO) == words


@pytest.mark.parametrize(
    ("metric", "expected"), [("value_per_case", "€"), ("uplift", "pp"), ("recall", "%"), (None, "")]
)
def test_a_limit_is_in_the_unit_of_its_metric(metric: str | None, expected: str) -> None:
    assert unit(fields()["boundary.target"], EURO | {"boundary.metric": metric}) == expected


@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 6)))
def test_a_number_is_written_in_full(value: float) -> None:
    assert float(number(value).replace(",", "").replace("−", "-")) == pytest.approx(value, abs=1e-9)


def test_cells_are_written_by_their_columns() -> None:
    risks = fields()["risks"]
    family = next(column for column in risks.columns if column.key == "family")
    row = {"id": "r1", "family": "fairness"}
    assert "Fairness" in cells(risks, row)
    assert cell(None, family.options) == "—"
    assert (cell(True, None), cell(False, None), cell(3, None)) == ("yes", "no", "3")


def test_what_is_known_exactly_is_said_once() -> None:
    known = {"low": 1.5e6, "likely": 1.5e6, "high": 1.5e6}
    assert in_words(fields()["volume"], known, EURO) == "exactly 1,500,000 cases"
    assert in_words(fields()["payoff.fn"], known, EURO | {"currency": "CHF"}) == "exactly CHF 1,500,000"
