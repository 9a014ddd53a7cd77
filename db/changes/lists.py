"""Lists that belong to a record: its events tell them as one of its fields, a table of their own holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.models import Base, Promise, PromiseDay, Record, Win, WinPerson, WinTeam
from meeting.promise_days import Days, Said, days_in_words, numbered
from meeting.weeks import week_of

Entry = Any
"""One of a list as events tell it: what JSON can hold."""


def _never_told(values: Mapping[str, Any]) -> list[Entry] | None:
    return None


@dataclass(frozen=True)
class OwnList:
    """Where a list is held: a table, its column that names the record, and the columns that give its order.

    `rows` are the columns of its entries, `entry` is a row as events tell it. `untold` is the list where values of a
    record say all there is to know without naming it, else None.
    """

    link: type[Base]
    owner: str
    order: tuple[str, ...]
    rows: Callable[[Sequence[Entry]], Iterable[dict[str, Any]]]
    entry: Callable[[Mapping[str, Any]], Entry]
    untold: Callable[[Mapping[str, Any]], list[Entry] | None] = _never_told
    names: str | None = None
    """The column that names another record, where each entry is the number of one."""
    said: Callable[[Sequence[Entry]], str] = str
    """The list in words, where its entries are no numbers of records."""


def _numbers(link: type[Base], column: str) -> OwnList:
    """Numbers of other records, in their order."""

    def rows(entries: Sequence[int]) -> Iterable[dict[str, Any]]:
        return ({column: entry} for entry in entries)

    def entry(row: Mapping[str, Any]) -> int:
        return int(row[column])

    return OwnList(link, "win_id", (column,), rows, entry, names=column)


def as_told(days: Sequence[Said]) -> list[Entry]:
    """A promise's days as its events tell them: `[["2026-11-20", null], ["2026-11-25", "2026-11-19"]]`."""
    return [[str(one.day), str(one.said_on) if one.said_on else None] for one in days]


def days_told(entries: Sequence[Entry]) -> Days:
    return tuple(
        Said(date.fromisoformat(day), date.fromisoformat(said) if said else None) for day, said in entries
    )


def _day_rows(entries: Sequence[Entry]) -> Iterable[dict[str, Any]]:
    for number, one, replaced, is_again in numbered(days_told(entries)):
        yield {
            **{"number": number, "day": one.day, "week": str(week_of(one.day))},
            **{"said_on": one.said_on, "replaced_on": replaced, "is_again": is_again},
        }


def _told_day(row: Mapping[str, Any]) -> Entry:
    return [str(row["day"]), str(row["said_on"]) if row["said_on"] else None]


def _said(entries: Sequence[Entry]) -> str:
    return days_in_words(days_told(entries))


def _only_day(values: Mapping[str, Any]) -> list[Entry] | None:
    """Where nothing is told of its days there is one."""
    day = values.get("promised_on")
    return [[str(day), None]] if day is not None else None


LISTS: dict[type[Record], dict[str, OwnList]] = {
    Win: {"teams": _numbers(WinTeam, "team_id"), "people": _numbers(WinPerson, "person_id")},
    Promise: {
        "days": OwnList(PromiseDay, "promise_id", ("number",), _day_rows, _told_day, _only_day, said=_said),
    },
}


def told_with_lists(model: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of an event with the lists that follow from them untold."""
    found = dict(values)
    for name, own in LISTS.get(model, {}).items():
        if name not in found and (entries := own.untold(values)) is not None:
            found[name] = entries
    return found
