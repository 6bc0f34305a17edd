"""Migrations: numbered without gaps, each runs once, in one transaction."""

from pathlib import Path

import duckdb
import pytest

from data import migrate
from lifecycle.errors import StoreProblem
from lifecycle.ids import sha256


@pytest.fixture
def root() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations in the place of the program's own."""
    monkeypatch.setattr(migrate, "FOLDER", tmp_path)
    (tmp_path / "0001_one.sql").write_text("CREATE TABLE one (a INTEGER); INSERT INTO one VALUES (1);")
    (tmp_path / "0002_two.sql").write_text("CREATE TABLE two (a INTEGER);")
    return tmp_path


def tables(root: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in root.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def test_the_programs_migrations_are_numbered_without_gaps() -> None:
    found = migrate.migrations()
    assert [number for number, _, _ in found] == list(range(1, len(found) + 1))
    assert all(name.startswith(f"{number:04d}_") for number, name, _ in found)
    assert {name for _, name, _ in found} == {file.stem for file in migrate.FOLDER.iterdir() if file.suffix == ".sql"}


def test_a_gap_in_the_numbers_is_refused(folder: Path) -> None:
    (folder / "0004_four.sql").write_text("SELECT 1")
    with pytest.raises(ValueError, match="are not numbered 0001, 0002"):
        migrate.migrations()


def test_two_migrations_of_one_number_are_refused(folder: Path) -> None:
    (folder / "0002_again.sql").write_text("SELECT 1")
    with pytest.raises(ValueError, match="are not numbered 0001, 0002"):
        migrate.migrations()


def test_every_migration_runs_once_and_is_remembered_with_its_hash(root: duckdb.DuckDBPyConnection) -> None:
    names = [name for _, name, _ in migrate.migrations()]
    assert migrate.migrate(root) == names
    made = tables(root)
    assert migrate.migrate(root) == []
    assert tables(root) == made
    recorded = root.execute("SELECT number, name, sha256 FROM migration ORDER BY number").fetchall()
    assert recorded == [(number, name, sha256(sql)) for number, name, sql in migrate.migrations()]


def test_only_what_is_new_runs_on_an_older_store(folder: Path, root: duckdb.DuckDBPyConnection) -> None:
    assert migrate.migrate(root) == ["0001_one", "0002_two"]
    (folder / "0003_three.sql").write_text("ALTER TABLE two ADD COLUMN b INTEGER;")
    assert migrate.migrate(root) == ["0003_three"]
    assert root.execute("SELECT count(*) FROM one").fetchall() == [(1,)]


def test_a_migration_that_fails_leaves_nothing_of_itself_and_can_be_run_again(
    folder: Path, root: duckdb.DuckDBPyConnection
) -> None:
    broken = folder / "0003_three.sql"
    broken.write_text("CREATE TABLE three (a INTEGER); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(duckdb.CatalogException):
        migrate.migrate(root)
    assert tables(root) == {"migration", "one", "two"}
    assert root.execute("SELECT max(number) FROM migration").fetchall() == [(2,)]
    broken.write_text("CREATE TABLE three (a INTEGER);")
    assert migrate.migrate(root) == ["0003_three"]


def test_a_store_with_a_later_migration_is_refused_by_its_name(root: duckdb.DuckDBPyConnection) -> None:
    migrate.migrate(root)
    root.execute("INSERT INTO migration VALUES (99, '0099_future', 'x')")
    with pytest.raises(
        StoreProblem, match=r"format 99, 0099_future\); this one knows format \d+\. Nothing was changed"
    ):
        migrate.migrate(root)
