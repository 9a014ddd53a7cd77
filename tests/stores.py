"""Stores of SQLite to begin with, as bytes: each was made once in this process, through the product's own doors.

A copy takes a millisecond; going through every upgrade takes most of a second, the example company several.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from db.demo.fill import fill_store
from db.models import Mark
from db.upgrade import upgrade
from meeting.settings import Settings

SUNDAY, MONDAY = "2026-11-22T12:00:00+00:00", "2026-11-23T08:00:00+00:00"


def new_store(settings: Settings) -> None:
    """An empty store made for tests, where the settings say; its folder must be there."""
    _put(_new(), settings)


def example_store(settings: Settings) -> None:
    """The example company as it is on the Monday of the tests, where the settings say."""
    _put(_example(), settings)


def _put(store: bytes, settings: Settings) -> None:
    assert settings.sqlite_path is not None
    assert not settings.sqlite_path.exists()
    settings.sqlite_path.write_bytes(store)


@cache
def _new() -> bytes:
    with TemporaryDirectory(prefix="store-") as folder:
        path = Path(folder) / "meeting.db"
        upgrade(Settings(path, None, SUNDAY), mark=Mark.TEST)
        return path.read_bytes()


@cache
def _example() -> bytes:
    with TemporaryDirectory(prefix="store-") as folder:
        path = Path(folder) / "example.db"
        fill_store(Settings(path, None, MONDAY))
        return path.read_bytes()
