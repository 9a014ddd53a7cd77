"""A backup takes the place of the store only while nobody has it open, and what stood there is kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command as alembic
from sqlalchemy import NullPool, create_engine, text

import db.engine
from db import changes
from db.__main__ import main
from db.backup import back_up
from db.engine import APPLICATION_ID, Store, connect_sqlite, open_store, transaction, with_begin
from db.models import Event, Mark, Team
from db.nightly import noted
from db.restore import restore, serving
from db.sqlite import driver
from db.upgrade import upgrade
from db.versions import migrations
from meeting.errors import NotUnderstood, StoreRefused
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Side
from tests.db.stores import NOON, NOW, ROOT, killed, rows_of, wrong


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "data" / "meeting.db", None, NOON)
    upgrade(settings, mark=Mark.TEST)
    return settings


@pytest.fixture
def kept(place: Settings, tmp_path: Path) -> Path:
    """A backup with one team; the store has another since."""
    add_team(place, "Before")
    back_up(place, tmp_path / "kept.db")
    add_team(place, "Since")
    return tmp_path / "kept.db"


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


def add_team(settings: Settings, name: str) -> None:
    with opened(settings) as store, transaction(store) as session:
        changes.add_team(session, actor=COMMAND_LINE, now=NOW, name=name, side=Side.SERVICE)


def teams(settings: Settings) -> list[str]:
    with opened(settings) as store:
        assert wrong(store) == []
        return [team["name"] for team in rows_of(store, Team)]


def in_folder(settings: Settings) -> list[str]:
    assert settings.sqlite_path is not None
    return sorted(
        each.name for each in settings.sqlite_path.parent.iterdir() if not each.name.startswith(".")
    )


def test_a_restore_brings_back_what_the_backup_holds_and_keeps_what_stood_there(
    place: Settings, kept: Path
) -> None:
    before = kept.read_bytes()
    restored = restore(place, kept, now=NOW)
    assert restored.events == 2
    assert restored.kept is not None
    assert restored.kept.name == "meeting.db.before-restore-20261122-120000-000000"
    assert teams(place) == ["Before"]
    assert teams(Settings(restored.kept, None, NOON)) == ["Before", "Since"]
    assert kept.read_bytes() == before
    assert in_folder(place) == ["meeting.db", restored.kept.name]


def test_a_store_that_is_gone_is_made_again(place: Settings, kept: Path) -> None:
    assert place.sqlite_path is not None
    place.sqlite_path.unlink()
    assert restore(place, kept, now=NOW).kept is None
    assert teams(place) == ["Before"]


@pytest.mark.parametrize("content", [b"", b"no store at all" * 500, b"SQLite format 3\0" + bytes(9000)])
def test_a_damaged_store_is_replaced_and_kept_with_its_log(
    place: Settings, kept: Path, content: bytes
) -> None:
    path = place.sqlite_path
    assert path is not None
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{end}").write_bytes(content)
    restored = restore(place, kept, now=NOW)
    assert teams(place) == ["Before"]
    assert restored.kept is not None
    assert restored.kept.read_bytes() == content
    assert in_folder(place)[0] == "meeting.db"


HOLDS = """
import sys
from pathlib import Path
from db.engine import open_store, reading, transaction
from db.sqlite import driver
from meeting.settings import Settings
from sqlalchemy import text
import db.engine
if "rollback" in sys.argv[2]:
    db.engine.wal_is_safe = lambda *_: False
store = open_store(Settings(Path(sys.argv[1]), None, None))
if "writes" in sys.argv[2]:
    connection = store.write_engine.connect()
    connection.begin()
elif "reads" in sys.argv[2]:
    connection = store.read_engine.connect()
    connection.begin()
    connection.execute(text("SELECT name FROM organisation")).all()
