"""Backups of an SQLite store: copied by SQLite itself, checked whole, and only then given their name.

The live file is never opened or copied by hand: closing it would drop the locks that this process holds on it.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.check import count_events, differences
from db.engine import APPLICATION_ID, connect_sqlite, open_store, place_of, postgresql_url, with_begin
from db.files import give_name, sync_file, sync_folder
from db.refusals import file_refused
from db.sqlite import driver
from db.unfinished import remove_leftovers, unfinished_beside
from meeting.errors import MeetingError, NotUnderstood, StoreRefused
from meeting.progress import Progress, part, untold
from meeting.settings import Settings

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a store, by the ends of the names."""
SHOWN = 5
COPIED = 15
"""Of a hundred parts of a backup, those for the copy: looking whether it is whole takes the others."""
STEPS = 2_000
"""Of SQLite's own, between two looks whether somebody cancelled: some thousandths of a second."""


@dataclass(frozen=True)
class Backup:
    """A file that was checked in full: how many bytes and events it holds."""

    path: Path
    size: int
    events: int


def back_up(settings: Settings, path: Path, *, replace: bool = False, progress: Progress = untold) -> Backup:
    """Write a backup of the store at `path` while work goes on. Raises NotUnderstood when a file is there already
    and `replace` was not said, StoreRefused when there is no whole store to back up."""
    source = sqlite_file(settings, tool="pg_dump --format=custom --file=FILE", word="backup")
    path = path.absolute()
    names = {source.resolve(), *(Path(f"{source.resolve()}{end}") for end in BESIDE)}
    if path.resolve() in names or (path.exists() and source.exists() and path.samefile(source)):
        raise NotUnderstood(f"{path.name} is the store itself. Nothing was written. Name another file.")
    if path.is_dir() or not path.parent.is_dir():
        raise NotUnderstood(
            f"{path.name} is no file in a folder that is there. Nothing was written. Name a file."
        )
    if path.exists() and not replace:
        raise NotUnderstood(_there_already(path))
    open_store(settings).close()
    remove_leftovers(path)
    with unfinished_beside(path) as made:
        copy(source, made, progress=part(progress, first=0, last=COPIED))
        events = sound(made, told_as=source, progress=part(progress, first=COPIED, last=100))
        sync_file(made)
        try:
            if replace:
                os.replace(made, path)
            else:
                give_name(made, path)
        except FileExistsError:
            raise NotUnderstood(_there_already(path)) from None
        sync_folder(path.parent)
    return Backup(path, path.stat().st_size, events)


def sqlite_file(settings: Settings, *, tool: str, word: str) -> Path:
    """The file of the store. PostgreSQL has tools of its own, and the message says how to call them."""
    if settings.sqlite_path is not None:
        return settings.sqlite_path
    address = place_of(postgresql_url(settings.postgresql_url or "")).replace(":***@", "@")
    raise NotUnderstood(
        f"This store is in PostgreSQL, which has a {word} of its own. Nothing was done. Run: {tool} "
        f"'{address.replace('postgresql+psycopg:', 'postgresql:')}'"
    )


def copy(source: Path, made: Path, *, progress: Progress = untold) -> None:
    """Fills the empty file `made` with `source` as of one moment; the same people may read it."""
    stopped: list[BaseException] = []

    def look() -> int:
        """What is raised here, SQLite would swallow: it is kept, and SQLite told to stop."""
        try:
            progress(made.stat().st_size, source.stat().st_size)
        except (MeetingError, KeyboardInterrupt) as error:
            stopped.append(error)
        return len(stopped)

    try:
        made.chmod(source.stat().st_mode & 0o777)
        with closing(connect_sqlite(source)) as connection:
            connection.execute("PRAGMA cell_size_check = 1")
            connection.set_progress_handler(look, STEPS)
            connection.execute("VACUUM INTO ?", (str(made),))
    except (OSError, driver.Error) as error:
        if stopped:
            raise stopped[0] from None
        reason = getattr(error, "strerror", None) or error
        raise StoreRefused(
            f"The store could not be copied ({reason}). It is as it was, and no file was left. Look for room and "
            "permissions in the folder of the copy, then try again.",
            place=f"{source}, copied to {made.parent}",
        ) from error


def sound(path: Path, *, told_as: Path, progress: Progress = untold) -> int:
    """How many events a copy holds that nobody works with. Raises StoreRefused unless it is whole and what its events
    tell. Looks without writing anything, so that the copy stays byte for byte what it is."""
    file_refused(path, application_id=APPLICATION_ID)
    engine = with_begin(
        create_engine(
            "sqlite://",
            module=driver,
            creator=lambda: connect_sqlite(path, mode="ro"),
            poolclass=NullPool,
        ),
        "BEGIN",
    )
    try:
        with Session(engine) as session:
            found = [str(each) for each in islice(differences(session, progress=progress), SHOWN)]
            events = session.scalar(count_events) or 0
    except DBAPIError as error:
        found, events = [str(error.orig)], 0
    finally:
        engine.dispose()
    if found:
        raise StoreRefused(
            f"It is not whole: {'; '.join(found)}. Nothing was written. Keep it, and every backup there is; to see all "
            "that is wrong with the store in use: python -m db check",
            place=str(told_as),
        )
    return events


def _there_already(path: Path) -> str:
    return (
        f"{path.name} is there already. Nothing was written. Name another file, or add --force to replace it."
    )
