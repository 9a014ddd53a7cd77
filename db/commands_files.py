"""The commands that bring files in and take them out: import and export, of one kind or of everything."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from db.commands import opened
from db.engine import reading
from db.export import records_of
from db.files import write_new
from db.intake.fields import Kind
from db.intake.report import write_refused
from db.intake.rows import Options, parse_words
from db.intake.taking import bring_in
from db.models import Mark
from db.queries import house
from db.terminal import telling
from db.whole import export_whole, import_whole, way_back
from meeting.documents.tables import csv_bytes, xlsx_bytes
from meeting.errors import NotUnderstood, StoreRefused
from meeting.permissions import COMMAND_LINE
from meeting.progress import NO_FILE_LEFT, NOTHING_SAVED, part
from meeting.settings import Settings


def import_file(settings: Settings, asked: Namespace) -> int:
    """A file of one kind; a folder is a whole export."""
    if asked.kind is None:
        return _import_whole(settings, asked.file)
    kind = Kind(asked.kind)
    words = parse_words(kind, asked.value)
    options = Options(_maps(asked.map), words, asked.date_format, asked.encoding, asked.sheet)
    with opened(settings) as store:
        with reading(store) as session:
            example = house.organisation(session).is_example
        if example:
            raise StoreRefused(
                f"{store.place} holds the example company, which is never mixed with real work. Nothing was saved. "
                "Name another store in DATABASE_URL and run: python -m db upgrade"
            )
        source = asked.source.strip()
        if not source or len(source) > 100:
            raise NotUnderstood(
                "--source needs a name of 1 to 100 characters. Nothing was saved. Shorten it, or "
                "leave it out."
            )
        with telling(
            f"{'Trying' if asked.dry_run else 'Bringing in'} {asked.file.name}", left=NOTHING_SAVED
        ) as told:
            report, heading = bring_in(
                store,
                asked.file,
                kind=kind,
                source=source,
                options=options,
                actor=COMMAND_LINE,
                dry_run=asked.dry_run,
                progress=told,
            )
        if report.refusals and not asked.dry_run:
            stamp = f"{store.clock.now():%Y%m%d-%H%M%S-%f}"
            report.refused_file = settings.data_folder / "refused" / f"{asked.file.stem}-{stamp}.csv"
            write_refused(report.refused_file, heading, report.refusals)
    print(report.in_words())
    if asked.json:
        print(report.as_json())
    return 1 if report.refused else 0


def export_file(settings: Settings, asked: Namespace) -> int:
    """Never over a file that is there: it could be the store, or the only copy of an earlier export."""
    if asked.kind is None:
        with opened(settings) as store, telling("Exporting everything", left=NO_FILE_LEFT) as progress:
            whole = export_whole(store, asked.file, actor=COMMAND_LINE, progress=progress)
            is_example = store.mark is Mark.EXAMPLE
        print(f"{asked.file}: {whole.rows:,} rows of {whole.tables} tables. Passwords stay behind.")
        if is_example:
            print(f"It comes back into a new example store with: {way_back(asked.file)}")
        return 0
    kind, path = Kind(asked.kind), asked.file
    is_xlsx = (asked.format or path.suffix.lower().lstrip(".")) == "xlsx"
    with telling(f"Exporting {kind}", left=NO_FILE_LEFT) as progress:
        with opened(settings) as store, reading(store) as session:
            found = records_of(session, kind, source=asked.source, progress=part(progress, first=0, last=50))
        content = (
            xlsx_bytes(
                found.heading,
                found.rows,
                title=kind.capitalize(),
                progress=part(progress, first=50, last=100),
            )
            if is_xlsx
            else csv_bytes(found.heading, found.rows)
        )
        write_new(path, content)
    print(f"{path}: {len(found.rows)} {kind} of source {asked.source}.")
    for doubt in found.unclear:
        print(f"Would be taken for another: {doubt}", file=sys.stderr)
    return 0


def _import_whole(settings: Settings, folder: Path) -> int:
    if not folder.is_dir():
        raise NotUnderstood(
            f"{folder} is no folder. Nothing was saved. Say with --kind what a file holds, or name a whole export."
        )
    with opened(settings) as store:
        with telling(f"Bringing in {folder.name}", left=NOTHING_SAVED) as progress:
            whole = import_whole(store, folder, actor=COMMAND_LINE, progress=progress)
        print(
            f"{store.place} holds it: {whole.rows:,} rows of {whole.tables} tables, checked whole. Nobody has a "
            "password here yet. For each administrator: python -m db person reset EMAIL"
        )
    return 0


def _maps(given: list[str]) -> dict[str, str]:
    maps = {}
    for option in given:
        field, equals, column = option.partition("=")
        if not equals:
            raise NotUnderstood(f"--map {option} is not understood. Nothing was saved. Write FIELD=COLUMN.")
        maps[field.strip()] = column.strip()
    return maps
