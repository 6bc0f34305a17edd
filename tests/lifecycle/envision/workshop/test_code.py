"""Codes: read whatever way somebody types them, and never mistaken for one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.workshop.code import ALPHABET, LENGTH, new_code, read, shown
from lifecycle.errors import BadInput

CODES = st.text(st.sampled_from(ALPHABET), min_size=LENGTH, max_size=LENGTH)
LOOK_ALIKES = ["0O", "1IL", "2Z", "5S", "6G", "8B", "UV"]


@pytest.mark.parametrize("pair", LOOK_ALIKES)
def test_of_signs_that_look_alike_a_code_has_one_at_most(pair: str) -> None:
    assert len(set(pair) & set(ALPHABET)) <= 1


def test_a_new_code_is_a_code() -> None:
    for code in (new_code() for _ in range(50)):
        assert len(code) == LENGTH
        assert read(code) == code


def test_new_codes_differ() -> None:
    assert len({new_code() for _ in range(200)}) == 200


@given(CODES, st.sampled_from(["", " ", "-", "–", " - ", "."]))
def test_a_code_is_read_whatever_its_case_spaces_and_dashes(code: str, between: str) -> None:
    for typed in (code, code.lower(), f"  {code[:3]}{between}{code[3:]} ", between.join(code)):
        assert read(typed) == code


@given(CODES)
def test_a_code_that_is_shown_is_read_back(code: str) -> None:
    assert read(shown(code)) == code
    assert len(shown(code)) == LENGTH + 1


@pytest.mark.parametrize("typed", ["", "KMT4X", "KMT4XQQ", "KMT-4X0", "KMT-4XÖ", "KMT-4X😀", "  ", "KMT\n4X"])
def test_what_cannot_be_a_code_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadInput, match="KMT-4XQ"):
        read(typed)
