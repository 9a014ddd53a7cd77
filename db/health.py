"""How the store is: read for the administrator's page, and asked in short by whoever watches the server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.accounts import failed_since
from db.backup import BESIDE
from db.changes.core import table_of
from db.engine import Store, reading
from db.models import Event, Mark
from db.nightly import noted
from db.queries import house
from db.versions import newest_version
from meeting.errors import MeetingError
from meeting.health import Health, LastFile
from meeting.signing_in import REMEMBERED

LIBRARIES = (
    "streamlit",
    "starlette",
    "sqlmodel",
    "sqlalchemy",
    "alembic",
    "psycopg",
    "pydantic",
    "pandas",
    "plotly",
)
LEAST_TO_SAVE = 20 * 1024 * 1024
"""Bytes on the disk without which the next file would not go in."""


def health(store: Store) -> Health:
    with reading(store) as session:
        runs = house.runs(session, most=1)
        failed = failed_since(session, store.clock.now() - REMEMBERED)
        database, reads_beside_writes = _database(session)
        size = _size(store, session)
        first = table_of(Event).c
        since = session.scalar(select(first.at).order_by(first.seq).limit(1))
    path = Path(store.place) if store.is_sqlite else None
    note = noted(path) if path else None
    return Health(
        libraries=(("Python", python_version()), *((name, _version(name)) for name in LIBRARIES)),
        store_version=newest_version(),
        database=database,
        reads_beside_writes=reads_beside_writes,
        size=size,
        room=shutil.disk_usage(path.parent).free if path else None,
        is_sqlite=store.is_sqlite,
        is_example=store.mark is Mark.EXAMPLE,
        backup_at=note.backup_at if note else None,
        backup=Path(note.backup).name if note else "",
        restore_tested_at=note.restore_tested_at if note else None,
        failed_sign_ins=failed,
        in_use_since=since or store.clock.now(),
        last_file=LastFile(runs[0].file_name, runs[0].kind, runs[0].at) if runs else None,
    )


def well(current: Callable[[], Store]) -> str:
    """“ok” or “not ok”: whether the store opens, can be read, and could be written to. Nothing of it is told, as
    whoever watches is not signed in; and nothing is written, as it is asked every few seconds."""
    try:
        store = current()
        with reading(store) as session:
            house.organisation(session)
        path = Path(store.place)
        can_save = not store.is_sqlite or (
            os.access(path, os.W_OK)
            and os.access(path.parent, os.W_OK)
            and shutil.disk_usage(path.parent).free >= LEAST_TO_SAVE
        )
    except (MeetingError, OSError):
        return "not ok"
    return "ok" if can_save else "not ok"


def _database(session: Session) -> tuple[str, bool]:
    """Its version and how it keeps its log, and whether pages read while others write."""
    if session.get_bind().dialect.name == "postgresql":
        return f"PostgreSQL {session.scalar(text('SHOW server_version'))}", True
    number = session.scalar(text("SELECT sqlite_version()"))
    journal = session.scalar(text("PRAGMA journal_mode"))
    return f"SQLite {number}, journal mode {journal}", journal == "wal"


def _size(store: Store, session: Session) -> int:
    if not store.is_sqlite:
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    files = [Path(f"{store.place}{end}") for end in ("", *BESIDE)]
    return sum(each.stat().st_size for each in files if each.exists())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
