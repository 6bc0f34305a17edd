"""Reads uploaded and posted files: CSV or Parquet, in a limited child process, with plain words for what is wrong."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.deliveries import Parcel
from lifecycle.errors import BadInput
from lifecycle.ids import sha256

ROOT = Path(__file__).parent.parent
MOST_SECONDS = 180
Child = subprocess.Popen[str]


@dataclass(frozen=True)
class Table:
    """A file that was read. Its rows are called Line from 2 on in CSV, Row from 1 on in Parquet."""

    frame: pd.DataFrame
    format: str
    sha256: str

    def parcel(self, origin: str, key: str | None = None) -> Parcel:
        """Make a delivery of it; without a key, the same content is the same delivery."""
        name, first = ("Line", 2) if self.format == "csv" else ("Row", 1)
        return Parcel(self.frame, origin, key or f"sha256:{self.sha256}", self.sha256, name, first)


class Intake:
    """Reads files one after the other; the next child process is started while nobody waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Child | None = None

    def warm(self) -> None:
        """Start the child process for the next file."""
        with self._lock:
            if self._waiting is None or self._waiting.poll() is not None:
                self._waiting = _start()

    def close(self) -> None:
        """End the waiting child process."""
        with self._lock:
            if self._waiting is not None:
                _end(self._waiting)
                self._waiting = None

    def read(self, content: bytes, name: str = "", keep_text: Sequence[str] = ()) -> Table:
        """Read a file; its `name` may say what it is; columns in `keep_text` are kept as written, so 007 stays 007.

        Raises:
            BadInput: with one sentence that says what is wrong, where, and how to mend it.

        """
        with self._lock:
            child, self._waiting = self._waiting or _start(), None
        try:
            with tempfile.TemporaryDirectory(prefix="throughline-intake-") as folder:
                return _read(child, Path(folder), content, _declared(name), list(keep_text))
        finally:
            _end(child)
            threading.Thread(target=self.warm, daemon=True).start()


def _read(child: Child, folder: Path, content: bytes, declared: str, keep_text: list[str]) -> Table:
    file, out = folder / "upload", folder / "table.arrow"
    file.write_bytes(content)
    order = json.dumps({"file": str(file), "out": str(out), "text": keep_text, "declared": declared})
    try:
        said, _ = child.communicate(order + "\n", timeout=MOST_SECONDS)
    except (subprocess.TimeoutExpired, BrokenPipeError):
        said = ""
    limits = "The file took more memory or time than a file may take. Send it in parts."
    answer: dict[str, str] = json.loads(said) if said.strip() else {"problem": limits}
    if "problem" in answer:
        raise BadInput(answer["problem"])
    with pa.memory_map(str(out)) as source:
        frame = pa.ipc.open_file(source).read_all().to_pandas(date_as_object=False)
    return Table(frame, answer["format"], sha256(content))


def _declared(name: str) -> str:
    ending = name.lower().rpartition(".")[2]
    return {"csv": "csv", "txt": "csv", "parquet": "parquet", "pq": "parquet"}.get(ending, "")


def _start() -> Child:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "data.intake_child"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _end(child: Child) -> None:
    child.kill()
    child.communicate()
