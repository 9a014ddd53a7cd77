"""The two meetings before the coming one, and what happened between them: what, by whom and on which day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.demo.company import Customer
from db.demo.days import WEEK
from db.demo.telling import Stage, machine_slots, sentence, story_slots
from db.demo.words import ZONE
from db.demo.words_meetings import ITEMS, NOTES, OWN_ITEM, Heard, Said
from meeting.meeting_days import last_working_day_before, next_meeting_day


@dataclass(frozen=True)
class Note:
    noted_on: date
    kind: str
    who: str
    text: str
    customer: str
    """The customer's reference; empty without one."""


@dataclass(frozen=True)
class Item:
    """An action item of a meeting. `state` is open, done, moved or dropped; `ended_on` the day that was said."""

    what: str
    owner: str
    about: str
    due_on: date
    state: str
    ended_on: date | None = None
    reason: str = ""
    moved_to: date | None = None


@dataclass(frozen=True)
class Past:
    """`held_on` are the days of the two meetings, `next_on` that of the coming one."""

    held_on: tuple[date, date]
    next_on: date
    items: tuple[tuple[Item, ...], ...]
    own: Item
    notes: tuple[Note, ...]
    told_on: date
    """When customers missed in the last week were told."""


def past(stage: Stage) -> Past:
    mondays = [stage.last_monday - WEEK, stage.last_monday, stage.last_monday + WEEK]
    first, second, coming = (next_meeting_day(day, holidays=stage.calendar.off) for day in mondays)
    days = (first, second, coming)
    return Past(
        (first, second),
        coming,
        tuple(
            tuple(_item(stage, days, number, words) for words in said) for number, said in enumerate(ITEMS)
        ),
        _item(stage, days, 1, OWN_ITEM),
        tuple(_note(stage, mondays[number], words) for number, said in enumerate(NOTES) for words in said),
        stage.last_working_day,
    )


def moment(day: date, *, minutes: float = 0) -> datetime:
    """Minutes after nine of that day, where the company is at home."""
    return datetime.combine(day, time(9), ZoneInfo(ZONE)) + timedelta(minutes=minutes)


def _item(stage: Stage, days: tuple[date, date, date], number: int, said: Said) -> Item:
    what, owner, about, due, end = said
    week = stage.last_monday + (number + due - 1) * WEEK
    meeting = next_meeting_day(week, holidays=stage.calendar.off)
    due_on = last_working_day_before(meeting, holidays=stage.calendar.off)
    state, _, more = end.partition(" ")
    if state == "done":
        return Item(what, owner, about, due_on, "done", min(_after(stage, days[number], int(more)), due_on))
    if state == "late":
        return Item(what, owner, about, due_on, "done", _after(stage, days[number + 1], int(more)))
    if state == "moved":
        to = last_working_day_before(days[number + 2], holidays=stage.calendar.off)
        return Item(what, owner, about, due_on, "moved", days[number + 1], moved_to=to)
    if state == "dropped":
        return Item(what, owner, about, due_on, "dropped", days[number + 1], reason=more)
    return Item(what, owner, about, due_on, "open")


def _after(stage: Stage, day: date, count: int) -> date:
    """What has not happened yet is not known: the last working day at the latest."""
    return min(stage.calendar.after(day, count), stage.last_working_day)


def _note(stage: Stage, monday: date, heard: Heard) -> Note:
    kind, who, after, text = heard
    days = stage.calendar.working_days(monday)
    on = days[min(after, len(days) - 1)]
    customer: Customer = stage.dice.pick(stage.company.buyers)
    slots = story_slots(stage.dice, customer, machine_slots(stage.dice, customer), on)
    is_about = "{customer}" in text
    return Note(on, kind, who, sentence(text, slots), customer.reference if is_about else "")
