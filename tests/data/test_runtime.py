"""The running program: where its home is, and who its owner is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import initiatives, runtime
from data.runtime import TOKEN_FILE, Runtime
from lifecycle.audit import Act
from lifecycle.errors import StoreProblem
from tests.conftest import NOW, OWNER
from tests.data.builders import held_open


@pytest.fixture(autouse=True)
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("THROUGHLINE_HOME", "THROUGHLINE_OWNER_TOKEN", "THROUGHLINE_LOCAL_OWNER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Runtime]:
    made = runtime.open_runtime(tmp_path / "home", lambda: NOW)
    yield made
    made.close()


def token_of(home: Path) -> str:
    """Open and close the program, and give its owner's token."""
    made = runtime.open_runtime(home, lambda: NOW)
    made.close()
    return made.owner_token


def test_the_home_is_var_beside_the_program_unless_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runtime.home() == Path(runtime.__file__).parents[1] / "var"
    monkeypatch.setenv("THROUGHLINE_HOME", "")
    assert runtime.home() == Path(runtime.__file__).parents[1] / "var"
    monkeypatch.setenv("THROUGHLINE_HOME", str(tmp_path / "a" / ".." / "b"))
    assert runtime.home() == tmp_path / "b"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("THROUGHLINE_HOME", "~/store")
    assert runtime.home() == tmp_path / "store"


def test_the_owners_token_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = token_of(tmp_path)
    assert len(first) >= 43
    assert (tmp_path / TOKEN_FILE).read_text() == f"{first}\n"
    assert (tmp_path / TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    assert token_of(tmp_path) == first
    assert token_of(tmp_path / "another") != first


def test_an_empty_token_file_is_filled_anew(tmp_path: Path) -> None:
    (tmp_path / TOKEN_FILE).write_text("\n")
    made = token_of(tmp_path)
    assert len(made) >= 43
    assert (tmp_path / TOKEN_FILE).read_text() == f"{made}\n"


def test_a_token_that_was_given_is_used_and_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHLINE_OWNER_TOKEN", "  given \n")
    assert token_of(tmp_path) == "given"
    assert not (tmp_path / TOKEN_FILE).exists()


@pytest.mark.parametrize(("said", "trusted"), [(None, True), ("on", True), ("OFF", False), ("no", False), ("0", False)])
def test_the_owner_of_this_computer_is_trusted_unless_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None, trusted: bool
) -> None:
    if said is not None:
        monkeypatch.setenv("THROUGHLINE_LOCAL_OWNER", said)
    made = runtime.open_runtime(tmp_path, lambda: NOW)
    made.close()
    assert made.trust_local is trusted


def test_every_program_has_a_mark_of_its_own(tmp_path: Path) -> None:
    marks = set()
    for _ in range(2):
        made = runtime.open_runtime(tmp_path, lambda: NOW)
        marks.add(made.local_mark)
        made.close()
    assert len(marks) == 2
    assert {len(mark) for mark in marks} == {32}


def test_a_program_has_a_store_that_works(opened: Runtime, act: Act) -> None:
    made = initiatives.start(opened.store, act, "Mine")
    assert initiatives.listing(opened.store, OWNER) == [made]
    assert opened.clock() == NOW


def test_a_home_in_use_cannot_be_opened_and_gets_no_token(tmp_path: Path) -> None:
    with held_open(tmp_path / "home"), pytest.raises(StoreProblem, match="is in use by process"):
        runtime.open_runtime(tmp_path / "home")
    assert not (tmp_path / "home" / TOKEN_FILE).exists()


def test_what_runs_is_the_one_in_use(opened: Runtime) -> None:
    runtime.use(opened)
    assert runtime.running() is opened
    runtime.use(None)
    with pytest.raises(StoreProblem, match=r"Throughline is not running\. Start it with: make run"):
        runtime.running()


def test_closing_stops_jobs_ends_the_reader_and_lets_go_of_the_store(tmp_path: Path) -> None:
    made = runtime.open_runtime(tmp_path, lambda: NOW)
    made.intake.warm()
    child = made.intake._waiting
    assert child is not None
    made.close()
    assert child.returncode is not None
    with pytest.raises(RuntimeError, match="shutdown"):
        made.jobs.start("training", "i1", "Training", lambda job: None)
    again = runtime.open_runtime(tmp_path, lambda: NOW)
    again.close()
