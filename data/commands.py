"""The owner's commands for a store that no program has open: backup, restore, check."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from data import backups, runtime
from data.audit import SYSTEM
from data.store import Store
from lifecycle.audit import Act
from lifecycle.errors import ThroughlineError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; prints what was done, or why not, in a sentence."""
    parser = argparse.ArgumentParser(prog="python -m data.commands", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("backup", help="copy the store into its backups folder and verify the copy")
    commands.add_parser("check", help="read the whole store and follow the chain of changes")
    restore = commands.add_parser("restore", help="put a verified backup in the place of the store")
    restore.add_argument("file", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        store = Store(runtime.home())
        try:
            print(_run(store, chosen.command, getattr(chosen, "file", None)))
        finally:
            store.close()
    except ThroughlineError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _run(store: Store, command: str, file: Path | None) -> str:
    act = Act(SYSTEM, datetime.now(UTC))
    if command == "backup":
        made = backups.make(store, act)
        return f"{made.path} is made and verified, {made.size / 1e6:.1f} MB."
    if command == "restore" and file is not None:
        aside = backups.restore(store, act, file)
        return f"{file.name} is restored. The store that was there lies in {aside}."
    health = backups.check(store, SYSTEM)
    if health.problem:
        raise ThroughlineError(health.sentence())
    return health.sentence()


if __name__ == "__main__":
    sys.exit(main())
