"""The name of an initiative."""

import pytest

from lifecycle.errors import BadInput
from lifecycle.initiative import check_name


@pytest.mark.parametrize(
    ("name", "kept"), [("Triage", "Triage"), ("  Motor \n claims ", "Motor claims"), ("x" * 80,) * 2]
)
def test_a_name_is_kept_with_plain_spaces(name: str, kept: str) -> None:
    assert check_name(name) == kept


@pytest.mark.parametrize(("name", "length"), [("", 0), (" \n ", 0), ("x" * 81, 81)])
def test_a_name_is_neither_empty_nor_too_long(name: str, length: int) -> None:
    with pytest.raises(BadInput, match=f"this one has {length}"):
        check_name(name)
