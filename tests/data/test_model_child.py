"""The process that scores with a model file: it answers with scores or one sentence, and gives up its rights."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.linear_model import LogisticRegression
from skops import io as skops_io

from data import model_child
from data.model_child import ROOT, failed, guard, pace, score
from lifecycle.build.model_files import ModelTask
from lifecycle.errors import BadInput
from tests.lifecycle.build import onnx_samples as files

X = pd.DataFrame({"a": np.linspace(-2, 2, 25), "b": np.arange(25.0)})
MODEL = LogisticRegression().fit(X, X["a"] > 0)
SKOPS = skops_io.dumps(MODEL)
AMOUNT = {"kind": "regression", "classes": [], "features": ["a"]}
BINARY = {"kind": "binary", "classes": ["no", "yes"], "features": None}


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have serve() do one order in this process, without giving up its rights; gives what it said and the folder."""
    monkeypatch.setattr(model_child, "forbid", lambda folder: None)

    def serve(
        content: bytes,
        task: dict[str, Any],
        kind: str = "onnx",
        frame: pd.DataFrame = X,
        again: Callable[[], bool] | None = None,
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        (tmp_path / "model").write_bytes(content)
        table = pa.Table.from_pandas(frame)
        with pa.OSFile(str(tmp_path / "cases.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        said: list[dict[str, Any]] = []
        asked = {"folder": str(tmp_path), "kind": kind, "task": task, "memory": 2 * 1024**3}
        problem = model_child.serve(asked, said.append, again or (lambda: False))
        return problem or said.pop(), said

    return serve


def test_a_skops_file_is_answered_with_scores_and_facts(order: Any, tmp_path: Path) -> None:
    said, steps = order(SKOPS, BINARY, "skops")
    answer = said["answer"]
    assert np.load(tmp_path / "scores.npy").tolist() == MODEL.predict_proba(X)[:, 1].tolist()
    assert answer["features"] == ("a", "b")
    assert answer["seconds_per_case"] > 0
    assert answer["warnings"] == ()
    assert [step["share"] for step in steps] == [0.0, 0.0, 1.0]
    assert steps[-1]["text"] == "25 of 25 cases are scored"


def test_an_onnx_file_is_answered_with_scores(order: Any, tmp_path: Path) -> None:
    said, _ = order(files.amounts([2.0]), AMOUNT)
    assert list(said) == ["answer"]
    assert np.allclose(np.load(tmp_path / "scores.npy"), 2 * X["a"], atol=1e-6)


def test_cases_are_scored_in_batches_with_progress(order: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_child, "ROWS", 10)
    _, steps = order(files.amounts([2.0]), AMOUNT)
    assert [step["share"] for step in steps[1:]] == [0.0, 0.4, 0.8, 1.0]
    assert np.allclose(np.load(tmp_path / "scores.npy"), 2 * X["a"], atol=1e-6)


def test_an_open_model_scores_what_is_there_each_time_it_is_asked_again(
    order: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, kept, asked = [], [], iter([X.head(4), X.tail(9)])
    real = model_child.open_model
    monkeypatch.setattr(model_child, "open_model", lambda *given: opened.append(1) or real(*given))

    def again() -> bool:
        kept.append(np.load(tmp_path / "scores.npy"))
        frame = next(asked, None)
        if frame is None:
            return False
        table = pa.Table.from_pandas(frame)
        with pa.OSFile(str(tmp_path / "cases.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        return True

    said, steps = order(files.amounts([2.0]), AMOUNT, again=again)
    assert list(said) == ["answer"]
    assert len(opened) == 1
    for scores, frame in zip(kept, (X, X.head(4), X.tail(9)), strict=True):
        assert np.allclose(scores, 2 * frame["a"], atol=1e-6)
    assert [list(step) for step in steps].count(["answer"]) == 2  # and the last


def test_a_model_that_fails_at_a_later_question_is_answered_with_its_words(order: Any, tmp_path: Path) -> None:
    def again() -> bool:
        table = pa.Table.from_pandas(X.assign(a="word"))
        with pa.OSFile(str(tmp_path / "cases.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        return True

    said, _ = order(SKOPS, BINARY, "skops", again=again)
    assert said["problem"].startswith("The model could not be used (ValueError: could not convert string to float")


@pytest.mark.parametrize("cases", [1, 4, 25, 40])
def test_a_file_that_takes_so_many_cases_at_once_gets_so_many(order: Any, tmp_path: Path, cases: int) -> None:
    said, _ = order(files.amounts([2.0], cases=cases), AMOUNT)
    assert list(said) == ["answer"]
    assert np.allclose(np.load(tmp_path / "scores.npy"), 2 * X["a"], atol=1e-6)


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (files.twice_as_many(), "onnx", "The model was given 25 cases and returned 50 × 1 answers; 25 are needed."),
        (files.outside("../../etc/passwd"), "onnx", "The ONNX file keeps part of the model in other files"),
        (b"not a model", "skops", "This is not a skops model file (BadZipFile). It was not loaded."),
        (b"not a model", "onnx", "The ONNX file is damaged."),
        (files.step("NoSuchOperator"), "onnx", "The model could not be opened ("),
        (files.step("Reshape"), "onnx", "The model could not be opened ("),
    ],
)
def test_what_goes_wrong_is_answered_with_one_sentence(
    order: Any, tmp_path: Path, content: bytes, kind: str, said: str
) -> None:
    found, _ = order(content, AMOUNT, kind)
    assert found["problem"].startswith(said)
    assert not (tmp_path / "scores.npy").exists()


def test_a_model_that_fails_at_work_is_answered_with_its_words(order: Any) -> None:
    said, _ = order(SKOPS, BINARY, "skops", X.assign(a="word"))
    assert said["problem"].startswith(
        "The model could not be used (ValueError: could not convert string to float: 'word'"
    )
    assert said["problem"].endswith("upload its predictions instead.")


def test_a_model_that_takes_too_much_memory_is_answered_with_what_to_do(
    order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpack(*given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(model_child, "open_model", unpack)
    said, _ = order(SKOPS, BINARY, "skops")
    assert said["problem"].startswith("The model took more memory than a model may take (2.0 GB). Score fewer cases")


@pytest.mark.parametrize("words", ["std::bad_alloc", "Failed to allocate memory for requested buffer of size 9"])
def test_the_words_libraries_have_for_no_memory_are_known(words: str) -> None:
    assert failed(RuntimeError(words), "used", 1024**3).startswith("The model took more memory")


def test_a_long_complaint_of_a_library_is_cut() -> None:
    said = failed(ValueError("line one\nline two " + "x" * 1000), "opened", 1)
    assert said.startswith("The model could not be opened (ValueError: line one line two xxx")
    assert len(said) < 500


class Slow:
    """A model that takes its time, by a clock of its own."""

    batch = None

    def __init__(self, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.seconds, self.calls = 0.0, seconds, 0
        monkeypatch.setattr(model_child.time, "perf_counter", lambda: self.now)

    def score(self, frame: pd.DataFrame) -> Any:
        self.calls += 1
        self.now += self.seconds / self.calls
        return np.zeros(len(frame))


@pytest.mark.parametrize(("seconds", "wanted", "calls"), [(0.5, 0.25, 2), (3.0, 3.0, 1)])
def test_a_quick_model_is_timed_when_it_is_warm_and_a_slow_one_at_once(
    monkeypatch: pytest.MonkeyPatch, seconds: float, wanted: float, calls: int
) -> None:
    model = Slow(seconds, monkeypatch)
    assert pace(model, X, ModelTask("regression")) == pytest.approx(wanted / len(X))
    assert model.calls == calls


def test_what_a_model_returns_is_checked_batch_by_batch() -> None:
    class Short:
        batch = None

        def score(self, frame: pd.DataFrame) -> Any:
            return np.zeros(len(frame) - 1)

    with pytest.raises(BadInput, match="returned 24 answers"):
        score(Short(), X, ModelTask("regression"), lambda line: None)


@pytest.mark.parametrize(
    ("event", "args"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.__new__", (None, 2, 1, 0)),
        ("subprocess.Popen", ("sh", [], None, None)),
        ("os.system", (b"true",)),
        ("os.fork", ()),
        ("os.exec", ("sh", [], None)),
        ("open", ("/etc/passwd", "r", 0)),
        ("open", (b"/etc/passwd", "r", 0)),
        ("open", (str(ROOT / "var" / "throughline.duckdb"), "r", 0)),
        ("open", (str(ROOT / "lifecycle" / ".." / "pyproject.toml"), "r", 0)),
        ("open", (f"{ROOT}/datasets", "r", 0)),
    ],
)
def test_what_a_model_has_no_need_of_is_refused(tmp_path: Path, event: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(PermissionError, match="a model may not"):
        guard(tmp_path)(event, args)


def test_a_link_out_of_the_folder_is_followed_before_it_is_judged(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(PermissionError):
        guard(tmp_path)("open", (str(tmp_path / "link"), "r", 0))


@pytest.mark.parametrize("path", [np.__file__, os.__file__, "/dev/null", str(ROOT / "lifecycle" / "errors.py")])
def test_libraries_and_the_folder_are_free_to_read(tmp_path: Path, path: str) -> None:
    hook = guard(tmp_path)
    assert hook("open", (path, "r", 0)) is None
    assert hook("open", (str(tmp_path / "scores.npy"), "w", 0)) is None
    assert hook("open", (3, "r", 0)) is None
    assert hook("import", ("numpy", None, None, None, None)) is None


def test_in_a_process_of_its_own_nothing_is_left_but_to_score(tmp_path: Path) -> None:
    """Try, in a child that gave up its rights, what a hostile model would try."""
    code = f"""
import os, resource, socket, subprocess, sys, pathlib
from data import model_child
model_child.leave_network()
model_child.limit(1024**3, 5, 1000)
model_child.forbid(pathlib.Path({str(tmp_path)!r}))
tries = {{
    "system": lambda: os.system("true"), "run": lambda: subprocess.run(["true"]), "fork": os.fork,
    "socket": lambda: socket.create_connection(("127.0.0.1", 9)), "read": lambda: open("/etc/passwd").read(),
    "memory": lambda: bytearray(2 * 1024**3), "exec": lambda: os.execv("/bin/true", ["true"]),
    "big file": lambda: open({str(tmp_path / "big")!r}, "wb", 0).write(b"x" * 2000),
}}
for name, attempt in tries.items():
    try:
        print(name, attempt())
    except Exception as problem:
        print(name, type(problem).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    refused = ("system", "run", "fork", "socket", "read")
    said = dict(line.split(" ", 1) for line in done.stdout.replace("big file", "big-file").splitlines())
    assert {said[name] for name in refused} == {"PermissionError"}
    assert said["memory"] == "MemoryError"
    assert said["exec"] == "PermissionError"
    assert said["big-file"] in ("1000", "OSError")
    assert (tmp_path / "big").stat().st_size <= 1000


def test_main_serves_one_order_and_keeps_the_answer_apart_from_what_else_is_printed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    voice, limits, asked = io.StringIO(), [], {"memory": 5, "seconds": 7, "largest_file": 11}
    monkeypatch.setattr(model_child, "_voice", lambda: voice)
    monkeypatch.setattr(model_child, "leave_network", lambda: limits.append("network"))
    monkeypatch.setattr(model_child.resource, "setrlimit", lambda what, most: limits.append((what, most)))
    monkeypatch.setattr(model_child, "serve", lambda order, say, again: {"problem": f"asked {order == asked}"})
    monkeypatch.setattr(model_child.sys, "stdin", io.StringIO(json.dumps(asked) + "\n"))
    model_child.main()
    assert json.loads(voice.getvalue()) == {"problem": "asked True"}
    resource = model_child.resource
    assert limits == [
        "network",
        (resource.RLIMIT_DATA, (5, 5)),
        (resource.RLIMIT_AS, (5 + model_child.LIBRARIES,) * 2),
        (resource.RLIMIT_CPU, (12, 17)),
        (resource.RLIMIT_FSIZE, (11, 11)),
        (resource.RLIMIT_CORE, (0, 0)),
    ]


def test_limits_that_stand_already_are_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(model_child.resource, "getrlimit", lambda what: (3, 3))
    monkeypatch.setattr(model_child.resource, "setrlimit", limits.__setitem__)
    model_child.limit(5, 7, 11)
    assert set(limits.values()) == {(3, 3), (0, 0)}


def test_too_much_processor_time_is_told_apart_from_too_much_memory() -> None:
    code = "from data import model_child; model_child.GRACE = 1; model_child.limit(2**31, 0, 9)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == -signal.SIGXCPU
