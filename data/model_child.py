"""Scores cases with one model file in a process with limits, because a model from outside may do anything but answer.

`python -m data.model_child` waits for a line of JSON on standard input, {"folder", "kind", "task", "memory", "seconds",
"largest_file"}. It reads model and cases.arrow from the folder, prints a line of JSON {"share", "text"} for each step,
writes scores.npy, and says {"answer"} or {"problem"} in a line. Then it waits for another line, scores what stands in
cases.arrow by then, and so on until there is none. What the model itself prints goes nowhere.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from lifecycle.build.model_files import PREDICTIONS, ModelTask, as_scores
from lifecycle.errors import BadInput

ROOT = Path(__file__).parent.parent
ROWS = 10_000
TIMED_ROWS = 1000
LIBRARIES = 4 * 1024**3
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
DIE_WITH_PARENT = 1
GRACE = 5
READABLE = ("/dev/null", "/dev/urandom", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/sys", "/usr/share/zoneinfo")
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.kill",
    "pty.",
)
TOO_MUCH_MEMORY = (
    "The model took more memory than a model may take ({:,.1f} GB). Score fewer cases, make the model smaller, or "
    f"{PREDICTIONS}."
)
NO_MEMORY = ("bad_alloc", "bad allocation", "failed to allocate memory", "cannot allocate memory")
Say = Callable[[dict[str, Any]], None]


def limit(memory: int, seconds: int, largest_file: int) -> None:
    """Set limits on memory, processor time, files and new processes, for good."""
    for what, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_AS, memory + LIBRARIES),
        (resource.RLIMIT_CPU, seconds + GRACE),
        (resource.RLIMIT_FSIZE, largest_file),
        (resource.RLIMIT_CORE, 0),
    ):
        _, highest = resource.getrlimit(what)
        most = most if highest == resource.RLIM_INFINITY else min(most, highest)
        # Past the hard limit on processor time the system kills without saying why; past the soft one it says so.
        hard = most + GRACE if what == resource.RLIMIT_CPU and highest == resource.RLIM_INFINITY else most
        resource.setrlimit(what, (most, hard))


def leave_network() -> None:
    """Give up the network where the system lets anyone do so, and end when who started this ends."""
    libc = ctypes.CDLL(None)
    with suppress(AttributeError):  # systems other than Linux have neither
        libc.unshare(NEW_USER | NEW_NETWORK)
        libc.prctl(DIE_WITH_PARENT, signal.SIGKILL)


def forbid(folder: Path) -> None:
    """From here on Python starts nothing, opens no connection, and reads only its libraries and the folder."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sys.addaudithook(guard(folder))


