"""Finds a browser for the browser tests, or brings one: `python -m tests.browser.bring`.

Order: one on PATH, Playwright's own, Playwright's download, Debian's package where we are root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

NAMES = ("chromium", "google-chrome", "chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = """\
The browser tests need a browser and none could be brought here. Install one of these, then try again:
  Debian, as root:  apt-get install chromium fonts-dejavu-core
  elsewhere:        Google Chrome, so that `google-chrome` is found on PATH
  or:               python -m playwright install --with-deps chromium"""


@cache
def executable() -> str | None:
    """The browser found on PATH. None leaves the choice to Playwright, which then starts its own."""
    for name in NAMES:
        path = shutil.which(name)
        # Asking for the version also finds out a stand-in, or a browser whose libraries are missing.
        if path and _works([path, "--version"], seconds=30):
            return path
    return None


def bring() -> str | None:
    """A line that says which browser the tests will use, or None when there is none to be had."""
    if found := executable():
        return f"Browser for the tests: {found}"
    if _playwrights_own_starts():
        return "Browser for the tests: Playwright's own Chromium"
    print("No browser on PATH: trying Playwright's download, at most five minutes.", flush=True)
    if _download() and _playwrights_own_starts():
        return "Browser for the tests: Playwright's own Chromium, just downloaded"
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("That is not to be had here: installing Debian's chromium, about a minute.", flush=True)
        if _install_package():
            executable.cache_clear()
            if found := executable():
                return f"Browser for the tests: {found}, just installed"
    return None


def _playwrights_own_starts() -> bool:
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(args=FLAGS).close()
        except Error:
            return False
    return True


def _download() -> bool:
    environ = os.environ | {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return _works(command, seconds=300, environ=environ)


def _install_package() -> bool:
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::http::Timeout=20"]
    packages = ["chromium", "fonts-dejavu-core"]
    # A list that cannot be renewed may still name the package, so only the installation decides.
    _works([*apt, "update"], seconds=300, environ=environ)
    return _works(
        [*apt, "install", "-y", "--no-install-recommends", *packages],
        seconds=900,
        environ=environ,
        shown=True,
    )


def _works(
    command: Sequence[str], *, seconds: float, environ: dict[str, str] | None = None, shown: bool = False
) -> bool:
    """Whether the command ends well in time. Its output is printed only when it fails and `shown` is set."""
    try:
        done = subprocess.run(
            command,
            env=environ,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        if shown:
            print(error, file=sys.stderr)
        return False
    if shown and done.returncode != 0:
        print(done.stdout, file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    line = bring()
    if line is None:
        print(MISSING, file=sys.stderr)
        return 1
    print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
