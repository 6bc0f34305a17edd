"""What one running program holds: the store, jobs beside the pages, the reader of files, and its secrets."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from data.intake import Intake
from data.jobs import Jobs
from data.store import Store
from lifecycle.errors import StoreProblem
from lifecycle.share.grant import new_token

TOKEN_FILE = "owner-token"  # noqa: S105 - a name, not a token
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Runtime:
    """The parts of a running program. `local_mark` is known to this process alone: it marks local requests."""

    store: Store
    jobs: Jobs
    intake: Intake
    clock: Callable[[], datetime]
    owner_token: str
    trust_local: bool = True
    local_mark: str = field(default_factory=lambda: secrets.token_hex(16))

    def close(self) -> None:
        """Stop jobs, end waiting children, close the store."""
        self.jobs.stop()
        self.intake.close()
        self.store.close()


_running: Runtime | None = None


def home() -> Path:
    """Give the folder the database and files live in: THROUGHLINE_HOME, or var/ beside the program."""
    return Path(os.environ.get("THROUGHLINE_HOME") or ROOT / "var").expanduser().resolve()


def open_runtime(
    place: Path,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    log: Callable[[str], None] = lambda text: None,
) -> Runtime:
    """Open the store under a folder and everything that goes with it.

    Raises:
        StoreProblem: the store cannot be used as it is.

    """
    store = Store(place, clock)
    trust = os.environ.get("THROUGHLINE_LOCAL_OWNER", "on").lower() not in ("off", "0", "no", "false")
    return Runtime(store, Jobs(clock, log), Intake(), clock, _owner_token(place), trust)


def _owner_token(place: Path) -> str:
    """Take the owner's token from THROUGHLINE_OWNER_TOKEN, or make one and keep it, readable by its owner alone."""
    if given := os.environ.get("THROUGHLINE_OWNER_TOKEN", "").strip():
        return given
    file = place / TOKEN_FILE
    if file.exists() and (kept := file.read_text("ascii").strip()):
        return kept
    token = new_token()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(token + "\n")
    return token


def use(runtime: Runtime | None) -> None:
    """Make a runtime the one pages and routes work with."""
    global _running
    _running = runtime


def running() -> Runtime:
    """Give the runtime of this program.

    Raises:
        StoreProblem: the program has not been started by app.py.

    """
    if _running is None:
        raise StoreProblem("Throughline is not running. Start it with: make run")
    return _running
