"""Backups: made while the program runs, verified before they are trusted, restored with the old store set aside."""

import contextlib
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data import audit
from data.codec import first
from data.migrate import migrations
from data.opening import BACKUPS, DATABASE, RESTORING
from data.store import Cursor, Saved, Store
from data.watermark import FILE as WATERMARK
from lifecycle.access import Principal, check_administer
from lifecycle.audit import Act, event
from lifecycle.errors import BadInput, NotFound, StoreProblem


@dataclass(frozen=True)
class Health:
    """What a check of a store found. `problem` is None when it holds."""

    problem: str | None
    events: int
    last_at: datetime | None
    initiatives: int
    seconds: float

    def sentence(self) -> str:
        """Say it in a sentence."""
        if self.problem:
            return f"The store does not hold: {self.problem}."
        last = f", the last on {self.last_at:%d %b %Y at %H:%M} UTC" if self.last_at else ""
        return f"The store holds: {self.events:,} changes in an unbroken chain{last}; {self.initiatives} initiatives."


@dataclass(frozen=True)
class Backup:
    """A backup file with its size and the time it was made."""

    path: Path
    size: int
    made_at: datetime


def check(store: Store, who: Principal) -> Health:
    """Check the running store: every table is read whole, and the chain of changes is followed from the first."""
    check_administer(who)
    with store.read() as cursor:
        return examine(cursor)


def examine(cursor: Cursor) -> Health:
    """Check an open store."""
    start = time.perf_counter()
    try:
        tables = [row[0] for row in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        for table in tables:
            first(cursor.execute(f'SELECT bit_xor(hash(t)) FROM "{table}" t').fetchall())  # noqa: S608
        problem = audit.check_chain(cursor) or _check_contents(cursor)
        row = first(cursor.execute("SELECT count(*), max(moment) FROM audit").fetchall()) or (0, None)
        count = first(cursor.execute("SELECT count(*) FROM initiative").fetchall()) or (0,)
    except duckdb.Error as found:
        return Health(str(found).splitlines()[0], 0, None, 0, time.perf_counter() - start)
    last = row[1].replace(tzinfo=UTC) if row[1] else None
    return Health(problem, row[0], last, count[0], time.perf_counter() - start)


def _check_contents(cursor: Cursor) -> str | None:
    """Compare stored contents with their recorded hashes."""
    for table, name in (("artefact", "model file"), ("dataset", "data set")):
        row = first(cursor.execute(f"SELECT count(*) FROM {table} WHERE sha256(content) != sha256").fetchall())  # noqa: S608
        if row and row[0]:
            return f"{row[0]} {name}{'s' if row[0] > 1 else ''} changed since recorded"
    return None


def make(store: Store, act: Act) -> Backup:
    """Copy the running store into a file of its own, in its backups folder, and verify the copy.

    Raises:
        StoreProblem: the copy could not be made or does not hold; it is then removed.

    """
    check_administer(act.who)
    path = _free_path(store.home / BACKUPS, f"throughline-{act.at:%Y%m%dT%H%M%S}")
    try:
        with store.read() as cursor:
            cursor.execute("ROLLBACK")
            cursor.execute(f"ATTACH '{_quoted(path)}' AS copy_of_it")
            try:
                cursor.execute("COPY FROM DATABASE throughline TO copy_of_it")
            finally:
                cursor.execute("DETACH copy_of_it")
        health = verify(path)
    except duckdb.Error as problem:
        path.unlink(missing_ok=True)
        raise StoreProblem(f"The backup could not be made: {str(problem).splitlines()[0]}") from None
    if health.problem:
        path.unlink(missing_ok=True)
        raise StoreProblem(f"The backup was made but does not hold ({health.problem}); it was removed.")
    made = Backup(path, path.stat().st_size, act.at)
    after = {"file": path.name, "bytes": made.size, "changes": health.events}
    store.write(lambda cursor: Saved(None, (event(act, "store.backed_up", path.name, after=after),)))
    return made


def verify(path: Path) -> Health:
    """Open a backup without writing to it and check it whole.

    Raises:
        NotFound: there is no such file.
        BadInput: it is not a Throughline store, or was written by a newer Throughline.

    """
    if not path.is_file():
        raise NotFound(f"There is no backup {path}.")
    try:
        with contextlib.closing(duckdb.connect(str(path), read_only=True)) as connection:
            done = first(connection.execute("SELECT max(number) FROM migration").fetchall())
            if done and done[0] and done[0] > len(migrations()):
                raise BadInput(f"{path.name} was written by a newer Throughline (format {done[0]}).")
            return examine(connection)
    except duckdb.CatalogException:
        raise BadInput(f"{path.name} is a DuckDB file but not a Throughline store.") from None
    except duckdb.Error as problem:
        raise BadInput(f"{path.name} cannot be read as a store: {str(problem).splitlines()[0]}") from None


def restore(store: Store, act: Act, path: Path) -> Path:
    """Put a verified backup in the place of the running store; returns the folder the old one was set aside in.

    Links and tokens that were revoked since the backup stay revoked.

    Raises:
        NotFound, BadInput: see `verify`. StoreProblem: the backup does not hold. The store is then as before.

    """
    check_administer(act.who)
    _refuse_broken(verify(path), path)
    with store.read() as cursor:
        revoked = cursor.execute("SELECT grant_id, moment FROM grant_revoked").fetchall()
    aside: Path = store.exclusively(lambda: swap(store.home, path, act.at))
    after = {"file": path.name, "set aside": aside.name}

    def change(cursor: Cursor) -> Saved[None]:
        for grant_id, moment in revoked:
            cursor.execute("INSERT INTO grant_revoked VALUES (?, ?) ON CONFLICT DO NOTHING", [grant_id, moment])
        return Saved(None, (event(act, "store.restored", path.name, after=after),))

    store.write(change)
    return aside


def _refuse_broken(health: Health, path: Path) -> None:
    if health.problem:
        raise StoreProblem(f"{path.name} does not hold ({health.problem}). Nothing was changed.")


def swap(home: Path, backup: Path, now: datetime) -> Path:
    """Move the closed store aside and copy a backup into its place."""
    aside = _free_path(home, f"set-aside-{now:%Y%m%dT%H%M%S}", suffix="")
    aside.mkdir()
    copy = home / RESTORING
    shutil.copy2(backup, copy)
    for name in (DATABASE, f"{DATABASE}.wal", WATERMARK):
        if (home / name).exists():
            (home / name).rename(aside / name)
    copy.rename(home / DATABASE)
    return aside


def listing(store: Store, who: Principal) -> list[Backup]:
    """List the backups, the latest first."""
    check_administer(who)
    files = sorted((store.home / BACKUPS).glob("*.duckdb"), key=lambda f: f.stat().st_mtime, reverse=True)
    return [Backup(f, f.stat().st_size, datetime.fromtimestamp(f.stat().st_mtime, UTC)) for f in files]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _free_path(folder: Path, stem: str, suffix: str = ".duckdb") -> Path:
    names = (f"{stem}{suffix}" if i == 0 else f"{stem}-{i}{suffix}" for i in range(1000))
    return next(folder / name for name in names if not (folder / name).exists())
