"""How the store is opened: what SQLite is told, and what it was understood to be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

import db.engine
from db.engine import APPLICATION_ID, connect_sqlite, open_store, prepare_sqlite, transaction, wal_is_safe
from db.models import Mark, Organisation
from db.sqlite import driver
from db.upgrade import upgrade
from db.versions import newest_version
from meeting.settings import Settings
from tests.db.stores import NOON, rows_of

EVERY_CONNECTION = {
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "journal_size_limit": 16 * 1024 * 1024,
    "application_id": APPLICATION_ID,
    "user_version": int(newest_version()),
}


def test_every_connection_is_told_what_reliability_depends_on(sqlite_settings: Settings) -> None:
    store = open_store(sqlite_settings)
    for engine in (store.write_engine, store.read_engine):
        assert {name: _pragma(engine, name) for name in EVERY_CONNECTION} == EVERY_CONNECTION
    # Whoever reads waits for nobody; whoever writes waits longer than it takes to bring in a file.
    assert _pragma(store.read_engine, "busy_timeout") == 5_000
    assert _pragma(store.write_engine, "busy_timeout") == 60_000
    assert _pragma(store.read_engine, "query_only") == 1
    assert _pragma(store.write_engine, "query_only") == 0
    store.close()


@pytest.mark.parametrize(("is_safe", "journal"), [(True, "wal"), (False, "delete")])
def test_the_log_is_written_ahead_only_where_that_is_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_safe: bool, journal: str
) -> None:
    monkeypatch.setattr(db.engine, "wal_is_safe", lambda: is_safe)
    settings = Settings(tmp_path / "meeting.db", None, NOON)
    upgrade(settings, mark=Mark.TEST)
    store = open_store(settings)
    with transaction(store) as session:
        session.execute(text("UPDATE organisation SET common_goal = 'Keep what we promise'"))
    assert [_pragma(engine, "journal_mode") for engine in (store.write_engine, store.read_engine)] == [
        journal,
        journal,
    ]
    assert _pragma(store.write_engine, "wal_autocheckpoint") == 1000
    store.close()
    store = open_store(settings)
    assert rows_of(store, Organisation)[0]["common_goal"] == "Keep what we promise"
    store.close()
    assert list(tmp_path.iterdir()) == [settings.sqlite_path]


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 7), True),
        ((3, 45, 0), False),
        ((3, 46, 1), False),
        ((3, 49, 9), False),
        ((3, 50, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 50, 8), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 51, 10), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_writing_the_log_ahead_is_safe_from_the_repaired_releases_on(
    version: tuple[int, int, int], is_safe: bool
) -> None:
    assert wal_is_safe(version) is is_safe


def test_a_setting_that_sqlite_does_not_take_is_noticed(sqlite_settings: Settings) -> None:
    path = sqlite_settings.sqlite_path
    assert path is not None

    class Deaf(driver.Connection):
        def execute(self, sql: str, *values: object) -> driver.Cursor:
            return super().execute(sql.replace("foreign_keys = 1", "foreign_keyz = 1"), *values)  # type: ignore[arg-type]

    connection = driver.connect(path, isolation_level=None, factory=Deaf)
    with pytest.raises(driver.OperationalError, match=r"PRAGMA foreign_keys is 0, not 1"):
        prepare_sqlite(connection, read_only=False)
    connection.close()


def test_a_connection_never_makes_a_file(tmp_path: Path) -> None:
    with pytest.raises(driver.OperationalError, match=r"unable to open"):
        connect_sqlite(tmp_path / "meeting.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a ? b.db", "a # b.db", "50 % & more.db", "Übersicht 週.db"])
def test_a_store_may_have_any_name(tmp_path: Path, name: str) -> None:
    settings = Settings(tmp_path / name, None, NOON)
    upgrade(settings, mark=Mark.TEST)
    store = open_store(settings)
    assert len(rows_of(store, Organisation)) == 1
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def _pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()
