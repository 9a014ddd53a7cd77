"""All data of the organisation out into files, and back into an empty store of either database.

One file of JSON lines for each table, and `manifest.json`, written last, with what must be in them. Passwords, open
browsers and other ways in stay behind, and the index of the search is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Date, Table, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from db import search
from db.changes.core import table_of
from db.check import differences_within
from db.engine import Store, lock_for_intake, reading, transaction
from db.kept import unguarded
from db.models import Base, Event, Mark, Organisation
from db.replay import rows_of
from db.types import UtcDateTime
from db.versions import newest_version
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.progress import Progress, counting, part, untold

MANIFEST = "manifest.json"
WAYS_IN = frozenset(
    {"account", "sign_in", "invitation", "known_browser", "failed_sign_in", "setup_code"}
    | {"guest_phone", "join_code", "wrong_code"}
)
"""What somebody comes in by: it never leaves the store."""
DERIVED = frozenset({"search_entry", "search_word"})
UNTOLD = frozenset({"read_tick", "answered", "vote"})
"""Who has read, rated and voted what, kept to count each once: it is shown to nobody."""
STAYING = WAYS_IN | DERIVED | UNTOLD
TAKEN, INDEXED = 50, 65
"""Of a hundred parts of coming back, up to where the rows are in, and up to where they can be searched."""
AT_ONCE = 1000
SHOWN = 3
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Whole:
    """How many rows of how many tables went out or came in."""

    tables: int
    rows: int


def kept_tables() -> tuple[Table, ...]:
    """The tables that go out, each after those it refers to."""
    return tuple(table for table in Base.metadata.sorted_tables if table.name not in STAYING)


def export_whole(store: Store, folder: Path, *, actor: Actor, progress: Progress = untold) -> Whole:
    """Write everything into a new folder, as it stands at one moment, while work goes on."""
    require(actor, Action.BACK_UP)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotUnderstood(
            f"{folder} is there already and not empty. Nothing was written. Name a new folder."
        )
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        beside.mkdir(parents=True)
        try:
            with reading(store) as session:
                if not store.is_sqlite:
                    # One look for all tables.
                    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                rows = {table.name: _number_of_rows(session, table) for table in kept_tables()}
                written: dict[str, dict[str, Any]] = {}
                for table in kept_tables():
                    before = sum(each["rows"] for each in written.values())
                    told = _Told(before, sum(rows.values()), progress)
                    written[table.name] = _written(session, table, beside, told=told)
            manifest = {"program": "Hits, Runs & Misses", "version": newest_version(), "tables": written}
            (beside / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            if folder.exists():
                folder.rmdir()
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise NotUnderstood(
            f"{folder} cannot be written ({error.strerror}). Nothing was written. Name another folder."
        ) from error
    return Whole(len(written), sum(each["rows"] for each in written.values()))


@dataclass(frozen=True)
class _Told:
    """To whom it is told how many rows there are in all, and how many of them came before this table."""

    before: int
    total: int
    progress: Progress


def _number_of_rows(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


NEW_EXAMPLE = "sqlite:///data/example-back.db"


def way_back(folder: Path) -> str:
    """The one command that brings an export of the example company back."""
    return f"DATABASE_URL={NEW_EXAMPLE} python -m db demo --from {shlex.quote(str(folder))}"


def import_whole(
    store: Store, folder: Path, *, actor: Actor, as_example: bool = False, progress: Progress = untold
) -> Whole:
    """Read an export back into a store in which nothing was done yet: all of it, or nothing.

    `as_example` makes it a store of the example company, and takes no other export.
    """
    require(actor, Action.BACK_UP)
    manifest = _manifest(folder)
    with transaction(store) as session:
        lock_for_intake(session)
        _refuse_used(session, store)
        with unguarded(session):
            session.execute(delete(table_of(Event)))
        session.execute(delete(table_of(Organisation)))
        rows, total = 0, sum(each["rows"] for each in manifest.values())
        for table in kept_tables():
            told = _Told(rows, total, part(progress, first=0, last=TAKEN))
            rows += _taken(session, table, folder, manifest[table.name], told=told)
        _refuse_another_mark(session, store, folder, as_example=as_example)
        search.rebuild(session, progress=part(progress, first=TAKEN, last=INDEXED))
        checked = differences_within(session, progress=part(progress, first=INDEXED, last=100))
        wrong = [str(each) for each in checked][:SHOWN]
        if wrong:
            raise NotUnderstood(
                f"{folder} does not hold together: {'; '.join(wrong)}. Nothing was saved. Export it anew."
            )
    return Whole(len(manifest), rows)


def _written(session: Session, table: Table, folder: Path, *, told: _Told) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    found = rows_of(session, select(table).order_by(*table.primary_key))
    with (folder / f"{table.name}.jsonl").open("wb") as file:
        for row in counting(found, total=told.total, progress=told.progress, before=told.before):
            line = (
                json.dumps(row, ensure_ascii=False, default=lambda value: value.isoformat()).encode() + b"\n"
            )
            digest.update(line)
            file.write(line)
            rows += 1
        file.flush()
        os.fsync(file.fileno())
    return {"rows": rows, "sha256": digest.hexdigest()}


def _manifest(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version, tables = manifest["version"], manifest["tables"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotUnderstood(
            f"{folder} is no whole export: {MANIFEST} cannot be read. Nothing was saved. Name a folder that "
            "python -m db export has written."
        ) from error
    if version != newest_version() or set(tables) != {table.name for table in kept_tables()}:
        raise NotUnderstood(
            f"{folder} was written by version {version} of the program, this is {newest_version()}. Nothing was saved. "
            "Import it with that version, then upgrade."
        )
    found: dict[str, dict[str, Any]] = tables
    return found


def _refuse_used(session: Session, store: Store) -> None:
    if session.scalar(select(func.count()).select_from(table_of(Event))) != 1:
        raise NotUnderstood(
            f"{store.place} is in use already. Nothing was saved. Name a new store in DATABASE_URL and run: python -m "
            "db upgrade"
        )


def _refuse_another_mark(session: Session, store: Store, folder: Path, *, as_example: bool) -> None:
    mark = Mark(session.scalar(select(table_of(Organisation).c.mark)) or Mark.REAL)
    if as_example and mark is not Mark.EXAMPLE:
        raise NotUnderstood(
            f"{folder} holds no example company. Nothing was saved. Name a new store in DATABASE_URL, run: python -m "
            f"db upgrade, then: python -m db import {shlex.quote(str(folder))}"
        )
    if as_example or mark is store.mark:
        return
    if mark is Mark.EXAMPLE:
        raise NotUnderstood(
            f"This export holds the example company, which has a store of its own. Nothing was saved. Run: "
            f"{way_back(folder)}"
        )
    raise NotUnderstood(
        f"This export holds a {mark} company, and {store.place} is for "
        f"{'real work' if store.mark is Mark.REAL else f'a {store.mark}'}. Nothing was saved. Name a new store for it "
        "in DATABASE_URL."
    )


def _taken(session: Session, table: Table, folder: Path, said: Row, *, told: _Told) -> int:
    path = folder / f"{table.name}.jsonl"
    # What refers to its own table waits until all of it is there.
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    digest, rows = hashlib.sha256(), 0
    for some in _in_parts(_lines(path, digest, readers=_readers(table))):
        later += [
            {"at": row["id"], **{name: row[name] for name in own}} for row in some if any(row[n] for n in own)
        ]
        told.progress(told.before + rows, told.total)
        session.connection().execute(insert(table), [{**row, **dict.fromkeys(own)} for row in some])
        rows += len(some)
    if (rows, digest.hexdigest()) != (said["rows"], said["sha256"]):
        raise NotUnderstood(
            f"{path} is not as it was written: it was changed or cut off. Nothing was saved. Copy "
            "or export it anew."
        )
    for row in later:
        at = row.pop("at")
        session.execute(update(table).where(table.c.id == at).values(row))
    _count_on(session, table)
    return rows


def _lines(
    path: Path, digest: Any, *, readers: Mapping[str, Callable[[str], date]]
) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            for line in file:
                digest.update(line)
                row = json.loads(line)
                yield {
                    name: readers[name](value) if name in readers and value is not None else value
                    for name, value in row.items()
                }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise NotUnderstood(
            f"{path} cannot be read as it was written. Nothing was saved. Copy or export it anew."
        ) from error


def _readers(table: Table) -> dict[str, Callable[[str], date]]:
    found: dict[str, Callable[[str], date]] = {}
    for column in table.c:
        if isinstance(column.type, UtcDateTime):
            found[column.name] = datetime.fromisoformat
        elif isinstance(column.type, Date):
            found[column.name] = date.fromisoformat
    return found


def _in_parts(found: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in found:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _count_on(session: Session, table: Table) -> None:
    """PostgreSQL goes on counting ids after the last that came in; SQLite does so by itself."""
    (key, *others) = table.primary_key
    if others or session.get_bind().dialect.name != "postgresql":
        return
    counting = text("SELECT pg_get_serial_sequence(:table, :key)")
    if session.scalar(counting, {"table": table.name, "key": key.name}) is None:
        return
    last = session.scalar(select(func.max(key)))
    setting = text("SELECT setval(pg_get_serial_sequence(:table, :key), :last, :given)")
    session.execute(
        setting, {"table": table.name, "key": key.name, "last": last or 1, "given": last is not None}
    )
