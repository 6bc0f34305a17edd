"""Model files: a round trip changes nothing, a changed byte or a foreign type is refused."""

import copy
import importlib
import io as io_
import zipfile
from typing import Any

import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from skops import io
from skops.io.exceptions import UnsupportedTypeException

from lifecycle.build.artefact import TRUSTED, TRUSTED_UPLOADS, dump_model, load_model, open_skops, score
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


def test_a_calibrated_candidate_makes_the_round_trip() -> None:
    model = CalibratedClassifierCV(GaussianNB(), cv=2).fit([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1])
    content = dump_model(model)
    again = load_model(content, sha256(content))
    assert again.predict_proba([[1.5]]).tolist() == model.predict_proba([[1.5]]).tolist()


def test_what_only_uploads_may_hold_is_not_read_where_the_program_itself_runs() -> None:
    content = dump_model(KNeighborsClassifier(1, algorithm="kd_tree").fit([[0.0], [1.0]], [0, 1]))
    assert open_skops(content, TRUSTED_UPLOADS).predict([[0.9]]).tolist() == [1]
    with pytest.raises(BadInput, match=r"allow-list: .*KDTree"):
        load_model(content, sha256(content))


@pytest.mark.parametrize("name", TRUSTED_UPLOADS)
def test_the_allow_list_names_types_and_tests_of_the_libraries_alone(name: str) -> None:
    assert name.startswith(("numpy.", "scipy.", "sklearn."))
    module, _, last = name.rpartition(".")
    found = getattr(importlib.import_module(module), last)
    assert isinstance(found, type) or last in ("f_classif", "f_regression")


def test_a_file_whose_arrays_are_damaged_is_refused_in_a_sentence() -> None:
    content = dump_model(GaussianNB().fit([[0.0], [1.0]], [0, 1]))
    out = io_.BytesIO()
    with zipfile.ZipFile(io_.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part) if part == "schema.json" else old.read(part)[:-1])
    with pytest.raises(BadInput, match="The file begins like a skops file but is cut short or damaged"):
        open_skops(out.getvalue(), TRUSTED)


def test_an_object_that_skops_cannot_put_together_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def complain(*given: object, **named: object) -> None:
        raise UnsupportedTypeException("Objects of type Tree are not supported yet")

    content = dump_model(GaussianNB().fit([[0.0], [1.0]], [0, 1]))
    monkeypatch.setattr(io, "loads", complain)
    with pytest.raises(BadInput, match="holds something that skops cannot read back"):
        open_skops(content, TRUSTED)
