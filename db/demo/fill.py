"""Putting the example company into a store of its own, through the same writes as everything else."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from db import changes
from db.demo.holding import hold_meetings
from db.demo.world import World, world
from db.engine import Store, engines, open_store, reading, transaction
from db.intake.columns import match_columns
from db.intake.fields import Kind
from db.intake.lines import Line
from db.intake.rows import Options, RowReader
from db.intake.taking import File, take
from db.models import Base, Event, Mark, Organisation
from db.upgrade import upgrade
from db.whole import NEW_EXAMPLE, Whole, import_whole
from meeting.clock import clock_from, day_in
from meeting.errors import StoreRefused
from meeting.permissions import COMMAND_LINE
from meeting.progress import Progress, untold
from meeting.settings import Settings
from meeting.weeks import in_words, last_full_week
from meeting.words import Side

SOURCE = "example"


def fill_store(settings: Settings) -> str:
    """Make or renew the example store that `settings` name; returns what was done, in words.

    Renewed when it ends before last Sunday. Raises StoreRefused when real work is there.
    """
    now = clock_from(settings.test_now).now()
    sunday = last_full_week(day_in("Europe/Berlin", moment=now)).sunday
    example = world(sunday)

    def fill(store: Store) -> None:
        _fill(store, example, sunday=sunday, now=now)

    if not _exists(settings):
        _build(settings, fill)
        return f"Made the example company, with everything up to {in_words(sunday)}."
    store = open_store(settings)
    try:
        until, is_fresh = _state(store)
        if store.mark is not Mark.EXAMPLE and not is_fresh:
            raise StoreRefused(
                f"{store.place} holds real work, which is never mixed with the example company. Nothing was "
                "written. Name another store in DATABASE_URL, for example sqlite:///data/example.db"
            )
        if is_fresh:
            fill(store)
            return f"Filled {store.place} with the example company, up to {in_words(sunday)}."
    finally:
        store.close()
    if until is not None and until >= sunday:
        return f"The example company is there, up to {in_words(until)}."
    _build(settings, fill)
    ended = f"ended on {in_words(until)}" if until else "was never finished"
    return f"The example company {ended}: made it anew, up to {in_words(sunday)}."


def fill_from(settings: Settings, folder: Path, *, progress: Progress = untold) -> Whole:
    """Bring a whole export of the example company back into a new store of its own, or one in which nothing was done.

    Raises StoreRefused where something is there already, NotUnderstood for an export that is none of the example.
    """
    done: list[Whole] = []

    def fill(store: Store) -> None:
        done.append(import_whole(store, folder, actor=COMMAND_LINE, as_example=True, progress=progress))

    if not _exists(settings):
        _build(settings, fill)
        return done[0]
    store = open_store(settings)
    try:
        if not _state(store)[1]:
            raise StoreRefused(
                f"{store.place} is in use already. Nothing was written. Name a new store in DATABASE_URL, for example "
                f"{NEW_EXAMPLE}"
            )
        fill(store)
    finally:
        store.close()
    return done[0]


def _exists(settings: Settings) -> bool:
    if settings.sqlite_path is not None:
        return settings.sqlite_path.exists()
    write, read = engines(settings)
    try:
        return bool(inspect(read).get_table_names())
    finally:
        write.dispose()
        read.dispose()


def _state(store: Store) -> tuple[date | None, bool]:
    """Until when the example goes, and whether nothing but the store itself was ever made here."""
    with reading(store) as session:
        until = session.scalar(select(changes.table_of(Organisation).c.example_until))
        events = session.scalar(select(func.count()).select_from(changes.table_of(Event)))
    return until, events == 1


def _build(settings: Settings, fill: Callable[[Store], None]) -> None:
    """SQLite: beside its place, then renamed into it. PostgreSQL: in the emptied database."""
    path = settings.sqlite_path
    building = settings
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
        building = replace(settings, sqlite_path=beside)
    elif _exists(settings):
        _empty(settings)
    try:
        upgrade(building, mark=Mark.EXAMPLE)
        store = open_store(building)
        try:
            fill(store)
        finally:
            store.close()
        if path is not None:
            os.replace(beside, path)
    finally:
        if path is not None:
            beside.unlink(missing_ok=True)


def _empty(settings: Settings) -> None:
    write, read = engines(settings)
    with write.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    write.dispose()
    read.dispose()


def _fill(store: Store, example: World, *, sunday: date, now: datetime) -> None:
    with transaction(store) as session:
        changes.set_up_organisation(
            session,
            actor=COMMAND_LINE,
            now=now,
            name=example.name,
            zone=example.zone,
            holidays=json.dumps([day.isoformat() for day in example.holidays]),
            common_goal=example.common_goal,
            ground_rules="\n".join(example.ground_rules),
            mark=str(Mark.EXAMPLE),
            example_until=sunday,
        )
        for name, side in example.teams:
            changes.add_team(session, actor=COMMAND_LINE, now=now, name=name, side=Side(side))
        for kind in (Kind.PEOPLE, Kind.CUSTOMERS, Kind.PROMISES, Kind.COMPLAINTS, Kind.WINS):
            rows = getattr(example, kind)
            _take(session, kind, rows, zone=ZoneInfo(example.zone), now=now, sunday=sunday)
        hold_meetings(session, example.past)


@dataclass(frozen=True)
class _Rows:
    """Made-up rows in the shape of a file."""

    heading: tuple[str, ...]
    rows: Sequence[dict[str, str]]

    def lines(self) -> Iterator[Line]:
        for number, row in enumerate(self.rows, start=2):
            yield Line(number, [row.get(name, "") for name in self.heading])


def _take(
    session: Session,
    kind: Kind,
    rows: Sequence[dict[str, str]],
    *,
    zone: ZoneInfo,
    now: datetime,
    sunday: date,
) -> None:
    table = _Rows(tuple(dict.fromkeys(name for row in rows for name in row)), rows)
    matches = match_columns(kind, table.heading, maps={})
    today = day_in(zone.key, moment=now)
    options = Options({}, {}, date_format=None)
    reader = RowReader(table, matches, options=options, zone=zone, today=today)
    file = File(f"example {kind}", "", table.heading, matches, options, reader.read(), total=reader.total)
    report = take(
        session,
        file,
        kind=kind,
        source=SOURCE,
        actor=COMMAND_LINE,
        now=now,
        today=today,
        reaches_to=sunday + timedelta(days=1),
    )
    if report.refusals:
        raise AssertionError(f"the example company holds a row that is refused: {report.in_words()}")
