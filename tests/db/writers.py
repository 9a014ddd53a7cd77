"""Processes that save as fast as they can and tell each acknowledged save: `python -m tests.db.writers PATH`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Thread
from typing import IO

from db import changes
from db.engine import open_store, transaction
from meeting.errors import StoreRefused
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests.db.stores import NOON, NOW, ROOT


@dataclass
class Saved:
    """Counts acknowledged saves of all writers."""

    _number: int = 0
    _more: Condition = field(default_factory=Condition)

    def count(self) -> int:
        with self._more:
            return self._number

    def wait_for_more(self) -> int:
        """Waits until something more is saved, and says how many saves there are."""
        with self._more:
            seen = self._number
            assert self._more.wait_for(lambda: self._number > seen, timeout=60), "nobody saves any more"
            return self._number

    def listen(self, said: IO[bytes]) -> None:
        while said.read(1):
            with self._more:
                self._number += 1
                self._more.notify_all()


@contextmanager
def writers(settings: Settings, *, number: int) -> Iterator[Saved]:
    """So many processes save until the block ends; each ends between two saves."""
    saved = Saved()
    command = [sys.executable, "-m", "tests.db.writers", str(settings.sqlite_path)]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(number)
    ]
    listeners = [Thread(target=saved.listen, args=(each.stdout,)) for each in processes]
    for listener in listeners:
        listener.start()
    try:
        saved.wait_for_more()
        yield saved
    finally:
        for each in processes:
            if each.stdin is not None:
                each.stdin.close()
        for each in processes:
            each.wait(timeout=60)
        for listener in listeners:
            listener.join()
        for each in processes:
            if each.stdout is not None:
                each.stdout.close()
    assert [each.returncode for each in processes] == [0] * number


def main(path: str) -> None:
    """Until standard input is closed: one save, one dot."""
    over: list[bool] = []
    Thread(target=lambda: over.append(bool(sys.stdin.read())), daemon=True).start()
    store = open_store(Settings(Path(path), None, NOON))
    number = 0
    while not over:
        number += 1
        # Refused because it waited too long for the others: nothing was acknowledged, nothing is lost.
        with suppress(StoreRefused):
            with transaction(store) as session:
                goal = f"Goal {number} of one writer"
                changes.set_up_organisation(session, actor=COMMAND_LINE, now=NOW, common_goal=goal)
            sys.stdout.write(".")
            sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])
