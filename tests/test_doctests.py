"""The examples in the docstrings of the domain say what the code does."""

import doctest
import importlib
import pkgutil
from functools import cache

import pytest

import lifecycle

MODULES = [info.name for info in pkgutil.walk_packages(lifecycle.__path__, "lifecycle.")]
LEAST_EXAMPLES = 8


@cache
def run_examples(name: str) -> doctest.TestResults:
    return doctest.testmod(importlib.import_module(name))


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_show(name: str) -> None:
    assert run_examples(name).failed == 0


def test_enough_examples_are_run() -> None:
    assert sum(run_examples(name).attempted for name in MODULES) >= LEAST_EXAMPLES
