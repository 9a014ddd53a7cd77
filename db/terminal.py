"""Long work before a terminal: a line of progress on stderr, and Ctrl+C that leaves nothing half-made.

Between two parts of the work Ctrl+C is heard, so that what is saved already is always told as saved. Pressed a second
time it ends the program at once; that, too, undoes what was not finished.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from meeting.errors import Cancelled
from meeting.progress import Progress

STOPPED = 130
"""The exit status of whoever was stopped by Ctrl+C, as shells know it."""
AT_ONCE = "Stopped at once. What was not said to be done is not done, and nothing is left half-made."
AFTER = 1.0
"""Seconds: what is over before needs no line."""
EVERY = 0.2


class _Line:
    def __init__(self, title: str, *, left: str) -> None:
        self._title, self._left = title, left
        self._began = self._told = time.monotonic()
        self._is_shown = self.is_stopped = False

    def tell(self, done: int, total: int) -> None:
        if self.is_stopped:
            raise Cancelled(self._left)
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._began < AFTER or now - self._told < EVERY:
            return
        self._told, self._is_shown = now, True
        share = f" {min(done, total) * 100 // total} %" if total else ""
        of = f" ({done:,} of {total:,})" if total and total != 100 else ""
        sys.stderr.write(f"\r\x1b[K{self._title}{share}{of}  Ctrl+C cancels")
        sys.stderr.flush()

    def clear(self) -> None:
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def telling(title: str, *, left: str) -> Iterator[Progress]:
    """Gives what the work is to call; it raises Cancelled with `left`, what is left behind, after Ctrl+C."""
    line = _Line(title, left=left)
    if threading.current_thread() is not threading.main_thread():
        yield line.tell
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        line.is_stopped = True
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield line.tell
    finally:
        signal.signal(signal.SIGINT, before)
        line.clear()
