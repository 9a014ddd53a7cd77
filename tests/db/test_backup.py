"""A backup is whole or there is none: taken while others write, checked, never over another file unasked."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

import db.backup
from db import changes
from db.__main__ import main
from db.backup import back_up
from db.engine import Store, open_store, transaction
from db.models import Event, Team
from db.nightly import noted
from db.restore import restore
from db.sqlite import driver
from meeting.errors import NotUnderstood, StoreRefused
from meeting.permissions import COMMAND_LINE
from meeting.progress import Progress
from meeting.settings import Settings
from meeting.words import Side
from tests.db.stores import NOON, NOW, ROOT, contents, killed, rows_of, wrong
from tests.db.writers import writers


def path_of(settings: Settings) -> Path:
    assert settings.sqlite_path is not None
    return settings.sqlite_path


def add_team(store: Store, name: str) -> None:
    with transaction(store) as session:
        changes.add_team(session, actor=COMMAND_LINE, now=NOW, name=name, side=Side.SERVICE)


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    store = open_store(Settings(path, None, NOON))
    yield store
    store.close()


def test_a_backup_holds_all_that_was_saved_and_nothing_else(sqlite_store: Store, tmp_path: Path) -> None:
    add_team(sqlite_store, "Workshop")
    made = back_up(Settings(Path(sqlite_store.place), None, NOON), tmp_path / "kept.db")
    assert (made.events, made.size) == (2, (tmp_path / "kept.db").stat().st_size)
    add_team(sqlite_store, "Afterwards")
    with opened(tmp_path / "kept.db") as copy:
        assert [team["name"] for team in rows_of(copy, Team)] == ["Workshop"]
        assert wrong(copy) == []


@pytest.mark.endure
def test_ten_backups_under_load_are_whole_and_come_back(sqlite_settings: Settings, tmp_path: Path) -> None:
    path = path_of(sqlite_settings)
    counts = []
    with writers(sqlite_settings, number=2) as saved:
        for number in range(10):
            before = saved.wait_for_more()
            target = tmp_path / f"{number}.db"
            made = back_up(sqlite_settings, target)
            assert made.events > before
            counts.append(made.events)
    assert counts == sorted(set(counts))
    for number, events in enumerate(counts):
        place = tmp_path / f"restored-{number}" / "meeting.db"
        back = restore(Settings(place, None, NOON), tmp_path / f"{number}.db", now=NOW)
        with opened(place) as store:
            assert back.events == len(rows_of(store, Event)) == events
            assert wrong(store) == []
    with opened(path) as store:
        assert len(rows_of(store, Event)) == 1 + saved.count()
        assert wrong(store) == []


def test_a_file_that_is_there_is_replaced_only_when_asked(sqlite_settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "kept.db"
    target.write_text("the only copy of something")
    with pytest.raises(
        NotUnderstood, match=r"is there already\. Nothing was written\. Name another file, or add --f"
    ):
        back_up(sqlite_settings, target)
    assert target.read_text() == "the only copy of something"
    assert back_up(sqlite_settings, target, replace=True).events == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["kept.db", "meeting.db"]


def test_a_file_that_came_meanwhile_is_not_replaced(
    sqlite_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, sound = tmp_path / "kept.db", db.backup.sound

    def sound_while_another_writes(path: Path, *, told_as: Path, progress: Progress) -> int:
        target.write_text("another")
        return sound(path, told_as=told_as, progress=progress)

    monkeypatch.setattr(db.backup, "sound", sound_while_another_writes)
    with pytest.raises(NotUnderstood, match=r"is there already"):
        back_up(sqlite_settings, target)
    assert target.read_text() == "another"


@pytest.mark.parametrize("end", ["", "-wal", "-journal"])
@pytest.mark.parametrize("replace", [False, True])
def test_the_store_is_never_replaced_by_its_own_backup(
    sqlite_settings: Settings, tmp_path: Path, end: str, replace: bool
) -> None:
    (tmp_path / "link.db").symlink_to(path_of(sqlite_settings))
    for name in (f"meeting.db{end}", "link.db"):
        with pytest.raises(NotUnderstood, match=r"is the store itself\. Nothing was written"):
            back_up(sqlite_settings, tmp_path / name, replace=replace)
    with opened(path_of(sqlite_settings)) as store:
        assert wrong(store) == []


def test_a_folder_that_is_not_there_is_told(sqlite_settings: Settings, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "nowhere" / "kept.db"):
        with pytest.raises(NotUnderstood, match=r"Nothing was written\. Name a file"):
            back_up(sqlite_settings, target)


def test_a_store_with_a_change_nobody_told_gives_no_backup(sqlite_store: Store, tmp_path: Path) -> None:
    add_team(sqlite_store, "Workshop")
    with transaction(sqlite_store) as session:
        session.execute(text("UPDATE team SET name = 'Other'"))
    with pytest.raises(StoreRefused, match=r"is not whole: team 1 name: .*Nothing was written\. Keep it"):
        back_up(Settings(Path(sqlite_store.place), None, NOON), tmp_path / "kept.db")
    beside = [*tmp_path.iterdir(), *Path(sqlite_store.place).parent.iterdir()]
    assert [each.name for each in beside if "meeting.db-" not in each.name] == ["meeting.db"]


def test_a_disk_that_has_no_room_is_told_and_leaves_nothing(
    sqlite_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path) -> driver.Connection:
        connection = driver.connect(source, isolation_level=None)
        connection.set_authorizer(lambda *_: driver.SQLITE_DENY)
        return connection

    monkeypatch.setattr(db.backup, "connect_sqlite", full)
    with pytest.raises(StoreRefused, match=r"could not be copied .*It is as it was, and no file was left"):
        back_up(sqlite_settings, tmp_path / "kept.db")
    assert [each.name for each in tmp_path.iterdir()] == ["meeting.db"]


def test_a_backup_is_read_by_those_who_read_the_store(sqlite_settings: Settings, tmp_path: Path) -> None:
    path_of(sqlite_settings).chmod(0o600)
    back_up(sqlite_settings, tmp_path / "kept.db")
    assert (tmp_path / "kept.db").stat().st_mode & 0o777 == 0o600


def test_a_backup_killed_at_any_moment_leaves_no_half_file_under_its_name(
    sqlite_template: Path, tmp_path: Path
) -> None:
    scratch = tmp_path / "whole.db"
    scratch.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{tmp_path}/{{}}.db"
    for moment in killed("backup", scratch=f"sqlite:///{scratch}", url=url, times=5):
        _is_whole_or_not_there(tmp_path / f"{moment}.db")


@pytest.mark.parametrize("steps", [1, 10, 50, 200])
def test_a_backup_killed_while_it_copies_leaves_no_file_under_its_name(
    sqlite_settings: Settings, tmp_path: Path, steps: int
) -> None:
    path = path_of(sqlite_settings)
    command = [sys.executable, "-c", KILLED_WHILE_COPYING, str(path), str(steps)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not path.with_suffix(".backup").exists()
    _is_whole_or_not_there(path)


KILLED_WHILE_COPYING = """
import os, signal, sys
from pathlib import Path
import db.backup
from meeting.settings import Settings
connect = db.backup.connect_sqlite
def doomed(path, **more):
    connection = connect(path, **more)
    connection.set_progress_handler(lambda: os.kill(os.getpid(), signal.SIGKILL), int(sys.argv[2]))
    return connection
