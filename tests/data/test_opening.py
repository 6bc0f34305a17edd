"""Opening: every way a store can be found says what is wrong, and nothing that was there is lost."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data import audit, initiatives, opening
from data.opening import BACKUPS, DATABASE, RESTORING
from data.store import Store
from data.watermark import FILE as WATERMARK
from lifecycle.audit import Act
from lifecycle.errors import StoreProblem
from tests.conftest import NOW, OWNER
from tests.data.builders import actions, chain_problem, held_open, killed_after, note, trail

LOG = f"{DATABASE}.wal"
WRITES = 20
Damage = Callable[[bytes], bytes]


def flipped(content: bytes, place: float) -> bytes:
    at = int(len(content) * place)
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


DAMAGES: dict[str, Damage] = {
    "a byte in its middle": lambda log: flipped(log, 0.5),
    "a byte in its head": lambda log: flipped(log, 0),
    "a byte near its end": lambda log: flipped(log, 0.98),
    "cut off in its middle": lambda log: log[: len(log) // 2],
    "cut off at its last byte": lambda log: log[:-1],
    "garbage": lambda log: bytes(range(256)) * (len(log) // 256),
    "text": lambda log: b"this is no log\n" * 40,
    "empty": lambda log: b"",
}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose program was killed after 20 writes, which lie in its log."""
    home = tmp_path_factory.mktemp("killed") / "home"
    killed_after(home, WRITES)
    assert (home / LOG).stat().st_size > 0
    return home


@pytest.fixture
def home(killed: Path, tmp_path: Path) -> Path:
    """A copy of the killed home."""
    return Path(shutil.copytree(killed, tmp_path / "home"))


def bytes_of(home: Path) -> dict[str, bytes]:
    return {str(file.relative_to(home)): file.read_bytes() for file in home.rglob("*") if file.is_file()}


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b"
    Store(home).close()
    assert (home / DATABASE).is_file()
    assert (home / BACKUPS).is_dir()


def test_a_log_that_is_whole_is_replayed_and_leaves_no_copy_behind(home: Path) -> None:
    store = Store(home, lambda: NOW)
    assert store.lost is None
    assert [one.name for one in initiatives.listing(store, OWNER)] == [f"Initiative {n}" for n in range(WRITES)]
    assert actions(store) == ["initiative.started"] * WRITES
    assert chain_problem(store) is None
    store.close()
    assert set(bytes_of(home)) == {DATABASE, WATERMARK}


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_log_is_set_aside_and_what_was_lost_is_counted(home: Path, kind: str, act: Act) -> None:
    damaged = DAMAGES[kind]((home / LOG).read_bytes())
    (home / LOG).write_bytes(damaged)
    store = Store(home, lambda: NOW)
    kept = len(initiatives.listing(store, OWNER))
    assert kept < WRITES
    assert store.lost is not None
    assert (store.lost.first, store.lost.last, store.lost.count) == (kept + 1, WRITES, WRITES - kept)
    assert store.lost.file == f"{LOG}.damaged-20261123T090000"
    assert (home / store.lost.file).read_bytes() == damaged
    recorded = audit.recent(store, OWNER)[0]
    assert recorded.action == "store.log_set_aside"
    assert recorded.after == {"first": kept + 1, "last": WRITES, "file": store.lost.file}
    note(store, act, "goes on")
    assert [sequence for sequence, _, _ in trail(store)] == list(range(1, kept + 3))
    assert chain_problem(store) is None
    store.close()
    again = Store(home, lambda: NOW)
    assert again.lost is None
    assert len(trail(again)) == kept + 2
    again.close()
    assert (home / f"{LOG}.damaged-20261123T090000").read_bytes() == damaged
    assert set(bytes_of(home)) == {DATABASE, WATERMARK, f"{LOG}.damaged-20261123T090000"}


