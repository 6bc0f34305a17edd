"""Model files: a round trip changes nothing, a changed byte or a foreign type is refused."""

import copy
from typing import Any

import pytest
from skops import io

from lifecycle.build.artefact import dump_model, load_model, score
from lifecycle.build.training import Training
from lifecycle.errors import BadInput
from lifecycle.ids import sha256
from tests.lifecycle import samples

FRAME, TASK = samples.cases()
X = FRAME[list(TASK.features)]


class Foreign:
    """A type nobody put on the list; it notes when it is made from a file."""

    made: list[str] = []  # noqa: RUF012

    def __setstate__(self, state: object) -> None:
        self.made.append("from a file")


def in_one_thread(pipeline: Any) -> Any:
    """Copy a pipeline so that a forest adds up its trees in one order: threads change the last bit of a sum."""
    copied = copy.deepcopy(pipeline)
    return copied.set_params(model__n_jobs=1) if "model__n_jobs" in copied.get_params() else copied


@pytest.mark.parametrize("key", ["rule", "logistic", "forest", "boosting"])
def test_a_round_trip_gives_identical_probabilities(training: Training, key: str) -> None:
    model = next(candidate.model for candidate in training.candidates if candidate.key == key)
    content = dump_model(model)
    again = load_model(content, sha256(content))
    assert score(in_one_thread(again), X).tolist() == score(in_one_thread(model), X).tolist()


@pytest.mark.parametrize("place", [0, 1000, -1])
def test_a_changed_byte_is_refused(training: Training, place: int) -> None:
    content = bytearray(dump_model(training.candidates[0].model))
    recorded = sha256(bytes(content))
    content[place] ^= 1
    with pytest.raises(BadInput, match="SHA-256 differs"):
        load_model(bytes(content), recorded)


def test_a_hash_of_another_file_is_refused(training: Training) -> None:
    with pytest.raises(BadInput, match="It was not loaded"):
        load_model(dump_model(training.candidates[0].model), "0" * 64)


def test_a_foreign_type_is_refused_by_name_and_never_made() -> None:
    held = Foreign()
    held.state = 1  # type: ignore[attr-defined]
    content = io.dumps(held)
    with pytest.raises(BadInput, match=r"not on the allow-list: .*Foreign"):
        load_model(content, sha256(content))
    assert Foreign.made == []


def test_a_foreign_type_inside_a_trusted_model_is_refused(training: Training) -> None:
    content = io.dumps([training.candidates[0].model, Foreign()])
    with pytest.raises(BadInput, match="Foreign"):
        load_model(content, sha256(content))


def test_a_function_of_somebody_else_is_refused() -> None:
    content = io.dumps({"run": pytest.approx})
    with pytest.raises(BadInput, match="allow-list"):
        load_model(content, sha256(content))


def test_scores_are_the_probability_of_yes(training: Training) -> None:
    logistic = training.candidates[1].model
    found = score(logistic, X)
    assert found.shape == (len(X),)
    assert logistic.classes_.tolist() == [False, True]
    assert ((found >= 0.5) == logistic.predict(X)).all()
