"""What the commands of `python -m db` do: each opens the store, calls the same functions as the screens, prints."""

from __future__ import annotations

import json
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from db import changes
from db.demo.fill import fill_from, fill_store
from db.engine import Store, open_store, reading, transaction
from db.queries import evidence, figures, house
from db.terminal import telling
from db.upgrade import differences_from_models, upgrade
from meeting.board import (
    Reach,
    Scope,
    StillOwed,
    WeekFigures,
    WinRow,
    counted,
    kept_in_words,
    misses_in_words,
    reach_in_words,
)
from meeting.clock import day_in
from meeting.errors import NotThere
from meeting.permissions import COMMAND_LINE
from meeting.progress import NOTHING_SAVED
from meeting.settings import Settings
from meeting.weeks import Week, in_words, last_full_week, parse_week, span_in_words
from meeting.words import Side


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


def upgrade_store(settings: Settings, asked: Namespace) -> int:
    with telling("Making the index of the search anew", left=NOTHING_SAVED) as progress:
        said = upgrade(settings, progress=progress)
    print(said)
    return 0


def add_team(settings: Settings, asked: Namespace) -> int:
    with opened(settings) as store, transaction(store) as session:
        changes.add_team(
            session, actor=COMMAND_LINE, now=store.clock.now(), name=asked.name, side=Side(asked.side)
        )
    print(f"Added the team {asked.name} ({asked.side}).")
    return 0


def fill_example(settings: Settings, asked: Namespace) -> int:
    if asked.folder is None:
        print(fill_store(settings))
        return 0
    with telling(f"Bringing back {asked.folder.name}", left=NOTHING_SAVED) as progress:
        whole = fill_from(settings, asked.folder, progress=progress)
    print(f"The example company is back: {whole.rows:,} rows of {whole.tables} tables, checked whole.")
    return 0


def check_models(settings: Settings, asked: Namespace) -> int:
    """Compares a fresh store of its own with the models: the configured one is not touched."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Settings(Path(folder) / "fresh.db", None, None)
        upgrade(fresh)
        differences = differences_from_models(fresh)
    for difference in differences:
        print(difference)
    print(
        "A migration is missing." if differences else "The migrations give exactly the tables of db/models."
    )
    return 1 if differences else 0


def show_board(settings: Settings, asked: Namespace) -> int:
    week = parse_week(asked.week) if asked.week else None
    with opened(settings) as store, reading(store) as session:
        as_of = _day(asked.as_of) or day_in(house.organisation(session).zone, moment=store.clock.now())
        week = week or last_full_week(as_of)
        scope = Scope(team=asked.team)
        (found,) = figures.week_figures(session, [week], as_of=as_of, scope=scope)
        owed = figures.still_owed(session, as_of=as_of, scope=scope)
        hits = evidence.wins_of(session, week, as_of=as_of, scope=scope)
        reached = figures.reach(session, as_of=as_of)
    if asked.json:
        print(json.dumps(board_as_json(found, owed, hits, reached, as_of=as_of), ensure_ascii=False))
    else:
        print("\n".join(_board_in_words(found, owed, as_of=as_of)))
    return 0


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise NotThere(f"--as-of {written} is not a day. Write it like 2026-11-22.") from None


def board_as_json(
    found: WeekFigures,
    owed: StillOwed,
    hits: tuple[WinRow, ...],
    reached: tuple[Reach, ...],
    *,
    as_of: date,
) -> dict[str, object]:
    """Days as YYYY-MM-DD, rates as fractions to 4 places or null."""
    promises = found.promises
    return {
        **{
            "week": str(found.week),
            "from": str(found.week.monday),
            "to": str(found.week.sunday),
            "as_of": str(as_of),
        },
        **{"hits": found.hits, "runs": found.runs, "misses": found.misses, "still_owed": owed.count},
        "promises": {
            **{
                "due": promises.due,
                "kept": promises.kept,
                "missed": promises.missed,
                "pending": promises.pending,
            },
            **{"withdrawn": promises.withdrawn, "not_known_yet": promises.not_known_yet},
            **{"moved": found.moved, "moved_afterwards": found.moved_afterwards},
            "on_time_rate": promises.on_time_rate,
            "first_promised_rate": found.first_promised.on_time_rate,
        },
        "reach": {one.source: str(one.day) for one in reached},
        "complaints": {"received": found.complaints.received, "open": found.complaints.open},
        "wins": [
            {
                "happened_on": str(win.happened_on),
                "kind": win.kind,
                "text": win.text,
                "customer": win.customer,
                "people": list(win.people),
                "teams": list(win.teams),
            }
            for win in hits
        ],
    }


def _board_in_words(found: WeekFigures, owed: StillOwed, *, as_of: date) -> list[str]:
    week: Week = found.week
    promises = found.promises
    oldest = f", the oldest promised for {in_words(owed.oldest)}" if owed.oldest else ""
    return [
        f"{week}: {span_in_words(week.monday, week.sunday)}, as of {in_words(as_of)}",
        f"Hits {found.hits} · Runs {found.runs} · Misses {found.misses} ({misses_in_words(found)})",
        f"{kept_in_words(promises)}; pending {promises.pending}, withdrawn {promises.withdrawn}, "
        f"moved out of this week {found.moved}",
        *([reach_in_words(found)] if found.reach or promises.not_known_yet else []),
        f"Complaints: {found.complaints.received} received, {found.complaints.open} of them open",
        f"Still owed: {counted(owed.count, 'promise')}{oldest}",
    ]
