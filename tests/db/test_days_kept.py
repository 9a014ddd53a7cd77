"""Upgrading a store from before a promise kept all its days: what is known is kept, and the events still tell it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, NullPool, Table, create_engine

from db.engine import APPLICATION_ID, connect_sqlite, open_store, postgresql_url, with_begin
from db.models import IntakeRun, Promise, PromiseDay
from db.sqlite import driver
from db.upgrade import upgrade
from db.versions import migrations
from meeting.settings import Settings
from tests.db.stores import rows_of, wrong
from tests.postgres import Postgres

AT = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
"""Half past midnight of the 19th in Berlin."""


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Settings]:
    """An empty store of the version before."""
    if request.param == "sqlite":
        settings = Settings(tmp_path / "old.db", None, None)
        _bring_to(settings, "0014")
        yield settings
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    url = server.fresh()
    settings = Settings.read({"DATABASE_URL": url}, home=tmp_path)
    _bring_to(settings, "0014")
    yield settings
    server.drop(url)


def _connected(settings: Settings) -> Any:
    path = settings.sqlite_path
    if path is None:
        return create_engine(postgresql_url(settings.postgresql_url or ""), poolclass=NullPool)
    if not path.exists():
        driver.connect(path).close()
    return with_begin(
        create_engine("sqlite://", module=driver, creator=lambda: connect_sqlite(path), poolclass=NullPool),
        "BEGIN IMMEDIATE",
    )


def _bring_to(settings: Settings, version: str) -> None:
    engine = _connected(settings)
    with engine.connect() as connection, connection.begin():
        config = migrations()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        if settings.sqlite_path is not None:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    engine.dispose()


def _tell(connection: Connection, table: str, **values: Any) -> None:
    connection.execute(Table(table, MetaData(), autoload_with=connection).insert().values(**values))


def _event(
    connection: Connection,
    number: int,
    action: str,
    *,
    after: Any,
    before: Any = None,
    version: int = 1,
    what: str = "promise",
) -> None:
    _tell(
        connection,
        "event",
        **{
            "at": AT,
            "actor": "Chloe",
            "action": action,
            "what": what,
            "record_id": number,
            "version": version,
        },
        **{
            "before": None if before is None else json.dumps(before),
            "after": json.dumps(after),
            "reason": "",
        },
        operation=f"{what}{number}/{version}",
    )


def _promise(
    connection: Connection,
    number: int,
    *,
    first: str,
    now: str,
    version: int = 1,
    moved_on: str | None = None,
) -> None:
    _tell(
        connection,
        "promise",
        **{"id": number, "version": version, "hidden": False, "customer_id": 1, "what": f"Oven {number}"},
        **{"kind": "", "cause": "", "breakdown": "late", "promised_on": date.fromisoformat(now)},
        **{"promised_week": "2026-W47", "first_promised_on": date.fromisoformat(first)},
        **{"first_promised_week": "2026-W47", "moved_on": date.fromisoformat(moved_on) if moved_on else None},
    )


def _lived_in(settings: Settings) -> None:
    engine = _connected(settings)
    with engine.begin() as connection:
        berlin = {"name": "Us", "zone": "Europe/Berlin", "mark": "real"}
        _tell(
            connection,
            "organisation",
            **{
                "id": 1,
                "version": 1,
                "hidden": False,
                "holidays": "[]",
                "common_goal": "",
                "ground_rules": "",
            },
            **berlin,
        )
        _event(connection, 1, "create the store", after=berlin, what="organisation")
        acme = {"name": "Acme", "name_key": "acme"}
        _tell(connection, "customer", id=1, version=1, hidden=False, **acme)
        _event(connection, 1, "bring in", after=acme, what="customer")
        # 1: never moved. 2: moved twice by hand. 3: both days at first sight, nobody knows when.
        first, second, third, week = "2026-11-17", "2026-11-20", "2026-11-27", {"promised_week": "2026-W47"}
        _promise(connection, 1, first=first, now=first)
        _event(connection, 1, "record promise", after=_told("Oven 1", first, first))
        _promise(connection, 2, first=first, now=third, version=3, moved_on="2026-11-16")
        _event(connection, 2, "record promise", after=_told("Oven 2", first, first))
        was = {"promised_on": first, "moved_on": None, **week}
        now = {"promised_on": second, "moved_on": "2026-11-16", **week}
        _event(connection, 2, "move", before=was, after=now, version=2)
        was, now = {"promised_on": second, **week}, {"promised_on": third, **week}
        _event(connection, 2, "move", before=was, after=now, version=3)
        _promise(connection, 3, first=first, now=second)
        _event(connection, 3, "bring in", after=_told("Oven 3", first, second))
        counts = dict.fromkeys(("rows", "new", "changed", "unchanged", "refused"), 0)
        run = {"kind": "promises", "source": "main", "file_name": "a.csv", "digest": "", "actor": "Dev"}
        _tell(connection, "intake_run", **run, at=AT, mapping="{}", **counts)
    engine.dispose()


def _told(what: str, first: str, now: str) -> dict[str, Any]:
    return {
        **{"what": what, "customer_id": 1, "promised_on": now, "promised_week": "2026-W47"},
        **{"first_promised_on": first, "first_promised_week": "2026-W47", "kind": "", "cause": ""},
        **{"breakdown": "late"},
    }


def test_days_in_between_are_told_by_the_events_and_what_nobody_knows_stays_unknown(before: Settings) -> None:
    _lived_in(before)
    upgrade(before)
    store = open_store(before)
    found: dict[int, list[tuple[date, date | None]]] = {}
    for row in rows_of(store, PromiseDay):
        found.setdefault(row["promise_id"], []).append((row["day"], row["said_on"]))
    assert found == {
        1: [(date(2026, 11, 17), None)],
        2: [
            (date(2026, 11, 17), None),
            (date(2026, 11, 20), date(2026, 11, 16)),
            # Said when the event was written, in the organisation's zone.
            (date(2026, 11, 27), date(2026, 11, 19)),
        ],
        3: [(date(2026, 11, 17), None), (date(2026, 11, 20), None)],
    }
    assert [row["version"] for row in rows_of(store, Promise)] == [1, 4, 2]
    assert [row["reaches_to"] for row in rows_of(store, IntakeRun)] == [date(2026, 11, 19)]
    assert wrong(store) == []
    store.close()
