"""Opening the store, and the only two ways to use it: `reading` and `transaction`.

`transaction` is the only place that commits. SQLite writes begin IMMEDIATE on one connection of their own;
reads have theirs, so that a page never waits behind a save. A store is created by `db.upgrade` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as QueueFull
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from db.models import Mark
from db.refusals import busy, database_refused, file_refused, in_plain_words
from db.sqlite import driver
from meeting.clock import Clock, clock_from
from meeting.errors import ClockRefused, NotUnderstood
from meeting.settings import Settings

APPLICATION_ID = 0x48524D31
"""Marks an SQLite file as ours ("HRM1"), so that a foreign database is never written to."""

WAL_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""SQLite's WAL could corrupt a database under concurrent checkpoints; these are the first good releases."""


WAIT_FOR_OTHERS = 60
"""Seconds a write waits for one of another process before it says that it was not saved. A file of 100,000 rows is
brought in within a third of that."""

WAIT_FOR_OUR_OWN = 600
"""Seconds a write waits for others of this process: they queue up for one connection and so come in their order."""


Look = Session
"""What `reading` gives: for screens, which hand it on to the queries and know no SQL."""


@dataclass(frozen=True)
class Store:
    """An opened store of the right version. `place` is a path, or a URL without its password."""

    place: str
    write_engine: Engine
    read_engine: Engine
    mark: Mark
    clock: Clock
    told: list[Callable[[], None]] = field(default_factory=list)
    """Called after each write of this process, on the thread that wrote."""

    @property
    def is_sqlite(self) -> bool:
        return self.write_engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.write_engine.dispose()
        self.read_engine.dispose()


def open_store(settings: Settings) -> Store:
    """Open what `settings` name. Raises StoreRefused when it is missing, empty, foreign, damaged or of another
    version, and ClockRefused when TEST_NOW meets a store that holds real work. Writes nothing."""
    if settings.sqlite_path is not None:
        file_refused(settings.sqlite_path, application_id=APPLICATION_ID)
    write, read = engines(settings)
    place = str(settings.sqlite_path or place_of(write.url))
    try:
        mark = Mark(database_refused(read, place=place))
        if settings.test_now and mark is Mark.REAL:
            raise ClockRefused(
                "TEST_NOW is set, but the store holds real work, whose clock is never moved. Nothing was written. "
                "Unset TEST_NOW.",
                place=place,
            )
    except BaseException:
        write.dispose()
        read.dispose()
        raise
    return Store(place, write, read, mark, clock_from(settings.test_now))


def engines(settings: Settings) -> tuple[Engine, Engine]:
    """The write engine and the read engine. Connects to nothing yet."""
    if settings.sqlite_path is not None:
        return (
            _sqlite_engine(settings.sqlite_path, begin="BEGIN IMMEDIATE", connections=1),
            _sqlite_engine(settings.sqlite_path, begin="BEGIN", connections=16),
        )
    url = settings.postgresql_url or ""
    return _postgresql_engine(url, read_only=False), _postgresql_engine(url, read_only=True)


@contextmanager
def transaction(store: Store) -> Iterator[Session]:
    """One write, all or nothing: committed and on the disk when the block ends, undone when it raises.

    Raises StoreRefused in plain words when the database cannot write. Call nothing of the screen inside.
    """
    with _translated(store), Session(store.write_engine, autoflush=False) as session:
        yield session
        session.commit()
    for tell in store.told:
        tell()


@contextmanager
def reading(store: Store) -> Iterator[Session]:
    """One consistent look at the store. Nothing written in it is kept."""
    with _translated(store, only_read=True), Session(store.read_engine, autoflush=False) as session:
        yield session


@contextmanager
def rehearsal(store: Store) -> Iterator[Session]:
    """A transaction that is always undone: for a dry run, which must see its own writes and leave none."""
    with _translated(store), Session(store.write_engine, autoflush=False) as session:
        yield session
        session.rollback()


