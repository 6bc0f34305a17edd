"""Numbered migrations: each runs once, in one transaction, and is remembered with its hash."""

from pathlib import Path

import duckdb

from lifecycle.errors import StoreProblem
from lifecycle.ids import sha256

FOLDER = Path(__file__).parent / "migrations"


def migrations() -> list[tuple[int, str, str]]:
    """List (number, name, SQL) in order.

    Raises:
        ValueError: the numbers are not 1, 2, 3, ….

    """
    files = sorted(FOLDER.glob("*.sql"))
    found = [(int(file.stem[:4]), file.stem, file.read_text("utf-8")) for file in files]
    if [number for number, _, _ in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations in {FOLDER} are not numbered 0001, 0002, …")
    return found


def migrate(root: duckdb.DuckDBPyConnection) -> list[str]:
    """Bring the store to the format of this program; returns the names of the migrations that ran.

    Raises:
        StoreProblem: the store was written by a newer Throughline, or is not a Throughline store.

    """
    root.execute("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name VARCHAR, sha256 VARCHAR)")
    done = dict(root.execute("SELECT number, name FROM migration ORDER BY number").fetchall())
    known = migrations()
    if newer := [name for number, name in done.items() if number > len(known)]:
        raise StoreProblem(
            f"The store was written by a newer Throughline (format {max(done)}, {newer[-1]}); this one knows format "
            f"{len(known)}. Nothing was changed. Start the newer version, or restore a backup made by this one."
        )
    ran = []
    for number, name, sql in known:
        if number in done:
            continue
        root.execute("BEGIN")
        try:
            root.execute(sql)
            root.execute("INSERT INTO migration VALUES (?, ?, ?)", [number, name, sha256(sql)])
            root.execute("COMMIT")
        except duckdb.Error:
            root.execute("ROLLBACK")
            raise
        root.execute("CHECKPOINT")
        ran.append(name)
    return ran
