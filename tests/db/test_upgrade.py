"""Creating a store and upgrading it: whole or not at all, as often as one likes."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

import db.upgrade
from db.engine import APPLICATION_ID, open_store
from db.models import Event, Mark, Organisation
from db.sqlite import driver
from db.upgrade import upgrade
from meeting.errors import StoreRefused
from meeting.settings import Settings
from tests.db.stores import NOON, NOW, contents, killed, rows_of
from tests.postgres import Postgres


def _settings(url: str, *, test_now: str | None = NOON) -> Settings:
    return Settings.read({"DATABASE_URL": url, **({"TEST_NOW": test_now} if test_now else {})}, home=Path())


def test_a_new_store_holds_our_company_in_utc_and_the_event_that_made_it(fresh_url: str) -> None:
    said = upgrade(_settings(fresh_url), mark=Mark.TEST)
    assert said.startswith("Created the store ")
    assert ".new" not in said
    store = open_store(_settings(fresh_url))
    (organisation,) = rows_of(store, Organisation)
    (event,) = rows_of(store, Event)
    store.close()
    assert (organisation["name"], organisation["zone"], organisation["mark"]) == (
        "Our company",
        "UTC",
        "test",
    )
    assert (event["actor"], event["action"], event["at"]) == ("command line", "create the store", NOW)
    assert json.loads(event["after"]) == {"name": "Our company", "zone": "UTC", "mark": "test"}


def test_upgrading_again_changes_nothing(settings: Settings) -> None:
    store = open_store(settings)
    before = contents(store)
    store.close()
    assert upgrade(settings, mark=Mark.EXAMPLE).endswith(" is up to date.")
    store = open_store(settings)
    assert contents(store) == before
    store.close()


def test_a_store_is_made_for_real_work_by_the_real_clock_unless_said_otherwise(tmp_path: Path) -> None:
    settings = _settings(f"sqlite:///{tmp_path / 'meeting.db'}", test_now="2020-01-01T00:00:00+00:00")
    upgrade(settings)
    store = open_store(Settings(settings.sqlite_path, None, None))
    (event,) = rows_of(store, Event)
    assert store.mark is Mark.REAL
    assert abs(event["at"] - datetime.now(UTC)) < timedelta(minutes=5)
    store.close()


def test_a_new_file_gets_its_folder_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "data" / "meeting.db"
    upgrade(Settings(path, None, None))
    assert list(path.parent.iterdir()) == [path]


def test_a_store_made_by_somebody_else_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "meeting.db", None, NOON)
    build = db.upgrade._upgrade_file

    def build_while_another_does(path: Path, *, mark: Mark, now: datetime) -> str:
        monkeypatch.setattr(db.upgrade, "_upgrade_file", build)
        upgrade(settings, mark=Mark.EXAMPLE)
        return build(path, mark=mark, now=now)

    monkeypatch.setattr(db.upgrade, "_upgrade_file", build_while_another_does)
    assert upgrade(settings, mark=Mark.TEST).endswith(" is up to date.")
    store = open_store(settings)
    assert store.mark is Mark.EXAMPLE
    store.close()
    assert list(tmp_path.iterdir()) == [settings.sqlite_path]


def test_a_folder_that_cannot_hold_a_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreRefused, match=r"could not be created .* Check the folder"):
        upgrade(Settings(tmp_path / "file" / "meeting.db", None, None))


def test_an_upgrade_that_would_break_references_is_undone(sqlite_settings: Settings) -> None:
    path = sqlite_settings.sqlite_path
    assert path is not None
    with closing(driver.connect(path)) as connection:
        connection.execute("INSERT INTO win_team (win_id, team_id) VALUES (1, 1)")
        connection.execute("PRAGMA user_version = 0")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match=r"would break references \(win_team\)\. Nothing was written"):
        upgrade(sqlite_settings)
    assert path.read_bytes() == before


def test_creating_a_file_killed_at_any_moment_leaves_no_store(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/{{}}/meeting.db"
    for moment in killed("upgrade", scratch=f"sqlite:///{tmp_path}/whole.db", url=url, times=5):
        settings = _settings(url.replace("{}", str(moment)))
        with pytest.raises(StoreRefused, match=r"There is no store"):
            open_store(settings)
        upgrade(settings, mark=Mark.TEST)
        _is_whole(settings)
        assert list((tmp_path / str(moment)).iterdir()) == [settings.sqlite_path]


def test_what_another_run_is_building_is_left_to_it(tmp_path: Path) -> None:
    settings = _settings(f"sqlite:///{tmp_path / 'meeting.db'}")
    theirs, not_ours = tmp_path / ".meeting.db.0123abcd.new", tmp_path / ".meeting.db.mine.new"
    not_ours.touch()
    with theirs.open("wb") as building:
        fcntl.flock(building, fcntl.LOCK_EX)
        upgrade(settings, mark=Mark.TEST)
        assert theirs.exists()
    upgrade(settings, mark=Mark.TEST)
    assert set(tmp_path.iterdir()) == {settings.sqlite_path, not_ours}


def test_a_second_name_of_the_store_is_removed_and_the_store_stays(tmp_path: Path) -> None:
    settings = _settings(f"sqlite:///{tmp_path / 'meeting.db'}")
    upgrade(settings, mark=Mark.TEST)
    assert settings.sqlite_path is not None
    os.link(settings.sqlite_path, tmp_path / ".meeting.db.0123abcd.new")
    upgrade(settings, mark=Mark.TEST)
    _is_whole(settings)
    assert list(tmp_path.iterdir()) == [settings.sqlite_path]


def test_upgrading_a_file_killed_at_any_moment_leaves_it_as_it_was(tmp_path: Path) -> None:
    bare = tmp_path / "bare.db"
    with closing(driver.connect(bare)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    url = f"sqlite:///{tmp_path}/{{}}.db"
    for moment in killed("upgrade", scratch=f"sqlite:///{bare}", url=url, times=5):
        settings = _settings(url.replace("{}", str(moment)))
        with pytest.raises(StoreRefused, match=r"has no tables yet"):
            open_store(settings)
        upgrade(settings, mark=Mark.TEST)
        _is_whole(settings)


def test_upgrading_postgresql_killed_at_any_moment_leaves_it_empty(
    postgres_server: Postgres, postgres_url: str
) -> None:
    # One database for all: each child would stumble over what the one before had left.
    scratch = postgres_server.fresh()
    killed("upgrade", scratch=scratch, url=postgres_url, times=4)
    postgres_server.drop(scratch)
    settings = _settings(postgres_url)
    engine = create_engine(settings.postgresql_url or "")
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    upgrade(settings, mark=Mark.TEST)
    _is_whole(settings)


def _is_whole(settings: Settings) -> None:
    store = open_store(settings)
    assert len(rows_of(store, Organisation)) == len(rows_of(store, Event)) == 1
    store.close()
