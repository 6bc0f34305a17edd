"""Scoring with model files in a real child process: the scores of scikit-learn, and a sentence for hostile files."""

import io
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier
from skops import io as skops_io

from data import model_files
from data.model_files import Child, ModelSession, predict
from lifecycle.errors import BadInput
from lifecycle.ids import sha256
from tests.lifecycle.build import onnx_samples as files

RANDOM = np.random.default_rng(7)
X = pd.DataFrame({"a": RANDOM.normal(size=400), "kind": RANDOM.choice(["x", "y"], 400), "b": RANDOM.normal(size=400)})
YES = (X["a"] + RANDOM.normal(size=400) > 0).to_numpy()
PAIR = X[["a", "b"]]
LOGISTIC = LogisticRegression().fit(PAIR, YES)
CLASSES = ("no", "yes")


def refused(content: bytes, frame: pd.DataFrame = X, name: str = "m", **asked: Any) -> str:
    given: dict[str, Any] = {"task": "regression", "features": ["a"]} | asked
    with pytest.raises(BadInput) as raised:
        predict(content, name, frame, **given)
    said = str(raised.value)
    assert said.endswith(".")
    assert "Traceback" not in said
    return said


def test_a_skops_file_scores_exactly_as_in_scikit_learn() -> None:
    content = skops_io.dumps(LOGISTIC)
    before = set(tempfile.gettempdir() and os.listdir(tempfile.gettempdir()))
    heard: list[tuple[float, str]] = []
    found = predict(content, "m.skops", X, "binary", CLASSES, report=lambda share, text: heard.append((share, text)))
    assert found.scores.tolist() == LOGISTIC.predict_proba(PAIR)[:, 1].tolist()
    assert (found.kind, found.size, found.sha256) == ("skops", len(content), sha256(content))
    assert (found.features, found.warnings) == (("a", "b"), ())
    assert found.seconds_per_case > 0
    assert found.versions["scikit-learn"].startswith("1.")
    assert heard[0] == (0.0, "the model is being opened")
    left = set(os.listdir(tempfile.gettempdir())) - before
    assert not [name for name in left if name.startswith("throughline-model-")]


def test_an_onnx_file_scores_within_a_hundred_thousandth_of_scikit_learn() -> None:
    classes = np.where(X["a"] < -0.3, "low", np.where(X["b"] > 0, "mid", "top"))
    fitted = LogisticRegression().fit(PAIR.to_numpy(), classes)
    content = files.classifier(fitted, list(fitted.classes_), zipmap=True)
    found = predict(content, "m.onnx", X, "multiclass", ("top", "low", "mid"), ("a", "b"))
    assert np.abs(found.scores - fitted.predict_proba(PAIR.to_numpy())[:, [2, 0, 1]]).max() < 1e-5
    assert (found.kind, set(found.versions)) == ("onnx", {"onnxruntime"})


def test_amounts_come_in_the_order_of_the_rows_whatever_their_index_is() -> None:
    frame = X.sample(frac=1, random_state=3)
    model = LinearRegression().fit(PAIR, 3 * X["a"] - 1)
    found = predict(skops_io.dumps(model), "m.skops", frame, "regression")
    assert found.scores.tolist() == model.predict(frame[["a", "b"]]).tolist()


def test_what_is_odd_about_the_scores_is_told() -> None:
    found = predict(files.amounts([0.0]), "m.onnx", X, "regression", features=["a"])
    assert found.warnings == ("The model gives every case the same score: it does not tell cases apart.",)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_refused_without_a_process_and_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, protocol: int
) -> None:
    class Payload:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {tmp_path / 'it-ran'}",)

    monkeypatch.setattr(model_files, "_start", lambda folder: pytest.fail("a process was started"))
    said = refused(pickle.dumps(Payload(), protocol=protocol), name="model.skops")
    assert said.startswith("This is a pickle, which can run any program when it is opened, so it was not opened.")
    assert not (tmp_path / "it-ran").exists()


def test_a_skops_file_with_a_type_of_somebody_else_is_refused_by_name() -> None:
    content = skops_io.dumps({"model": LOGISTIC, "more": Path("x").joinpath})
    said = refused(content)
    assert said.startswith("The model file holds types that are not on the allow-list: ")
    assert "was not loaded" in said


