"""Opens the database file and says clearly what is wrong with it: in use, newer, damaged, its log damaged."""

import re
import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from data.watermark import FILE as WATERMARK
from lifecycle.errors import StoreProblem

DATABASE = "throughline.duckdb"
BACKUPS = "backups"
RESTORING = f"{DATABASE}.restoring"


def connect(home: Path, now: datetime) -> tuple[duckdb.DuckDBPyConnection, Path | None]:
    """Open the database under `home`; returns it with the log that was set aside, if it could not be replayed.

    A copy of the log is kept beside it while it is being replayed, because replaying may rewrite it: see
    `confirm_log` and `set_log_aside`.

    Raises:
        StoreProblem: the file is in use, unreadable, damaged or not writable.

    """
    file, log = home / DATABASE, home / f"{DATABASE}.wal"
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / BACKUPS).mkdir(exist_ok=True)
        _finish_restore(home, now)
        if log.exists() and not _kept(home).exists():
            shutil.copy2(log, _kept(home))
    except OSError as problem:
        raise StoreProblem(f"The folder {home} cannot be used: {problem.strerror}. Set THROUGHLINE_HOME.") from None
    try:
        return _open(file), None
    except duckdb.Error as problem:
        if "WAL file" not in str(problem):
            raise StoreProblem(_explain(file, str(problem))) from None
    aside = _free_name(home, f"{DATABASE}.wal.damaged-{now:%Y%m%dT%H%M%S}")
    log.rename(aside)
    _kept(home).unlink(missing_ok=True)
    try:
        return _open(file), aside
    except duckdb.Error as problem:
        raise StoreProblem(_explain(file, str(problem))) from None


def _finish_restore(home: Path, now: datetime) -> None:
    """Finish a restore that was cut off: the copy is whole once the old database has been moved away."""
    copy, file = home / RESTORING, home / DATABASE
    if not copy.exists():
        return
    if file.exists():
        copy.unlink()
        return
    for name in (f"{DATABASE}.wal", WATERMARK):
        if (home / name).exists():
            (home / name).rename(_free_name(home, f"{name}.set-aside-{now:%Y%m%dT%H%M%S}"))
    copy.rename(file)


def confirm_log(home: Path) -> None:
    """Drop the copy of the log: all it held is in the store."""
    _kept(home).unlink(missing_ok=True)


def set_log_aside(home: Path, now: datetime) -> Path | None:
    """Keep the copy of the log under a name that says what it is; None when there was no log."""
    if not _kept(home).exists():
        return None
    aside = _free_name(home, f"{DATABASE}.wal.damaged-{now:%Y%m%dT%H%M%S}")
    _kept(home).rename(aside)
    return aside


def harden(root: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Take away what no statement needs: files outside the home folder, extensions, configuration."""
    root.execute(f"SET temp_directory = '{_quoted(home / 'tmp')}'")
    root.execute(f"SET allowed_directories = ['{_quoted(home)}/']")
    root.execute("SET autoinstall_known_extensions = false")
    root.execute("SET autoload_known_extensions = false")
    root.execute("SET enable_external_access = false")
    root.execute("SET lock_configuration = true")


def _open(file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(file))


def _kept(home: Path) -> Path:
    return home / f"{DATABASE}.wal.opening"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _free_name(home: Path, name: str) -> Path:
    candidates = (home / (name if i == 0 else f"{name}-{i}") for i in range(1000))
    return next(path for path in candidates if not path.exists())


def _explain(file: Path, problem: str) -> str:
    """Turn DuckDB's message into what happened, that nothing is lost, and what to do."""
    if held := re.search(r"lock is held in (.*?) \(PID (\d+)\)", problem):
        return (
            f"The store {file} is in use by process {held[2]} ({held[1]}). Nothing was changed. "
            "Stop that process, use the program that is running, or set THROUGHLINE_HOME to another folder."
        )
    restore = f"Put a backup in its place: make restore FROM={file.parent / BACKUPS}/… Nothing was deleted."
    if "not a valid DuckDB database" in problem or "Corrupt database" in problem or "checksum" in problem:
        return f"The store {file} is damaged and cannot be read. {restore}"
    if re.search(r"newer version|storage version|version number", problem):
        return (
            f"The store {file} was written by a newer DuckDB. Nothing was changed. "
            "Install the requirements of the Throughline that wrote it, or restore a backup."
        )
    return f"The store {file} cannot be opened: {problem.splitlines()[0]} {restore}"