else:
    with reading(store) as session:
        session.execute(text("SELECT name FROM organisation")).all()
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(settings: Settings, how: str) -> Iterator[None]:
    """Another process has the store open until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(settings.sqlite_path), how],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    yield
    process.stdin.close()
    process.wait(timeout=60)
    process.stdout.close()


def without_log_ahead(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a store is kept where SQLite's write-ahead log is not safe."""
    monkeypatch.setattr(db.engine, "wal_is_safe", lambda: False)
    assert settings.sqlite_path is not None
    with closing(connect_sqlite(settings.sqlite_path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


@pytest.mark.parametrize("how", ["waits", "reads", "writes", "reads, rollback", "writes, rollback"])
def test_a_store_that_another_process_has_open_is_not_replaced(
    place: Settings, kept: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "rollback" in how:
        without_log_ahead(place, monkeypatch)
    with held(place, how):
        with pytest.raises(StoreRefused, match=r"is in use\. Nothing was changed\. Stop the program"):
            restore(place, kept, now=NOW)
        assert [name for name in in_folder(place) if "restore" in name] == []
    assert teams(place) == ["Before", "Since"]
    restore(place, kept, now=NOW)
    assert teams(place) == ["Before"]


def test_a_program_that_only_waits_for_a_click_holds_its_store(place: Settings, kept: Path) -> None:
    """Without a write-ahead log SQLite has no lock for that."""
    with serving(place), serving(place), pytest.raises(StoreRefused, match=r"is in use"):
        restore(place, kept, now=NOW)
    assert restore(place, kept, now=NOW).events == 2


def test_a_connection_from_before_cannot_save_into_the_store_that_was_replaced(
    place: Settings, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_log_ahead(place, monkeypatch)
    with opened(place) as store:
        with transaction(store) as session:
            changes.add_team(session, actor=COMMAND_LINE, now=NOW, name="Saved", side=Side.SALES)
        code = "import sys; from db.__main__ import main; sys.exit(main(['restore', sys.argv[1]]))"
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{place.sqlite_path}")
        done = subprocess.run(
            [sys.executable, "-c", code, str(kept)], cwd=ROOT, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr
        with pytest.raises(StoreRefused, match=r"may not be written"), transaction(store) as session:
            changes.add_team(session, actor=COMMAND_LINE, now=NOW, name="Lost", side=Side.SALES)
    assert teams(place) == ["Before"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _a_change_nobody_told(path: Path) -> None:
    connection = driver.connect(path)
    connection.execute("UPDATE team SET name = 'Other'")
    connection.commit()
    connection.close()


def _of_another_program(path: Path) -> None:
    path.unlink()
    connection = driver.connect(path)
    connection.execute("CREATE TABLE team (id)")
    connection.close()


def _newer(path: Path) -> None:
    connection = driver.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def _no_store(path: Path) -> None:
    path.unlink()
    connection = driver.connect(path)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_cut, r"is damaged"),
        (_a_change_nobody_told, r"It is not whole: team 1 name: is “Other”, the events say “Before”"),
        (_of_another_program, r"of another program"),
        (_newer, r"is of version 9999, which this program does not know"),
        (_no_store, r"is no backup of a store"),
        (Path.unlink, r"There is no store\."),
    ],
)
def test_a_backup_that_is_not_whole_is_not_restored(
    place: Settings, kept: Path, spoil: object, told: str
) -> None:
    assert callable(spoil)
    spoil(kept)
    with pytest.raises(StoreRefused, match=told) as refused:
        restore(place, kept, now=NOW)
    assert "kept.db" in refused.value.place or "is damaged" in told
    assert teams(place) == ["Before", "Since"]
    assert in_folder(place) == ["meeting.db"]


def test_a_restore_killed_at_any_moment_leaves_the_old_store_or_the_new(
    place: Settings, kept: Path, tmp_path: Path
) -> None:
    assert place.sqlite_path is not None
    url = f"sqlite:///{tmp_path}/{{}}.db"
    scratch = f"sqlite:///{place.sqlite_path}"
    found = [
        teams(Settings(tmp_path / f"{moment}.db", None, NOON))
        for moment in killed("restore", scratch=scratch, url=url, times=5, file=kept)
    ]
    assert [each for each in found if each not in (["Before"], ["Before", "Since"])] == []
    assert found[0] == ["Before", "Since"]


def test_the_store_is_not_restored_from_itself(place: Settings) -> None:
    assert place.sqlite_path is not None
    with pytest.raises(NotUnderstood, match=r"is the store itself\. Nothing was changed"):
        restore(place, place.sqlite_path, now=NOW)


def test_a_backup_of_an_older_version_is_brought_to_this_one(place: Settings, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    engine = with_begin(
        create_engine(
            "sqlite://", module=driver, creator=lambda: connect_sqlite(old, mode="rwc"), poolclass=NullPool
        ),
        "BEGIN IMMEDIATE",
    )
    config = migrations()
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        alembic.upgrade(config, "0003")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    before = old.read_bytes()
    assert restore(place, old, now=NOW).events == 1
    assert old.read_bytes() == before
    with opened(Settings(place.sqlite_path, None, None)) as store:
        assert wrong(store) == []
        with pytest.raises(StoreRefused), transaction(store) as session:
            session.execute(text("DELETE FROM event"))
        assert len(rows_of(store, Event)) == 1


def test_the_command_says_where_the_old_store_is_and_remembers_the_restore(
    place: Settings, kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.sqlite_path is not None
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{place.sqlite_path}")
    assert main(["restore", str(kept)]) == 0
    said = capsys.readouterr().out
    assert f"Restored {kept} with 2 events, checked whole." in said
    assert f"is kept as {place.sqlite_path}.before-restore-" in said
    assert noted(place.sqlite_path).restore_tested_at is not None
