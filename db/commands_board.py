"""`python -m db board`: the figures of a week, in words or for a program."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import date

from db.commands import opened
from db.engine import reading
from db.queries import evidence, figures, house
from db.queries.late import come_in_late
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
from meeting.late import Changed, Held, changed_in_words
from meeting.settings import Settings
from meeting.weeks import Week, in_words, last_full_week, parse_week, span_in_words

SHOWN = 100
"""So many of what came in late are told; all are counted."""


def show_board(settings: Settings, asked: Namespace) -> int:
    week = parse_week(asked.week) if asked.week else None
    with opened(settings) as store, reading(store) as session:
        today = day_in(house.organisation(session).zone, moment=store.clock.now())
        as_of = _day(asked.as_of) or today
        week = week or last_full_week(as_of)
        scope = Scope(team=asked.team)
        (found,) = figures.week_figures(session, [week], as_of=as_of, scope=scope)
        owed = figures.still_owed(session, as_of=as_of, scope=scope)
        hits = evidence.wins_of(session, week, as_of=as_of, scope=scope)
        reached = figures.reach(session, as_of=as_of)
        late = come_in_late(session, as_of=as_of, today=today)
    if asked.json:
        print(json.dumps(board_as_json(found, owed, hits, reached, late, as_of=as_of), ensure_ascii=False))
    else:
        print("\n".join([*_board_in_words(found, owed, as_of=as_of), *_late_in_words(late, as_of=as_of)]))
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
    late: tuple[Changed, ...],
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
        "came_in_late": [
            {
                **{"kind": str(each.kind), "id": each.id, "customer": each.customer, "what": each.what},
                **{"was": _held(each.was), "now": _held(each.now)},
            }
            for each in late[:SHOWN]
        ],
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


def _held(held: Held) -> list[dict[str, str]]:
    return [{"day": str(day), "counted_as": word} for day, word in held]


def _late_in_words(late: tuple[Changed, ...], *, as_of: date) -> list[str]:
    if not late:
        return []
    lines = [f"  {each.customer}: {changed_in_words(each, beside=as_of)}" for each in late[:SHOWN]]
    more = [f"  … and {len(late) - SHOWN} more"] if len(late) > SHOWN else []
    return [f"Came in late, after that day: {counted(len(late), 'record')}", *lines, *more]


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
