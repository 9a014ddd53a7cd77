"""From a fresh clone to the first board, as the README says it: nothing installed and no package kept; then again."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from tests.bench.beside_empty import FLAGS
from tests.bench.measuring import Figure, versions
from tests.browser import bring
from tests.browser.serving import ROOT, free_port

FIRST, AGAIN = 180.0, 10.0
"""Seconds, of which the first are mostly the network's."""


def figures(short: bool) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, sync_playwright() as playwright:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        browser = playwright.chromium.launch(executable_path=bring.executable(), args=FLAGS)
        page = browser.new_page()
        about = {"versions": versions("streamlit"), "browser": browser.version}
        for name, bar in (("first", FIRST), ("second", AGAIN)):
            taken = _board_after(clone, page, environ={"PIP_NO_CACHE_DIR": "1"})
            yield Figure(f"{name} make demo to the board", taken, None, bar=bar, n=1, unit="s", about=about)
        browser.close()


def _board_after(clone: Path, page: Page, *, environ: Mapping[str, str]) -> float:
    port = free_port()
    started = time.monotonic()
    with _made(clone, "demo", f"PORT={port}", environ=environ) as process:
        while not _answers(f"http://127.0.0.1:{port}/_stcore/health"):
            if process.poll() is not None:
                raise RuntimeError("make demo ended by itself")
            time.sleep(0.05)
        page.goto(f"http://127.0.0.1:{port}")
        page.get_by_role("heading", name="Misses").first.wait_for(timeout=60_000)
        return time.monotonic() - started


@contextmanager
def _made(clone: Path, *arguments: str, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ["make", *arguments],
        cwd=clone,
        env={name: value for name, value in os.environ.items() if name != "TEST_NOW"} | dict(environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
