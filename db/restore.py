"""Putting a backup in the place of the store: only while nobody has it open, and never losing what stood there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.backup import BESIDE, COPIED, copy, sound, sqlite_file
from db.engine import APPLICATION_ID, connect_sqlite
from db.files import give_name, sync_file, sync_folder
from db.refusals import file_refused
from db.sqlite import driver
from db.unfinished import unfinished_beside
from db.upgrade import upgrade
from db.versions import newest_version
from meeting.errors import MeetingError, NotUnderstood, StoreRefused
from meeting.progress import Progress, part, untold
from meeting.settings import Settings


@dataclass(frozen=True)
class Restored:
    """`kept` is where the store that stood there is now, if there was one."""

    events: int
    kept: Path | None


def restore(settings: Settings, backup: Path, *, now: datetime, progress: Progress = untold) -> Restored:
    """Put `backup` in the place of the store, brought to this version if it is older.

    Raises StoreRefused when the backup is not whole, or when anybody has the store open.
    """
    path = sqlite_file(
        settings, tool="pg_restore --clean --if-exists --single-transaction FILE -d", word="restore"
    )
    backup = backup.absolute()
    file_refused(backup, application_id=APPLICATION_ID)
    if path.exists() and backup.samefile(path):
        raise NotUnderstood(f"{backup} is the store itself. Nothing was changed. Name a backup.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished_beside(path) as made:
            copy(backup, made, progress=part(progress, first=0, last=COPIED))
            _bring_to_this_version(made, told_as=backup)
            events = sound(made, told_as=backup, progress=part(progress, first=COPIED, last=100))
            sync_file(made)
            with alone(path):
                kept = _put(made, path, now=now)
    except OSError as error:
        raise StoreRefused(
            f"The backup could not be put in its place ({error.strerror}). Look what stands there and beside it before "
            "anything else; nothing was deleted.",
            place=str(path),
        ) from error
    return Restored(events, kept)


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Held by the program as long as it runs. SQLite alone does not know of a program that waits for a click:
    with a rollback journal it holds no lock in between."""
    if settings.sqlite_path is None or not settings.sqlite_path.parent.is_dir():
        yield
        return
    with _served(settings.sqlite_path, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Proves that nobody has the store open, and keeps everybody out of it. Raises StoreRefused otherwise."""
    with _served(path, fcntl.LOCK_EX):
        if not path.exists():
            yield
            return
        with closing(connect_sqlite(path)) as connection:
            try:
                connection.execute("PRAGMA busy_timeout = 0")
                # Leaving the write-ahead log takes a lock that everybody who has the store open stands in the way of,
                # even in between two reads; the lock after it keeps everybody out as long as it is held.
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("BEGIN EXCLUSIVE")
                (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
                if mode != "delete":
                    raise _in_use(path)
            except driver.DatabaseError as error:
                if "locked" in str(error) or "busy" in str(error):
                    raise _in_use(path) from error
                # Too damaged for a lock, and so for anybody's work.
            yield


@contextmanager
def _served(path: Path, kind: int) -> Iterator[None]:
    """A lock on a file of its own: a lock of ours on the store would end as soon as SQLite closed it elsewhere."""
    handle = os.open(path.with_name(f".{path.name}.served"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _in_use(path) from error
        yield
    finally:
        os.close(handle)


def _in_use(path: Path) -> StoreRefused:
    return StoreRefused(
        "The store is in use. Nothing was changed. Stop the program and everything else that has it open, then try "
        "again.",
        place=str(path),
    )


def _bring_to_this_version(made: Path, *, told_as: Path) -> None:
    with closing(connect_sqlite(made, mode="ro")) as connection:
        try:
            (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except (driver.DatabaseError, TypeError):
            raise StoreRefused(
                "This is no backup of a store. Nothing was changed. Name another.", place=str(told_as)
            ) from None
    if version == newest_version():
        return
    try:
        upgrade(Settings(made, None, None))
    except MeetingError as error:
        raise StoreRefused(str(error), place=str(told_as)) from error


def _put(made: Path, path: Path, *, now: datetime) -> Path | None:
    """At every moment one whole store stands at `path`, the old or the new."""
    kept = None
    if path.exists():
        kept = path.with_name(f"{path.name}.before-restore-{now:%Y%m%d-%H%M%S-%f}")
        give_name(path, kept)
    for end in BESIDE:
        # Left behind by a store too damaged to be closed: to the new one they would be changes to make.
        left = Path(f"{path}{end}")
        if left.exists() and kept is not None and end != "-shm":
            os.replace(left, f"{kept}{end}")
        left.unlink(missing_ok=True)
    os.replace(made, path)
    sync_folder(path.parent)
    return kept
