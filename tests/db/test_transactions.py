"""A write is all or nothing, holds nobody up who reads, and is on the disk when it ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update

import db.engine
from db.changes import table_of
from db.engine import Store, open_store, reading, rehearsal, transaction
from db.models import Customer, Mark, Organisation, Person, Promise, Team
from db.sqlite import driver
from db.upgrade import upgrade
from meeting.errors import StoreRefused
from meeting.settings import Settings
from tests.db.stores import NOON, TODAY, contents, rows_of

TEAM = {"name": "Service", "name_key": "service", "side": "service", "version": 1, "hidden": False}
PROMISE = {
    **{"customer_id": 1, "what": "Order 1", "kind": "", "promised_on": TODAY, "promised_week": "2026-W47"},
    **{"first_promised_on": TODAY, "first_promised_week": "2026-W47", "cause": "", "breakdown": "late"},
    **{"version": 1, "hidden": False},
}
CUSTOMER = {"name": "Alpha", "name_key": "alpha", "version": 1, "hidden": False}
PERSON = {"name": "Ana", "name_key": "ana", "role": "member", "version": 1, "hidden": False}


@pytest.fixture(params=["sqlite", "sqlite with the log ahead", "postgresql"])
def any_store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """A store of each kind, SQLite with both ways of keeping its log."""
    if request.param == "postgresql":
        settings: Settings = request.getfixturevalue("wiped_settings")
    else:
        monkeypatch.setattr(db.engine, "wal_is_safe", lambda: request.param != "sqlite")
        settings = Settings(tmp_path / "meeting.db", None, NOON)
        upgrade(settings, mark=Mark.TEST)
    store = open_store(settings)
    yield store
    store.close()


def test_what_a_transaction_wrote_is_there_afterwards_and_in_another_process(any_store: Store) -> None:
    with transaction(any_store) as session:
        session.execute(insert(table_of(Team)), [TEAM])
    assert [team["name"] for team in rows_of(any_store, Team)] == ["Service"]
    if any_store.is_sqlite:
        with closing(driver.connect(any_store.place)) as connection:
            assert connection.execute("SELECT name FROM team").fetchall() == [("Service",)]


def test_a_transaction_that_raises_leaves_nothing(any_store: Store) -> None:
    before = contents(any_store)

    def write_and_fail() -> None:
        with transaction(any_store) as session:
            session.execute(insert(table_of(Team)), [TEAM])
            session.flush()
            raise RuntimeError("after the write")

    with pytest.raises(RuntimeError, match="after the write"):
        write_and_fail()
    assert contents(any_store) == before


def test_a_rehearsal_sees_its_own_writes_and_leaves_none(any_store: Store) -> None:
    before = contents(any_store)
    with rehearsal(any_store) as session:
        session.execute(insert(table_of(Team)), [TEAM])
        assert session.scalar(select(table_of(Team).c.name)) == "Service"
    assert contents(any_store) == before


def test_nothing_can_be_written_while_reading(any_store: Store) -> None:
    before = contents(any_store)
    with pytest.raises(StoreRefused, match=r"may not be written"), reading(any_store) as session:
        session.execute(insert(table_of(Team)), [TEAM])
    assert contents(any_store) == before


def test_a_reader_does_not_wait_for_a_writer_and_sees_nothing_half_done(any_store: Store) -> None:
    # More than SQLite keeps in memory by itself.
    customers = [{**CUSTOMER, "name": "x" * 2000, "name_key": str(number)} for number in range(3000)]
    with transaction(any_store) as session:
        session.execute(update(table_of(Organisation)).values(name="Half done"))
        session.execute(insert(table_of(Team)), [TEAM])
        session.execute(insert(table_of(Customer)), customers)
        started = time.perf_counter()
        assert rows_of(any_store, Organisation)[0]["name"] == "Our company"
        assert rows_of(any_store, Team) == []
        assert time.perf_counter() - started < 2  # A reader that waits does so for five seconds.
    assert rows_of(any_store, Organisation)[0]["name"] == "Half done"


def test_a_writer_does_not_wait_for_a_reader_who_has_seen_enough(any_store: Store) -> None:
    with reading(any_store) as session:
        session.execute(select(table_of(Organisation))).all()
    with transaction(any_store) as session:
        session.execute(insert(table_of(Team)), [TEAM])
    assert len(rows_of(any_store, Team)) == 1


def test_a_write_takes_its_place_before_it_reads(sqlite_store: Store) -> None:
    """Else two who read the same and then write would not both come through."""
    with closing(driver.connect(sqlite_store.place, timeout=0, isolation_level=None)) as other:
        with reading(sqlite_store) as session:
            session.scalar(select(table_of(Organisation).c.name))
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        with transaction(sqlite_store) as session:
            session.scalar(select(table_of(Organisation).c.name))
            with pytest.raises(driver.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def test_somebody_elses_long_save_is_told_and_afterwards_work_goes_on(sqlite_store: Store) -> None:
    with sqlite_store.write_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 20")
    with closing(driver.connect(sqlite_store.place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreRefused, match=r"Somebody else is saving.*Nothing was saved\. Try again"):
            _add_team(sqlite_store)
    _add_team(sqlite_store)
    assert len(rows_of(sqlite_store, Team)) == 1


def test_a_write_of_our_own_that_does_not_end_is_told_and_afterwards_work_goes_on(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.engine, "WAIT_FOR_OUR_OWN", 0.02)
    store = open_store(sqlite_settings)
    with transaction(store) as holder:
        holder.execute(select(table_of(Team)))
        with pytest.raises(StoreRefused, match=r"Somebody else is saving.*Nothing was saved\. Try again"):
            _add_team(store)
    _add_team(store)
    assert len(rows_of(store, Team)) == 1
    store.close()


def test_a_postgresql_that_somebody_holds_is_told_and_afterwards_work_goes_on(
    postgres_settings: Settings,
) -> None:
    store = open_store(postgres_settings)
    with transaction(store) as holder:
        holder.execute(text("LOCK TABLE team"))
        with pytest.raises(StoreRefused, match=r"Somebody else is saving.*Nothing was saved\. Try again"):
            _add_team(store, first="SET LOCAL lock_timeout = 20")
    _add_team(store)
    assert len(rows_of(store, Team)) == 1
    store.close()


def test_a_full_disk_is_told_and_afterwards_work_goes_on(sqlite_store: Store) -> None:
    before = contents(sqlite_store)
    with sqlite_store.write_engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreRefused, match=r"The disk is full.*Nothing was saved\. Make room"):
        _add_team(sqlite_store, name="x" * 100_000)
    assert contents(sqlite_store) == before
    with sqlite_store.write_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    _add_team(sqlite_store)


def test_a_connection_that_was_cut_is_told_and_afterwards_work_goes_on(postgres_settings: Settings) -> None:
    store = open_store(postgres_settings)
    with pytest.raises(StoreRefused, match=r"connection to the store was lost.*look before you repeat"):
        _add_team(store, first="SELECT pg_terminate_backend(pg_backend_pid())")
    assert rows_of(store, Team) == []
    _add_team(store)
    store.close()


def test_who_only_looks_when_a_connection_is_cut_is_told_that_nothing_was_saved(
    postgres_settings: Settings,
) -> None:
    store = open_store(postgres_settings)
    with (
        pytest.raises(StoreRefused, match=r"was lost.*Nothing was saved\. Reload the page"),
        reading(store) as session,
    ):
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert rows_of(store, Team) == []
    store.close()


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (Promise, PROMISE),
        (Person, {**PERSON, "team_id": 7}),
        (Person, {**PERSON, "role": "king"}),
        (Team, {**TEAM, "side": "both"}),
        (Customer, {**CUSTOMER, "tier": "D"}),
        (Customer, {**CUSTOMER, "name": None}),
    ],
)
def test_a_row_that_refers_to_nothing_or_says_nonsense_is_refused_by_the_store_itself(
    store: Store, model: type[Promise], row: dict[str, object]
) -> None:
    before = contents(store)
    with (
        pytest.raises(StoreRefused, match=r"refused this .*Nothing was saved"),
        transaction(store) as session,
    ):
        session.execute(insert(table_of(model)), [row])
    assert contents(store) == before


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (Team, TEAM),
        (Person, {**PERSON, "email": "ana@example.com"}),
        (Person, {**PERSON, "source": "main", "reference": "1"}),
        (Customer, {**CUSTOMER, "source": "main", "reference": "1"}),
    ],
)
def test_what_must_be_there_once_is_there_once(
    store: Store, model: type[Promise], row: dict[str, object]
) -> None:
    with transaction(store) as session:
        session.execute(insert(table_of(model)), [row])
    before = contents(store)
    with pytest.raises(StoreRefused, match=r"Nothing was saved"), transaction(store) as session:
        session.execute(insert(table_of(model)), [row])
    assert contents(store) == before


def _add_team(store: Store, *, name: str = "Service", first: str = "SELECT 1") -> None:
    with transaction(store) as session:
        session.execute(text(first))
        session.execute(insert(table_of(Team)), [{**TEAM, "name": name}])
