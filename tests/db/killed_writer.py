"""A writer killed with -9 at random moments, over and over: `python -m tests.db.killed_writer PATH TIMES SEED`.

Prints {"killed", "acknowledged"}. A process of its own, because it forks: what has threads cannot.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from db import changes
from db.engine import open_store, transaction
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.db.stores import NOON, NOW, ROOT

LONGEST = 0.01
"""Seconds: a save takes about half of that, so the kill falls anywhere in it."""


def killed_writers(settings: Settings, *, times: int, seed: int) -> tuple[int, int]:
    """How many writers were killed, and how many saves they were told were done."""
    command = [
        sys.executable,
        "-m",
        "tests.db.killed_writer",
        str(settings.sqlite_path),
        str(times),
        str(seed),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return int(found["killed"]), int(found["acknowledged"])


def main(path: str, times: str, seed: str) -> None:
    random, settings = Random(int(seed)), Settings(Path(path), None, NOON)
    acknowledged = sum(_one(settings, random, number=number) for number in range(int(times)))
    print(json.dumps({"killed": int(times), "acknowledged": acknowledged}))


def _one(settings: Settings, random: Random, *, number: int) -> int:
    """One writer, from its first save to its end; returns the saves it was told were done."""
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        for _ in _saves(settings, number=number):
            os.write(tell, b".")
    os.close(tell)
    heard = len(os.read(told, 1))
    assert heard, "the writer ended by itself"
    # Not a wait for something: a moment nobody chose.
    time.sleep(random.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(told, 65_536):
        heard += len(more)
    os.close(told)
    return heard


def _saves(settings: Settings, *, number: int) -> Iterator[None]:
    """Saves as people do, without an end. Whatever is yielded after is acknowledged."""
    store = open_store(settings)
    for save in range(sys.maxsize):
        with transaction(store) as session:
            changes.set_up_organisation(
                session, actor=COMMAND_LINE, now=NOW, common_goal=f"Writer {number}, save {save}"
            )
        yield


if __name__ == "__main__":
    main(*sys.argv[1:])
