"""Names of people: what makes two of them the same person."""

import pytest

from lifecycle.people import same_person, tidy


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Noah Fischer", " noah   FISCHER "),
        ("Stra\u00dfe", "STRASSE"),
        ("Zo\u00eb", "Zoe\u0308"),
        ("Noah\u00a0Fischer", "Noah Fischer"),
    ],
)
def test_spaces_capitals_and_encodings_do_not_make_another_person(first: str, second: str) -> None:
    assert same_person(first, second)
    assert same_person(second, first)


@pytest.mark.parametrize(
    ("first", "second"), [("Noah Fischer", "Noah Fisher"), ("Zoe", "Zo\u00eb"), ("", ""), ("", " ")]
)
def test_other_names_are_other_people_and_no_name_is_nobody(first: str, second: str) -> None:
    assert not same_person(first, second)


def test_a_name_keeps_its_capitals_and_loses_spaces() -> None:
    assert tidy("  Noah \t Fischer\n") == "Noah Fischer"
