"""A backup each night at two where the organisation is, for 14 days, tried each time; missed nights are made up for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import db.nightly
from db import changes
from db.backup import Backup, back_up
from db.engine import open_store, transaction
from db.models import Mark
from db.nightly import Noted, every_night, nightly, noted
from db.upgrade import upgrade
from meeting.errors import StoreRefused
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from tests import loops
from tests.db.stores import NOON, NOW, wrong
from tests.stores import new_store

DAY = timedelta(days=1)


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "meeting.db", None, NOON)
    new_store(settings)
    store = open_store(settings)
    with transaction(store) as session:
        changes.set_up_organisation(session, actor=COMMAND_LINE, now=NOW, zone="Europe/Berlin")
    store.close()
    return settings


def kept(settings: Settings) -> list[str]:
    assert settings.sqlite_path is not None
    return sorted(each.name for each in (settings.sqlite_path.parent / "backups").glob("*"))


def test_a_nights_backup_is_named_by_the_organisations_day_and_was_restored_once(place: Settings) -> None:
    made = nightly(place, now=datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    assert made is not None
    assert kept(place) == ["meeting-2026-11-22.db", "meeting.json"]
    store = open_store(Settings(made.path, None, NOON))
    assert wrong(store) == []
    store.close()
    assert place.sqlite_path is not None
    moment = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    assert noted(place.sqlite_path) == Noted(moment, str(made.path), moment)


def test_before_two_it_is_still_the_night_before(place: Settings) -> None:
    nightly(place, now=datetime(2026, 11, 22, 0, 59, tzinfo=UTC))
    assert kept(place)[0] == "meeting-2026-11-21.db"


def test_a_night_has_one_backup(place: Settings) -> None:
    assert nightly(place, now=NOW) is not None
    assert nightly(place, now=NOW + timedelta(hours=5)) is None


def test_the_last_14_nights_are_kept_and_other_files_left_alone(place: Settings) -> None:
    assert place.sqlite_path is not None
    folder = place.sqlite_path.parent / "backups"
    folder.mkdir()
    for name in (
        "by hand.db",
        "meeting-2025.db",
        "other-2020-01-01.db",
        ".meeting-2020-01-01.db.0123abcd.new",
    ):
        (folder / name).write_text("")
    for day in range(16):
        nightly(place, now=NOW + day * DAY)
    nights = [f"meeting-{(NOW + day * DAY).date()}.db" for day in range(2, 16)]
    assert kept(place) == sorted(
        [*nights, "by hand.db", "meeting-2025.db", "other-2020-01-01.db", "meeting.json"]
    )


def test_a_night_that_fails_deletes_no_older_backup_and_the_next_goes_on(place: Settings) -> None:
    nightly(place, now=NOW)
    store = open_store(place)
    with transaction(store) as session:
        session.execute(text("UPDATE organisation SET name = 'Nobody told'"))
    with pytest.raises(StoreRefused, match=r"is not whole"):
        nightly(place, now=NOW + 30 * DAY)
    assert kept(place) == ["meeting-2026-11-22.db", "meeting.json"]
    assert place.sqlite_path is not None
    assert noted(place.sqlite_path).backup_at == NOW
    with transaction(store) as session:
        session.execute(text("UPDATE organisation SET name = 'Our company'"))
    store.close()
    assert nightly(place, now=NOW + 31 * DAY) is not None


def test_a_backup_that_does_not_come_back_is_told(place: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_more(settings: Settings, path: Path) -> Backup:
        made = back_up(settings, path)
        return Backup(made.path, made.size, made.events + 1)

    monkeypatch.setattr(db.nightly, "back_up", one_more)
    with pytest.raises(StoreRefused, match=r"came back with 2 events instead of 3"):
        nightly(place, now=NOW)
    assert place.sqlite_path is not None
    assert noted(place.sqlite_path).restore_tested_at is None


def test_the_example_company_and_postgresql_have_no_nights(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "example.db", None, NOON)
    upgrade(settings, mark=Mark.EXAMPLE)
    assert nightly(settings, now=NOW) is None
    assert nightly(Settings(None, "postgresql://nowhere/x", None), now=NOW) is None
    assert [each.name for each in tmp_path.iterdir()] == ["example.db"]


def test_a_note_that_cannot_be_read_is_no_note(place: Settings) -> None:
    assert place.sqlite_path is not None
    folder = place.sqlite_path.parent / "backups"
    folder.mkdir()
    for written in ("", "[]", '{"backup_at": 7}', "\0"):
        (folder / "meeting.json").write_text(written)
        assert noted(place.sqlite_path) == Noted()


class Time:
    """A clock that goes on only while it is waited for."""

    def __init__(self, start: datetime, *, until: datetime) -> None:
        self.moment, self.until, self.waits = start, until, [0.0]

    def now(self) -> datetime:
        return self.moment

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.moment += timedelta(seconds=seconds)
        if self.moment > self.until:
            raise asyncio.CancelledError


def sleeping(settings: Settings, time: Time) -> None:
    wait: Callable[[float], Awaitable[None]] = time.wait
    with pytest.raises(asyncio.CancelledError):
        loops.run(every_night(settings, now=time.now, wait=wait))


def test_nights_come_at_two_where_the_organisation_is(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[datetime] = []
    # Summer ends in Berlin in the night to Sunday 25 October 2026.
    time = Time(datetime(2026, 10, 24, 20, 0, tzinfo=UTC), until=datetime(2026, 10, 26, 12, 0, tzinfo=UTC))
    monkeypatch.setattr(db.nightly, "nightly", _dated(done))
    sleeping(place, time)
    at_two = [moment for moment in done if moment.minute == 0 and moment.hour in (0, 1)]
    assert datetime(2026, 10, 25, 0, 0, tzinfo=UTC) in at_two
    assert datetime(2026, 10, 26, 1, 0, tzinfo=UTC) in at_two
    assert max(time.waits) <= 3600


def _dated(done: list[datetime]) -> Callable[..., None]:
    def nightly_at(settings: Settings, *, now: datetime) -> None:
        done.append(now)

    return nightly_at


def test_a_night_that_was_slept_through_is_made_up_for_within_an_hour(place: Settings) -> None:
    start = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    sleeping(place, Time(start, until=start + timedelta(minutes=70)))
    assert kept(place)[0] == "meeting-2026-11-22.db"


def test_a_night_that_fails_is_logged_and_the_nights_go_on(
    place: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [StoreRefused("The disk is full."), RuntimeError("never thought of")]

    def fail(settings: Settings, *, now: datetime) -> None:
        if failures:
            raise failures.pop(0)

    monkeypatch.setattr(db.nightly, "nightly", fail)
    with caplog.at_level(logging.ERROR):
        sleeping(place, Time(NOW, until=NOW + timedelta(hours=4)))
    assert failures == []
    assert "The disk is full." in caplog.text
    assert "never thought of" in caplog.text
