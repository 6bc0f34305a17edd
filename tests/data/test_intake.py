"""Reading files in a limited process of its own: what comes back, what is refused, and that nothing stays behind."""

import io
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import intake
from data.intake import Child, Intake
from lifecycle.errors import BadInput
from lifecycle.ids import sha256

FRAME = pd.DataFrame({"case_id": ["007", "8"], "score": [0.25, None], "n": [1, 2]})
LIMITS = "The file took more memory or time than a file may take. Send it in parts."


@pytest.fixture(scope="module")
def reader() -> Iterator[Intake]:
    made = Intake()
    yield made
    made.close()


def settled(reader: Intake) -> None:
    """Wait until the reader has started the child for the next file."""
    for _ in range(2000):
        if reader._waiting is not None:
            return
        threading.Event().wait(0.005)
    raise AssertionError("no child was started")


def test_csv_is_read_in_a_process_of_its_own(reader: Intake) -> None:
    content = b"case_id,score,n\n007,0.25,1\n8,,2\n"
    found = reader.read(content, "monday.csv", ["case_id"])
    pd.testing.assert_frame_equal(found.frame, FRAME)
    assert (found.format, found.sha256) == ("csv", sha256(content))


def test_parquet_is_read_in_a_process_of_its_own(reader: Intake) -> None:
    buffer = io.BytesIO()
    FRAME.to_parquet(buffer, index=False)
    found = reader.read(buffer.getvalue(), "monday.parquet")
    pd.testing.assert_frame_equal(found.frame, FRAME)
    assert (found.format, found.sha256) == ("parquet", sha256(buffer.getvalue()))


def test_without_keeping_text_ids_are_numbers(reader: Intake) -> None:
    assert list(reader.read(b"case_id\n007\n").frame["case_id"]) == [7]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "x.csv", "The file is empty."),
        (b"a,b\n1,2\n3\n", "x.csv", "Line 3 has 1 value but the header has 2."),
        (b"a,b\n1,2\n", "x.PARQUET", "The file is called Parquet but is not Parquet."),
        (b"PAR1 and nothing", "x.txt", "The file is called CSV but is not text."),
        (b"PAR1 and nothing", "x", "The file begins like Parquet but is damaged."),
    ],
)
def test_what_is_wrong_is_said_by_the_child(reader: Intake, content: bytes, name: str, said: str) -> None:
    with pytest.raises(BadInput) as raised:
        reader.read(content, name)
    assert str(raised.value).startswith(said)


def test_a_parcel_counts_lines_in_csv_and_rows_in_parquet(reader: Intake) -> None:
    sent = intake.Table(FRAME, "csv", "mark").parcel("monday.csv")
    assert (sent.row_name, sent.first_row, sent.key, sent.sha256) == ("Line", 2, "sha256:mark", "mark")
    other = intake.Table(FRAME, "parquet", "mark").parcel("monday.parquet", "my key")
    assert (other.row_name, other.first_row, other.key, other.origin) == ("Row", 1, "my key", "monday.parquet")


def test_many_files_at_once_do_not_get_mixed_up(reader: Intake) -> None:
    def read(number: int) -> int:
        return int(reader.read(f"n\n{number}\n".encode()).frame["n"][0])

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(read, range(6))) == list(range(6))


def repeated_text(rows: int) -> bytes:
    """Write one long text again and again: a few hundred kB that unpack to many GB."""
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype="int32")), pa.array(["x" * 4096]))
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": column}), buffer, store_schema=False, compression="zstd")
    return buffer.getvalue()


def test_a_parquet_bomb_is_refused_while_this_process_stays_small(reader: Intake) -> None:
    bomb = repeated_text(2_000_000)
    assert len(bomb) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadInput):
        reader.read(bomb, "x.parquet")
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 200


def child_that(code: str) -> Callable[[], Child]:
    return lambda: subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.parametrize(
    "code",
    ["import os; input(); os.kill(os.getpid(), 9)", "raise SystemExit(1)", "import time; input(); time.sleep(60)"],
    ids=["killed", "ended", "hung"],
)
def test_a_child_that_does_not_answer_gives_a_plain_sentence(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(intake, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(intake, "_start", child_that(code))
    reader = Intake()
    with pytest.raises(BadInput) as raised:
        reader.read(b"a,b\n1,2\n", "x.csv")
    assert str(raised.value) == LIMITS
    settled(reader)
    reader.close()


def test_a_waiting_child_that_was_killed_is_replaced_before_the_next_file() -> None:
    reader = Intake()
    reader.warm()
    first = reader._waiting
    assert first is not None
    first.kill()
    first.communicate()
    reader.warm()
    assert reader._waiting is not first
    assert list(reader.read(b"n\n1\n").frame["n"]) == [1]
    settled(reader)
    reader.close()


def test_a_child_is_kept_waiting_and_used_for_one_file_alone() -> None:
    reader = Intake()
    reader.warm()
    first = reader._waiting
    assert first is not None
    reader.warm()
    assert reader._waiting is first
    reader.read(b"n\n1\n")
    assert first.returncode is not None
    settled(reader)
    second = reader._waiting
    assert second is not first
    reader.close()
    assert second is not None
    assert second.returncode is not None
    assert reader._waiting is None
    reader.close()


@pytest.mark.parametrize("content", [b"n\n1\n", b""], ids=["read", "refused"])
def test_nothing_of_a_file_stays_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Intake, content: bytes
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if content:
        frame = reader.read(content).frame
        assert list(frame["n"] + 1) == [2]
    else:
        with pytest.raises(BadInput):
            reader.read(content)
    assert os.listdir(tmp_path) == []


def test_no_child_outlives_its_reader() -> None:
    reader = Intake()
    for _ in range(2):
        reader.read(b"n\n1\n")
    settled(reader)
    reader.close()
    tasks = Path("/proc/self/task").iterdir()
    children = {pid for task in tasks for pid in (task / "children").read_text().split()}
    commands = [Path(f"/proc/{pid}/cmdline") for pid in children]
    living = [command.read_text() for command in commands if command.exists()]
    mine = [command for command in living if "intake_child" in command]
    assert len(mine) <= 1