def guard(folder: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """Make the hook that refuses what a model has no need of."""
    mine = (str(folder), sys.prefix, sys.base_prefix, str(ROOT / "lifecycle"), str(ROOT / "data"), *READABLE)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError(f"a model may not use {event}")
        if event == "open" and isinstance(args[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(args[0]))
            if not any(path == one or path.startswith(f"{one}/") for one in mine):
                raise PermissionError("a model may not open files")

    return hook


def open_model(kind: str, content: bytes, task: ModelTask, columns: list[str]) -> Any:
    """Open a model file of a recognised kind."""
    if kind == "skops":
        from lifecycle.build.skops_model import SkopsModel

        return SkopsModel(content, task, columns)
    from lifecycle.build.onnx_model import OnnxModel

    return OnnxModel(content, task, columns)


def import_libraries(kind: str) -> None:
    """Import what a kind of file needs while files may still be opened freely."""
    if kind == "skops":
        import skops.io

        assert skops.io
    else:
        import onnxruntime

        assert onnxruntime


def pace(model: Any, frame: pd.DataFrame, task: ModelTask) -> float:
    """Score some cases to see how many seconds one takes; a quick model once more when it is warm."""
    first = frame.head(model.batch or TIMED_ROWS)
    start = time.perf_counter()
    _one_batch(model, first, task)
    if (seconds := time.perf_counter() - start) < 1:
        start = time.perf_counter()
        _one_batch(model, first, task)
        seconds = time.perf_counter() - start
    return seconds / len(first)


def score(model: Any, frame: pd.DataFrame, task: ModelTask, say: Say) -> NDArray[np.float64]:
    """Score all cases in batches.

    Raises:
        BadInput: what comes back does not have the shape or the type it must have.

    """
    size = model.batch or ROWS
    parts = []
    for begin in range(0, len(frame), size):
        parts.append(_one_batch(model, frame.iloc[begin : begin + size], task))
        say(_so_far(min(begin + size, len(frame)), frame))
    return np.concatenate(parts)


def _so_far(done: int, frame: pd.DataFrame) -> dict[str, Any]:
    return {"share": done / len(frame), "text": f"{done:,} of {len(frame):,} cases are scored"}


def _one_batch(model: Any, batch: pd.DataFrame, task: ModelTask) -> NDArray[np.float64]:
    cases = len(batch)
    if model.batch and cases < model.batch:
        batch = pd.concat([batch, *[batch.tail(1)] * (model.batch - cases)])
    return as_scores(model.score(batch), len(batch), task)[:cases]


def serve(order: dict[str, Any], say: Say, again: Callable[[], bool] = lambda: False) -> dict[str, Any]:
    """Do one order: says {"answer"} with what is known of the model, or gives {"problem"}, one plain sentence.

    While `again` waits and answers yes, cases are read anew and scored by the model as it is open; each answer is said.
    """
    folder, asked = Path(order["folder"]), order["task"]
    features = tuple(asked["features"]) if asked["features"] is not None else None
    task = ModelTask(asked["kind"], tuple(asked["classes"]), features)
    doing = "opened"
    try:
        content, frame = (folder / "model").read_bytes(), _cases(folder)
        import_libraries(order["kind"])
        forbid(folder)
        say({"share": 0.0, "text": "the model is being opened"})
        model = open_model(order["kind"], content, task, list(frame.columns))
        doing = "used"
        say(_so_far(0, frame))
        facts = {"features": model.features, "versions": model.versions, "seconds_per_case": pace(model, frame, task)}
        _score_into(folder, model, frame, task, say)
        answer = {"answer": facts | {"warnings": model.warnings}}
        say(answer)
        while again():
            _score_into(folder, model, _cases(folder), task, say)
            say(answer)
    except BadInput as problem:
        return {"problem": str(problem)}
    except MemoryError:
        return {"problem": TOO_MUCH_MEMORY.format(order["memory"] / 1024**3)}
    except Exception as problem:  # noqa: BLE001 - a model may fail in any way, and the person reads why
        return {"problem": failed(problem, doing, order["memory"])}
    return {}


def _cases(folder: Path) -> pd.DataFrame:
    with pa.memory_map(str(folder / "cases.arrow")) as source:
        frame: pd.DataFrame = pa.ipc.open_file(source).read_all().to_pandas(use_threads=False)
    return frame


def _score_into(folder: Path, model: Any, frame: pd.DataFrame, task: ModelTask, say: Say) -> None:
    scores = score(model, frame, task, say)
    with (folder / "scores.npy").open("wb") as file:
        np.save(file, scores, allow_pickle=False)


def failed(problem: Exception, doing: str, memory: int) -> str:
    """Say in a sentence that a model failed, with the library's own words."""
    words = " ".join(str(problem).split())
    if any(sign in words.casefold() for sign in NO_MEMORY):
        return TOO_MUCH_MEMORY.format(memory / 1024**3)
    said = f"{type(problem).__name__}: {words[:240]}".rstrip(".: ")
    return (
        f"The model could not be {doing} ({said}). Check that the data has the columns and kinds of values it was "
        f"trained on, save it again, or {PREDICTIONS}."
    )


def _voice() -> TextIO:
    """Keep standard output for the answer alone: what else is printed goes where errors go."""
    voice = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return voice


def main() -> None:
    """Serve one order, and what is asked after it."""
    order = json.loads(sys.stdin.readline())
    voice = _voice()

    def say(line: dict[str, Any]) -> None:
        print(json.dumps(line), file=voice, flush=True)

    leave_network()
    limit(order["memory"], order["seconds"], order["largest_file"])
    if problem := serve(order, say, lambda: bool(sys.stdin.readline())):
        say(problem)


if __name__ == "__main__":
    main()
