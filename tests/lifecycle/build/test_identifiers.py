"""The scan for direct identifiers, by name and by content."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.identifiers import SAMPLE, find_identifiers


def found(name: str, cells: list[object]) -> tuple[str, ...]:
    return find_identifiers(pd.DataFrame({name: cells}))


@pytest.mark.parametrize(
    "name",
    [
        "email",
        "E-Mail",
        "work_email_address",
        "phone",
        "telephone_number",
        "contact-phone",
        "home mobile",
        "IBAN",
        "ssn",
        "passport_no",
        "social_security_number",
        "first_name",
        "LastName",
        "surname",
        "street_address",
        "customer_id",
        "CustomerId",
        "patient_number",
        "account_no",
    ],
)
def test_a_column_called_like_an_identifier_is_found(name: str) -> None:
    assert found(name, [1, 2]) == (f"{name} (by its name)",)


@pytest.mark.parametrize(
    "name", ["age", "emailed", "microphone", "phone_calls", "monthly_income", "street_noise", "named", "id_count"]
)
def test_a_column_that_only_sounds_alike_is_left(name: str) -> None:
    assert found(name, [1, 2]) == ()


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("amara@example.org", "e-mail addresses"),
        (" AMARA.OSEI@EXAMPLE.CO.UK ", "e-mail addresses"),
        ("+49 170 1234567", "phone numbers"),
        ("+1 (555) 010-9999", "phone numbers"),
        ("DE89370400440532013000", "bank account numbers"),
        ("GB29 NWBK 6016 1331 9268 19", "bank account numbers"),
        ("123-45-6789", "social security numbers"),
    ],
)
def test_cells_that_point_at_a_person_are_found(cell: str, what: str) -> None:
    assert found("notes", [cell, None]) == (f"notes ({what})",)


@pytest.mark.parametrize("cell", ["north", "write to a@b.de today", "a@b", "12-34-56", "DE", "2026-11-23", "+49"])
def test_other_text_is_left(cell: str) -> None:
    assert found("notes", [cell, cell]) == ()


@pytest.mark.parametrize(("matching", "expected"), [(4, ()), (5, ("notes (e-mail addresses)",))])
def test_one_cell_in_twenty_is_enough(matching: int, expected: tuple[str, ...]) -> None:
    assert found("notes", ["a@b.org"] * matching + ["-"] * (100 - matching)) == expected


def test_empty_cells_do_not_dilute_the_share() -> None:
    assert found("notes", [None] * 500 + ["a@b.org"] + ["-"] * 19) == ("notes (e-mail addresses)",)


def test_only_the_first_thousand_cells_are_read() -> None:
    assert found("notes", ["-"] * SAMPLE + ["a@b.org"] * SAMPLE) == ()


def test_numbers_and_empty_columns_are_no_identifiers_by_content() -> None:
    frame = pd.DataFrame({"count": [491701234567, 1], "gaps": [np.nan, np.nan], "none": [None, None]})
    assert find_identifiers(frame) == ()


def test_what_was_found_is_listed_in_column_order() -> None:
    frame = pd.DataFrame({"phone": [1], "age": [2], "mail": ["a@b.org"]})
    assert find_identifiers(frame) == ("phone (by its name)", "mail (e-mail addresses)")
