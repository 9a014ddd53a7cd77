"""The migrations give exactly the tables of db/models, whichever database they run on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Inspector, NullPool, create_engine, inspect, text

from db.models import Base
from db.upgrade import differences_from_models
from db.versions import newest_version
from meeting.settings import Settings
from tests.postgres import Postgres


@pytest.fixture
def made(own_settings: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Inspector]:
    """What is in a database that was made from the models, of the kind of `own_settings`."""
    if own_settings.sqlite_path is not None:
        engine = _engine(Settings(tmp_path / "made.db", None, None))
        Base.metadata.create_all(engine)
        yield inspect(engine)
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    url = server.fresh()
    engine = _engine(Settings.read({"DATABASE_URL": url}, home=tmp_path))
    Base.metadata.create_all(engine)
    yield inspect(engine)
    server.drop(url)


def test_no_migration_is_missing(own_settings: Settings) -> None:
    assert differences_from_models(own_settings) == []


def test_migrated_tables_are_those_of_the_models_to_the_last_constraint(
    own_settings: Settings, made: Inspector
) -> None:
    migrated = inspect(_engine(own_settings))
    names = set(migrated.get_table_names()) - {"alembic_version"}
    assert names == set(made.get_table_names())
    for name in sorted(names):
        assert _described(migrated, name) == _described(made, name)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE promise ADD COLUMN extra TEXT",
        "ALTER TABLE team DROP COLUMN hidden",
        "DROP TABLE refused_row",
        "CREATE TABLE extra (id INTEGER PRIMARY KEY)",
        "DROP INDEX promise_by_week",
        "CREATE INDEX extra ON promise (what)",
        "CREATE UNIQUE INDEX extra ON promise (what)",
    ],
)
def test_a_difference_from_the_models_is_noticed(own_settings: Settings, statement: str) -> None:
    with _engine(own_settings).begin() as connection:
        connection.execute(text(statement))
    assert differences_from_models(own_settings) != []


def test_the_version_of_a_store_is_the_newest_migration(own_settings: Settings) -> None:
    with _engine(own_settings).connect() as connection:
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert versions == [newest_version()]


def test_migrations_are_numbered_without_a_gap_and_named() -> None:
    folder = Path(__file__).parents[2] / "db" / "migrations" / "versions"
    names = sorted(path.name for path in folder.glob("*.py"))
    assert [re.fullmatch(r"(\d{4})_[a-z_]+\.py", name) is not None for name in names] == [True] * len(names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert newest_version() == names[-1][:4]


def _described(inspector: Inspector, table: str) -> dict[str, Any]:
    columns = {
        column["name"]: (str(column["type"]), column["nullable"], str(column["default"]))
        for column in inspector.get_columns(table)
    }
    return {
        "columns": columns,
        "key": inspector.get_pk_constraint(table),
        "foreign": sorted(inspector.get_foreign_keys(table), key=str),
        "unique": sorted(inspector.get_unique_constraints(table), key=str),
        "checks": sorted(inspector.get_check_constraints(table), key=str),
        "indexes": sorted(_without_objects(index) for index in inspector.get_indexes(table)),
    }


def _without_objects(index: Any) -> str:
    """An index as text: the condition of a partial one comes as an object that equals only itself."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def _engine(settings: Settings) -> Engine:
    if settings.sqlite_path is not None:
        return create_engine(f"sqlite:///{settings.sqlite_path}", poolclass=NullPool)
    return create_engine(settings.postgresql_url or "", poolclass=NullPool)
