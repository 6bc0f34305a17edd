"""Finds a Chromium or Chrome for the browser tests, or installs one; prints its path.

Order: THROUGHLINE_BROWSER, what is installed, Playwright's own, then an installation by apt (as root) or Playwright.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def installed() -> str | None:
    """Look for a browser that is there already."""
    if given := os.environ.get("THROUGHLINE_BROWSER"):
        return given
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((path for path in MAC if Path(path).exists()), None) or playwrights_own()


def playwrights_own() -> str | None:
    """Look for the browser Playwright keeps for itself."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def install() -> None:
    """Install a browser: by apt where that is possible, otherwise Playwright's own."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=sys.stderr)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        if subprocess.run(command, check=False, stdout=sys.stderr).returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr)


def main() -> int:
    """Print the path of a browser; 1 when there is none and none could be installed."""
    path = installed()
    if path is None:
        print("No Chromium or Chrome is installed; installing one …", file=sys.stderr)
        install()
        path = installed()
    if path is None:
        print("No browser could be installed. Install Chromium, or set THROUGHLINE_BROWSER.", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
