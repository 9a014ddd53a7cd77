"""What tests of the store do again and again: bring rows in, look at whole tables, go through the events."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db.changes import table_of
from db.changes.core import with_lists
from db.check import differences
from db.engine import Store, reading
from db.intake.fields import Kind
from db.intake.report import Report
from db.intake.rows import Options, parse_words
from db.intake.taking import bring_in
from db.models import Base, Complaint, Customer, Organisation, Person, Promise, Record, Team, Win
from meeting.permissions import COMMAND_LINE, Actor

ROOT = Path(__file__).parents[2]
NOON = "2026-11-22T12:00:00+00:00"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
RECORDS: tuple[type[Record], ...] = (Organisation, Team, Person, Customer, Promise, Complaint, Win)

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Bring:
    """Brings rows in as a file. Rows are dicts with one heading, or the text of the file."""

    store: Store
    folder: Path

    def __call__(
        self,
        kind: Kind,
        rows: Rows | str,
        *,
        source: str = "main",
        name: str = "file.csv",
        maps: Mapping[str, str] | None = None,
        words: Sequence[str] = (),
        date_format: str | None = None,
        dry_run: bool = False,
        actor: Actor = COMMAND_LINE,
    ) -> Report:
        path = self.folder / name
        write_csv(path, rows)
        options = Options(maps or {}, parse_words(kind, words), date_format)
        report, _ = bring_in(
            self.store, path, kind=kind, source=source, options=options, actor=actor, dry_run=dry_run
        )
        assert report.rows == report.new + report.changed + report.unchanged + report.refused
        return report


def write_csv(path: Path, rows: Rows | str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        if isinstance(rows, str):
            file.write(rows)
        else:
            writer = csv.DictWriter(file, list(rows[0]), restval="")
            writer.writeheader()
            writer.writerows(rows)


def counts(report: Report) -> tuple[int, int, int, int]:
    """new, changed, unchanged, refused."""
    return report.new, report.changed, report.unchanged, report.refused


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table: two looks are equal when nothing was written in between."""
    with reading(store) as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def killed(work: str, *, scratch: str, url: str, times: int, file: Path | None = None) -> list[int]:
    """Does a work that is killed so many times, from its first moment to its last: see tests/db/killed.py."""
    command = [sys.executable, "-m", "tests.db.killed", work, scratch, url, str(times)]
    command += [str(file)] if file else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    moments: list[int] = json.loads(done.stdout)
    return moments


def rows_of(store: Store, model: type[Base]) -> list[dict[str, Any]]:
    """All rows of a table in the order of their keys."""
    table = table_of(model)
    with reading(store) as session:
        query = select(table).order_by(*table.primary_key)
        return [dict(row) for row in session.execute(query).mappings()]


def one_of(store: Store, model: type[Base], **fields: object) -> dict[str, Any]:
    """The only row with these values."""
    (row,) = [row for row in rows_of(store, model) if fields.items() <= row.items()]
    return row


def tables(store: Store) -> dict[str, dict[int, dict[str, Any]]]:
    """Every record by table and id, with the lists that belong to it."""
    with reading(store) as session:
        found = {}
        for model in RECORDS:
            rows = with_lists(
                session, model, [dict(row) for row in session.execute(select(table_of(model))).mappings()]
            )
            found[table_of(model).name] = {row["id"]: row for row in rows}
        return found


def wrong(store: Store) -> list[str]:
    """All that is not as it should be, the replay of the events among it."""
    with reading(store) as session:
        return [str(each) for each in differences(session)]
