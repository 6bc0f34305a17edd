"""What is recorded of kept model files: their columns become the task's, their hash the candidate's."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.dataset import Task
from lifecycle.build.kept_files import check_inputs, features_of, with_files
from lifecycle.build.model_files import ModelPredictions
from lifecycle.build.worker import MODEL_FILES, Fitted, RunFacts
from lifecycle.errors import BadInput

FRAME = pd.DataFrame(
    {
        "note": [f"text {i}" for i in range(60)],
        "sex": ["f", "m"] * 30,
        "age": np.arange(60.0),
        "mail": [f"p{i}@example.org" for i in range(60)],
        "y": [0, 1] * 30,
    }
)
MADE = ModelPredictions(np.zeros(60), "skops", "ab" * 32, 812, ("age",), 2e-6, {"skops": "0.16"}, ("A warning.",))
FACTS = RunFacts(
    (Fitted("m1", "One", "file", {}, 0.0, 0, ""), Fitted("m2", "Two", "column", {}, 0.0, 0, "")),
    60,
    30,
    0,
    100,
    {"numpy": "2"},
    (),
)


def test_the_columns_of_all_files_are_the_features_in_the_order_of_the_data() -> None:
    other = replace(MADE, features=("age", "note", "sex"))
    assert features_of(FRAME, [other, MADE]) == {"note": "categorical", "sex": "categorical", "age": "numeric"}


def test_a_kept_file_has_its_hash_its_size_and_what_opened_it() -> None:
    task, facts = with_files(Task("y", "1", {}), FACTS, FRAME, {"m1": MADE})
    one, two = facts.candidates
    assert (one.sha256, one.size, one.seconds_per_case) == ("ab" * 32, 812, 2e-6)
    assert one.file is not None
    assert (one.file.kind, one.file.features, one.file.versions) == ("skops", ("age",), {"skops": "0.16"})
    assert one.file.warnings == ("A warning.",)
    assert two == FACTS.candidates[1]
    assert (facts.origin, facts.versions) == (MODEL_FILES, {"numpy": "2", "skops": "0.16"})
    assert task.features == {"age": "numeric"}
    assert facts.identifiers == ()


def test_direct_identifiers_among_the_inputs_are_found() -> None:
    _, facts = with_files(Task("y", "1", {}), FACTS, FRAME, {"m1": replace(MADE, features=("mail",))})
    assert facts.identifiers


def test_a_model_that_decides_by_the_protected_attribute_is_said_to() -> None:
    task = Task("y", "1", {}, protected="sex")
    assert with_files(task, FACTS, FRAME, {"m1": MADE})[1].notes == ()
    (note,) = with_files(task, FACTS, FRAME, {"m1": replace(MADE, features=("sex",))})[1].notes
    assert note.startswith("One decides by sex itself")


def test_a_model_that_is_given_the_truth_is_refused() -> None:
    check_inputs("y", {"one.skops": MADE})
    with pytest.raises(BadInput, match=r"two\.onnx: the model takes 'age'"):
        check_inputs("age", {"two.onnx": MADE})
