"""The week's figures and what is still owed, against hand-written SQL on the same file, at three sizes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import TypeVar

from db.engine import Store, connect_sqlite, open_store, prepare_sqlite, reading
from db.queries.figures import still_owed, week_figures
from db.sqlite import driver
from meeting.board import StillOwed, WeekFigures
from meeting.settings import Settings
from meeting.weeks import Week
from tests.bench import ten_years
from tests.bench.measuring import SEED, Figure, Samples, compared, in_turns, versions

TIMES, PLUS = 1.5, 2.0
Numbers = tuple[int | str | None, ...]
Asked = TypeVar("Asked")

# A statement for each index that the rows of a week are found by, and one for what is owed. The indexes of the last
# are named, because somebody who writes SQL by hand looks at the plan and would not leave a wrong guess in it.
REACH = """coalesce((SELECT max(reaches_to) FROM intake_run WHERE source = promise.source AND kind = 'promises'
                              AND reaches_to <= :as_of AND undone_at IS NULL), :as_of)"""
STATE = f"""
CASE WHEN delivered_on <= :as_of AND delivered_on <= {{day}}
          AND (withdrawn_on IS NULL OR withdrawn_on > :as_of OR withdrawn_on >= delivered_on) THEN 'kept'
     WHEN withdrawn_on <= :as_of AND withdrawn_on <= {{day}} THEN 'withdrawn'
     WHEN {{day}} < :as_of AND {{day}} < {REACH} THEN 'missed' ELSE 'pending' END"""
COUNTS = ", ".join(
    f"count(*) FILTER (WHERE state = '{state}')" for state in ("kept", "missed", "pending", "withdrawn")
)
MADE = "(made_on IS NULL OR made_on <= :as_of) AND NOT promise.hidden"
SAID = "(said_on IS NULL OR said_on <= :as_of)"
STANDS = f"{SAID} AND NOT is_again AND (replaced_on IS NULL OR replaced_on > :as_of OR replaced_on > day)"
DAYS = "promise_day JOIN promise ON promise.id = promise_day.promise_id"
PROMISED = f"""
SELECT {COUNTS}, count(*) FILTER (WHERE state = 'moved'),
       count(*) FILTER (WHERE state = 'missed' AND replaced_on <= :as_of) FROM (
    SELECT replaced_on, CASE WHEN replaced_on <= :as_of AND replaced_on <= day THEN 'moved'
                             ELSE {STATE.format(day="day")} END AS state
    FROM {DAYS} WHERE week = :week AND {SAID} AND NOT is_again AND {MADE})"""
FIRST_PROMISED = f"""
SELECT {COUNTS} FROM (
    SELECT {STATE.format(day="first_promised_on")} AS state
    FROM promise WHERE first_promised_week = :week AND {MADE})"""
COMPLAINTS = f"""
SELECT count(*), count(*) FILTER (WHERE answered_on <= :as_of), count(*) FILTER (WHERE resolved_on <= :as_of),
       count(*) FILTER (WHERE {MADE} AND EXISTS (
           SELECT 1 FROM promise_day WHERE promise_day.promise_id = promise.id AND week = :week AND {STANDS}
                                           AND ({STATE.format(day="day")}) = 'missed'))