def test_what_is_written_after_a_damaged_log_survives_the_next_kill(home: Path) -> None:
    (home / LOG).write_bytes(DAMAGES["cut off in its middle"]((home / LOG).read_bytes()))
    killed_after(home, 5)
    store = Store(home, lambda: NOW)
    assert store.lost is None
    names = [one.name for one in initiatives.listing(store, OWNER)]
    assert set(names[-5:]) == {f"Initiative {n}" for n in range(5)}
    assert len(trail(store)) == len(names) + 1
    assert chain_problem(store) is None
    store.close()


def test_a_log_that_is_gone_is_noticed_by_the_watermark(home: Path) -> None:
    (home / LOG).unlink()
    store = Store(home, lambda: NOW)
    assert store.lost == audit.Lost(1, WRITES, None)
    assert actions(store) == ["store.log_set_aside"]
    store.close()


def test_a_damaged_log_is_kept_and_recorded_also_where_nobody_knows_how_far_it_reached(home: Path) -> None:
    damaged = flipped((home / LOG).read_bytes(), 0.02)
    (home / LOG).write_bytes(damaged)
    (home / WATERMARK).unlink()
    store = Store(home, lambda: NOW)
    assert store.lost is not None
    assert (home / str(store.lost.file)).read_bytes() == damaged
    assert actions(store) == ["store.log_set_aside"]
    store.close()


def test_a_second_damaged_log_does_not_take_the_name_of_the_first(home: Path) -> None:
    log = (home / LOG).read_bytes()
    taken = home / f"{LOG}.damaged-20261123T090000"
    taken.write_bytes(b"the first")
    (home / LOG).write_bytes(flipped(log, 0))
    store = Store(home, lambda: NOW)
    assert store.lost is not None
    assert store.lost.file == f"{taken.name}-1"
    store.close()
    assert taken.read_bytes() == b"the first"
    assert (home / f"{taken.name}-1").read_bytes() == flipped(log, 0)


