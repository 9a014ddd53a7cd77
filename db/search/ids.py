"""The id of an entry: its day, its kind and its record in one number, so that later days have higher ones."""

from __future__ import annotations

from datetime import date

from meeting.search import EntryKind

KINDS = tuple(EntryKind)
"""In the order of their numbers, which are kept: a new kind comes last."""

OF_DAY, OF_KIND = 2**40, 2**36
"""What a day and a kind count for: room for 16 kinds and 68 thousand million records."""


def id_of(kind: EntryKind, record_id: int, day: date) -> int:
    return day.toordinal() * OF_DAY + KINDS.index(kind) * OF_KIND + record_id


def taken_apart(entry_id: int) -> tuple[EntryKind, int, date]:
    days, rest = divmod(entry_id, OF_DAY)
    kind, record_id = divmod(rest, OF_KIND)
    return KINDS[kind], record_id, date.fromordinal(days)
