"""Every function that writes of a meeting, with what it takes and the store it is called on.

The stores have Eve (person 1), who calls, and Ben (person 2). The meeting there is led by whoever calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy.orm import Session

from db.changes import actions, meetings, talk
from db.changes.people import add_person
from db.engine import Store, transaction
from meeting.agenda import STANDARD
from meeting.permissions import COMMAND_LINE, Action, Actor
from meeting.weeks import Week
from meeting.words import NoteKind, Origin, Role

MONDAY = date(2026, 11, 23)
EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = Week(2026, 47)
EVE, BEN = 1, 2

Prepare = Callable[[Session, Actor], None]
Write = Callable[..., object]


@dataclass(frozen=True)
class Row:
    """`write` as somebody who may do `action` calls it, on a store made ready by `prepare`."""

    action: Action
    write: Write
    prepare: Prepare
    is_somebody: bool = False

    def __call__(self, session: Session, actor: Actor) -> object:
        who = replace(actor, person_id=EVE) if self.is_somebody else actor
        return self.write(session, actor=who, now=EIGHT)


def people(session: Session, actor: Actor) -> None:
    for name in ("Eve", "Ben"):
        email = f"{name.casefold()}@example.com"
        add_person(session, name=name, email=email, role=Role.MEMBER, actor=COMMAND_LINE, now=EIGHT)


def running(session: Session, actor: Actor) -> None:
    people(session, actor)
    leader = Actor(actor.name, Role.ADMIN)
    meetings.start_meeting(session, weeks=[WEEK], expected=[EVE, BEN], today=MONDAY, actor=leader, now=EIGHT)
    _talked_about(session, leader)


def led_by_another(session: Session, actor: Actor) -> None:
    running(session, Actor("Ana", Role.FACILITATOR))


def closed(session: Session, actor: Actor) -> None:
    running(session, actor)
    meetings.close_meeting(session, 1, actor=Actor(actor.name, Role.ADMIN), now=EIGHT)


def _talked_about(session: Session, leader: Actor) -> None:
    for owner in (BEN, EVE):
        actions.add_action(
            session,
            what="Ring them",
            owner_id=owner,
            due_on=MONDAY,
            today=MONDAY,
            actor=COMMAND_LINE,
            now=EIGHT,
        )
    for title in ("Parts come late", "Who answers at noon"):
        talk.raise_topic(session, title=title, actor=leader, now=EIGHT)
    talk.decide(session, 1, text="One list for both", actor=leader, now=EIGHT)


def _write(change: Write, *given: object, **named: object) -> Write:
    return lambda session, **about: change(session, *given, **named, **about)


_run = partial(Row, Action.RUN_MEETING)
_tick = partial(_write, actions.tick, is_done=True, today=MONDAY, seen=1)
_add = partial(
    _write, actions.add_action, what="Ring them", due_on=MONDAY, today=MONDAY, operation="pressed once"
)
ROWS: dict[Write, Row] = {
    meetings.start_meeting: _run(
        _write(meetings.start_meeting, weeks=[WEEK], expected=[BEN], today=MONDAY), people
    ),
    meetings.go_to_step: _run(_write(meetings.go_to_step, 1, pressed_on=0, to=1), running),
    meetings.look_at: _run(_write(meetings.look_at, 1, focus="promise 1"), running),
    meetings.stop_clock: _run(_write(meetings.stop_clock, 1, stopped=True), running),
    meetings.give_more_time: _run(_write(meetings.give_more_time, 1, pressed_on=0, minutes=1), running),
    meetings.plan_every_meeting: Row(
        Action.PLAN_AGENDA, _write(meetings.plan_every_meeting, steps=STANDARD[1:]), people
    ),
    meetings.take_over: _run(_write(meetings.take_over, 1), led_by_another),
    meetings.set_here: _run(_write(meetings.set_here, 1, BEN, is_here=True), running),
    meetings.close_meeting: _run(_write(meetings.close_meeting, 1), running),
    meetings.reopen_meeting: Row(Action.REOPEN_MEETING, _write(meetings.reopen_meeting, 1), closed),
    meetings.rate_meeting: Row(
        Action.TAKE_PART, _write(meetings.rate_meeting, 1, rating=8, word="Short"), running, is_somebody=True
    ),
    meetings.rate_by_hands: _run(_write(meetings.rate_by_hands, 1, hands={8: 2}), running),
    actions.add_action: Row(Action.ADD_ACTION, _add(owner_id=BEN), people),
    actions.tick: Row(Action.CHANGE_ACTION, _tick(1), running),
    actions.move_action: Row(
        Action.CHANGE_ACTION,
        _write(actions.move_action, 1, seen=1, due_on=date(2026, 12, 1), reason="Parts", today=MONDAY),
        running,
    ),
    actions.give_action: Row(
        Action.CHANGE_ACTION, _write(actions.give_action, 1, seen=1, owner_id=EVE), running
    ),
    actions.drop_action: Row(
        Action.CHANGE_ACTION, _write(actions.drop_action, 1, seen=1, reason="Not needed"), running
    ),
    actions.split_action: Row(
        Action.CHANGE_ACTION,
        _write(actions.split_action, 1, seen=1, rest="Ring the others", due_on=MONDAY, today=MONDAY),
        running,
    ),
    actions.arrange_actions: Row(
        Action.CHANGE_ACTION,
        _write(actions.arrange_actions, [(1, 1), (2, 1)], owner_id=EVE, reason="Away", today=MONDAY),
        running,
    ),
    actions.change_action: Row(
        Action.CHANGE_ACTION, _write(actions.change_action, 1, seen=1, what="Write", notes=""), running
    ),
    talk.log_note: Row(
        Action.LOG_HIT_OR_NOTE,
        _write(talk.log_note, kind=NoteKind.IDEA, text="Ring first", today=MONDAY),
        people,
    ),
    talk.raise_topic: Row(
        Action.LOG, _write(talk.raise_topic, title="Parts", origin=(Origin.PROMISE, 1)), people
    ),
    talk.move_topic: _run(_write(talk.move_topic, 1, 1, up=False), running),
    talk.drop_topic: _run(_write(talk.drop_topic, 1, seen=1), running),
    talk.decide: _run(_write(talk.decide, 1, text="So we do", topic_id=1), running),
    talk.change_decision: _run(_write(talk.change_decision, 1, seen=1, text="One list"), running),
    talk.note_miss: _run(
        _write(
            talk.note_miss,
            Origin.PROMISE,
            1,
            seen=1,
            told_on=MONDAY,
            told_by="Ben",
            told_top="",
            cause="No parts",
            today=MONDAY,
        ),
        people,
    ),
}
OWN: dict[str, Row] = {
    "add one's own": Row(Action.ADD_OWN_ACTION, _add(owner_id=EVE), people, is_somebody=True),
    "tick one's own": Row(Action.TICK_OWN_ACTION, _tick(2), running, is_somebody=True),
    "say that one is there": Row(
        Action.TAKE_PART, _write(meetings.set_here, 1, EVE, is_here=True), running, is_somebody=True
    ),
}
"""What takes less when it is about oneself. (Eve leads as somebody without a number: here she only takes part.)"""

LEADING = (
    meetings.go_to_step,
    meetings.look_at,
    meetings.stop_clock,
    meetings.give_more_time,
    meetings.set_here,
    meetings.close_meeting,
    meetings.rate_by_hands,
    talk.move_topic,
    talk.decide,
    talk.change_decision,
)
"""What only whoever leads the meeting does, of all who may run it."""


def prepared(store: Store, row: Row, *, actor: Actor) -> None:
    with transaction(store) as session:
        row.prepare(session, actor)
