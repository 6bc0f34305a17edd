"""Scores cases with a model file from outside: in a child process with limits, ended when it takes too long."""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from lifecycle.build.model_files import (
    PREDICTIONS,
    FileKind,
    ModelPredictions,
    ModelTask,
    TaskKind,
    check_scores,
    recognise,
)
from lifecycle.errors import BadInput
from lifecycle.ids import sha256

ROOT = Path(__file__).parent.parent
MOST_SECONDS = 60.0
MOST_MEMORY = 2 * 1024**3
MOST_SAID = 1024**2
WAY_OUT = f"Score fewer cases, make the model smaller, or {PREDICTIONS}"
TICK = 0.25
PATIENCE = 1.0
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_IO_THREADS")
Report = Callable[[float, str], None]
Child = subprocess.Popen[bytes]


def predict(
    content: bytes,
    name: str,
    frame: pd.DataFrame,
    task: TaskKind,
    classes: Sequence[str] = (),
    features: Sequence[str] | None = None,
    *,
    seconds: float = MOST_SECONDS,
    memory: int = MOST_MEMORY,
    report: Report = lambda share, text: None,
) -> ModelPredictions:
    """Score every row of `frame` with a skops or ONNX file; nothing of the file is opened in this process.

    `name`: what the file is called, for sentences. `frame`: may have more columns than the model needs. `task`: what
    kind of scores. `classes`: for binary (no, yes), for multiclass all classes in the order the scores are wanted in,
    for regression nothing. `features`: the model's columns in its order; needed only where the file does not name
    them (the error says so). `seconds` and `memory` (bytes): what the child process may take in all, starting included
    (about 2 seconds). `report(share, text)`: called a few times a second while it waits; what it raises
    (`CancelledError` of a job that was cancelled) ends the child at once and goes on to the caller.

    The scores are in the order of the rows, and checked (`check_scores`). Show the `warnings` that come with them.

    Raises:
        BadInput: the file is refused (see `recognise`), does not fit the data, crashes, takes too much memory or time,
            or returns what cannot be used: one plain sentence that says what to do.

    """
    with ModelSession(
        content, name, task, classes, features, cases=len(frame), seconds=seconds, memory=memory, report=report
    ) as session:
        scores = session.ask(frame)
        answer = session.known
    said = check_scores(scores, session.task, len(frame))
    if task != "regression":
        scores = np.clip(scores, 0, 1)
    return ModelPredictions(
        scores=scores,
        kind=session.kind,
        sha256=sha256(content),
        size=len(content),
        features=tuple(answer["features"]),
        seconds_per_case=float(answer["seconds_per_case"]),
        versions=dict(answer["versions"]),
        warnings=(*answer["warnings"], *said),
    )


