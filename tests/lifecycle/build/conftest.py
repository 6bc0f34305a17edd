"""A training of all candidates, made once."""

import pytest

from lifecycle.build.training import Training, train
from tests.lifecycle import samples

SEED = 11


@pytest.fixture(scope="session")
def reports() -> list[tuple[float, str]]:
    """What the training reported while it ran."""
    return []


@pytest.fixture(scope="session")
def training(reports: list[tuple[float, str]]) -> Training:
    """The four candidates, trained on made-up cases."""
    frame, task = samples.cases()
    return train(frame, task, SEED, lambda share, text: reports.append((share, text)))