def test_a_skops_bomb_is_refused_while_this_process_stays_small() -> None:
    model = LogisticRegression().fit(PAIR, YES)
    model.extra_ = np.zeros(60_000_000)
    bomb = skops_io.dumps(model, compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1024**2
    model.extra_ = None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = refused(bomb, task="binary", classes=CLASSES, memory=600 * 1024**2)
    assert said.startswith("The model took more memory than a model may take (0.6 GB). Score fewer cases")
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 100


def test_a_tree_whose_branches_lead_nowhere_crashes_nothing_but_its_own_process() -> None:
    model = DecisionTreeClassifier(max_depth=2).fit(PAIR, YES)
    state = model.tree_.__getstate__()
    state["nodes"]["left_child"][0] = state["nodes"]["right_child"][0] = 2**40
    model.tree_.__setstate__(state)
    said = refused(skops_io.dumps(model), task="binary", classes=CLASSES)
    assert said.startswith(("The model crashed (signal 11; ", "The file begins like a skops"))


def test_a_model_that_reads_files_named_in_the_data_does_not_get_to() -> None:
    texts = pd.DataFrame({"a": ["root x", "y", "root"]})
    words = ColumnTransformer([("words", CountVectorizer(), "a")])
    model = make_pipeline(words, LogisticRegression()).fit(texts, [1, 0, 1])
    words.named_transformers_["words"].set_params(input="filename")
    paths = pd.DataFrame({"a": ["/etc/passwd"] * 3})
    assert np.isfinite(model.predict_proba(paths)).all(), "it would have read them here"
    said = refused(skops_io.dumps(model), paths, task="binary", classes=CLASSES)
    assert said.startswith("The model could not be used (PermissionError: a model may not open files).")


def test_a_model_that_never_returns_is_stopped_with_all_it_started() -> None:
    start = time.monotonic()
    said = refused(files.endless(), seconds=4)
    assert said.startswith("The model did not finish within 4 seconds (0 of 400 cases are scored), and was stopped.")
    assert "upload its predictions instead" in said
    assert time.monotonic() - start < 30
    assert children() == []


def children() -> list[str]:
    """Name the model processes that this process has left running."""
    pids = {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}
    commands = [Path(f"/proc/{pid}/cmdline") for pid in pids]
    return [one for one in (path.read_text() for path in commands if path.exists()) if "model_child" in one]


class CancelledError(Exception):
    """What a job raises in `report` when somebody cancels it."""


def test_a_cancelled_model_is_ended_at_once() -> None:
    heard: list[str] = []

    def report(share: float, text: str) -> None:
        heard.append(text)
        if len(heard) > 4:
            raise CancelledError

    with pytest.raises(CancelledError):
        predict(files.endless(), "m.onnx", X, "regression", features=["a"], report=report)
    assert len(heard) == 5
    assert children() == []


def test_an_onnx_file_that_grows_too_large_is_refused() -> None:
    said = refused(files.huge(2 * 1024**3), memory=1024**3)
    assert said.startswith(("The model took more memory than a model may take (1.0 GB)", "The model was stopped"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.outside("../../etc/passwd"), "The ONNX file keeps part of the model in other files"),
        (files.twice_as_many(), "The model was given 400 cases and returned 800 × 1 answers; 400 are needed."),
        (files.amounts([1.0, 1.0]), "The ONNX file takes 2 columns, but 1 are named."),
        (files.step("Log"), "The model returned no number (NaN or infinity) in "),
    ],
    ids=["outside", "lies", "width", "nan"],
)
def test_hostile_and_broken_onnx_files_get_a_sentence(content: bytes, said: str) -> None:
    assert refused(content).startswith(said)


def test_rows_that_came_back_as_no_number_are_counted_and_the_first_is_named() -> None:
    frame = pd.DataFrame({"a": [1.0, 4.0, -1.0, 9.0, -2.0]})
    assert "in 2 of 5 rows, first in row 3." in refused(files.step("Sqrt"), frame)


@pytest.mark.parametrize("content", [skops_io.dumps(LOGISTIC), files.amounts([1.0])], ids=["skops", "onnx"])
def test_a_file_cut_short_is_refused_without_a_process(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "_start", lambda folder: pytest.fail("a process was started"))
    for share in (0.3, 0.6, 0.95):
        assert "cut short" in refused(content[: int(len(content) * share)], name="m.onnx")


def test_data_without_rows_or_with_columns_of_mixed_kinds_is_refused() -> None:
    content = files.amounts([1.0])
    assert refused(content, X.head(0)).startswith("There are no cases to score.")
    mixed = pd.DataFrame({"a": [1, "x"]}, dtype=object)
    assert refused(content, mixed).startswith("The data has a column of mixed kinds (Conversion failed for column a")


