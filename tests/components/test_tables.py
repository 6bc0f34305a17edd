"""Tables on the screen hold no formula a spreadsheet would run when somebody takes them along."""

import re
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from components import tables

HARD = "=HYPERLINK(1)"
ROOT = Path(tables.__file__).parent.parent


def test_texts_that_begin_like_a_formula_get_a_quote_and_nothing_else_does() -> None:
    rows = [{"What": HARD, "n": -3.5, "said": "−3 %"}, {"What": "a = b", "n": None, "said": "@x"}]
    assert tables.inert(rows) == [
        {"What": f"'{HARD}", "n": -3.5, "said": "−3 %"},
        {"What": "a = b", "n": None, "said": "'@x"},
    ]
    assert rows[0]["What"] == HARD


def test_a_frame_is_quoted_in_cells_headings_and_index_and_keeps_its_numbers() -> None:
    frame = pd.DataFrame({"+head": [HARD, 2], "x": [-1.0, 2.0], "c": pd.Categorical(["-a", "b"])}, index=["=i", "j"])
    found = tables.inert(frame)
    assert isinstance(found, pd.DataFrame)
    assert list(found.columns) == ["'+head", "x", "c"]
    assert list(found.index) == ["'=i", "j"]
    assert list(found["'+head"]) == [f"'{HARD}", 2]
    assert list(found["x"]) == [-1.0, 2.0]
    assert list(found["c"]) == ["'-a", "b"]
    assert list(frame.columns) == ["+head", "x", "c"]
    twice = tables.inert(pd.DataFrame([[HARD, "b"]], columns=["a", "a"]))
    assert twice.to_numpy().tolist() == [[f"'{HARD}", "b"]]


def test_a_table_is_shown_as_it_was_made_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    monkeypatch.setattr(st, "dataframe", lambda data, **how: seen.update(data=data, **how))
    tables.table([{"a": HARD}], hide_index=True, alt="A table")
    assert seen == {"data": [{"a": f"'{HARD}"}], "hide_index": True, "alt": "A table"}


def test_every_table_of_a_page_goes_this_way() -> None:
    bare = re.compile(r"\bst\.(dataframe|data_editor|table)\(")
    files = [path for folder in ("pages", "components") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 50
    found = [str(path.relative_to(ROOT)) for path in files if bare.search(path.read_text("utf-8"))]
    assert found == ["components/tables.py"]