def is_being_written(store: Store) -> bool:
    """Whether a save would have to wait just now: for what can as well be saved later, by those who only look."""
    if not store.is_sqlite:
        return False
    pool = store.write_engine.pool
    if isinstance(pool, QueuePool) and pool.checkedout():
        return True
    with closing(connect_sqlite(Path(store.place))) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except driver.OperationalError:
            return True
        connection.execute("ROLLBACK")
    return False


@contextmanager
def _translated(store: Store, *, only_read: bool = False) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise in_plain_words(error, place=store.place, only_read=only_read) from error
    except QueueFull as error:
        raise busy(place=store.place) from error


def connect_sqlite(path: Path, *, mode: str = "rw") -> driver.Connection:
    """A connection that begins no transaction by itself. `rw` never creates a file, `rwc` does."""
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return driver.connect(address, uri=True, isolation_level=None, timeout=5, check_same_thread=False)


def wal_is_safe(version: tuple[int, ...] = driver.sqlite_version_info) -> bool:
    """Whether this SQLite has the WAL-reset fix, in its main line or one of the repaired older lines."""
    newest, *older = WAL_FIXED
    return version >= newest or any(version[:2] == fixed[:2] and version >= fixed for fixed in older)


def prepare_sqlite(connection: driver.Connection, *, read_only: bool) -> None:
    """Set what reliability depends on and read each setting back: a pragma that is not understood is silent."""
    journal = "wal" if wal_is_safe() else "delete"
    wanted: dict[str, int | str] = {
        "journal_mode": journal,
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000 if read_only else 1000 * WAIT_FOR_OTHERS,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "journal_size_limit": 16 * 1024 * 1024,
    }
    if journal == "wal":
        wanted["wal_autocheckpoint"] = 1000
    else:
        # Changes that outgrow the cache would be written early, and everybody who reads would wait until the commit.
        wanted["cache_spill"] = 0
    if read_only:
        del wanted["journal_mode"]
        wanted["query_only"] = 1
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != value:
            raise driver.OperationalError(f"PRAGMA {name} is {found}, not {value}")


def _sqlite_engine(path: Path, *, begin: str, connections: int) -> Engine:
    read_only = begin == "BEGIN"

    def connect() -> driver.Connection:
        connection = connect_sqlite(path)
        prepare_sqlite(connection, read_only=read_only)
        return connection

    return with_begin(
        create_engine(
            "sqlite://",
            module=driver,
            creator=connect,
            poolclass=QueuePool,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=30 if read_only else WAIT_FOR_OUR_OWN,
        ),
        begin,
    )


def with_begin(engine: Engine, statement: str) -> Engine:
    """Say how a transaction begins: the driver's own deferred BEGIN loses read-then-write transactions."""

    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)

    listen: Callable[..., None] = event.listen
    listen(engine, "begin", begin)
    return engine


def postgresql_url(written: str) -> URL:
    """Raises NotUnderstood, which repeats nothing of it: there may be a password in it."""
    try:
        return make_url(written)
    except (ArgumentError, ValueError):
        raise NotUnderstood(
            "DATABASE_URL is not an address that can be read. Nothing was written. Write it like "
            "postgresql://user:password@host:5432/name; in the password, write @ as %40, / as %2F, : as %3A."
        ) from None


def place_of(url: URL) -> str:
    """The address for people, without any password."""
    return url.difference_update_query(["password", "sslpassword"]).render_as_string(hide_password=True)


def _postgresql_engine(url: str, *, read_only: bool) -> Engine:
    options = (
        f"-c statement_timeout=600000 -c lock_timeout={1000 * WAIT_FOR_OTHERS} "
        "-c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
    )
    if read_only:
        options += " -c default_transaction_read_only=on"
    return create_engine(
        postgresql_url(url),
        pool_pre_ping=True,
        pool_size=16 if read_only else 4,
        pool_timeout=30 if read_only else WAIT_FOR_OUR_OWN,
        connect_args={"options": options, "connect_timeout": 5, "application_name": "hits-runs-misses"},
    )


def lock_for_intake(session: Session) -> None:
    """One file or upgrade at a time. SQLite's IMMEDIATE already gives that; PostgreSQL takes a lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})
