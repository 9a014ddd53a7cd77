"""Action items as a list for other programs: one row each, with all that is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meeting.actions import ActionRow
from meeting.documents.tables import Cell

HEADING = (
    "number",
    "what",
    "owner",
    "team",
    "state",
    "made on",
    "due on",
    "first due on",
    "done on",
    "dropped because",
    "left to do",
    "notes",
    "comes from",
    "about",
    "carried",
)


def action_rows(rows: Iterable[ActionRow], *, times: Mapping[int, int]) -> list[tuple[Cell, ...]]:
    """Under HEADING; `times` says into how many meetings each was carried."""
    return [
        (
            row.id,
            row.what,
            row.owner or "",
            row.team or "",
            row.state,
            row.made_on,
            row.due_on,
            row.first_due_on,
            row.done_on,
            row.dropped_because,
            row.left_to_do,
            row.notes,
            row.origin or "",
            row.origin_text,
            times.get(row.id, 0),
        )
        for row in rows
    ]
