"""A recount of done on time, kept with a pencil while a history goes on: each evening it is noted in which team whoever
has what fell due that day is, and nothing of it is ever rubbed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes import actions, add_team, table_of
from db.changes.meetings import close_meeting, start_meeting
from db.changes.people import add_person, change_person
from db.changes.undo import undo_change
from db.models import ActionItem, Person
from db.queries.actions import one_action
from meeting.errors import NotUnderstood
from meeting.on_time import OnTime
from meeting.permissions import COMMAND_LINE
from meeting.weeks import week_of
from meeting.words import Role, Side
from tests.db.monday import EIGHT, MONDAY

TEAMS: dict[str, str] = {"Ana": "Service", "Ben": "Service", "Chloe": "Sales", "Dev": ""}
"""Dev is in no team, and an item may be nobody's."""


@dataclass(frozen=True)
class Plain:
    """An item as somebody with a pencil would note it. `counts_for` is the team noted on the evening of its day,
    `was_done` whether it was done by then."""

    id: int
    added: int
    made_on: date
    first_due_on: date
    owner: str
    state: str = "open"
    done_on: date | None = None
    taken_back_on: date | None = None
    counts_for: str | None = None
    was_done: bool = False

    @property
    def is_on_time(self) -> bool:
        """Done on the evening of its day, and still."""
        return self.was_done and self.state == "done" and self.taken_back_on is None and self._is_in_time

    @property
    def _is_in_time(self) -> bool:
        return self.done_on is not None and self.done_on <= self.first_due_on

    @property
    def is_a_slip(self) -> bool:
        return self.taken_back_on == self.made_on


class Pencil:
    """Does each step in the store, and notes what it ought to have led to."""

    def __init__(self, session: Session) -> None:
        self.session, self.today, self.items = session, MONDAY, list[Plain]()
        self.done: dict[int, list[tuple[str, Plain | None]]] = {}
        """By place in `items`: each operation, with the item as it was before."""
        self.teams = dict(TEAMS)
        self.moves, self.last_close = 0, -1
        for team, side in (("Service", Side.SERVICE), ("Sales", Side.SALES)):
            self._do(add_team, name=team, side=side)
        self.people = {
            name: self._do(add_person, name=name, email=f"{name}@x.example", role=Role.MEMBER, team=team)
            for name, team in TEAMS.items()
        }
        self._start()

    def step(self, what: str, which: Any = None, how: Any = None) -> None:
        self.moves += 1
        if what == "wait":
            for _ in range(which):
                self._evening()
        elif what == "add":
            owner_id, due = self.people.get(which), self.today + timedelta(days=how)
            about = {"due_on": due, "today": self.today, "meeting_id": self.meeting}
            operation = self._do(actions.add_action, what="Ring", owner_id=owner_id, **about)
            newest = self.session.scalar(select(func.max(table_of(ActionItem).c.id)))
            assert newest is not None
            self.done[len(self.items)] = [(operation, None)]
            self.items.append(Plain(newest, self.moves, self.today, due, which))
        elif what == "close":
            self._close()
        elif what == "team":
            self._change_team(which, how)
        elif which < len(self.items):
            self._undo(which) if what == "undo" else self._change(what, which, how)

    def counts(self, first: date, last: date, *, team: str | None = None) -> OnTime:
        due = [
            item
            for item in self.items
            if first <= item.first_due_on <= last and item.first_due_on < self.today and not item.is_a_slip
            if team is None or item.counts_for == team
        ]
        return OnTime(sum(item.is_on_time for item in due), len(due))

    def _evening(self) -> None:
        for place, item in enumerate(self.items):
            if item.first_due_on == self.today:
                team = self.teams.get(item.owner) or None
                self.items[place] = replace(item, counts_for=team, was_done=item.state == "done")
        self.today += timedelta(days=1)

    def _change(self, what: str, place: int, how: Any) -> None:
        item = self.items[place]
        if item.taken_back_on is not None:
            return
        row = one_action(self.session, item.id)
        assert row is not None
        about, after = {"seen": row.version}, item
        day = self.today + timedelta(days=how) if what in ("move", "part") else self.today
        operation = ""
        if what == "tick":
            operation = self._do(actions.tick, item.id, is_done=how, today=self.today, **about)
            if how and item.state != "done":
                after = replace(item, state="done", done_on=self.today)
            elif not how:
                after = replace(item, state="open", done_on=None)
        elif what == "move":
            operation = self._do(actions.move_action, item.id, due_on=day, today=self.today, **about)
        elif what == "give":
            operation = self._do(actions.give_action, item.id, owner_id=self.people[how], **about)
            after = replace(item, owner=how)
        elif what == "part" and item.state == "open":
            operation = self._do(
                actions.do_a_part, item.id, rest="The rest", due_on=day, today=self.today, **about
            )
        elif what == "drop":
            operation = self._do(actions.drop_action, item.id, reason=f"No {self.moves}", **about)
            after = replace(item, state="dropped", done_on=None)
        if operation:
            self.done[place].append((operation, item))
        self.items[place] = after

    def _undo(self, place: int) -> None:
        """The latest change of an item, which may be an undoing itself."""
        item = self.items[place]
        operation, before = self.done[place].pop()
        after = replace(item, taken_back_on=self.today) if before is None else before
        undoing = f"undo {self.moves}"
        is_taken_back = after.taken_back_on is not None and item.taken_back_on is None
        is_less = item.taken_back_on is not None or after.owner != item.owner
        is_lost = is_less and not is_taken_back and after.owner == "" and self._is_over(item)
        if (is_taken_back and item.added < self.last_close) or is_lost:
            with pytest.raises(NotUnderstood):
                self._do(undo_change, operation, undoing=undoing)
            self.done[place].append((operation, before))
            return
        self._do(undo_change, operation, undoing=undoing)
        self.done[place].append((undoing, item))
        # What an evening noted stays noted.
        self.items[place] = replace(after, counts_for=item.counts_for, was_done=item.was_done)

    def _is_over(self, item: Plain) -> bool:
        return item.added < self.last_close or item.added < self.began

    def _start(self) -> None:
        weeks = [week_of(self.today).shifted(-1)]
        self.meeting = self._do(start_meeting, weeks=weeks, expected=[], today=self.today)
        self.began = self.moves

    def _close(self) -> None:
        """What nobody has is Ana's from then on."""
        for place, item in enumerate(self.items):
            if item.owner == "" and item.state == "open" and item.taken_back_on is None:
                self._change("give", place, "Ana")
        self._do(close_meeting, self.meeting)
        self.last_close = self.moves
        self._start()

    def _change_team(self, name: str, team: str) -> None:
        people = table_of(Person).c
        person = self.session.execute(
            select(people.id, people.version, people.email).where(people.name == name)
        ).one()
        about: dict[str, Any] = {"seen": person.version, "name": name, "email": person.email}
        self._do(change_person, person.id, role=Role.MEMBER, team=team, **about)
        self.teams[name] = team

    def _do(self, change: Callable[..., Any], *given: Any, **named: Any) -> Any:
        moment = datetime.combine(self.today, EIGHT.timetz())
        return change(self.session, *given, actor=COMMAND_LINE, now=moment, **named)
