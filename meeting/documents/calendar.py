"""Action items as a file for anybody's calendar: each stands on the day it is due, and takes no time of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from meeting.actions import ActionRow
from meeting.weeks import in_words

MADE_BY = "-//Hits, Runs & Misses//Action items//EN"
# The format knows one end of a line, and has no place for control characters.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def calendar_bytes(rows: Iterable[ActionRow], *, now: datetime, address: str = "") -> bytes:
    """An entry for each item that has a day; `address` is where the program is opened, empty if nobody knows.

    Events and not tasks, which most calendars do not show. An item that was changed and is read in again takes the
    place of what it was. A day is the organisation's, and the same in whatever zone it is looked at.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for row, day in _with_days(rows):
        event = Event()
        # With the day it was made on: another company's item may have the same number.
        event.add("uid", f"action-{row.id}-{row.made_on:%Y%m%d}@hits-runs-misses")
        event.add("dtstamp", now)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("sequence", row.version)
        event.add("summary", _text(row.what))
        event.add("description", "\n".join(_description(row, address=address)))
        event.add("transp", "TRANSPARENT")
        if address:
            event.add("url", _link(row, address=address))
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _with_days(rows: Iterable[ActionRow]) -> Iterator[tuple[ActionRow, date]]:
    return ((row, row.due_on) for row in rows if row.due_on is not None)


def _description(row: ActionRow, *, address: str) -> Iterator[str]:
    if row.origin_text:
        yield f"About: {_text(row.origin_text)}"
    yield f"{row.came} {in_words(row.made_on)}" + (f", by {_text(row.owner)}" if row.owner else "")
    if row.notes:
        yield _text(row.notes)
    if address:
        yield _link(row, address=address)


def _link(row: ActionRow, *, address: str) -> str:
    return f"{address}/action?id={row.id}"


def _text(text: str) -> str:
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
