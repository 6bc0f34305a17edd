"""Backups: made while the program runs, verified before they are trusted, restored with the old store set aside."""

import os
import re
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from data import audit, backups, canvases, initiatives, overview
from data.opening import BACKUPS, DATABASE, RESTORING
from data.store import Store
from data.watermark import FILE as WATERMARK
from lifecycle.audit import Act
from lifecycle.errors import BadInput, NotFound, StoreProblem
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import actions, chain_problem, change, contents, note, rows, trail


@pytest.fixture
def backup(store: Store, act: Act) -> Path:
    """A backup of a store with a canvas in it."""
    made = initiatives.start(store, act, "Mine")
    canvases.edit(store, act, made.id, {"intent": "Spare people"})
    return backups.make(store, act).path


def tampered(path: Path, statement: str) -> Path:
    """Change a backup, or a closed store, behind its back."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
    return path


def test_a_backup_is_a_whole_store_of_its_own(store: Store, act: Act, tmp_path: Path) -> None:
    initiatives.start(store, act, "Mine")
    before = contents(store)
    made = backups.make(store, act)
    assert made.path == store.home / BACKUPS / "throughline-20261123T090000.duckdb"
    assert (made.size, made.made_at) == (made.path.stat().st_size, NOW)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(made.path, elsewhere / DATABASE)
    copy = Store(elsewhere, lambda: NOW)
    assert contents(copy) == before
    assert chain_problem(copy) is None
    copy.close()


def test_a_backup_is_recorded(store: Store, act: Act) -> None:
    note(store, act, "one")
    made = backups.make(store, act)
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.subject) == ("store.backed_up", made.path.name)
    assert event.after["bytes"] == made.size
    assert event.after["changes"] == 1


def test_backups_of_one_second_get_names_of_their_own(store: Store, act: Act) -> None:
    names = [backups.make(store, act).path.name for _ in range(3)]
    stem = "throughline-20261123T090000"
    assert names == [f"{stem}.duckdb", f"{stem}-1.duckdb", f"{stem}-2.duckdb"]


def test_backups_are_listed_the_latest_first(store: Store, act: Act) -> None:
    made = [backups.make(store, act) for _ in range(3)]
    for place, one in enumerate((made[1], made[2], made[0])):
        os.utime(one.path, (1_000_000 + place, 1_000_000 + place))
    (store.home / BACKUPS / "notes.txt").write_text("no backup")
    listed = backups.listing(store, OWNER)
    assert [one.path for one in listed] == [made[0].path, made[2].path, made[1].path]
    assert listed[0].made_at == datetime.fromtimestamp(1_000_002, UTC)
    assert listed[0].size == made[0].size


def test_a_backup_is_made_while_others_write(store: Store, act: Act) -> None:
    stop, written = threading.Event(), []

    def keep_writing() -> None:
        while not stop.is_set():
            written.append(note(store, act, f"n{len(written)}"))

    writer = threading.Thread(target=keep_writing)
    writer.start()
    while len(written) < 5:
        threading.Event().wait(0.002)
    made = [backups.make(store, act) for _ in range(3)]
    during = len(written)
    while len(written) < during + 5:
        threading.Event().wait(0.002)
    stop.set()
    writer.join()
    counts = []
    for one in made:
        health = backups.verify(one.path)
        assert health.problem is None
        counts.append(health.events)
    assert 5 <= counts[0] < counts[1] < counts[2] < len(written) + 3
    assert len([action for action in actions(store) if action == "test.noted"]) == len(written)
    assert chain_problem(store) is None


def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(store: Store, act: Act) -> None:
    (store.home / BACKUPS).rmdir()
    with pytest.raises(StoreProblem, match="The backup could not be made"):
        backups.make(store, act)
    assert trail(store) == []
    (store.home / BACKUPS).mkdir()
    assert backups.verify(backups.make(store, act).path).problem is None


def test_a_copy_that_does_not_hold_is_removed(store: Store, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = backups.Health("event 3 is missing", 2, None, 0, 0.1)
    monkeypatch.setattr(backups, "verify", lambda path: broken)
    with pytest.raises(StoreProblem, match=r"does not hold \(event 3 is missing\); it was removed"):
        backups.make(store, act)
    assert list((store.home / BACKUPS).iterdir()) == []
    assert trail(store) == []


def test_a_backup_of_a_tampered_store_is_not_kept(tmp_path: Path, act: Act) -> None:
    home = tmp_path / "home"
    store = Store(home, lambda: NOW)
    for number in range(3):
        note(store, act, f"n{number}")
    store.close()
    tampered(home / DATABASE, "UPDATE audit SET actor = 'Somebody' WHERE sequence = 2")
    store = Store(home, lambda: NOW)
    with pytest.raises(StoreProblem, match=r"event 2 \(test.noted\) is not as it was recorded"):
        backups.make(store, act)
    assert list((home / BACKUPS).iterdir()) == []
    store.close()


def test_verifying_says_what_a_backup_holds(backup: Path) -> None:
    health = backups.verify(backup)
    assert (health.problem, health.events, health.initiatives, health.last_at) == (None, 2, 1, NOW)
    said = "The store holds: 2 changes in an unbroken chain, the last on 23 Nov 2026 at 09:00 UTC; 1 initiative"
    assert health.sentence().startswith(said)


def test_verifying_leaves_the_backup_as_it_is(backup: Path) -> None:
    before = backup.read_bytes()
    backups.verify(backup)
    assert backup.read_bytes() == before
    assert [file.name for file in backup.parent.iterdir()] == [backup.name]


def test_a_store_without_changes_holds(store: Store) -> None:
    said = backups.check(store, OWNER).sentence()
    assert said == "The store holds: 0 changes in an unbroken chain; 0 initiatives."


def damaged(path: Path, mark: bytes) -> Path:
    """Flip one byte of the rows of a file, near a text that stands in them."""
    content = path.read_bytes()
    at = content.index(mark)
    path.write_bytes(content[:at] + bytes([content[at] ^ 0x01]) + content[at + 1 :])
    return path


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: path.unlink(), "There is no backup"),
    "text": (lambda path: path.write_text("Dear diary,\n" * 500), "cannot be read as a store"),
    "empty": (lambda path: path.write_bytes(b""), "throughline-20261123T090000.duckdb"),
    "cut off": (lambda path: os.truncate(path, path.stat().st_size // 2), "throughline-20261123T090000.duckdb"),
    "damaged": (lambda path: damaged(path, b"Spare people"), "throughline-20261123T090000.duckdb"),
    "newer": (
        lambda path: tampered(path, "INSERT INTO migration VALUES (99, '0099_future', 'x')"),
        r"was written by a newer Throughline \(format 99\)",
    ),
    "another program's": (lambda path: tampered(path, "DROP TABLE migration"), "not a Throughline store"),
    "without its trail": (lambda path: tampered(path, "DROP TABLE audit"), "does not hold"),
    "a changed event": (lambda path: tampered(path, "UPDATE audit SET actor = 'X'"), r"does not hold \(event 1"),
    "a missing event": (
        lambda path: tampered(path, "DELETE FROM audit WHERE sequence = 1"),
        r"does not hold \(event 1 is missing",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_backup_that_does_not_hold_is_refused_and_the_store_stays_as_it_is(
    store: Store, act: Act, backup: Path, kind: str
) -> None:
    spoil, said = REFUSED[kind]
    spoil(backup)
    before, files = contents(store), sorted(file.name for file in store.home.iterdir())
    with pytest.raises((NotFound, BadInput, StoreProblem), match=said):
        backups.restore(store, act, backup)
    assert contents(store) == before
    assert sorted(file.name for file in store.home.iterdir()) == files
    note(store, act, "goes on")
    assert chain_problem(store) is None


def test_the_store_that_runs_is_no_backup_of_itself(store: Store, act: Act) -> None:
    note(store, act, "one")
    with pytest.raises(BadInput, match="cannot be read as a store"):
        backups.restore(store, act, store.home / DATABASE)
    assert actions(store) == ["test.noted"]


def test_restoring_puts_back_exactly_what_was_backed_up(store: Store, act: Act) -> None:
    made = initiatives.start(store, act, "Mine")
    canvases.edit(store, act, made.id, {"intent": "Spare people"})
    before, chain = contents(store), trail(store)
    backup = backups.make(store, act)
    canvases.edit(store, act, made.id, {"intent": "Something else"})
    initiatives.start(store, act, "Gone")
    backups.restore(store, act, backup.path)
    after = contents(store)
    assert trail(store)[:-1] == chain
    assert actions(store)[-1] == "store.restored"
    assert {name: found for name, found in after.items() if name != "audit"} == {
        name: found for name, found in before.items() if name != "audit"
    }
    assert chain_problem(store) is None
    assert store.lost is None


def test_restoring_sets_the_old_store_aside_whole(store: Store, act: Act, backup: Path) -> None:
    note(store, act, "after the backup")
    latest = trail(store)
    aside = backups.restore(store, act, backup)
    assert aside == store.home / "set-aside-20261123T090000"
    assert audit.recent(store, OWNER)[0].after == {"file": backup.name, "set aside": aside.name}
    old = Store(aside, lambda: NOW)
    assert trail(old) == latest
    assert old.lost is None
    old.close()


def test_a_store_can_be_restored_again_and_again(store: Store, act: Act, backup: Path) -> None:
    asides = {backups.restore(store, act, backup) for _ in range(3)}
    assert len(asides) == 3
    assert actions(store) == ["initiative.started", "canvas.edited", "store.restored"]
    assert not (store.home / RESTORING).exists()
    note(store, act, "goes on")
    assert chain_problem(store) is None


def test_a_restored_store_is_whole_at_the_next_start(tmp_path: Path, act: Act) -> None:
    home = tmp_path / "home"
    store = Store(home, lambda: NOW)
    backup = backups.make(store, act)
    for number in range(5):
        note(store, act, f"n{number}")
    backups.restore(store, act, backup.path)
    store.close()
    again = Store(home, lambda: NOW)
    assert again.lost is None
    assert actions(again) == ["store.restored"]
    again.close()


def test_a_backup_from_elsewhere_can_be_restored(store: Store, act: Act, backup: Path, tmp_path: Path) -> None:
    moved = Path(shutil.move(backup, tmp_path / "on a stick.duckdb"))
    backups.restore(store, act, moved)
    assert actions(store) == ["initiative.started", "canvas.edited", "store.restored"]
    assert moved.exists()


def test_what_was_read_before_a_restore_is_not_shown_after_it(store: Store, act: Act) -> None:
    made = initiatives.start(store, act, "Mine")
    backup = backups.make(store, act)
    for _ in range(3):
        gone = initiatives.start(store, act, "Gone")
        overview.load_all(store, OWNER)
    backups.restore(store, act, backup.path)
    assert [facts.initiative for facts in overview.load_all(store, OWNER)] == [made]
    with pytest.raises(NotFound):
        overview.load_for_leadership(store, OWNER, gone.id)


def test_reading_and_writing_go_on_through_a_restore(store: Store, act: Act, backup: Path) -> None:
    stop, problems, written = threading.Event(), [], []

    def work() -> None:
        while not stop.is_set():
            try:
                rows(store, "SELECT count(*) FROM audit")
                written.append(note(store, act, f"n{len(written)}"))
            except Exception as problem:  # noqa: BLE001 - whatever it is, it is shown below
                problems.append(problem)
                return

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    while len(written) < 10:
        threading.Event().wait(0.002)
    backups.restore(store, act, backup)
    so_far = len(written)
    while len(written) < so_far + 10 and not problems:
        threading.Event().wait(0.002)
    stop.set()
    for worker in workers:
        worker.join()
    assert problems == []
    assert chain_problem(store) is None


def test_swapping_moves_the_database_its_log_and_its_watermark(tmp_path: Path) -> None:
    home, backup = tmp_path / "home", tmp_path / "backup.duckdb"
    home.mkdir()
    for name in (DATABASE, f"{DATABASE}.wal", WATERMARK, "owner-token"):
        (home / name).write_text(f"old {name}")
    backup.write_text("new")
    aside = backups.swap(home, backup, NOW)
    assert (home / DATABASE).read_text() == "new"
    assert {file.name for file in home.iterdir()} == {aside.name, "owner-token", DATABASE}
    moved = {file.name: file.read_text() for file in aside.iterdir()}
    assert moved == {name: f"old {name}" for name in (DATABASE, f"{DATABASE}.wal", WATERMARK)}


def reopened(place: Place, statement: str) -> Store:
    """Close a store, tamper with it through another connection, open it again."""
    home = place.store.home
    elsewhere = home.parent / "tampered"
    elsewhere.mkdir()
    shutil.copy(home / DATABASE, elsewhere / DATABASE)
    tampered(elsewhere / DATABASE, statement)
    return Store(elsewhere, lambda: NOW)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE artefact SET content = 'other'::BLOB WHERE candidate = 'logistic'", "1 model file changed since"),
        ("UPDATE artefact SET content = 'other'::BLOB", r"\d model files changed since recorded"),
        ("UPDATE dataset SET content = 'other'::BLOB", "1 data set changed since recorded"),
        ("UPDATE audit SET after = '{}' WHERE action = 'contract.signed'", r"\(contract.signed\) is not as it was"),
        ("DELETE FROM audit WHERE sequence = (SELECT max(sequence) - 1 FROM audit)", "is missing"),
    ],
)
def test_checking_finds_what_was_tampered_with(at: Callable[[str], Place], statement: str, problem: str) -> None:
    store = reopened(at("trained"), statement)
    health = backups.check(store, OWNER)
    store.close()
    assert health.problem is not None
    assert re.search(problem, health.problem)
    assert health.sentence() == f"The store does not hold: {health.problem}."


def test_a_store_that_was_not_tampered_with_holds_to_its_end(at: Callable[[str], Place]) -> None:
    place = at("monitored")
    health = backups.check(place.store, OWNER)
    assert (health.problem, health.initiatives) == (None, 1)
    assert health.events == len(trail(place.store))
    assert 0 < health.seconds < 60


def test_checking_says_what_cannot_be_read(at: Callable[[str], Place]) -> None:
    place = at("signed")
    place.store.write(change(Act(OWNER, NOW), "DROP TABLE artefact"))
    health = backups.check(place.store, OWNER)
    assert health.problem is not None
    assert "artefact" in health.problem
