"""The owner's commands: what was done in a sentence, or why not, with an exit code."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data import initiatives
from data.commands import main
from data.opening import BACKUPS, DATABASE
from data.store import Store
from lifecycle.audit import Act
from tests.conftest import NOW
from tests.data.builders import ROOT, actions, held_open

STARTED = [("initiative.started", "Owner")] * 2


@pytest.fixture
def home(tmp_path: Path, act: Act, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a store that nobody has open, which the commands find by its variable."""
    place = tmp_path / "home"
    store = Store(place, lambda: NOW)
    for name in ("Mine", "Theirs"):
        initiatives.start(store, act, name)
    store.close()
    monkeypatch.setenv("THROUGHLINE_HOME", str(place))
    return place


def recorded(home: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(home / DATABASE)) as connection:
        return connection.execute("SELECT action, actor FROM audit ORDER BY sequence").fetchall()


def test_checking_says_what_the_store_holds(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    said = capsys.readouterr()
    assert said.out == (
        "The store holds: 2 changes in an unbroken chain, the last on 23 Nov 2026 at 09:00 UTC; 2 initiatives.\n"
    )
    assert said.err == ""


def test_backing_up_says_where_the_backup_lies(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 0
    (made,) = (home / BACKUPS).iterdir()
    said = capsys.readouterr().out
    assert said.startswith(f"{made} is made and verified, ")
    assert said.endswith(" MB.\n")
    assert recorded(home) == [*STARTED, ("store.backed_up", "Throughline")]


def test_restoring_says_where_the_old_store_lies(home: Path, act: Act, capsys: pytest.CaptureFixture[str]) -> None:
    main(["backup"])
    (made,) = (home / BACKUPS).iterdir()
    store = Store(home, lambda: NOW)
    initiatives.start(store, act, "Gone")
    store.close()
    capsys.readouterr()
    assert main(["restore", str(made)]) == 0
    (aside,) = home.glob("set-aside-*")
    said = f"{made.name} is restored. The store that was there lies in {aside}.\n"
    assert capsys.readouterr().out == said
    assert recorded(home) == [*STARTED, ("store.restored", "Throughline")]
    old = Store(aside, lambda: NOW)
    assert actions(old)[-1] == "initiative.started"
    old.close()


def test_restoring_what_is_not_there_says_so_and_fails(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(home / "nothing.duckdb")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"There is no backup {home / 'nothing.duckdb'}.\n"
    assert recorded(home) == STARTED


def test_checking_a_tampered_store_says_so_and_fails(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with duckdb.connect(str(home / DATABASE)) as connection:
        connection.execute("UPDATE audit SET actor = 'Somebody'")
    assert main(["check"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == ("The store does not hold: event 1 (initiative.started) is not as it was recorded.\n")


@pytest.mark.parametrize("command", [["check"], ["backup"], ["restore", "any.duckdb"]])
def test_a_store_in_use_names_its_process_and_fails(
    home: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    with held_open(home) as process:
        assert main(command) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert f"is in use by process {process} (" in said.err
    assert recorded(home) == STARTED


@pytest.mark.parametrize("arguments", [[], ["destroy"], ["restore"]])
def test_a_command_that_is_not_one_shows_those_there_are(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "python -m data.commands" in capsys.readouterr().err
    assert recorded(home) == STARTED


def test_the_commands_run_as_a_program(home: Path) -> None:
    environment = os.environ | {"THROUGHLINE_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "data.commands", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("The store holds: 2 changes")
