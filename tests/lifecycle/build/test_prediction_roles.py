"""Roles that cannot be are refused, with the column and the file."""

from dataclasses import replace

import numpy as np
import pytest

from lifecycle.build.prediction_roles import Model, Roles, check_roles
from lifecycle.errors import BadInput
from tests.lifecycle.build.prediction_samples import ONE, TWO, N, a_file, single


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (replace(ONE, models=()), "No column holds predictions"),
        (replace(ONE, truth="z"), "No file has a column 'z'"),
        (replace(ONE, models=(Model("A", 0, "z"),)), r"a\.csv has no column 'z'"),
        (replace(ONE, models=(Model("A", 0, "y"),)), "cannot be both the truth and predictions"),
        (replace(ONE, identifiers=("a",)), "cannot be both the id and predictions"),
        (replace(ONE, models=(Model("A", 0, "a"), Model("A", 0, "b"))), "Two models are called 'A'"),
        (replace(ONE, models=(Model("A", 0, "a"), Model("B", 0, "a"))), "'a' is chosen as predictions twice"),
        (replace(ONE, incumbent="k"), "must be 0 or 1; it holds 0, 1, 2"),
    ],
)
def test_roles_that_cannot_be_are_refused_in_words(roles: Roles, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_roles([("a.csv", single(k=np.arange(N) % 3))], roles)


def test_several_files_need_an_id() -> None:
    files = [("a.csv", a_file()), ("b.csv", a_file())]
    check_roles(files, TWO)
    with pytest.raises(BadInput, match="joined by a case id"):
        check_roles(files, replace(TWO, identifiers=()))


def test_the_same_column_of_two_files_is_two_models() -> None:
    files = [("a.csv", a_file()), ("b.csv", a_file())]
    with pytest.raises(BadInput, match="'p' is chosen as predictions twice"):
        check_roles(files, replace(TWO, models=(Model("A", 0, "p"), Model("B", 0, "p"))))
    with pytest.raises(BadInput, match=r"b\.csv has no column 'q'"):
        check_roles(files, replace(TWO, models=(Model("A", 0, "p"), Model("B", 1, "q"))))
