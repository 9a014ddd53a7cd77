"""The real server in a process of its own, and the moment a page is ready."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PatienceIsOver

from meeting.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
READY = """() => document.querySelector(
    '[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]'
) !== null"""
OURS = ("DATABASE_URL", "TEST_NOW")


@dataclass(frozen=True)
class Server:
    """Answers at `url`, for example http://127.0.0.1:40000. `output` can be read until the block ends."""

    url: str
    process: subprocess.Popen[bytes]
    _log: Path
    settings: Settings | None = None
    """Those of its store, for tests that sign in."""

    def output(self) -> str:
        """What it has said so far."""
        return self._log.read_text(errors="replace")

    def stop(self) -> None:
        """Asks it to end and waits; kills it when it does not."""
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Ends it without a chance to tidy up."""
        self._signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def _signal(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)


@contextmanager
def serving(
    environ: Mapping[str, str],
    *,
    port: int | None = None,
    script: Path = ROOT / "dashboard.py",
    folder: Path = ROOT,
    options: Mapping[str, str] | None = None,
    seconds: float = 60,
) -> Iterator[Server]:
    """The program with these settings (`DATABASE_URL`, `TEST_NOW`), stopped in the end.

    It starts in `folder`, whose .streamlit/config.toml counts; `options` go before it, such as
    {"client.toolbarMode": "viewer"}. Fails with the server's own words when it ends or does not answer.
    """
    port = port or free_port()
    if _somebody_listens(port):
        raise RuntimeError(f"Port {port} is taken: its owner would answer in place of the server.")
    with tempfile.NamedTemporaryFile(prefix="server-", suffix=".log") as log:
        process = _started(
            script, folder=folder, environ=environ, port=port, options=options or {}, output=log
        )
        server = Server(f"http://127.0.0.1:{port}", process, Path(log.name))
        try:
            _wait_until_healthy(server, seconds=seconds)
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ready(page: Page, *, seconds: float = 20) -> None:
    """Waits until the page is connected and its script has run. Live parts may still change it later."""
    page.wait_for_function(READY, timeout=seconds * 1000)


def pressed(page: Page, key: str, *, brings: str) -> None:
    """Press a key as people do: again when nothing happens, as the framework begins to listen some time after it draws
    its buttons, and says nowhere when."""
    heading = page.get_by_role("heading", name=brings)
    for _ in range(4):
        page.keyboard.press(key)
        try:
            heading.wait_for(timeout=5_000)
        except PatienceIsOver:
            continue
        return
    expect(heading).to_be_visible()


def _somebody_listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _started(
    script: Path,
    *,
    folder: Path,
    environ: Mapping[str, str],
    port: int,
    options: Mapping[str, str],
    output: IO[bytes],
) -> subprocess.Popen[bytes]:
    base = {name: value for name, value in os.environ.items() if name not in OURS}
    fixed = {"server.port": str(port), "server.address": "127.0.0.1", "server.headless": "true"}
    flags = [part for name, value in (fixed | dict(options)).items() for part in (f"--{name}", value)]
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *flags],
        cwd=folder,
        env=base | dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _wait_until_healthy(server: Server, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise RuntimeError(f"The server ended with {server.process.returncode}:\n{server.output()}")
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, HTTPException, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The server did not answer within {seconds:g} s:\n{server.output()}")
