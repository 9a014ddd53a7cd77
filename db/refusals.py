"""Why a store is not used, in words: what is wrong and the next step. Which store it is goes beside them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from db.sqlite import driver
from db.versions import newest_version
from meeting.errors import StoreRefused

NOTHING = "Nothing was written."


def file_refused(path: Path, *, application_id: int) -> None:
    """Raises StoreRefused unless `path` is a whole SQLite file of ours. Looks through SQLite only: opening the
    file by hand would drop the locks this process holds on it."""
    if not path.exists():
        raise StoreRefused(
            f"There is no store. {NOTHING} To create it: python -m db upgrade", place=str(path)
        )
    if not path.is_file():
        raise StoreRefused(
            f"The store is not a file. {NOTHING} Name the store's file in DATABASE_URL.", place=str(path)
        )
    if os.stat(path).st_size == 0:
        raise StoreRefused(
            f"The store is empty (0 bytes). {NOTHING} Put a backup in its place, or move the empty file "
            "away and run: python -m db upgrade",
            place=str(path),
        )
    if not os.access(path, os.R_OK):
        raise StoreRefused(
            f"The store may not be read by the account the program runs as. {NOTHING} Mend its permissions.",
            place=str(path),
        )
    try:
        _look_inside(path, application_id=application_id)
    except driver.DatabaseError as error:
        raise StoreRefused(
            f"The store is damaged or no store at all ({error}). {NOTHING} Keep it, and put the last backup in its "
            "place.",
            place=str(path),
        ) from error


def _look_inside(path: Path, *, application_id: int) -> None:
    _refuse_foreign(path, application_id=application_id)
    # Not read-only: undoing what a killed writer left half-done takes write access.
    connection = driver.connect(
        f"file:{quote(str(path.absolute()))}?mode=rw", uri=True, isolation_level=None, timeout=5
    )
    try:
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        if os.stat(path).st_size % page_size:
            raise StoreRefused(
                f"The store is damaged (its end is missing). {NOTHING} Keep it, and put the last backup in its place.",
                place=str(path),
            )
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise StoreRefused(
                f"The store is damaged ({verdict}). {NOTHING} Keep it, and put the last backup in its place.",
                place=str(path),
            )
    finally:
        connection.close()


def _refuse_foreign(path: Path, *, application_id: int) -> None:
    """Without locks, journal or log: a database that is not ours stays exactly as it is."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    connection = driver.connect(address, uri=True, isolation_level=None)
    try:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
    finally:
        connection.close()
    if found != application_id:
        raise StoreRefused(
            f"The store is a database of another program. {NOTHING} Name the right file in DATABASE_URL, or a new one "
            "and run: python -m db upgrade",
            place=str(path),
        )


def connected(engine: Engine, *, place: str) -> Connection:
    """A first connection. Raises StoreRefused when there is none to be had: nothing can have been saved yet."""
    try:
        return engine.connect()
    except DBAPIError as error:
        if engine.dialect.name == "sqlite":
            raise in_plain_words(error, place=place) from error
        raise StoreRefused(
            f"The store cannot be reached. {NOTHING} Check that the server is running, and that DATABASE_URL names a "
            "database that is there, and somebody who may use it.",
            place=place,
        ) from error


def database_refused(engine: Engine, *, place: str) -> str:
    """The store's mark. Raises StoreRefused when its tables are not those of this version."""
    try:
        with connected(engine, place=place) as connection:
            tables = set(inspect(connection).get_table_names())
            if "alembic_version" not in tables:
                kind = "holds tables of another program" if tables else "has no tables yet"
                raise StoreRefused(
                    f"The store {kind}. {NOTHING} To create it: python -m db upgrade", place=place
                )
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if found != newest_version():
                raise StoreRefused(
                    f"The store is of version {found}, this program of version {newest_version()}. {NOTHING} Run: "
                    "python -m db upgrade (or use the newer program).",
                    place=place,
                )
            mark = connection.execute(text("SELECT mark FROM organisation")).scalar()
    except DBAPIError as error:
        raise in_plain_words(error, place=place) from error
    if mark is None:
        raise StoreRefused(f"The store has no organisation. {NOTHING} Run: python -m db upgrade", place=place)
    return str(mark)


_BUSY = "Somebody else is saving just now and did not finish in time"
_REASONS = (
    ("database is locked", _BUSY, "Try again."),
    ("lock timeout", _BUSY, "Try again."),
    ("disk is full", "The disk is full", "Make room, then try again."),
    (
        "readonly",
        "The store may not be written by the account the program runs as",
        "Mend the permissions of the file and its folder.",
    ),
    ("read-only", "The store may not be written", "Mend its permissions."),
    ("malformed", "The store is damaged", "Keep it, and put the last backup in its place."),
    ("unable to open", "The store cannot be opened", "Check the path and the folder's permissions."),
    ("disk i/o error", "The disk reported an error", "Check the disk, then try again."),
)


def busy(*, place: str) -> StoreRefused:
    """All connections of this process are in use, and stayed so."""
    return StoreRefused(f"{_BUSY}. Nothing was saved. Try again.", place=place)


def in_plain_words(error: DBAPIError, *, place: str, only_read: bool = False) -> StoreRefused:
    """A database error for people. The driver's own text stays out of it: it may hold a password or data."""
    said = str(error.orig).lower()
    for sign, what, step in _REASONS:
        if sign in said:
            return StoreRefused(f"{what}. Nothing was saved. {step}", place=place)
    is_lost = error.connection_invalidated or "connect" in said
    if is_lost and only_read:
        return StoreRefused(
            "The connection to the store was lost. Nothing was saved. Reload the page in a minute; if it stays so, ask "
            "an administrator whether its server runs.",
            place=place,
        )
    if is_lost:
        return StoreRefused(
            "The connection to the store was lost. Whether the last change was saved is not known: look before you "
            "repeat it.",
            place=place,
        )
    return StoreRefused(
        f"The store refused this ({type(error.orig).__name__}). Nothing was saved. Ask your administrator to look into "
        "the server's log.",
        place=place,
    )
