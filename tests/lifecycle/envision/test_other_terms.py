"""What else is signed: every term stands on some part of the paper, what matters most first."""

from datetime import date

import pytest

from data.demo import breast_cancer
from lifecycle.contract import ValueContract
from lifecycle.envision.canvas import fields, from_contract, to_contract
from lifecycle.envision.exports import contract_markdown
from lifecycle.envision.other_terms import ELSEWHERE, FIRST, other_terms
from lifecycle.envision.wording import EMPTY, cells, marked_down
from tests.lifecycle.builders import a_contract, a_version


@pytest.fixture(scope="module")
def terms() -> ValueContract:
    return to_contract(breast_cancer.canvas(date(2026, 11, 25)))


def texts(value: object) -> list[str]:
    """Give every text people wrote in a value."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else []
    return [text for one in inside for text in texts(one)]


def test_every_text_of_a_contract_stands_in_its_markdown(terms: ValueContract) -> None:
    version = a_version(1, terms)
    paper = contract_markdown("Triage", version, [version])
    canvas = from_contract(terms)
    written = {
        path: text
        for path, item in fields().items()
        if item.kind in ("text", "line", "person")
        for text in texts(canvas.get(path))
    }
    assert len(written) > 30
    missing = [path for path, text in written.items() if marked_down(" ".join(text.split())) not in paper]
    assert missing == []
    for path in ("risks", "conditions", "dissent", "proof_points", "assumptions", "stakeholders", "restricted"):
        for row in canvas[path]:
            shown = [
                text
                for c, text in zip(fields()[path].columns, cells(fields()[path], row), strict=True)
                if text != EMPTY and c.kind == "text"
            ]
            assert all(marked_down(text) in paper for text in shown), path


def test_decision_conditions_and_dissent_come_first_and_a_row_says_what_is_what(terms: ValueContract) -> None:
    found = other_terms(terms)
    labels = list(dict.fromkeys(label for label, _ in found))
    assert labels[:3] == ["Verdict", "Conditions", "Dissent"]
    condition = next(words for label, words in found if label == "Conditions")
    assert condition.startswith("Before any use on patients")
    assert "; owner: " in condition
    assert "; due: 24 Apr 2027" in condition
    risk = next(words for label, words in found if label == "Risks")
    assert "inherent likelihood: " in risk


def test_what_stands_elsewhere_is_not_said_twice_and_what_is_empty_not_at_all() -> None:
    sparse = other_terms(a_contract(limits="No pricing.", capacity_per_week=123.456))
    assert ("It must never be used for", "No pricing.") in sparse
    assert any(words.startswith("123.5 ") for _, words in sparse)
    assert "What do we want?" not in dict(sparse)
    assert all(words and words != EMPTY for _, words in sparse)


def test_the_paths_are_those_of_the_canvas() -> None:
    assert set(FIRST) <= set(fields())
    known = set(fields())
    assert all(one in known if not one.endswith(".") else any(p.startswith(one) for p in known) for one in ELSEWHERE)
