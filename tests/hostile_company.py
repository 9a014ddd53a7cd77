"""A company in which whatever can be typed was typed with hostile texts: each in every field, by files and by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db.changes.core import table_of
from db.changes.house import add_team, change_organisation
from db.changes.people import add_person
from db.changes.records import correct_day, withdraw
from db.engine import Store, open_store, transaction
from db.intake.fields import FIELDS, Field, Holds, Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.models import Organisation
from meeting.documents.tables import csv_bytes
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Role, Side, WithdrawnBy
from tests.hostile import E_MAILS, TEXTS, typed
from tests.stores import new_store

MONDAY = "2026-11-23T08:00:00+00:00"
DAY = date(2026, 11, 18)
TODAY = date(2026, 11, 23)
BY_HAND = 90_000_000
"""Marks from here on stand for what was typed by hand."""


def number_of(kind: Kind, row: int, field: int) -> int:
    """Each cell has a number of its own; the rows turn the texts, so that each stands once in each field."""
    cell = (list(Kind).index(kind) * 100 + row) * 100 + field
    return (1 + cell) * len(TEXTS) + (row + field) % len(TEXTS)


def hostile_company(folder: Path) -> Settings:
    settings = Settings(folder / "hostile.db", None, MONDAY)
    new_store(settings)
    store = open_store(settings)
    try:
        for kind in (Kind.PROMISES, Kind.COMPLAINTS, Kind.WINS, Kind.CUSTOMERS, Kind.PEOPLE):
            _bring_in(store, folder, kind)
        _by_hand(store)
    finally:
        store.close()
    return settings


def _bring_in(store: Store, folder: Path, kind: Kind) -> None:
    """A row for each text, and last one that is refused."""
    fields = [
        field for field in FIELDS[kind] if field.name not in ("promise", "withdrawn_on", "withdrawn_by")
    ]
    rows = [
        [_cell(kind, row, place, field) for place, field in enumerate(fields)] for row in range(len(TEXTS))
    ]
    # A column that holds no day at all would be asked about as a whole.
    rows.append([typed(BY_HAND + 80) if _may_be_refused(field) else "" for field in fields])
    path = folder / f"{kind}.csv"
    path.write_bytes(csv_bytes([field.name for field in fields], rows))
    number = BY_HAND + 60 + list(Kind).index(kind)
    report, _ = bring_in(
        store,
        path,
        kind=kind,
        source=typed(number),
        name=f"{typed(number + 10)}.csv",
        options=Options({}, {}, None),
        actor=COMMAND_LINE,
    )
    assert (report.new, report.refused) == (len(TEXTS), 1), report.in_words()


def _may_be_refused(field: Field) -> bool:
    return field.holds is not Holds.DAY or field.required


def _cell(kind: Kind, row: int, place: int, field: Field) -> str:
    number = number_of(kind, row, place)
    if field.holds is Holds.DAY:
        return str(DAY) if field.name in ("promised_on", "received_on", "happened_on") else ""
    if field.holds is Holds.EMAIL:
        return typed(E_MAILS + number)
    if (kind, field.name) == (Kind.PROMISES, "days"):
        # A list of days, which is no place for words.
        return ""
    if field.holds is Holds.WORD and field.name != "breakdown":
        return ""
    text = typed(number)[: field.longest]
    return text.replace(";", ",") if field.holds is Holds.NAMES else text


def _by_hand(store: Store) -> None:
    texts = (typed(number) for number in range(BY_HAND, BY_HAND + 60))
    about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
    with transaction(store) as session:
        correct_day(session, 1, seen=1, to=DAY.replace(day=17), reason=next(texts), **about)
        withdraw(session, 1, seen=2, on=DAY, by=WithdrawnBy.US, today=TODAY, reason=next(texts), **about)
        add_team(session, name=next(texts)[:100], side=Side.SALES, **about)
        add_person(session, name=next(texts), email=typed(E_MAILS), role=Role.MEMBER, **about)
        seen = session.scalars(select(table_of(Organisation).c.version)).one()
        change_organisation(
            session,
            seen=seen,
            name=next(texts),
            zone="Europe/Berlin",
            common_goal=next(texts),
            ground_rules=f"{next(texts)}\n{next(texts)}",
            holidays=[],
            **about,
        )
