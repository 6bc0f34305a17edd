"""The real program killed while cases are being sent to it: every receipt still counts after the restart."""

import threading
from pathlib import Path

import httpx2
import numpy as np
import pandas as pd
import pytest

from tests.program import TOKEN, Program

OWNER = {"Authorization": f"Bearer {TOKEN}"}
ORDER = {"name": "Flow", "id": "id", "time": "at", "score": "p", "label": "y", "features": ["x"]}


def batch(number: int) -> bytes:
    """Twenty cases of their own."""
    ids = [f"{number}-{i}" for i in range(20)]
    times = pd.date_range("2026-01-01", periods=20, freq="h").astype(str)
    p = np.linspace(0.1, 0.9, 20)
    return pd.DataFrame({"id": ids, "at": times, "p": p, "x": p * 2}).to_csv(index=False).encode()


def send(url: str, number: int) -> httpx2.Response:
    """Send a batch with its number as the key."""
    headers = OWNER | {"Idempotency-Key": f"batch {number}", "Content-Type": "text/csv"}
    return httpx2.post(f"{url}/api/v1/streams/flow/batches", content=batch(number), headers=headers, timeout=30)


@pytest.mark.faults
def test_receipts_survive_kills_of_the_program(tmp_path: Path) -> None:
    home, receipts, number = tmp_path / "home", {}, 0
    for kill in range(3):
        running = Program(home)
        try:
            running.wait_until_ready()
            if kill == 0:
                answer = httpx2.post(f"{running.url}/api/v1/streams", json=ORDER, headers=OWNER, timeout=30)
                assert answer.status_code == 201, answer.text
            for known, receipt in receipts.items():
                again = send(running.url, known)
                assert again.status_code == 200
                assert again.json() == receipt | {"repeated": True}
            before = len(receipts)
            try:
                while True:
                    answer = send(running.url, number)
                    assert answer.status_code == 201, answer.text
                    receipts[number] = answer.json()
                    number += 1
                    if len(receipts) == before + 3:
                        threading.Timer(0.2 + 0.4 * kill, running.kill).start()
            except httpx2.HTTPError:
                number += 1
        finally:
            running.stop()
    assert len(receipts) > 6
