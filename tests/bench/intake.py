"""Bringing in a file of 100,000 promises against a plain insert of the same rows, and the memory it takes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from db.upgrade import upgrade
from meeting.settings import Settings
from tests.bench.measuring import SEED, Figure, compared, in_turns, versions
from tests.bench.promises_file import write_promises

ROOT = Path(__file__).resolve().parents[2]
TIMES, MEGABYTES = 8, 300


@dataclass
class Runs:
    """Both sides over fresh copies of one empty store."""

    empty: Path
    file: Path
    megabytes: list[float] = field(default_factory=list)

    @property
    def brought_in(self) -> Path:
        """The store the last bringing-in made."""
        return self.empty.with_name("brought-in.db")

    def bring_in(self) -> float:
        shutil.copy(self.empty, self.brought_in)
        seconds, megabytes = _run("bring-in", self.brought_in, self.file)
        self.megabytes.append(megabytes)
        return seconds

    def insert(self) -> float:
        place = self.empty.with_name("inserted.db")
        shutil.copy(self.empty, place)
        seconds, _ = _run("insert", place, self.brought_in)
        return seconds


def figures(short: bool) -> Iterator[Figure]:
    rows, rounds = (10_000, 3) if short else (100_000, 5)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        runs = Runs(Path(name) / "empty.db", Path(name) / "promises.csv")
        upgrade(Settings(runs.empty, None, None))
        write_promises(runs.file, rows=rows, seed=SEED)
        about = {
            "rows": rows,
            "seed": SEED,
            "file_megabytes": round(runs.file.stat().st_size / 1e6, 1),
            "versions": versions("sqlalchemy"),
        }
        # The first bringing-in, which does not count, makes the rows for the first insert.
        runs.bring_in()
        samples = in_turns(rounds, measured=runs.bring_in, against=runs.insert)
    yield compared("intake", samples, bar=TIMES, unit="s", about=about)
    yield Figure(
        "intake memory",
        max(runs.megabytes),
        None,
        bar=MEGABYTES,
        n=len(runs.megabytes),
        unit="MB",
        about=about,
    )


def _run(side: str, *places: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench.intake_sides", side, *map(str, places)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    return found["seconds"], found["megabytes"]
