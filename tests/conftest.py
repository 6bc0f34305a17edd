"""What tests share: a store in a folder of its own, people, and initiatives that have come some way already."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import initiatives, runtime
from data.opening import DATABASE
from data.runtime import Runtime
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.initiative import Initiative
from tests import journey

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OWNER = Principal("owner", "Owner", Capability.OWNER)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: packed ones hold the second they were made in, and no two workers would agree."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture
def act() -> Act:
    """The owner, acting now."""
    return Act(OWNER, NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    made = Store(tmp_path / "home", lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def initiative(store: Store, act: Act) -> Initiative:
    """An initiative without a canvas."""
    return initiatives.start(store, act, "Breast-cancer triage")


@dataclass(frozen=True)
class Place:
    """A store with an initiative that has come some way."""

    store: Store
    initiative: Initiative


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Stores after each stage of the journey, made once: signed, trained, decided, released, monitored."""
    return journey.make_stages(tmp_path_factory.mktemp("stages"), Act(OWNER, NOW))


@pytest.fixture
def at(stages: dict[str, Path], tmp_path: Path) -> Iterator[Callable[[str], Place]]:
    """Open a copy of the store after a stage."""
    opened: list[Store] = []

    def open_copy(stage: str) -> Place:
        home = tmp_path / f"home-{stage}"
        home.mkdir()
        shutil.copy(stages[stage] / DATABASE, home / DATABASE)
        store = Store(home, lambda: NOW)
        opened.append(store)
        return Place(store, initiatives.listing(store, OWNER)[0])

    yield open_copy
    for store in opened:
        store.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Runtime]:
    """A running program on an empty store, as pages and routes find it."""
    yield from _run(tmp_path / "home")


@pytest.fixture
def running_at(stages: dict[str, Path], tmp_path: Path) -> Iterator[Callable[[str], Runtime]]:
    """Run the program on a copy of the store after a stage."""
    runs: list[Iterator[Runtime]] = []

    def run_copy(stage: str) -> Runtime:
        home = tmp_path / f"running-{stage}"
        home.mkdir()
        shutil.copy(stages[stage] / DATABASE, home / DATABASE)
        runs.append(_run(home))
        return next(runs[-1])

    yield run_copy
    for run in runs:
        for _ in run:
            pass


def _run(home: Path) -> Iterator[Runtime]:
    made = runtime.open_runtime(home, lambda: NOW)
    runtime.use(made)
    yield made
    runtime.use(None)
    made.jobs.wait()
    made.close()
