"""A backup each night at two o'clock where the organisation is, kept for 14 days, each tried by restoring it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from db.backup import Backup, back_up
from db.engine import connect_sqlite, open_store
from db.files import sync_file, sync_folder
from db.models import Mark
from db.restore import restore
from db.sqlite import driver
from db.unfinished import remove_leftovers, unfinished_beside
from meeting.errors import MeetingError, StoreRefused, in_full
from meeting.settings import Settings

AT = time(2)
KEPT_DAYS = 14
LOOK_AGAIN = timedelta(hours=1)
"""How long to sleep at most: a computer that sleeps itself does not count the hours."""


@dataclass(frozen=True)
class Noted:
    """What is remembered beside the backups; None for what never happened."""

    backup_at: datetime | None = None
    backup: str = ""
    restore_tested_at: datetime | None = None


async def every_night(
    settings: Settings,
    *,
    now: Callable[[], datetime],
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Sleeps until the next night and backs up, until cancelled. One that was slept through is made up for."""
    if settings.sqlite_path is None:
        return
    while True:
        zone = await asyncio.to_thread(_zone, settings.sqlite_path)
        await wait(min(_next_night(now(), zone) - now(), LOOK_AGAIN).total_seconds())
        try:
            await asyncio.to_thread(nightly, settings, now=now())
        except MeetingError as error:
            logging.getLogger(__name__).error("No backup was made this night: %s", in_full(error))
        except Exception:
            # The nights after this one must not be lost with it.
            logging.getLogger(__name__).exception("No backup was made this night")


def nightly(settings: Settings, *, now: datetime) -> Backup | None:
    """The backup of the last night that has come, unless it is there; tried, noted, and those too old deleted.

    None where there is nothing to do: PostgreSQL, the example company, a night that has its backup.
    """
    path = settings.sqlite_path
    if path is None:
        return None
    local = now.astimezone(_zone(path))
    night = local.date() if local.time() >= AT else local.date() - timedelta(days=1)
    target = folder_of(path) / f"{path.stem}-{night}.db"
    if target.exists() or _is_example(settings):
        return None
    folder_of(path).mkdir(mode=0o700, exist_ok=True)
    made = back_up(settings, target)
    note(path, backup_at=now, backup=str(target))
    try_restoring(made)
    note(path, restore_tested_at=now)
    # Only now: as long as nights fail, the last good backups stay.
    _delete_before(path, night - timedelta(days=KEPT_DAYS - 1))
    return made


def try_restoring(made: Backup) -> None:
    """Restores a backup into a folder that goes again. Raises StoreRefused unless all of it comes back."""
    with tempfile.TemporaryDirectory(dir=made.path.parent, prefix=".restore-") as folder:
        settings = Settings(Path(folder) / "meeting.db", None, None)
        back = restore(settings, made.path, now=datetime.min.replace(tzinfo=UTC))
        open_store(settings).close()
    if back.events != made.events:
        raise StoreRefused(
            f"The backup came back with {back.events} events instead of {made.events}. The store is as it was. Do not "
            "rely on it; look at the disk it is on.",
            place=str(made.path),
        )


def folder_of(store: Path) -> Path:
    return store.parent / "backups"


def noted(store: Path) -> Noted:
    """What is remembered of the backups of this store; nothing where the note cannot be read."""
    try:
        found = json.loads(_note_of(store).read_text(encoding="utf-8"))
        moments = {name: found.get(name) for name in ("backup_at", "restore_tested_at")}
        read = {name: datetime.fromisoformat(said) if said else None for name, said in moments.items()}
        return Noted(backup=str(found.get("backup", "")), **read)
    except (OSError, ValueError, AttributeError, TypeError):
        return Noted()


def note(store: Path, **values: datetime | str) -> None:
    """Remember something more about the backups of this store."""
    known = noted(store)
    said = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in {**known.__dict__, **values}.items()
        if value
    }
    path = _note_of(store)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with unfinished_beside(path) as made:
        made.write_text(json.dumps(said), encoding="utf-8")
        sync_file(made)
        os.replace(made, path)
        sync_folder(path.parent)


def _note_of(store: Path) -> Path:
    return folder_of(store) / f"{store.stem}.json"


def _next_night(now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    nights = (datetime.combine(today + timedelta(days=days), AT, zone).astimezone(UTC) for days in (0, 1))
    return next(night for night in nights if night > now)


def _zone(store: Path) -> ZoneInfo:
    """The organisation's, or UTC as long as the store cannot be read: the backup itself says what is wrong."""
    try:
        with closing(connect_sqlite(store)) as connection:
            (name,) = connection.execute("SELECT zone FROM organisation").fetchone()
            return ZoneInfo(name)
    except (driver.Error, TypeError, ValueError, OSError):
        return ZoneInfo("UTC")


def _is_example(settings: Settings) -> bool:
    store = open_store(settings)
    store.close()
    return store.mark is Mark.EXAMPLE


def _delete_before(store: Path, first: date) -> None:
    """Old nights, and what a killed backup left behind. Backups with names of their own are nobody's to delete."""
    for each in list(folder_of(store).iterdir()):
        found = re.fullmatch(
            rf"\.?({re.escape(store.stem)}-(\d{{4}}-\d\d-\d\d)\.db)(\.[0-9a-f]{{8}}\.new)?", each.name
        )
        if found and found[3]:
            remove_leftovers(folder_of(store) / found[1])
        elif found and found[2] < str(first):
            each.unlink(missing_ok=True)
