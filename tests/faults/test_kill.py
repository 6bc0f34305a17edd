"""kill -9 at any moment of the journey: nothing acknowledged is lost, and the chain holds."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from data import audit
from data.demo import breast_cancer
from data.store import Cursor, Store
from lifecycle.build.candidates import RECIPES
from lifecycle.build.worker import work
from tests.journey import SEED
from tests.program import ROOT

KILLS = 24
FOUND = {
    "initiative": "SELECT count(*) FROM initiative WHERE id = $id",
    "canvas": "SELECT count(*) FROM canvas_edit WHERE initiative_id = $initiative AND path = $path"
    " AND revision = $revision",
    "contract": "SELECT count(*) FROM contract WHERE initiative_id = $initiative AND version = $version",
    "signature": "SELECT count(*) FROM signature WHERE initiative_id = $initiative AND version = $version"
    " AND role = $role",
    "dataset": "SELECT count(*) FROM dataset WHERE id = $id AND sha256 = $sha256 AND sha256(content) = sha256",
    "run": "SELECT count(*) FROM run WHERE id = $id"
    f" AND (SELECT count(*) FROM artefact WHERE run_id = id) = {len(RECIPES)}",
    "decision": "SELECT count(*) FROM decision WHERE initiative_id = $initiative AND number = $number",
    "statement": "SELECT count(*) > 0 FROM statement WHERE initiative_id = $initiative AND check_key = $check",
    "release": "SELECT count(*) FROM release WHERE initiative_id = $initiative AND number = $number",
    "stream": "SELECT count(*) FROM stream WHERE id = $id",
    "delivery": "SELECT count(*) FROM delivery WHERE stream_id = $stream AND number = $number AND row_count = $rows",
    "grant": "SELECT count(*) FROM access_grant WHERE id = $id",
    "revoked": "SELECT count(*) FROM grant_revoked WHERE grant_id = $id",
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One training of the example, to be kept again and again."""
    folder = tmp_path_factory.mktemp("trained")
    frame, _ = breast_cancer._rows()
    frame.to_parquet(folder / "data.parquet", index=False)
    order = {"task": vars(breast_cancer.task(frame)), "seed": SEED}
    (folder / "task.json").write_text(json.dumps(order))
    work(folder, lambda share, text: None)
    return folder


def acknowledged(nursery: subprocess.Popen[str], seconds: float) -> list[dict[str, Any]]:
    """Let a child go on for a while, kill it, and give what it had acknowledged."""
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write("go\n")
    nursery.stdin.flush()
    first = nursery.stdout.readline().split()
    assert first[0] == "started", first
    killer = threading.Timer(seconds, os.kill, (int(first[1]), signal.SIGKILL))
    killer.start()
    said = []
    for line in nursery.stdout:
        if line == "ended\n":
            break
        if line.startswith("{") and line.endswith("}\n"):
            said.append(json.loads(line))
    killer.join()
    return said


def is_there(cursor: Cursor, item: dict[str, Any]) -> bool:
    """Look an acknowledged change up in the store."""
    key = {name: value for name, value in item.items() if name != "what"}
    return int(cursor.execute(FOUND[item["what"]], key).fetchall()[0][0]) == 1


@pytest.mark.faults
def test_nothing_acknowledged_is_lost_by_kills_at_any_moment(tmp_path: Path, trained: Path) -> None:
    home, rng = tmp_path / "home", random.Random(20)
    command = [sys.executable, "-m", "tests.faults.resuming", str(home), str(trained)]
    nursery = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert nursery.stdout
    assert nursery.stdout.readline() == "ready\n"
    everything: list[dict[str, Any]] = []
    try:
        for kill in range(KILLS):
            everything += acknowledged(nursery, rng.uniform(0.02, 1.6))
            store = Store(home)
            try:
                assert store.lost is None, f"kill {kill}: {store.lost}"
                with store.read() as cursor:
                    missing = [item for item in everything if not is_there(cursor, item)]
                    assert not missing, f"kill {kill}: {missing[:3]}"
                    assert audit.check_chain(cursor) is None
                    half = "SELECT count(*) FROM run WHERE (SELECT count(*) FROM artefact WHERE run_id = id) != ?"
                    assert cursor.execute(half, [len(RECIPES)]).fetchall() == [(0,)]
            finally:
                store.close()
    finally:
        nursery.kill()
        nursery.communicate()
    steps = Counter(item["what"] for item in everything)
    assert len(everything) > 5 * KILLS, steps
    assert set(steps) == set(FOUND), f"the journey did not get everywhere: {steps}"
