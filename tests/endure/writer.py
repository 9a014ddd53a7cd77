"""A writer killed with -9 a thousand times, at moments nobody chose."""

from __future__ import annotations

import tempfile
from pathlib import Path

from db.engine import open_store
from db.models import Event, Mark
from db.upgrade import upgrade
from meeting.settings import Settings
from tests.db.killed_writer import killed_writers
from tests.db.stores import NOON, rows_of, wrong

TIMES = 1_000


def writer(seed: int) -> str:
    """No acknowledged save is missing, and no save is half there."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "meeting.db", None, NOON)
        upgrade(settings, mark=Mark.TEST)
        killed, acknowledged = killed_writers(settings, times=TIMES, seed=seed)
        store = open_store(settings)
        try:
            found, saves = wrong(store), len(rows_of(store, Event)) - 1
        finally:
            store.close()
    assert found == [], found
    assert acknowledged <= saves <= acknowledged + killed, f"{acknowledged} acknowledged, {saves} there"
    unheard = saves - acknowledged
    return (
        f"{killed:,} writers killed, {acknowledged:,} saves acknowledged: 0 lost, 0 half done "
        f"({unheard} more were saved without being heard of)"
    )
