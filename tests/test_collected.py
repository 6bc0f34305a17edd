"""What is written as a test is run as one."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def test_no_folder_with_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    files = [path.relative_to(TESTS) for path in TESTS.rglob("test_*.py")]
    folders = {part for path in files for part in path.parts[:-1]}
    assert {"build", "lifecycle", "pages"} <= folders
    patterns = pytestconfig.getini("norecursedirs")
    assert not [name for name in folders if any(fnmatch(name, pattern) for pattern in patterns)]


def test_every_file_with_tests_is_called_so_that_they_are_found(pytestconfig: pytest.Config) -> None:
    patterns = pytestconfig.getini("python_files")
    hidden = [
        path
        for path in TESTS.rglob("*.py")
        if "\ndef test_" in path.read_text("utf-8") and not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]
    assert not hidden