db.backup.connect_sqlite = doomed
path = Path(sys.argv[1])
db.backup.back_up(Settings(path, None, None), path.with_suffix(".backup"))
"""


def _is_whole_or_not_there(path: Path) -> None:
    """What stands under the name of the backup is one; and the next backup finds nothing in its way."""
    target = path.with_suffix(".backup")
    if target.exists():
        with opened(target) as copy:
            assert wrong(copy) == []
        target.unlink()
    back_up(Settings(path, None, NOON), target)
    left = [each.name for each in path.parent.iterdir() if each.name.startswith(f".{target.name}.")]
    assert left == []
    with opened(path) as store:
        assert contents(store)["event"] != []


def test_postgresql_is_told_how_it_is_done(
    postgres_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = postgres_settings.postgresql_url or ""
    monkeypatch.setenv("DATABASE_URL", url.replace("postgres@", "postgres:pw12345@"))
    assert main(["backup", str(tmp_path / "kept.dump")]) == 2
    said = capsys.readouterr().err
    assert "Nothing was done. Run: pg_dump --format=custom --file=FILE 'postgresql://postgres@/" in said
    assert main(["restore", str(tmp_path / "kept.dump")]) == 2
    said += capsys.readouterr().err
    assert "Nothing was done. Run: pg_restore --clean --if-exists --single-transaction" in said
    assert "pw12345" not in said


def test_the_command_says_what_it_made_and_remembers_it(
    sqlite_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path_of(sqlite_settings)}")
    assert main(["backup", str(tmp_path / "kept.db")]) == 0
    assert capsys.readouterr().out.endswith(" bytes, 1 event, checked whole.\n")
    assert noted(path_of(sqlite_settings)).backup == str(tmp_path / "kept.db")
    assert main(["backup", str(tmp_path / "kept.db")]) == 2
    assert "add --force" in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "kept.db"), "--force"]) == 0


def test_the_file_itself_is_never_opened_by_hand(sqlite_store: Store, tmp_path: Path) -> None:
    """Closing it would drop the locks of this process."""
    opened_files: list[str] = []
    watched = [opened_files]

    def note(happening: str, arguments: tuple[object, ...]) -> None:
        # A hook stays for good; it notes only as long as this test runs.
        if happening == "open" and watched:
            watched[0].append(str(arguments[0]))

    sys.addaudithook(note)
    back_up(Settings(Path(sqlite_store.place), None, NOON), tmp_path / "kept.db")
    watched.clear()
    assert str(tmp_path) in " ".join(opened_files)
    assert sqlite_store.place not in opened_files


def test_the_locks_of_this_process_survive_a_backup(sqlite_store: Store, tmp_path: Path) -> None:
    with transaction(sqlite_store) as session:
        session.execute(text("SELECT 1"))
        back_up(Settings(Path(sqlite_store.place), None, NOON), tmp_path / "kept.db")
        command = [sys.executable, "-c", BEGIN_AT_ONCE, sqlite_store.place]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert "database is locked" in done.stderr


BEGIN_AT_ONCE = """
import sys
from db.sqlite import driver
driver.connect(sys.argv[1], timeout=0).execute("BEGIN IMMEDIATE")
"""


def test_a_backup_carries_no_log_beside_it(sqlite_settings: Settings, tmp_path: Path) -> None:
    back_up(sqlite_settings, tmp_path / "kept.db")
    with closing(driver.connect(f"file:{tmp_path / 'kept.db'}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