def test_a_start_that_was_cut_off_while_replaying_keeps_the_log_as_it_was(home: Path) -> None:
    whole = (home / LOG).read_bytes()
    (home / f"{LOG}.opening").write_bytes(whole)
    (home / LOG).write_bytes(whole[: len(whole) // 3])
    store = Store(home, lambda: NOW)
    assert store.lost is not None
    assert (home / str(store.lost.file)).read_bytes() == whole
    store.close()


def test_a_store_in_use_names_the_process_and_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with held_open(home) as process:
        before = bytes_of(home)
        with pytest.raises(StoreProblem) as raised:
            Store(home, lambda: NOW)
        after = bytes_of(home)
    assert f"is in use by process {process} (" in str(raised.value)
    assert "Nothing was changed. Stop that process" in str(raised.value)
    assert "THROUGHLINE_HOME" in str(raised.value)
    assert {name: after[name] for name in before} == before


def test_a_store_of_a_newer_format_is_left_as_it_is(tmp_path: Path, act: Act) -> None:
    home = tmp_path / "home"
    store = Store(home, lambda: NOW)
    note(store, act, "kept")
    store.close()
    with duckdb.connect(str(home / DATABASE)) as connection:
        connection.execute("INSERT INTO migration VALUES (99, '0099_future', 'x')")
    before = bytes_of(home)
    with pytest.raises(StoreProblem, match=r"newer Throughline \(format 99, 0099_future\).*Nothing was changed"):
        Store(home, lambda: NOW)
    assert bytes_of(home) == before


@pytest.mark.parametrize("content", [b"Dear diary,\n" * 500, b"\x00" * 20_000, b"short"])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / DATABASE).write_bytes(content)
    with pytest.raises(StoreProblem) as raised:
        Store(tmp_path, lambda: NOW)
    assert str(tmp_path / DATABASE) in str(raised.value)
    assert "damaged and cannot be read" in str(raised.value)
    assert f"make restore FROM={tmp_path / BACKUPS}/" in str(raised.value)
    assert (tmp_path / DATABASE).read_bytes() == content


def test_a_database_that_was_cut_off_is_said_to_be_damaged_and_can_be_opened_again_once_replaced(
    home: Path,
) -> None:
    Store(home, lambda: NOW).close()
    whole = (home / DATABASE).read_bytes()
    (home / DATABASE).write_bytes(whole[:5000])
    with pytest.raises(StoreProblem, match="Nothing was deleted"):
        Store(home, lambda: NOW)
    assert (home / DATABASE).read_bytes() == whole[:5000]
    (home / DATABASE).write_bytes(whole)
    store = Store(home, lambda: NOW)
    assert store.lost is None
    assert len(trail(store)) == WRITES
    store.close()


def test_a_database_whose_audit_trail_cannot_be_read_is_said_to_be_unreadable(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Store(home, lambda: NOW).close()
    with duckdb.connect(str(home / DATABASE)) as connection:
        connection.execute("DROP TABLE audit")
    with pytest.raises(StoreProblem, match=f"The store {home / DATABASE} cannot be read: .*audit"):
        Store(home, lambda: NOW)


def test_a_home_that_cannot_be_a_folder_says_how_to_choose_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreProblem, match=r"cannot be used: Not a directory\. Set THROUGHLINE_HOME"):
        Store(tmp_path / "file" / "home", lambda: NOW)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_says_how_to_choose_another(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreProblem, match=r"cannot be used: Permission denied\. Set THROUGHLINE_HOME"):
        Store(tmp_path / "home", lambda: NOW)


def test_a_restore_that_was_cut_off_is_finished_at_the_next_start(home: Path, act: Act) -> None:
    backup = home.parent / "backup"
    made = Store(backup, lambda: NOW)
    note(made, act, "from the backup")
    made.close()
    old = {name: (home / name).read_bytes() for name in (LOG, WATERMARK)}
    (home / DATABASE).rename(home / "moved-away.duckdb")
    shutil.copy(backup / DATABASE, home / RESTORING)
    store = Store(home, lambda: NOW)
    assert store.lost is None
    assert actions(store) == ["test.noted"]
    store.close()
    assert not (home / RESTORING).exists()
    for name, content in old.items():
        assert (home / f"{name}.set-aside-20261123T090000").read_bytes() == content


def test_a_restore_that_had_moved_nothing_yet_is_forgotten(home: Path) -> None:
    (home / RESTORING).write_bytes(b"half a copy")
    store = Store(home, lambda: NOW)
    assert store.lost is None
    assert len(trail(store)) == WRITES
    store.close()
    assert not (home / RESTORING).exists()


def test_a_log_that_cannot_be_replayed_onto_a_damaged_database_says_so_and_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = iter(["Failure while replaying WAL file: broken", "The file is not a valid DuckDB database file"])

    def fail(file: Path) -> duckdb.DuckDBPyConnection:
        raise duckdb.IOException(next(problems))

    log = (home / LOG).read_bytes()
    monkeypatch.setattr(opening, "_open", fail)
    with pytest.raises(StoreProblem, match="damaged and cannot be read"):
        opening.connect(home, NOW)
    assert (home / f"{LOG}.damaged-20261123T090000").read_bytes() == log


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("Corrupt database file: computed checksum 1 does not match", "is damaged and cannot be read"),
        (
            "Trying to read a database file with storage version 99",
            "was written by a newer DuckDB. Nothing was changed",
        ),
        ("Disk on fire\nand more", "cannot be opened: Disk on fire Put a backup in its place"),
    ],
)
def test_what_the_database_says_is_turned_into_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: str, said: str
) -> None:
    def fail(file: Path) -> duckdb.DuckDBPyConnection:
        raise duckdb.IOException(problem)

    monkeypatch.setattr(opening, "_open", fail)
    with pytest.raises(StoreProblem) as raised:
        opening.connect(tmp_path / "home", NOW)
    assert said in str(raised.value)


def test_a_home_with_a_quotation_mark_in_its_name_works(tmp_path: Path, act: Act) -> None:
    home = tmp_path / "Nobody's home"
    store = Store(home, lambda: NOW)
    note(store, act, "fine")
    store.close()
    again = Store(home, lambda: NOW)
    assert actions(again) == ["test.noted"]
    again.close()
