"""Creating a store and bringing it to this version: whole or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.changes import Changes
from db.engine import (
    APPLICATION_ID,
    connect_sqlite,
    place_of,
    postgresql_url,
    prepare_sqlite,
    with_begin,
)
from db.files import give_name, sync_folder
from db.models import Base, Mark, Organisation
from db.refusals import NOTHING, connected, file_refused, in_plain_words
from db.search import rebuild
from db.sqlite import driver
from db.unfinished import remove_leftovers, unfinished_beside
from db.versions import known_versions, migrations, newest_version
from meeting.clock import Clock, clock_from
from meeting.errors import StoreRefused
from meeting.permissions import COMMAND_LINE
from meeting.progress import Progress, untold
from meeting.settings import Settings


def upgrade(settings: Settings, *, mark: Mark = Mark.REAL, progress: Progress = untold) -> str:
    """Create the store, or bring it to the newest version; returns what was done, in words.

    A new SQLite store is built beside its place and then given its name, so that a killed run leaves no half store.
    `mark` is for new stores only. Raises StoreRefused for files and databases that are not ours.
    """
    clock = clock_from(settings.test_now) if mark is not Mark.REAL else Clock()
    if settings.sqlite_path is None:
        url = settings.postgresql_url or ""
        return _upgrade_postgresql(url, mark=mark, now=clock.now(), progress=progress)
    path = settings.sqlite_path
    remove_leftovers(path)
    if path.exists():
        file_refused(path, application_id=APPLICATION_ID)
        return _upgrade_file(path, mark=mark, now=clock.now(), progress=progress)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished_beside(path) as beside:
            try:
                done = _upgrade_file(beside, mark=mark, now=clock.now())
                give_name(beside, path)
            except FileExistsError:
                return upgrade(settings, mark=mark)
        sync_folder(path.parent)
    except (OSError, driver.OperationalError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreRefused(
            f"The store could not be created ({reason}). Nothing was written. Check the folder and its permissions.",
            place=str(path),
        ) from error
    return done.replace(str(beside), str(path))


def _upgrade_file(path: Path, *, mark: Mark, now: datetime, progress: Progress = untold) -> str:
    def connect() -> driver.Connection:
        connection = connect_sqlite(path)
        prepare_sqlite(connection, read_only=False)
        # Rebuilding a table with foreign keys on empties the tables that refer to it.
        connection.execute("PRAGMA foreign_keys = 0")
        return connection

    engine = with_begin(
        create_engine("sqlite://", module=driver, creator=connect, poolclass=NullPool), "BEGIN IMMEDIATE"
    )
    return _bring_up(engine, place=str(path), mark=mark, now=now, progress=progress)


def _upgrade_postgresql(url: str, *, mark: Mark, now: datetime, progress: Progress) -> str:
    address = postgresql_url(url)
    engine = create_engine(address, poolclass=NullPool, connect_args={"connect_timeout": 5})
    return _bring_up(engine, place=place_of(address), mark=mark, now=now, progress=progress)


def _bring_up(engine: Engine, *, place: str, mark: Mark, now: datetime, progress: Progress) -> str:
    try:
        with connected(engine, place=place) as connection, connection.begin():
            _refuse_foreign_tables(connection, place=place)
            before = MigrationContext.configure(connection).get_current_revision()
            if before is not None and before not in known_versions():
                raise StoreRefused(
                    f"The store is of version {before}, which this program does not know. {NOTHING} Use the newer "
                    "program.",
                    place=place,
                )
            config = migrations()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if connection.dialect.name == "sqlite":
                _seal_sqlite(connection, place=place)
            if before not in (None, newest_version()):
                rebuild(Session(connection), progress=progress)
            if connection.execute(text("SELECT count(*) FROM organisation")).scalar() == 0:
                _add_organisation(connection, mark=mark, now=now)
    except DBAPIError as error:
        raise in_plain_words(error, place=place) from error
    finally:
        engine.dispose()
    if before is None:
        return f"Created the store {place}."
    if before == newest_version():
        return f"The store {place} is up to date."
    return f"Upgraded the store {place} from version {before} to {newest_version()}."


def _refuse_foreign_tables(connection: Connection, *, place: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})
    tables = set(inspect(connection).get_table_names())
    if tables and "alembic_version" not in tables:
        raise StoreRefused(
            "The database holds tables of another program. Nothing was written. Name an empty database.",
            place=place,
        )


def _seal_sqlite(connection: Connection, *, place: str) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreRefused(
            f"The upgrade would break references ({broken[0]}). Nothing was written. Keep the store, and ask whoever "
            "looks after the program.",
            place=place,
        )
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {int(newest_version())}")


def _add_organisation(connection: Connection, *, mark: Mark, now: datetime) -> None:
    session = Session(connection)
    changes = Changes(session, actor=COMMAND_LINE, now=now)
    changes.create(
        Organisation, {"name": "Our company", "zone": "UTC", "mark": str(mark)}, action="create the store"
    )
    changes.write()


def differences_from_models(settings: Settings) -> list[str]:
    """What a new migration would have to do; empty when the migrations give exactly the tables of models.py."""
    if settings.sqlite_path is not None:
        path = settings.sqlite_path
        engine = create_engine(
            "sqlite://", module=driver, creator=lambda: connect_sqlite(path), poolclass=NullPool
        )
    else:
        engine = create_engine(settings.postgresql_url or "", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [str(difference) for difference in compare_metadata(context, Base.metadata)]
    finally:
        engine.dispose()
