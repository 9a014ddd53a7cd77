"""Backups while others save, two hundred times: each is whole, comes back, and its events give its tables."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from db.backup import back_up
from db.engine import open_store
from db.models import Event, Mark
from db.restore import restore
from db.upgrade import upgrade
from meeting.settings import Settings
from tests.db.stores import NOON, NOW, rows_of, wrong
from tests.db.writers import writers

ROUNDS, BACKUPS = 10, 20
"""So many stores, and so many backups of each: of one store the last ones would take very long to replay."""
WRITERS = 2


def backup(seed: int) -> str:
    """Nothing that was acknowledged before a backup began is missing from it, and nothing in it is half done."""
    saves = sum(_round() for _ in range(ROUNDS))
    number = ROUNDS * BACKUPS
    return (
        f"{number} backups while {WRITERS} processes saved {saves:,} times: {number} whole, restored and replayed, "
        "0 acknowledged saves missing"
    )


def _round() -> int:
    """How many saves were acknowledged."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "meeting.db", None, NOON)
        upgrade(settings, mark=Mark.TEST)
        with writers(settings, number=WRITERS) as saved:
            for number in range(BACKUPS):
                _one(settings, Path(folder), number=number, before=saved.wait_for_more())
        store = open_store(settings)
        try:
            found, events = wrong(store), len(rows_of(store, Event))
        finally:
            store.close()
        assert found == [], found
        assert events == 1 + saved.count(), f"{saved.count()} saves were acknowledged, {events - 1} are there"
        return saved.count()


def _one(settings: Settings, folder: Path, *, number: int, before: int) -> None:
    made = back_up(settings, folder / "backup.db", replace=True)
    assert made.events > before, f"backup {number} holds {made.events - 1} of {before} acknowledged saves"
    place = Settings(folder / "restored" / "meeting.db", None, NOON)
    back = restore(place, made.path, now=NOW)
    assert back.events == made.events, f"backup {number} came back with {back.events} of {made.events} events"
    store = open_store(place)
    try:
        found = wrong(store)
    finally:
        store.close()
    assert found == [], f"backup {number}: {found}"
    shutil.rmtree(folder / "restored")
