"""A store made for tests, on either database. Its clock stands at noon of Sunday 22 November 2026 in UTC."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from db.engine import Store, open_store, reading
from db.models import Base, Mark
from db.replay import replay_differences
from db.upgrade import upgrade
from meeting.settings import Settings
from tests.db.monday import Monday, gathered
from tests.db.stores import NOON, Bring
from tests.postgres import Postgres
from tests.stores import new_store


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, closed: a copy of the file is a store of its own."""
    path = tmp_path_factory.mktemp("template") / "meeting.db"
    new_store(Settings(path, None, NOON))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Postgres) -> str:
    url = postgres_server.fresh()
    upgrade(Settings.read({"DATABASE_URL": url, "TEST_NOW": NOON}, home=Path()), mark=Mark.TEST)
    return url


@pytest.fixture
def sqlite_settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    path = tmp_path / "meeting.db"
    shutil.copy(sqlite_template, path)
    return Settings(path, None, NOON)


@pytest.fixture
def postgres_settings(postgres_server: Postgres, postgres_template: str) -> Iterator[Settings]:
    """A PostgreSQL store of its own, for tests that do more than change its rows."""
    url = postgres_server.copy(postgres_template)
    yield Settings.read({"DATABASE_URL": url, "TEST_NOW": NOON}, home=Path())
    postgres_server.drop(url)


@pytest.fixture(scope="session")
def postgres_slate(postgres_server: Postgres, postgres_template: str) -> Iterator[Slate]:
    settings = Settings.read(
        {"DATABASE_URL": postgres_server.copy(postgres_template), "TEST_NOW": NOON}, home=Path()
    )
    slate = Slate(settings)
    yield slate
    slate.engine.dispose()


@pytest.fixture
def wiped_settings(postgres_slate: Slate) -> Settings:
    postgres_slate.wipe()
    return postgres_slate.settings


@pytest.fixture(scope="session")
def sqlite_slate(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(tmp_path_factory.mktemp("sqlite") / "slate" / "meeting.db", None, NOON)


@pytest.fixture
def copied_settings(sqlite_template: Path, sqlite_slate: Settings) -> Settings:
    """A new file at the place of the last test's, and nothing beside it."""
    path = sqlite_slate.sqlite_path
    assert path is not None
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir()
    shutil.copy(sqlite_template, path)
    return sqlite_slate


@pytest.fixture(params=["copied_settings", "wiped_settings"], ids=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Where an empty store of either database is, for tests that only change its rows."""
    found: Settings = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["sqlite_settings", "postgres_settings"], ids=["sqlite", "postgresql"])
def own_settings(request: pytest.FixtureRequest) -> Settings:
    """Where an empty store of either database is, for tests that do more than change its rows."""
    found: Settings = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def opened() -> dict[Settings, Store]:
    """Stores at a place that every test uses again: their statements are compiled once, which takes longer than all
    else that most tests do."""
    return {}


@pytest.fixture
def store(settings: Settings, opened: dict[Settings, Store]) -> Iterator[Store]:
    yield from _at(settings, opened)


@pytest.fixture
def sqlite_store(copied_settings: Settings, opened: dict[Settings, Store]) -> Iterator[Store]:
    yield from _at(copied_settings, opened)


def _at(settings: Settings, opened: dict[Settings, Store]) -> Iterator[Store]:
    if settings not in opened:
        opened[settings] = open_store(settings)
    store = replace(opened[settings], told=[])
    yield store
    store.close()


@pytest.fixture
def monday(store: Store) -> Iterator[Monday]:
    """The cast, at a store of either database. Whatever a test writes, the events must tell all of it."""
    yield gathered(store)
    with reading(store) as session:
        assert list(replay_differences(session)) == []


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Bring:
    """Brings rows into the store through the door of every file."""
    return Bring(store, tmp_path)


class Slate:
    """One PostgreSQL store that is wiped for each test: many times quicker than a database each."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = create_engine(settings.postgresql_url or "")
        with self.engine.connect() as connection:
            self._first = {
                table: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in Base.metadata.sorted_tables
            }
        looks = (
            f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in self._first
        )
        self._filled = text(" UNION ALL ".join(looks))
        counted = (
            f"setval(pg_get_serial_sequence('\"{table.name}\"', '{key.name}'), {len(rows) or 1}, {bool(rows)})"
            for table, rows in self._first.items()
            for key, *others in [tuple(table.primary_key)]
            if not others
        )
        self._restart = text(" UNION ALL ".join(f"SELECT {each}" for each in counted))

    def wipe(self) -> None:
        """Back to the rows a new store has, and to the numbers it would give out next. Most tables hold nothing."""
        with self.engine.begin() as connection:
            connection.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
            filled = set(connection.scalars(self._filled))
            for table in reversed(Base.metadata.sorted_tables):
                if table.name in filled:
                    connection.execute(table.delete())
            for table, rows in self._first.items():
                if rows:
                    connection.execute(table.insert(), rows)
            connection.execute(self._restart)
            connection.execute(text("ALTER TABLE event ENABLE TRIGGER USER"))
