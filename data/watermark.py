"""The last acknowledged change, written beside the store after each commit.

DuckDB replays a log with a damaged entry only up to that entry, and says nothing. The watermark tells the store at
its next start how far it must reach. It is not flushed to disk: it survives a killed process, and after a power
failure an older watermark asks for less, never for more.
"""

import os
from pathlib import Path

FILE = "throughline.last"
WIDTH = 20 + 1 + 64 + 1


class Watermark:
    """A fixed-width file holding a sequence number and the hash of that change."""

    def __init__(self, home: Path) -> None:
        self._handle = os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)

    def read(self) -> tuple[int, str] | None:
        """Give the last acknowledged (sequence, hash); None when none was written."""
        parts = os.pread(self._handle, WIDTH, 0).decode("ascii", "replace").split()
        if len(parts) != 2 or not parts[0].isdigit():
            return None
        return int(parts[0]), parts[1]

    def write(self, sequence: int, fingerprint: str) -> None:
        """Overwrite in one call, so that a kill leaves the old one or the new one."""
        os.pwrite(self._handle, f"{sequence:020d} {fingerprint:<64}\n".encode("ascii"), 0)

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)
