import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lifecycle.envision.canvas import fields
from lifecycle.envision.wording import cell, cells, in_words, marked_down, number, unit

EURO = {"currency": "EUR"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=80))
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
