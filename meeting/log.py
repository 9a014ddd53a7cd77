"""The log of changes: who changed what and when, before and after in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from meeting.weeks import in_words

HEADING = (
    "number",
    "when",
    "who",
    "action",
    "what",
    "record",
    "name",
    "field",
    "before",
    "after",
    "reason",
    "file",
)


@dataclass(frozen=True)
class LogFilter:
    """Which entries: every one that fits all that is given. `who` is part of a name; days are the organisation's."""

    who: str = ""
    what: str = ""
    record_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class FieldChange:
    """One field, in words: numbers of other records are their names, days are written out."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class LogEntry:
    """One change of one record. `name` is what the record is called now; `file` is set when a file brought it."""

    seq: int
    at: datetime
    who: str
    action: str
    what: str
    record_id: int
    name: str
    is_first: bool
    changes: tuple[FieldChange, ...]
    reason: str = ""
    file: str = ""


@dataclass(frozen=True)
class LogPage:
    """Newest first. `total` counts all that fit; `older` is where the next page begins, None on the last."""

    entries: tuple[LogEntry, ...]
    total: int
    older: int | None


def value_in_words(value: object) -> str:
    match value:
        case None | "" | ():
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case date():
            return in_words(value)
        case tuple():
            return ", ".join(str(each) for each in value)
    return str(value)


def log_rows(entries: Iterable[LogEntry], *, zone: str) -> Iterable[tuple[str | int, ...]]:
    """One row for each changed field, under HEADING; moments on the organisation's clocks."""
    for entry in entries:
        at = entry.at.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="seconds")
        start = (entry.seq, at, entry.who, entry.action, entry.what, entry.record_id, entry.name)
        for change in entry.changes or (FieldChange("", "", ""),):
            yield (*start, change.field, change.before, change.after, entry.reason, entry.file)