def child_that(code: str) -> Callable[[Path], Child]:
    return lambda folder: subprocess.Popen(
        [sys.executable, "-S", "-c", code],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


ANSWER = '{"answer": {"features": ["a"], "seconds_per_case": 1, "versions": {}, "warnings": []}}'


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "import os; input(); os.kill(os.getpid(), 9)",
            "The model was stopped (the model is being opened), most likely",
        ),
        (
            "import os; input(); os.kill(os.getpid(), 6)",
            "The model was stopped (the model is being opened), most likely",
        ),
        ("import os; input(); os.kill(os.getpid(), 11)", "The model crashed (signal 11; the model is being opened)."),
        (f"import os; input(); os.kill(os.getpid(), {int(signal.SIGXCPU)})", "The model took too much processor time"),
        ("raise SystemExit(3)", "The model crashed (exit 3; the model is being opened)."),
        ("import time; input(); time.sleep(60)", "The model did not finish within 1 seconds"),
        ("import os, time; input(); os.close(1); time.sleep(60)", "The model was stopped (the model is being opened)"),
        ("input()\nwhile True: print('x' * 99999)", "The model did not finish within 1 seconds"),
        ("""input(); print('noise\\n{"text": 1}\\n7'); print('{"problem": "It is so."}')""", "It is so."),
        (
            """input(); print('{"share": 0.5, "text": "half is done"}', flush=True); exit(1)""",
            "The model crashed (exit 1; half",
        ),
        (f"input(); print({ANSWER!r})", "The model's answer was cut short."),
        (f"input(); open('scores.npy', 'wb').write(b'x'); print({ANSWER!r})", "The model's answer was cut short."),
    ],
    ids=["killed", "aborted", "crashed", "time", "ended", "hung", "silent", "loud", "noise", "half", "none", "broken"],
)
def test_a_child_that_does_not_answer_gives_a_plain_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    monkeypatch.setattr(model_files, "_start", child_that(code))
    assert refused(files.amounts([1.0]), seconds=1).startswith(said)


def test_an_answer_of_another_shape_than_was_asked_is_refused_here_too(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    code = f"input(); open('scores.npy', 'wb').write({buffer.getvalue()!r}); print({ANSWER!r})"
    monkeypatch.setattr(model_files, "_start", child_that(code))
    assert refused(files.amounts([1.0]), seconds=9).startswith("The model was given 400 cases and returned 3 answers")


def test_a_child_sees_nothing_of_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_OF_THE_OWNER", "hush")
    seen: dict[str, Any] = {}
    monkeypatch.setattr(model_files.subprocess, "Popen", lambda command, **given: seen.update(given))
    model_files._start(tmp_path)
    assert "SECRET_OF_THE_OWNER" not in seen["env"]
    assert seen["env"]["HOME"] == str(tmp_path)
    assert seen["start_new_session"] is True


def test_an_open_model_is_asked_as_often_as_one_likes_and_ends_with_the_session() -> None:
    content = skops_io.dumps(LOGISTIC)
    with ModelSession(content, "m.skops", "binary", CLASSES, cases=len(X)) as session:
        for frame in (X, X.head(3), X.sample(frac=1, random_state=1)):
            assert session.ask(frame).tolist() == LOGISTIC.predict_proba(frame[["a", "b"]])[:, 1].tolist()
        assert session.known["features"] == ["a", "b"]
        assert len(children()) == 1
        with pytest.raises(BadInput, match="There are no cases to score"):
            session.ask(X.head(0))
    assert children() == []


def test_a_model_that_fails_at_a_later_question_says_so_and_leaves_nothing() -> None:
    with ModelSession(skops_io.dumps(LOGISTIC), "m", "binary", CLASSES, cases=len(X)) as session:
        session.ask(X)
        with pytest.raises(BadInput, match="The model could not be used"):
            session.ask(X.assign(a="word"))
    assert children() == []


def test_the_time_of_a_session_is_for_all_that_is_asked_and_the_way_out_is_the_askers() -> None:
    with ModelSession(
        skops_io.dumps(LOGISTIC), "m", "binary", CLASSES, cases=len(X), seconds=60, way_out="Do something else"
    ) as session:
        session.ask(X)
        session._until = 0.0
        with pytest.raises(
            BadInput, match=r"within 60 seconds \(it was asked about 400 cases\), and was stopped. Do some"
        ):
            session.ask(X)


def test_a_child_that_is_gone_is_noticed_at_the_next_question(monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.BytesIO()
    np.save(made, np.ones(400))
    write = f"open('scores.npy', 'wb').write({made.getvalue()!r})"
    code = f"input(); {write}; print({ANSWER!r}, flush=True); input(); raise SystemExit(5)"
    monkeypatch.setattr(model_files, "_start", child_that(code))
    with ModelSession(files.amounts([1.0]), "m", "regression", features=["a"], cases=len(X)) as session:
        assert session.ask(X).tolist() == [1.0] * 400
        with pytest.raises(BadInput, match=r"The model crashed \(exit 5"):
            session.ask(X)
