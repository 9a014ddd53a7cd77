"""Taking a file in: every row compared with the record it speaks about, everything written in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.changes import Changes, table_of
from db.changes.people import keeping_an_administrator
from db.engine import Store, lock_for_intake, reading, rehearsal, transaction
from db.intake.asking import Question, unanswered
from db.intake.beside import link_complaints
from db.intake.columns import Match, match_columns, not_used
from db.intake.comparing import Taker
from db.intake.decisions import decisions
from db.intake.fields import DELIVERED, STATUS, Kind
from db.intake.questions import about_lines, about_resolved, about_words, answered
from db.intake.reading import Table, open_table
from db.intake.remembering import with_remembered
from db.intake.report import Report
from db.intake.rows import Options, Refusal, Row, RowReader
from db.models import IntakeRun, Organisation, RefusedRow
from db.queries import figures, house
from db.queries.alike import alike
from meeting.clock import day_in
from meeting.permissions import Actor, require, to_bring_in
from meeting.weeks import Week, week_of

BATCH = 2_000
Progress = Callable[[int, int], None]
"""Told after each batch how many rows of how many are through; whatever it raises undoes everything."""
Entry = TypeVar("Entry")


@dataclass(frozen=True)
class File:
    """Where rows come from: a name and digest for the log, a heading, and the rows."""

    name: str
    digest: str
    heading: tuple[str, ...]
    matched: tuple[Match, ...]
    options: Options
    rows: Iterable[Row | Refusal]
    total: int


def bring_in(
    store: Store,
    path: Path,
    *,
    kind: Kind,
    source: str,
    options: Options,
    actor: Actor,
    name: str | None = None,
    dry_run: bool = False,
    progress: Progress = lambda rows, total: None,
    stopwatch: Callable[[], float] = time.perf_counter,
) -> tuple[Report, tuple[str, ...]]:
    """Bring a file in; returns the report and the file's heading. All of it or, when it raises, nothing.

    `name` is what the person calls the file, where `path` is only a copy of it.

    Raises UnreadableFile when the file as a whole cannot be understood, NotAllowed, and StoreRefused.
    """
    require(actor, to_bring_in(kind))
    started = stopwatch()
    now = store.clock.now()
    with reading(store) as session:
        columns = table_of(Organisation).c
        zone = ZoneInfo(session.execute(select(columns.zone)).scalar_one())
        before = house.remembered(session, kind=kind, source=source)
    today = day_in(zone.key, moment=now)
    table = open_table(path, encoding=options.encoding, kind=kind, sheet=options.sheet)
    options = with_remembered(options, before, kind=kind, heading=table.heading)
    matches, reader, asked = _read(table, kind, options, zone=zone, today=today)
    questions = [question for question in asked if not question.is_said]
    if questions and not dry_run:
        raise unanswered(questions)
    if questions:
        likely = ((question, question.answers[0].value) for question in questions if question.is_likely)
        options = answered(options, likely)
        matches, reader, _ = _read(table, kind, options, zone=zone, today=today)
    file = File(
        name or path.name, table.digest, table.heading, matches, options, reader.read(), total=reader.total
    )
    with (
        rehearsal(store) if dry_run else transaction(store) as session,
        keeping_an_administrator(session),
    ):
        lock_for_intake(session)
        report = take(
            session, file, kind=kind, source=source, actor=actor, now=now, today=today, progress=progress
        )
        if dry_run and report.weeks:
            report.board = _board(session, report.weeks, today=today)
    report.dry_run = dry_run
    report.questions, report.answered = questions, [one for one in asked if one.is_said]
    report.decisions = decisions(kind, table.heading, matches)
    report.days_shown = reader.days_shown()
    report.unknown_words = reader.unknown_words
    report.not_used = not_used(table.heading, matches)
    report.left_out = [*table.left_out(), *map(str, reader.left_out.values())]
    report.stands = reader.told_of_status()
    is_said = DELIVERED in options.maps or any(match.field.name == DELIVERED for match in matches)
    report.is_delivery_unsaid = kind is Kind.PROMISES and not is_said
    report.seconds = round(stopwatch() - started, 3)
    return report, table.heading


def _read(
    table: Table, kind: Kind, options: Options, *, zone: ZoneInfo, today: date
) -> tuple[tuple[Match, ...], RowReader, list[Question]]:
    """A first look at all of it: which column is what, and what only a person can say or has said."""
    matches = match_columns(kind, table.heading, maps=dict(options.maps))
    reader = RowReader(table, matches, options=options, zone=zone, today=today)
    status = next((match for match in matches if match.field.name == STATUS), None)
    return (
        matches,
        reader,
        [
            *about_lines(kind, table.heading, matches, options=options, repeated=reader.repeated),
            *about_resolved(kind, table.heading, matches, options=options),
            *about_words(kind, reader.statuses, options=options, match=status),
        ],
    )


def _board(session: Session, weeks: Iterable[Week], *, today: date) -> dict[str, int]:
    """What the board will say of the weeks that a file speaks about."""
    found = figures.week_figures(session, sorted(weeks), as_of=today)
    return {
        "kept": sum(week.runs for week in found),
        "missed": sum(week.promises.missed for week in found),
        "withdrawn": sum(week.promises.withdrawn for week in found),
        "still to come": sum(week.promises.pending for week in found),
    }


def take(
    session: Session,
    file: File,
    *,
    kind: Kind,
    source: str,
    actor: Actor,
    now: datetime,
    today: date,
    reaches_to: date | None = None,
    progress: Progress = lambda rows, total: None,
) -> Report:
    """Write the rows of a file in the session's transaction, a batch at a time, and the run they belong to.

    `reaches_to` is the first day of whose deliveries the file tells nothing, where that is not today.
    """
    report = Report(kind, source, file.name)
    report.matched = [f"{match.heading} → {match.field.name}" for match in file.matched]
    runs = table_of(IntakeRun)
    run: dict[str, Any] = {
        **{"kind": str(kind), "source": source, "file_name": file.name, "digest": file.digest},
        **{"actor": actor.name, "actor_id": actor.person_id, "at": now},
        "mapping": file.options.as_json(heading=file.heading),
        "reaches_to": reaches_to or today,
    }
    counts = dict.fromkeys(("rows", "new", "changed", "unchanged", "refused"), 0)
    run_id = session.execute(insert(runs).values(**run, **counts).returning(runs.c.id)).scalar_one()
    changes = Changes(session, actor=actor, now=now, run_id=run_id, ids_at_once=BATCH)
    # From here on everybody else who writes waits for this file.
    progress(0, file.total)
    taker = Taker(session, changes, kind=kind, source=source, today=today, report=report)
    for batch in _batches(file.rows, BATCH):
        refusals = [row for row in batch if isinstance(row, Refusal)]
        report.weeks.update(
            week_of(row.values["promised_on"])
            for row in batch
            if isinstance(row, Row) and row.values.get("promised_on")
        )
        refusals += taker.take([row for row in batch if isinstance(row, Row)])
        report.refusals += sorted(refusals, key=lambda refusal: refusal.line)
        report.rows += len(batch)
        changes.write()
        taker.names.completing.write()
        progress(report.rows, file.total)
    report.completed = taker.names.completing.told
    if kind is Kind.PROMISES:
        report.completed += link_complaints(session, changes)
    _close_run(session, run_id, report)
    report.run_id = run_id
    report.new_customers = taker.names.new_customers
    report.perhaps_the_same = [pair.told for pair in alike(session, only=taker.names.added)]
    report.new_people = taker.names.new_people
    report.new_teams = taker.names.new_teams
    return report


def _close_run(session: Session, run_id: int, report: Report) -> None:
    runs = table_of(IntakeRun)
    counts = {name: getattr(report, name) for name in ("rows", "new", "changed", "unchanged", "refused")}
    session.execute(runs.update().where(runs.c.id == run_id).values(**counts))
    for batch in _batches(report.refusals, BATCH):
        rows = [
            {
                "run_id": run_id,
                "line": refusal.line,
                "column": refusal.column.replace("\0", "\N{REPLACEMENT CHARACTER}"),
                "value": refusal.value.replace("\0", "\N{REPLACEMENT CHARACTER}"),
                "reason": refusal.reason,
            }
            for refusal in batch
        ]
        session.connection().execute(insert(table_of(RefusedRow)), rows)


def _batches(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    iterator = iter(entries)
    while batch := list(islice(iterator, size)):
        yield batch
