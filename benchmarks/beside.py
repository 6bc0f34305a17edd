"""Runs each side of a comparison in a process of its own, so that each has its own peak memory (Linux, macOS)."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
Found = dict[str, Any]
Side = Callable[[Path], Found]


def run(module: str, side: str, folder: Path) -> Found:
    """Run a side and give what it found, with "peak": the most memory it held, in MB."""
    command = [sys.executable, "-W", "ignore", "-m", module, "--side", side, str(folder)]
    environment = {"OMP_WAIT_POLICY": "PASSIVE"} | os.environ  # as the program is started
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{side} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def answer(sides: Mapping[str, Side]) -> bool:
    """Be a side, if that is what this process was started for: `--side NAME FOLDER`."""
    if sys.argv[1:2] != ["--side"]:
        return False
    found = sides[sys.argv[2]](Path(sys.argv[3]))
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    print(json.dumps(found | {"peak": peak}))
    return True


def folder() -> tempfile.TemporaryDirectory[str]:
    """Make a folder for what both sides read."""
    return tempfile.TemporaryDirectory(prefix="throughline-bench-")


class Clock:
    """Measures seconds of what is done within."""

    def __enter__(self) -> "Clock":
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self.start


def made_up(cases: int, models: int, seed: int = 1) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Make labels (20 % yes) and scores of models that differ in how good they are."""
    rng = np.random.default_rng(seed)
    label = rng.random(cases) < 0.2
    pulls = np.linspace(0.6, 1.8, models)
    logits = {f"model {i + 1}": rng.normal(size=cases) + pull * (label - 0.5) - 1.4 for i, pull in enumerate(pulls)}
    return label, {name: 1 / (1 + np.exp(-logit)) for name, logit in logits.items()}
