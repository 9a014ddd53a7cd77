"""What was acknowledged is there after kill -9, and nothing half done."""

from __future__ import annotations

from db.engine import open_store
from db.models import Event
from meeting.settings import Settings
from tests.db.killed_writer import killed_writers
from tests.db.stores import rows_of, wrong


def test_no_acknowledged_save_is_lost_when_its_writer_is_killed(sqlite_settings: Settings) -> None:
    killed, acknowledged = killed_writers(sqlite_settings, times=5, seed=20261122)
    store = open_store(sqlite_settings)
    try:
        assert wrong(store) == []
        saves = len(rows_of(store, Event)) - 1
    finally:
        store.close()
    # The last save of each may be on the disk without its writer having heard of it.
    assert acknowledged <= saves <= acknowledged + killed
