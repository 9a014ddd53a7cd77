"""Done on time, of all and of each team: what the database tells equals a recount of any history, change by change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.changes import actions, add_team, table_of
from db.changes.meetings import start_meeting
from db.changes.people import add_person
from db.engine import Store, rehearsal
from db.models import ActionItem
from db.queries.actions import first_due, one_action
from meeting.on_time import OnTime, by_team, done_on_time
from meeting.permissions import COMMAND_LINE
from meeting.weeks import week_of
from meeting.words import Role, Side
from tests.db.monday import EIGHT, MONDAY

TEAMS: dict[str, str | None] = {"Ana": "Service", "Ben": "Service", "Chloe": "Sales", "Dev": None}
"""Dev is in no team, and an item may be nobody's."""

days = st.integers(0, 20)
places = st.integers(0, 3)
steps = st.one_of(
    st.tuples(st.just("add"), st.sampled_from([*TEAMS, ""]), days),
    st.tuples(st.just("tick"), places, st.booleans()),
    st.tuples(st.just("move"), places, days),
    st.tuples(st.just("give"), places, st.sampled_from([*TEAMS])),
    st.tuples(st.just("split"), places, days),
    st.tuples(st.just("drop"), places, st.none()),
    st.tuples(st.just("wait"), days, st.none()),
)


@dataclass
class Plain:
    """An item as somebody with a pencil would note it."""

    id: int
    first_due_on: date
    owner: str
    state: str = "open"
    done_on: date | None = None

    @property
    def is_on_time(self) -> bool:
        return self.state == "done" and self.done_on is not None and self.done_on <= self.first_due_on


class Pencil:
    """Does each step in the store, and notes what it ought to have led to."""

    def __init__(self, session: Session) -> None:
        self.session, self.today, self.items = session, MONDAY, list[Plain]()
        for team, side in (("Service", Side.SERVICE), ("Sales", Side.SALES)):
            self._do(add_team, name=team, side=side)
        self.people = {
            name: self._do(
                add_person, name=name, email=f"{name}@x.example", role=Role.MEMBER, team=team or ""
            )
            for name, team in TEAMS.items()
        }
        # What nobody owns yet is agreed on in a meeting only.
        self.meeting = self._do(start_meeting, weeks=[week_of(MONDAY).shifted(-1)], expected=[], today=MONDAY)

    def step(self, what: str, which: Any, how: Any) -> None:
        if what == "wait":
            self.today += timedelta(days=which)
        elif what == "add":
            owner_id, due = self.people.get(which), self.today + timedelta(days=how)
            self._do(actions.add_action, what="Ring", owner_id=owner_id, due_on=due, **self._in_meeting())
            self._note(due, which)
        elif which < len(self.items):
            self._change(what, self.items[which], how)

    def counts(self, first: date, last: date, *, team: str | None = None) -> OnTime:
        due = [
            item
            for item in self.items
            if first <= item.first_due_on <= last and item.first_due_on < self.today
            if team is None or TEAMS.get(item.owner) == team
        ]
        return OnTime(sum(item.is_on_time for item in due), len(due))

    def _change(self, what: str, item: Plain, how: Any) -> None:
        row = one_action(self.session, item.id)
        assert row is not None
        about = {"seen": row.version}
        if what == "tick":
            self._do(actions.tick, item.id, is_done=how, today=self.today, **about)
            if how and item.state != "done":
                item.state, item.done_on = "done", self.today
            elif not how:
                item.state, item.done_on = "open", None
        elif what == "move":
            day = self.today + timedelta(days=how)
            self._do(actions.move_action, item.id, due_on=day, today=self.today, **about)
        elif what == "give":
            self._do(actions.give_action, item.id, owner_id=self.people[how], **about)
            item.owner = how
        elif what == "split" and item.state == "open":
            day = self.today + timedelta(days=how)
            self._do(
                actions.split_action, item.id, rest="The rest", due_on=day, **self._in_meeting(), **about
            )
            item.state, item.done_on = "done", self.today
            self._note(day, item.owner)
        elif what == "drop":
            self._do(actions.drop_action, item.id, reason="Not needed", **about)
            item.state, item.done_on = "dropped", None

    def _note(self, due: date, owner: str) -> None:
        newest = self.session.scalar(select(func.max(table_of(ActionItem).c.id)))
        assert newest is not None
        self.items.append(Plain(newest, due, owner))

    def _in_meeting(self) -> dict[str, Any]:
        return {"today": self.today, "meeting_id": self.meeting}

    def _do(self, change: Callable[..., Any], *given: Any, **named: Any) -> Any:
        moment = datetime.combine(self.today, EIGHT.timetz())
        return change(self.session, *given, actor=COMMAND_LINE, now=moment, **named)


def recounted(store: Store, history: Sequence[tuple[str, Any, Any]]) -> None:
    with rehearsal(store) as session:
        pencil = Pencil(session)
        for step in history:
            pencil.step(*step)
        for first in (MONDAY, MONDAY + timedelta(days=7)):
            span = {"first": first, "last": first + timedelta(days=13), "today": pencil.today}
            rows = first_due(session, first, span["last"])
            counts = {team: pencil.counts(first, span["last"], team=team) for team in ("Sales", "Service")}
            assert done_on_time(rows, **span) == pencil.counts(first, span["last"])
            assert by_team(rows, **span) == {team: found for team, found in counts.items() if found.over}
            for team, found in counts.items():
                assert done_on_time(first_due(session, first, span["last"], team=team), **span) == found


many: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    # Each example is undone in the end, so one store serves them all.
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@tries(max_examples=200, **many)
@given(st.lists(steps, max_size=12))
def test_the_counts_are_those_of_a_recount_of_any_history(
    sqlite_store: Store, history: list[tuple[str, Any, Any]]
) -> None:
    recounted(sqlite_store, history)


def test_what_was_dropped_or_given_another_day_stays_among_what_was_due(store: Store) -> None:
    added = [("add", name, 2) for name in ("Ana", "Ben", "Chloe", "Dev", "")]
    changed = [("tick", 0, True), ("drop", 1, None), ("move", 2, 9), ("wait", 3, None), ("tick", 3, True)]
    recounted(store, [*added, *changed])
    with rehearsal(store) as session:
        pencil = Pencil(session)
        for step in (*added, *changed):
            pencil.step(*step)
        rows = first_due(session, MONDAY, MONDAY + timedelta(days=6))
        span = {"first": MONDAY, "last": MONDAY + timedelta(days=6), "today": pencil.today}
        assert done_on_time(rows, **span) == OnTime(1, 5)
        assert by_team(rows, **span) == {"Sales": OnTime(0, 1), "Service": OnTime(1, 2)}
