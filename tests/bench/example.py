"""What the board is measured with: the example company, two of its weeks, and an empty page beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meeting.weeks import parse_week
from tests.browser.serving import ROOT, Server, serving

NOW = "2026-11-23T09:00:00+01:00"
LABELS = {"Hits": "hits", "Runs": "runs", "Misses": "misses"}
"""Label of each figure on the page, and its name in `python -m db board --json`."""

EMPTY_PAGE = """\
import streamlit as st

def count():
    st.session_state["count"] = st.session_state.get("count", 0) + 1

st.title(f"Clicked {st.session_state.get('count', 0)} times")
st.button("Click", on_click=count)
"""


@dataclass(frozen=True)
class WeekShown:
    """A week and the three figures the page must show for it."""

    name: str
    figures: dict[str, str]

    @property
    def before(self) -> str:
        return str(parse_week(self.name).shifted(-1))

    def differs_throughout(self, other: WeekShown) -> bool:
        return all(self.figures[label] != other.figures[label] for label in LABELS)


class Example:
    """The example company in a store of its own."""

    def __init__(self, folder: Path) -> None:
        self.environ = {"DATABASE_URL": f"sqlite:///{folder / 'example.db'}", "TEST_NOW": NOW}
        self._run("demo")

    def week(self, name: str | None = None) -> WeekShown:
        """The week of this name, else the one the board opens with."""
        found: dict[str, Any] = json.loads(self._run("board", "--json", *(["--week", name] if name else [])))
        return WeekShown(found["week"], {label: str(found[field]) for label, field in LABELS.items()})

    def neighbours(self) -> tuple[WeekShown, WeekShown]:
        """The latest week, and the one before it, between which all three figures differ."""
        week = self.week()
        for _ in range(50):
            before = self.week(week.before)
            if week.differs_throughout(before):
                return week, before
            week = before
        raise AssertionError("the example company has no two such weeks")

    def _run(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "db", *arguments],
            cwd=ROOT,
            env=os.environ | self.environ,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout


@contextmanager
def both_served(folder: Path, example: Example) -> Iterator[tuple[Server, Server]]:
    """The product with its own settings, and an empty page with the framework's, from a folder that has none."""
    script = folder / "empty" / "page.py"
    script.parent.mkdir()
    script.write_text(EMPTY_PAGE, encoding="utf-8")
    with (
        serving(example.environ) as product,
        serving({}, script=script, folder=script.parent) as empty,
    ):
        yield product, empty
