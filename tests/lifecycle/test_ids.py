import hashlib
import json
import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.ids import canonical, new_id, sha256, slug

KEYS = st.text(max_size=5)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def test_a_new_id_is_a_uuid_of_version_7() -> None:
    assert UUID(new_id()).version == 7


def test_new_ids_differ_and_sort_by_the_order_they_were_made_in() -> None:
    made = [new_id() for _ in range(500)]
    assert len(set(made)) == 500
    assert sorted(made) == made


def test_a_new_id_carries_the_time_it_was_made() -> None:
    # The first 48 bits of a version 7 UUID are milliseconds since 1970 (RFC 9562).
    milliseconds = UUID(new_id()).int >> 80
    assert milliseconds / 1000 == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Telecom retention", "telecom-retention"),
        ("  Claims -- (motor)!  ", "claims-motor"),
        ("Überprüfung 2", "uberprufung-2"),
        ("UPPER_case", "upper-case"),
        ("x" * 80, "x" * 60),
        ("売上予測", "initiative"),
        ("---", "initiative"),
        ("", "initiative"),
    ],
)
def test_a_slug_reads_like_the_name(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_a_slug_fits_in_an_address_whatever_the_name(name: str) -> None:
    made = slug(name)
    assert 1 <= len(made) <= 60
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert "--" not in made


def test_a_slug_cut_at_a_space_does_not_end_in_a_hyphen() -> None:
    assert slug("a" * 59 + " b") == "a" * 59


@given(VALUES)
def test_canonical_json_reads_back_as_the_same_value(value: object) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(KEYS, VALUES, min_size=2, max_size=5))
def test_the_order_of_keys_does_not_change_canonical_json(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(turned) == canonical(value)


def test_canonical_json_has_one_spelling() -> None:
    assert canonical({"b": [1, 2.5, None], "a": "ä"}) == '{"a":"ä","b":[1,2.5,null]}'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_json_does_not_know_are_refused(number: float) -> None:
    with pytest.raises(ValueError):
        canonical({"a": number})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # Test vectors of FIPS 180-4.
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ],
)
def test_sha256_agrees_with_the_standard(content: str, expected: str) -> None:
    assert sha256(content) == expected


@given(st.text())
def test_text_is_hashed_as_its_utf_8_bytes(text: str) -> None:
    assert sha256(text) == sha256(text.encode("utf-8")) == hashlib.sha256(text.encode("utf-8")).hexdigest()