FROM complaint LEFT JOIN promise ON promise.id = promise_id
WHERE received_week = :week AND received_on <= :as_of AND same_as_id IS NULL AND NOT complaint.hidden"""
HITS = "SELECT count(*) FROM win WHERE happened_week = :week AND happened_on <= :as_of AND NOT hidden"
OLDEST = f"""(SELECT min(day) FROM promise_day WHERE promise_id = promise.id AND {STANDS}
                                              AND day < :as_of AND day < {REACH}) AS oldest"""
OWED = f"""
SELECT count(oldest), min(oldest) FROM (
    SELECT {OLDEST} FROM promise INDEXED BY promise_open
    WHERE delivered_on IS NULL AND withdrawn_on IS NULL AND {MADE}
    UNION ALL
    SELECT {OLDEST} FROM promise INDEXED BY promise_by_delivery
    WHERE delivered_on > :as_of AND (withdrawn_on IS NULL OR withdrawn_on > :as_of) AND {MADE}
    UNION ALL
    SELECT {OLDEST} FROM promise INDEXED BY promise_by_withdrawal
    WHERE delivered_on IS NULL AND withdrawn_on > :as_of AND {MADE})"""
REACHED = (
    "SELECT max(reaches_to) FROM intake_run WHERE kind = 'promises' AND reaches_to <= :as_of GROUP BY source"
)
STATEMENTS = (PROMISED, FIRST_PROMISED, COMPLAINTS, HITS, OWED)


def by_hand(connection: driver.Connection, week: str) -> Numbers:
    """Everything in one look, on a connection that is open already."""
    asked = {"week": week, "as_of": ten_years.AS_OF.isoformat()}
    connection.execute("BEGIN")
    found = [number for statement in STATEMENTS for number in connection.execute(statement, asked).fetchone()]
    connection.execute(REACHED, asked).fetchall()
    connection.execute("ROLLBACK")
    return tuple(found)


def by_product(store: Store, week: Week) -> tuple[WeekFigures, StillOwed]:
    with reading(store) as session:
        (found,) = week_figures(session, [week], as_of=ten_years.AS_OF)
        return found, still_owed(session, as_of=ten_years.AS_OF)


def figures(short: bool) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        for promises in (10_000, 100_000) if short else (10_000, 100_000, 1_000_000):
            place = Path(name) / f"{promises}.db"
            started = time.perf_counter()
            ten_years.fill(place, promises=promises, seed=SEED)
            about = {
                "promises": promises,
                "seed": SEED,
                "store_megabytes": round(place.stat().st_size / 1e6, 1),
                "seconds_to_fill": round(time.perf_counter() - started, 1),
                "versions": versions("sqlalchemy"),
            }
            samples = _both(place, rounds=50 if short else 200)
            yield compared(f"figures at {promises}", samples, bar=TIMES, unit="ms", plus=PLUS, about=about)
            place.unlink()


def _both(place: Path, *, rounds: int) -> Samples:
    """Both sides over the same weeks, spread over all ten years."""
    store = open_store(Settings(place, None, None))
    with closing(connect_sqlite(place)) as connection:
        prepare_sqlite(connection, read_only=True)
        weeks = ten_years.weeks_held()[:: len(ten_years.weeks_held()) // 50]
        for week in weeks:
            expected, said = by_hand(connection, str(week)), _numbers(*by_product(store, week))
            if said != expected or not expected[0]:
                raise AssertionError(f"{week}: by hand {expected}, the product says {said}")
        samples = in_turns(
            rounds,
            measured=_timed(lambda week: by_product(store, week), weeks),
            against=_timed(lambda week: by_hand(connection, str(week)), weeks),
            warm_up=10,
        )
    store.close()
    return samples


def _numbers(week: WeekFigures, owed: StillOwed) -> Numbers:
    return (
        *(getattr(week.promises, state) for state in ("kept", "missed", "pending", "withdrawn")),
        *(week.moved, week.moved_afterwards),
        *(getattr(week.first_promised, state) for state in ("kept", "missed", "pending", "withdrawn")),
        *(week.complaints.received, week.complaints.answered, week.complaints.resolved, week.about_the_same),
        *(week.hits, owed.count, owed.oldest.isoformat() if owed.oldest else None),
    )


def _timed(ask: Callable[[Asked], object], asked: list[Asked]) -> Callable[[], float]:
    """Milliseconds for the next of `asked`, over and over."""
    going_round = cycle(asked)

    def take() -> float:
        one = next(going_round)
        started = time.perf_counter()
        ask(one)
        return 1000 * (time.perf_counter() - started)

    return take
