"""The lines that benches and long counts leave behind in data/measured.jsonl, each with its day and its machine.

Nothing of a line tells whose machine it was: how many processors, how much memory, which versions, and no names.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from db.sqlite import driver
from meeting.clock import Clock
from tests.browser import bring
from tests.browser.serving import ROOT

LINES = ROOT / "data" / "measured.jsonl"
Line = Mapping[str, Any]


def keep(line: Line, *, path: Path = LINES) -> None:
    """Add a line at the end: an earlier one of the same name stays, and the page shows the last."""
    told = {**line, "on": str(Clock().now().date()), "machine": machine()}
    told = {name: _nameless(value) if isinstance(value, str) else value for name, value in told.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def kept(path: Path = LINES) -> list[dict[str, Any]]:
    """All lines, oldest first; none where nothing was measured yet."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load() -> float:
    """How busy the machine is with everything: above its number of processors, times are not worth much."""
    return round(os.getloadavg()[0], 3)


def _nameless(text: str) -> str:
    """What failed may tell where; the page goes out of the house."""
    for place in (str(ROOT), tempfile.gettempdir(), str(Path.home())):
        text = text.replace(f"{place}/", "…/")
    return text


@cache
def machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory": round(memory / 2**30),
        "versions": {
            platform.system(): platform.release().partition("-")[0],
            "Python": platform.python_version(),
            "SQLite": driver.sqlite_version,
            "Streamlit": version("streamlit"),
            **_browser(),
        },
    }


def _browser() -> dict[str, str]:
    """Its name and number. Empty where Playwright's own is used, whose number is Playwright's."""
    path = bring.executable()
    if path is None:
        return {"Playwright": version("playwright")}
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    number = next((word for word in said.split() if word[0].isdigit()), "")
    return {said.partition(number)[0].strip() or "browser": number}
