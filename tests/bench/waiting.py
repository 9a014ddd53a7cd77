"""Another person while 100,000 rows are brought in: how long their save waits, and what reading takes meanwhile.

The import, the save and the reads are threads of one process, as the server has them. The save is made as soon as the
import's transaction has begun, so that it waits as long as one can.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from db.changes import add_team
from db.engine import Store, open_store, reading, transaction
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.queries import figures as queries
from meeting.board import EVERYTHING
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Side
from tests.bench.measuring import SEED, Figure, versions
from tests.bench.promises_file import write_promises
from tests.bench.ten_years import AS_OF, fill, weeks_held

LONGEST, MOMENT = 1.0, 0.25
"""A save waits at most as long as the import's transaction, and a moment for itself."""
UNNOTICED = 100
"""Milliseconds. A read shares the processor with the import; if it waited for it, it would take seconds."""
PAUSE = 0.1


@dataclass
class Times:
    """In seconds."""

    transaction: float = 0.0
    save: float = 0.0
    reads: list[float] = field(default_factory=list)


def figures(short: bool) -> Iterator[Figure]:
    rows, before = (10_000, 5_000) if short else (100_000, 50_000)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place, file = Path(name) / "meeting.db", Path(name) / "promises.csv"
        fill(place, promises=before, seed=SEED)
        write_promises(file, rows=rows, seed=SEED)
        store = open_store(Settings(place, None, None))
        try:
            alone = [_read(store) for _ in range(20)]
            times = _measured(store, file)
        finally:
            store.close()
    about = {"rows": rows, "promises_before": before, "seed": SEED, "versions": versions("sqlalchemy")}
    yield Figure(
        "waiting to save",
        times.save,
        times.transaction,
        bar=LONGEST,
        plus=MOMENT,
        n=1,
        unit="s",
        about=about,
    )
    yield Figure(
        "reading meanwhile",
        1000 * statistics.median(times.reads),
        1000 * statistics.median(alone),
        bar=1.0,
        plus=UNNOTICED,
        n=len(times.reads),
        unit="ms",
        about={"slowest": round(1000 * max(times.reads)), **about},
    )


def _measured(store: Store, file: Path) -> Times:
    times, has_begun, is_over = Times(), Event(), Event()
    began = 0.0

    def tell(done: int, _: int) -> None:
        nonlocal began
        if not has_begun.is_set():
            began = time.perf_counter()
            has_begun.set()

    def work() -> None:
        try:
            report, _ = bring_in(
                store,
                file,
                kind=Kind.PROMISES,
                source="file",
                options=Options({}, {}, None),
                actor=COMMAND_LINE,
                progress=tell,
            )
        finally:
            times.transaction = time.perf_counter() - began
            has_begun.set()
            is_over.set()
        if report.new != report.rows:
            raise AssertionError(f"not every row is new: {report.in_words()}")

    def save() -> None:
        started = time.perf_counter()
        with transaction(store) as session:
            add_team(
                session, actor=COMMAND_LINE, now=store.clock.now(), name="Somebody else’s", side=Side.SALES
            )
        times.save = time.perf_counter() - started

    with ThreadPoolExecutor() as threads:
        importing = threads.submit(work)
        has_begun.wait()
        saving = threads.submit(save)
        while not is_over.is_set():
            times.reads.append(_read(store))
            is_over.wait(PAUSE)
        importing.result()
        saving.result()
    return times


def _read(store: Store) -> float:
    """The board's figures of a quarter, as a page asks for them."""
    started = time.perf_counter()
    with reading(store) as session:
        queries.week_figures(session, weeks_held()[:13], as_of=AS_OF, scope=EVERYTHING)
        queries.still_owed(session, as_of=AS_OF, scope=EVERYTHING)
    return time.perf_counter() - started
