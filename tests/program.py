"""Starts the real program on a free port, as the README does, and stops it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

ROOT = Path(__file__).parent.parent
TOKEN = "owner-token-of-the-tests"


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """A running program: its address, its process, what it printed."""

    def __init__(
        self,
        home: Path,
        *,
        demo: bool = False,
        address: str = "127.0.0.1",
        port: int | None = None,
        local_owner: bool = True,
    ) -> None:
        self.home, self.port = home, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / f"{home.name}.log"
        environment = os.environ | {
            "THROUGHLINE_HOME": str(home),
            "THROUGHLINE_DEMO": "on" if demo else "off",
            "THROUGHLINE_OWNER_TOKEN": TOKEN,
            "THROUGHLINE_LOCAL_OWNER": "on" if local_owner else "off",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
        command += [f"--server.port={self.port}", f"--server.address={address}"]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True
            )

    def wait_until_ready(self, seconds: float = 120) -> "Program":
        """Wait until the program is healthy; what it printed is in the error otherwise."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the program ended: {self.printed()}")
            if self.health().get("status") == "ok":
                return self
            time.sleep(0.2)
        raise TimeoutError(f"not ready after {seconds} s: {self.printed()}")

    def health(self) -> dict[str, object]:
        """Ask how the program is; empty while it does not listen yet."""
        try:
            answer: dict[str, object] = httpx2.get(f"{self.url}/healthz", timeout=5).json()
        except (httpx2.HTTPError, ValueError):
            return {}
        return answer

    def printed(self) -> str:
        """Give what the program printed."""
        return self.log.read_text("utf-8", "replace")[-4000:]

    def kill(self) -> None:
        """Kill the program and everything it started, with no chance to tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop the program as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def program(
    home: Path, *, demo: bool = False, address: str = "127.0.0.1", local_owner: bool = True
) -> Iterator[Program]:
    """Run the program for the length of a block."""
    made = Program(home, demo=demo, address=address, local_owner=local_owner)
    try:
        yield made.wait_until_ready()
    finally:
        made.stop()