class ModelSession:
    """A model file, open in its limited process, that can be asked for scores more than once.

    To be used in a `with` statement; for the arguments see `predict`. `cases`: at most so many rows are asked about at
    once. `seconds` is for all that is asked in the session. `way_out`: what a person can do where the model takes too
    much time or memory. `within`: the folder its own is made in, so that nothing is left where this process is killed.
    `known`: what the process said of the model.

    Raises:
        BadInput: the file is refused.

    """

    def __init__(
        self,
        content: bytes,
        name: str,
        task: TaskKind,
        classes: Sequence[str] = (),
        features: Sequence[str] | None = None,
        *,
        cases: int,
        seconds: float = MOST_SECONDS,
        memory: int = MOST_MEMORY,
        report: Report = lambda share, text: None,
        way_out: str = WAY_OUT,
        within: Path | None = None,
    ) -> None:
        self.kind: FileKind = recognise(content, name)
        self.task = ModelTask(task, tuple(classes), tuple(features) if features is not None else None)
        self.known: dict[str, Any] = {}
        self._content, self._cases, self._seconds, self._memory = content, cases, seconds, memory
        self._report, self._way_out, self._within, self._until = report, way_out, within, 0.0
        self._child: Child | None = None

    def __enter__(self) -> Self:
        self._home = tempfile.TemporaryDirectory(prefix="throughline-model-", dir=self._within)
        self._folder = Path(self._home.name)
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            _end(self._child)
        self._home.cleanup()

    def ask(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Give the model's scores of cases, still to be checked.

        Raises:
            BadInput: there are no cases, or the model does not fit them, crashes, or takes too much memory or time.

        """
        if frame.empty:
            raise BadInput("There are no cases to score. Choose data with at least one row.")
        _write(frame, self._folder / "next.arrow")
        (self._folder / "next.arrow").replace(self._folder / "cases.arrow")  # the child may still look at the last one
        (self._folder / "scores.npy").unlink(missing_ok=True)
        if self._child is None:
            (self._folder / "model").write_bytes(self._content)
            self._child, self._until = _start(self._folder), time.monotonic() + self._seconds
            heard = self._listen(self._child, json.dumps(self._order()), _Heard())
        else:
            heard = self._listen(self._child, "{}", _Heard(text=f"it was asked about {len(frame):,} cases"))
        code = _ended(self._child) if not heard.last else 0
        if "problem" in heard.last:
            raise BadInput(str(heard.last["problem"]))
        if "answer" not in heard.last:
            raise BadInput(_died(code, heard, self._memory, self._way_out))
        self.known = heard.last["answer"]
        return _read(self._folder / "scores.npy")

    def _order(self) -> dict[str, Any]:
        task = self.task
        return {
            "folder": str(self._folder),
            "kind": self.kind,
            "task": {"kind": task.kind, "classes": task.classes, "features": task.features},
            "memory": self._memory,
            "seconds": int(self._seconds) + 1,
            "largest_file": 1024**2 + 8 * self._cases * max(1, len(task.classes)),
        }

    def _listen(self, child: Child, order: str, heard: "_Heard") -> "_Heard":
        """Follow the child until it has answered or ended.

        Raises:
            BadInput: it has done neither in time, or says more than an answer needs.

        """
        assert child.stdin
        assert child.stdout
        with suppress(BrokenPipeError):
            child.stdin.write(f"{order}\n".encode())
            child.stdin.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while not heard.last:
                self._report(heard.share, heard.text)
                if time.monotonic() > self._until or heard.size > MOST_SAID:
                    raise BadInput(
                        f"The model did not finish within {self._seconds:g} seconds ({heard.text}), and was stopped. "
                        f"{self._way_out}."
                    )
                if selector.select(TICK):
                    piece = os.read(child.stdout.fileno(), 65536)
                    if not piece:
                        break
                    heard.take(piece)
        return heard


def _write(frame: pd.DataFrame, path: Path) -> None:
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)
    except (pa.ArrowException, ValueError, TypeError) as problem:
        raise BadInput(
            f"The data has a column of mixed kinds ({problem.args[-1]}). Make it all numbers or all text."
        ) from None
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _read(path: Path) -> NDArray[np.float64]:
    try:
        with path.open("rb") as file:
            scores: NDArray[np.float64] = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        raise BadInput(f"The model's answer was cut short. Try again, or {PREDICTIONS}.") from None
    return scores


@dataclass
class _Heard:
    """What the child has said so far: the last step, and its last word."""

    text: str = "the model is being opened"
    share: float = 0.0
    last: dict[str, Any] = field(default_factory=dict)
    rest: bytes = b""
    size: int = 0

    def take(self, piece: bytes) -> None:
        """Read what has arrived; a line that is not one of ours is left aside."""
        self.size += len(piece)
        *lines, self.rest = (self.rest + piece).split(b"\n")
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                if "text" in said:
                    self.share, self.text = float(said["share"]), str(said["text"])
                elif "answer" in said or "problem" in said:
                    self.last = said


def _ended(child: Child) -> int:
    """Wait a moment for a child that has fallen silent to end by itself, and end it if it does not."""
    try:
        return child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL


def _died(code: int, heard: _Heard, memory: int, way_out: str) -> str:
    if code == -signal.SIGXCPU:
        return f"The model took too much processor time ({heard.text}), and was stopped. {way_out}."
    if code in (-signal.SIGKILL, -signal.SIGABRT):
        return (
            f"The model was stopped ({heard.text}), most likely because it took more memory than a model may take "
            f"({memory / 1024**3:,.1f} GB). {way_out}."
        )
    how = f"signal {-code}" if code < 0 else f"exit {code}"
    return (
        f"The model crashed ({how}; {heard.text}). The file is damaged or does not fit the libraries here: save it "
        f"again, or {PREDICTIONS}."
    )


def _start(folder: Path) -> Child:
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "data.model_child"],
        cwd=folder,
        env=environment | dict.fromkeys(ONE_THREAD, "1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(child: Child) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()
