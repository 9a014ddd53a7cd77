"""How the program and its store are, for the administrator: facts, and what of them needs doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

PROGRAM = "1.1.0"
"""The version of the program, said here alone; CHANGELOG.md begins with it."""

BACKUP_WITHIN = timedelta(days=2)
TESTED_WITHIN = timedelta(days=31)
_ONE_NOW = "for one now, in the folder of the program: .venv/bin/python -m db backup PATH"
LEAST_ROOM = 200 * 1024 * 1024
"""Bytes on the disk below which saves may fail any day."""


@dataclass(frozen=True)
class LastFile:
    """The last file that was brought in."""

    name: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Health:
    """`database` names its version and how it keeps its log. Sizes are bytes; None is what cannot be known here."""

    libraries: tuple[tuple[str, str], ...]
    store_version: str
    database: str
    reads_beside_writes: bool
    size: int
    room: int | None
    is_sqlite: bool
    is_example: bool
    backup_at: datetime | None = None
    backup: str = ""
    restore_tested_at: datetime | None = None
    last_file: LastFile | None = None
    failed_sign_ins: int = 0
    """Within a day."""
    in_use_since: datetime | None = None
    """Nothing is late before its time: a store that began this morning had no night yet."""


def concerns(health: Health, *, now: datetime) -> tuple[str, ...]:
    """What somebody should look after, each with the next step; empty when all is well."""
    found = []
    if health.room is not None and health.room < max(LEAST_ROOM, 3 * health.size):
        found.append(
            f"Only {size_in_words(health.room)} are free on the disk. A backup needs as much as the store, and saves "
            "need room too. Make room."
        )
    if not health.reads_beside_writes:
        found.append(
            "This SQLite cannot keep its log beside the store safely, so pages wait while somebody saves. Use a newer "
            "Python, or one with SQLite 3.51.3 or later."
        )
    if health.is_example:
        return tuple(found)
    if not health.is_sqlite:
        return (
            *found,
            "PostgreSQL is backed up with its own pg_dump; whether that happens is not known here.",
        )
    if health.backup_at is None:
        if _is_over(health.in_use_since, BACKUP_WITHIN, now=now):
            found.append(f"There is no backup yet. One is made each night; {_ONE_NOW}")
    elif now - health.backup_at > BACKUP_WITHIN:
        days = (now - health.backup_at).days
        found.append(f"The last backup is {days} days old. The server's log says why; {_ONE_NOW}")
    if health.backup_at is not None and _is_over(
        health.restore_tested_at or health.in_use_since, TESTED_WITHIN, now=now
    ):
        found.append(
            "No backup was restored for a month, so nobody knows whether they come back. Try one on another machine."
        )
    return tuple(found)


def _is_over(since: datetime | None, within: timedelta, *, now: datetime) -> bool:
    return since is None or now - since > within


def size_in_words(size: int) -> str:
    """`12.3 MB`, in thousands as disks are sold."""
    number = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:,.0f} {unit}" if unit == "bytes" else f"{number:,.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} TB"
