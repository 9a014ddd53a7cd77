"""`python -m db actions`: action items as a list for people, or as JSON for a program."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import date

from db.changes.people import person_id_of
from db.commands import opened
from db.engine import reading
from db.queries import actions as queries
from db.queries import carried as carried_queries
from db.queries import house
from meeting.actions import ActionFilter, ActionRow, became_in_words, carried_in_words
from meeting.board import counted
from meeting.clock import day_in
from meeting.errors import NotThere
from meeting.settings import Settings

ALL = "all"


def show_actions(settings: Settings, asked: Namespace) -> int:
    with opened(settings) as store, reading(store) as session:
        today = day_in(house.organisation(session).zone, moment=store.clock.now())
        wanted = ActionFilter(
            state="" if asked.state == ALL else asked.state,
            owner_id=person_id_of(session, asked.owner) if asked.owner else None,
            due_by=_day(asked.due_by),
        )
        found = queries.found_actions(session, wanted, today=today)
        times = carried_queries.carried(session, [row.id for row in found.rows])
    if asked.json:
        print(json.dumps([action_as_json(row, times[row.id]) for row in found.rows], ensure_ascii=False))
        return 0
    for row in found.rows:
        print(_line(row, times[row.id], today=today))
    print(counted(found.total, "action item") + (f", {found.over} over their day" if found.over else ""))
    return 0


def action_as_json(row: ActionRow, times: int) -> dict[str, object]:
    """Days as YYYY-MM-DD or null; `carried` is into how many meetings."""
    return {
        "id": row.id,
        "what": row.what,
        "owner": row.owner,
        "team": row.team,
        "state": row.state,
        **{name: _written(getattr(row, name)) for name in ("made_on", "due_on", "first_due_on", "done_on")},
        "dropped_because": row.dropped_because,
        "notes": row.notes,
        "left_to_do": row.left_to_do,
        "origin": row.origin,
        "about": row.origin_text,
        "carried": times,
    }


def _line(row: ActionRow, times: int, *, today: date) -> str:
    parts = [f"{row.id}. {row.owner or 'nobody yet'}: {row.what}", became_in_words(row, today)]
    parts += [carried_in_words(times), f"about {row.origin_text}" if row.origin_text else ""]
    return " · ".join(" ".join(part.split()) for part in parts if part)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise NotThere(f"--due-by {written} is not a day. Write it like 2026-11-27.") from None


def _written(day: date | None) -> str | None:
    return str(day) if day else None
