"""Whether a contract allows different thresholds for groups: by the attribute it names, and by no other."""

from typing import Any

import pytest

from lifecycle.build.group_terms import can_split, check_split, protected_column, term_for, why_not
from lifecycle.contract import ValueContract
from lifecycle.errors import NotAllowed
from tests.lifecycle.builders import a_contract, a_group_term


def terms(*rows: dict[str, Any]) -> ValueContract:
    return a_contract(group_thresholds=list(rows))


@pytest.mark.parametrize("column", ["age_band", "Age band", "AGE-BAND", " age  band"])
def test_the_attribute_is_found_however_it_is_written(column: str) -> None:
    contract = terms(a_group_term("Age band"))
    assert can_split(contract, column)
    assert check_split(contract, column) == term_for(contract, column) == contract.group_thresholds[0]
    assert why_not(contract, column) == ""


def test_a_contract_nobody_asked_does_not_allow_it() -> None:
    assert not can_split(terms(), "sex")
    with pytest.raises(
        NotAllowed, match=r"does not allow different thresholds for groups by 'sex'\. Legal or compliance"
    ):
        check_split(terms(), "sex")


def test_an_attribute_the_contract_does_not_name_is_not_allowed() -> None:
    contract = terms(a_group_term("region"), a_group_term("age", answer="refused"))
    assert not can_split(contract, "sex")
    assert why_not(contract, "sex").endswith("It allows them by 'region'.")


def test_a_refusal_is_said_with_its_reason_and_who_gave_it() -> None:
    contract = terms(a_group_term("sex", answer="refused", why="Forbidden in hiring.", by="Ruth Adler"))
    assert not can_split(contract, "sex")
    with pytest.raises(NotAllowed, match=r"refuses .* by 'sex': Forbidden in hiring \(Ruth Adler\)\. .*amendment"):
        check_split(contract, "sex")


@pytest.mark.parametrize(
    ("said", "attributes", "found"),
    [
        ("", [], None),
        ("", ["home region"], "Home_Region"),
        ("By home region, from the register.", [], "Home_Region"),
        ("By region.", [], None),
        ("By age and sex.", ["SEX"], "sex"),
        ("Ages of people; packages.", [], None),
        ("By id.", [], None),
    ],
)
def test_the_column_a_canvas_names_as_protected_is_found(said: str, attributes: list[str], found: str | None) -> None:
    assert protected_column(["id", "age", "sex", "Home_Region"], said, attributes) == found
