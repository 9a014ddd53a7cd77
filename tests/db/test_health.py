"""Health reads facts of either database, and answers whoever watches with two words."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from db.engine import Store, open_store
from db.health import health, well
from db.intake.fields import Kind
from db.nightly import nightly
from db.sqlite import driver
from meeting.errors import StoreRefused
from meeting.settings import Settings
from tests.db.stores import NOW, Bring


def test_health_knows_the_database_and_the_last_file(store: Store, bring: Bring) -> None:
    assert health(store).last_file is None
    bring(Kind.CUSTOMERS, [{"reference": "1", "name": "Alpha"}], name="all customers.csv")
    found = health(store)
    assert found.last_file is not None
    assert (found.last_file.name, found.last_file.kind) == ("all customers.csv", "customers")
    assert found.size > 10_000
    assert dict(found.libraries)["sqlalchemy"].startswith("2.")
    if store.is_sqlite:
        assert found.database.startswith(f"SQLite {driver.sqlite_version}, journal mode ")
        assert found.room is not None
    else:
        assert found.database.startswith("PostgreSQL 1")


def test_health_remembers_the_night(sqlite_settings: Settings) -> None:
    made = nightly(sqlite_settings, now=NOW)
    assert made is not None
    store = open_store(sqlite_settings)
    found = health(store)
    store.close()
    assert (found.backup_at, found.restore_tested_at, found.backup) == (NOW, NOW, made.path.name)


def test_a_store_that_can_be_read_and_saved_to_is_ok(store: Store) -> None:
    assert well(lambda: store) == "ok"


def test_a_store_that_cannot_be_opened_or_read_is_not_ok(sqlite_store: Store, tmp_path: Path) -> None:
    def refused() -> Store:
        raise StoreRefused("There is no store.")

    assert well(refused) == "not ok"
    gone = open_store(Settings(Path(sqlite_store.place), None, None))
    gone.close()
    Path(sqlite_store.place).rename(tmp_path / "elsewhere.db")
    assert well(lambda: gone) == "not ok"


def test_a_disk_without_room_is_not_ok(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    assert well(lambda: sqlite_store) == "not ok"


def test_a_store_that_may_not_be_written_is_not_ok(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, _: str(path) != sqlite_store.place)
    assert well(lambda: sqlite_store) == "not ok"
