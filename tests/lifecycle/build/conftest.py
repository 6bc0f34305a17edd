"""A training of all candidates, made once."""

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits

from lifecycle.build.training import Training, train
from tests.lifecycle import samples

SEED = 11


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """Fit in one thread: on so few rows, threads that wait for a busy processor take a hundred times as long."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def reports() -> list[tuple[float, str]]:
    """What the training reported while it ran."""
    return []


@pytest.fixture(scope="session")
def training(reports: list[tuple[float, str]]) -> Training:
    """All candidates, trained on made-up cases."""
    frame, task = samples.cases()
    return train(frame, task, SEED, lambda share, text: reports.append((share, text)))
