"""The file a new store is built in beside its place, and what a killed run left of one."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Whoever builds holds this lock on the file from its first moment to its last; the system lets go of it when the
# process ends, however it ends. It is of another kind than SQLite's own locks and does not meet them. So a file that
# can be locked belongs to nobody any more, however young it is.
_ALONE_OR_NOT = fcntl.LOCK_EX | fcntl.LOCK_NB
_BESIDE = ("-journal", "-wal", "-shm")


@contextmanager
def unfinished_beside(path: Path) -> Iterator[Path]:
    """An empty file of a name of its own beside `path`, which nobody removes meanwhile; it is gone in the end."""
    made, handle = _made(path)
    try:
        yield made
    finally:
        _remove(made)
        os.close(handle)


def remove_leftovers(path: Path) -> None:
    """Remove what runs that were killed left beside `path`. Call it before this process has the store open."""
    name = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.new")
    # A leftover that cannot be looked at or removed is in nobody's way: the next upgrade tries again.
    with suppress(OSError):
        for leftover in list(path.parent.iterdir()):
            if name.fullmatch(leftover.name):
                with suppress(OSError):
                    _remove_if_dead(leftover, path)


def _remove_if_dead(leftover: Path, path: Path) -> None:
    if path.exists() and leftover.samefile(path):
        # Killed after the store got its name: a second name of the store itself, which must not be opened by hand.
        leftover.unlink()
        return
    handle = os.open(leftover, os.O_RDWR)
    try:
        fcntl.flock(handle, _ALONE_OR_NOT)
        _remove(leftover)
    finally:
        os.close(handle)


def _made(path: Path) -> tuple[Path, int]:
    while True:
        made = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
        handle = os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            fcntl.flock(handle, _ALONE_OR_NOT)
            if os.fstat(handle).st_nlink:
                return made, handle
        except BlockingIOError:
            pass
        # Between making and locking it, somebody took it for a leftover.
        os.close(handle)


def _remove(made: Path) -> None:
    """The file itself last: as long as it is there, a run that is killed here leaves what can be found again."""
    for end in _BESIDE:
        made.with_name(made.name + end).unlink(missing_ok=True)
    made.unlink(missing_ok=True)
