"""Every function that writes of a meeting, with what it takes and the store it is called on.

The stores have Eve (person 1), who calls, and Ben (person 2). The meeting there is led by whoever calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from db.changes import (
    actions,
    applause,
    asking,
    attendance,
    by_hand,
    consensus,
    field,
    house,
    letting_in,
    meetings,
    minutes,
    pulse,
    ratings,
    rota,
    strengths,
    talk,
    votes,
)
from db.changes.core import Changes
from db.changes.house import add_team
from db.changes.people import add_person, change_person
from db.engine import Store, transaction
from db.models import Person, Win
from db.queries import meetings as queries
from meeting.agenda import STANDARD
from meeting.consensus import Answer
from meeting.permissions import COMMAND_LINE, Action, Actor
from meeting.pulse import Question
from meeting.rota import RotaKind
from meeting.strengths import Applauded
from meeting.weeks import Week
from meeting.words import NoteKind, NoteState, Origin, Outcome, Role, Side

MONDAY = date(2026, 11, 23)
EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = Week(2026, 47)
EVE, BEN = 1, 2
SALES = RotaKind.SALES

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


def with_ben(session: Session, actor: Actor) -> None:
    """Ben came, and has not said how he stands."""
    running(session, actor)
    leader = Actor(actor.name, Role.ADMIN)
    attendance.set_here(session, 1, BEN, is_here=True, actor=leader, now=EIGHT)


def noted(session: Session, actor: Actor) -> None:
    """An idea and a question of nobody's, and what Eve heard."""
    people(session, actor)
    for kind, who in ((NoteKind.IDEA, None), (NoteKind.QUESTION, None), (NoteKind.BARRIER, EVE)):
        by = Actor("Eve", Role.MEMBER, who)
        field.log_note(session, kind=kind, text="Ring first", today=MONDAY, actor=by, now=EIGHT)


def asked_to_join(session: Session, actor: Actor) -> None:
    """Ben asks, guest 1."""
    running(session, actor)
    asking.ask_to_join(session, 1, person_id=BEN, now=EIGHT)


def as_guest(session: Session, actor: Actor, *, person_id: int | None) -> Actor:
    """The same, let into the meeting that runs by code; one is started where none does."""
    found = queries.open_meeting(session)
    leader = Actor(found.leader, Role.ADMIN, found.leader_id) if found else Actor("Ana", Role.ADMIN)
    meeting_id = (
        found.id
        if found
        else meetings.start_meeting(
            session, weeks=[WEEK], expected=[EVE, BEN], today=MONDAY, actor=leader, now=EIGHT
        )
    )
    asked = asking.ask_to_join(session, meeting_id, person_id=person_id, name="Kim", now=EIGHT)
    letting_in.let_in(session, meeting_id, asked.guest_id, actor=leader, now=EIGHT)
    if person_id is not None:
        attendance.set_here(session, meeting_id, person_id, is_here=False, actor=leader, now=EIGHT)
    return replace(actor, person_id=person_id, guest_id=asked.guest_id)


def led_by_another(session: Session, actor: Actor) -> None:
    running(session, Actor("Ana", Role.FACILITATOR))


def closed(session: Session, actor: Actor) -> None:
    running(session, actor)
    meetings.close_meeting(session, 1, actor=Actor(actor.name, Role.ADMIN), now=EIGHT)


def voting(session: Session, actor: Actor) -> None:
    running(session, actor)
    votes.ask_for_votes(session, 1, actor=Actor(actor.name, Role.ADMIN), now=EIGHT)


def voted(session: Session, actor: Actor) -> None:
    """One vote, for the topic that stands second."""
    voting(session, actor)
    leader = Actor(actor.name, Role.ADMIN)
    votes.vote_by_hands(session, 1, hands={2: 1}, actor=leader, now=EIGHT)
    votes.show_votes(session, 1, actor=leader, now=EIGHT)


def sellers(session: Session, actor: Actor) -> None:
    people(session, actor)
    add_team(session, name="Shop", side=Side.SALES, actor=COMMAND_LINE, now=EIGHT)
    for person_id, name in ((EVE, "Eve"), (BEN, "Ben")):
        change_person(
            session,
            person_id,
            seen=1,
            name=name,
            email=f"{name.casefold()}@example.com",
            role=Role.MEMBER,
            team="Shop",
            actor=COMMAND_LINE,
            now=EIGHT,
        )


def taking_turns(session: Session, actor: Actor, *, order: tuple[int, ...] = (BEN, EVE)) -> None:
    sellers(session, actor)
    about: dict[str, Any] = {"actor": COMMAND_LINE, "now": EIGHT}
    rota.set_rota(session, SALES, people=order, seen=[], today=MONDAY, **about)
    rota.say_away(session, BEN, first=date(2027, 1, 4), last=date(2027, 1, 4), **about)


def eve_first(session: Session, actor: Actor) -> None:
    taking_turns(session, actor, order=(EVE, BEN))


def with_another_who_may(session: Session, actor: Actor) -> None:
    """Ana, person 3, is there."""
    running(session, actor)
    add_person(
        session,
        name="Ana",
        email="ana@example.com",
        role=Role.FACILITATOR,
        actor=COMMAND_LINE,
        now=EIGHT,
    )
    leader = Actor(actor.name, Role.ADMIN)
    attendance.set_here(session, 1, 3, is_here=True, actor=leader, now=EIGHT)


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


def _make_a_promise(session: Session, *, actor: Actor, now: datetime) -> object:
    def make(within: Session, operation: str) -> object:
        about: dict[str, Any] = {"operation": operation, "today": MONDAY, "actor": actor, "now": now}
        return by_hand.record_promise(
            within, what="Oven", customer_id=1, promised_on=MONDAY, made_on=MONDAY, **about
        )

    return field.make_of_note(
        session, 1, what=Outcome.PROMISE, make=make, operation="pressed", actor=actor, now=now
    )


def _write(change: Write, *given: object, **named: object) -> Write:
    return lambda session, **about: change(session, *given, **named, **about)


def doing_well(session: Session, actor: Actor) -> None:
    """Eve's team does two things well; a hit shows the first, and the second is retired."""
    people(session, actor)
    team_id = house.add_team(session, name="Sales", side=Side.SALES, actor=COMMAND_LINE, now=EIGHT)
    changes = Changes(session, actor=COMMAND_LINE, now=EIGHT)
    before, after = {"team_id": None}, {"team_id": team_id}
    changes.update(Person, EVE, version=1, before=before, after=after, action="change person")
    for _ in range(2):
        win = {"happened_on": MONDAY, "happened_week": str(WEEK)}
        changes.create(Win, win, action="log win")
    changes.write()
    for text in ("We ring first", "We listen"):
        strengths.add_strength(
            session, team_id=team_id, text=text, today=MONDAY, actor=COMMAND_LINE, now=EIGHT
        )
    strengths.show_by_hit(session, 1, 1, actor=COMMAND_LINE, now=EIGHT)
    strengths.retire_strength(session, 2, seen=1, today=MONDAY, actor=COMMAND_LINE, now=EIGHT)
    strengths.add_strength(
        session, team_id=team_id, text="We laugh", today=MONDAY, actor=COMMAND_LINE, now=EIGHT
    )


_run = partial(Row, Action.RUN_MEETING)
_tick = partial(_write, actions.tick, is_done=True, today=MONDAY, seen=1)
_add = partial(
    _write, actions.add_action, what="Ring them", due_on=MONDAY, today=MONDAY, operation="pressed once"
)
_turn = partial(_write, person_id=BEN, today=MONDAY)
ROWS: dict[Write, Row] = {
    rota.set_rota: Row(
        Action.PLAN_ROTA, _write(rota.set_rota, SALES, people=[EVE, BEN], seen=[], today=MONDAY), sellers
    ),
    rota.say_away: Row(Action.PLAN_ROTA, _write(rota.say_away, BEN, first=MONDAY, last=MONDAY), people),
    rota.come_after_all: Row(Action.PLAN_ROTA, _write(rota.come_after_all, 1, seen=1), taking_turns),
    rota.agree: _run(_turn(rota.agree, SALES, MONDAY), taking_turns),
    rota.not_this_time: _run(_turn(rota.not_this_time, SALES, MONDAY), taking_turns),
    rota.swap: _run(_turn(rota.swap, SALES, MONDAY, with_id=EVE), taking_turns),
    rota.hand_over: _run(_write(rota.hand_over, 1, to_id=3), with_another_who_may),
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
    attendance.set_here: _run(_write(attendance.set_here, 1, BEN, is_here=True), running),
    letting_in.let_in: _run(_write(letting_in.let_in, 1, 1), asked_to_join),
    letting_in.refuse: _run(_write(letting_in.refuse, 1, 1), asked_to_join),
    letting_in.let_everybody_in: _run(_write(letting_in.let_everybody_in, 1), asked_to_join),
    letting_in.another_code: _run(_write(letting_in.another_code, 1), running),
    meetings.close_meeting: _run(_write(meetings.close_meeting, 1), running),
    minutes.say_read: Row(Action.SAY_READ, _write(minutes.say_read, 1), closed, is_somebody=True),
    meetings.reopen_meeting: Row(Action.REOPEN_MEETING, _write(meetings.reopen_meeting, 1), closed),
    ratings.rate_meeting: Row(
        Action.TAKE_PART, _write(ratings.rate_meeting, 1, rating=8, word="Short"), running, is_somebody=True
    ),
    ratings.rate_by_hands: _run(_write(ratings.rate_by_hands, 1, hands={8: 2}), running),
    pulse.answer_pulse: Row(
        Action.TAKE_PART,
        _write(pulse.answer_pulse, 1, answers=dict.fromkeys(Question, 4)),
        running,
        is_somebody=True,
    ),
    pulse.answer_pulse_by_hands: _run(
        _write(pulse.answer_pulse_by_hands, 1, rows=[dict.fromkeys(Question, 4)]), running
    ),
    votes.ask_for_votes: _run(_write(votes.ask_for_votes, 1), running),
    votes.vote: Row(Action.TAKE_PART, _write(votes.vote, 1, topics=[1]), voting, is_somebody=True),
    votes.vote_by_hands: _run(_write(votes.vote_by_hands, 1, hands={1: 1, 2: 0}), voting),
    votes.show_votes: _run(_write(votes.show_votes, 1), voting),
    votes.order_by_votes: _run(_write(votes.order_by_votes, 1), voted),
    consensus.stand: Row(
        Action.TAKE_PART,
        _write(consensus.stand, 1, answer=Answer.NO, why="Too soon"),
        running,
        is_somebody=True,
    ),
    consensus.stand_for: _run(_write(consensus.stand_for, 1, BEN, seen=0, answer=Answer.YES), running),
    consensus.go_on_without: _run(_write(consensus.go_on_without, 1), with_ben),
    consensus.look_again: _run(
        _write(consensus.look_again, 1, seen=1, on=date(2026, 12, 14), today=MONDAY), running
    ),
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
    actions.do_a_part: Row(
        Action.CHANGE_ACTION,
        _write(actions.do_a_part, 1, seen=1, rest="Ring the others", due_on=MONDAY, today=MONDAY),
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
    field.log_note: Row(
        Action.LOG_HIT_OR_NOTE,
        _write(field.log_note, kind=NoteKind.IDEA, text="Ring first", today=MONDAY),
        people,
    ),
    field.correct_note: Row(
        Action.CORRECT,
        _write(field.correct_note, 1, seen=1, kind=NoteKind.HEARD, text="Ring them first"),
        noted,
    ),
    field.answer_question: Row(
        Action.LOG, _write(field.answer_question, 2, seen=1, answer="By Friday", today=MONDAY), noted
    ),
    field.follow_up: Row(
        Action.CORRECT, _write(field.follow_up, 1, seen=1, state=NoteState.TRYING, owner_id=BEN), noted
    ),
    field.make_of_note: Row(Action.LOG, _make_a_promise, noted),
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
    strengths.add_strength: Row(
        Action.ADD_STRENGTH,
        _write(strengths.add_strength, team_id=1, text="We write", today=MONDAY),
        doing_well,
        is_somebody=True,
    ),
    strengths.show_by_hit: Row(
        Action.ADD_STRENGTH, _write(strengths.show_by_hit, 1, 2), doing_well, is_somebody=True
    ),
    strengths.change_strength: Row(
        Action.CHANGE_STRENGTH,
        _write(strengths.change_strength, 1, seen=1, text="We ring before"),
        doing_well,
        is_somebody=True,
    ),
    strengths.move_strength: Row(
        Action.CHANGE_STRENGTH, _write(strengths.move_strength, 1, up=False), doing_well, is_somebody=True
    ),
    strengths.retire_strength: Row(
        Action.CHANGE_STRENGTH,
        _write(strengths.retire_strength, 1, seen=1, today=MONDAY),
        doing_well,
        is_somebody=True,
    ),
    strengths.take_up_strength: Row(
        Action.CHANGE_STRENGTH,
        _write(strengths.take_up_strength, 2, seen=2),
        doing_well,
        is_somebody=True,
    ),
    strengths.untie_hit: Row(
        Action.CHANGE_STRENGTH, _write(strengths.untie_hit, 1, seen=1), doing_well, is_somebody=True
    ),
    applause.applaud: Row(
        Action.APPLAUD, _write(applause.applaud, about=(Applauded.STRENGTH, 1)), doing_well, is_somebody=True
    ),
}
OWN: dict[str, Row] = {
    "correct one's own note": Row(
        Action.CORRECT_OWN,
        _write(field.correct_note, 3, seen=1, kind=NoteKind.HEARD, text="Ring them first"),
        noted,
        is_somebody=True,
    ),
    "take on a note that is nobody's": Row(
        Action.LOG,
        _write(field.follow_up, 1, seen=1, state=NoteState.TRYING, owner_id=EVE),
        noted,
        is_somebody=True,
    ),
    "add one's own": Row(Action.ADD_OWN_ACTION, _add(owner_id=EVE), people, is_somebody=True),
    "put off one's own turn": Row(
        Action.OWN_TURN,
        _write(rota.not_this_time, SALES, MONDAY, person_id=EVE, today=MONDAY),
        eve_first,
        is_somebody=True,
    ),
    "say that one is away": Row(
        Action.OWN_TURN,
        _write(rota.say_away, EVE, first=MONDAY, last=MONDAY),
        people,
        is_somebody=True,
    ),
    "tick one's own": Row(Action.TICK_OWN_ACTION, _tick(2), running, is_somebody=True),
    "say that one is there": Row(
        Action.TAKE_PART, _write(attendance.set_here, 1, EVE, is_here=True), running, is_somebody=True
    ),
}
"""What takes less when it is about oneself. (Eve leads as somebody without a number: here she only takes part.)"""

LEADING = (
    letting_in.let_in,
    letting_in.refuse,
    letting_in.let_everybody_in,
    letting_in.another_code,
    meetings.go_to_step,
    meetings.look_at,
    meetings.stop_clock,
    meetings.give_more_time,
    rota.hand_over,
    attendance.set_here,
    meetings.close_meeting,
    ratings.rate_by_hands,
    pulse.answer_pulse_by_hands,
    votes.ask_for_votes,
    votes.vote_by_hands,
    votes.show_votes,
    votes.order_by_votes,
    consensus.stand_for,
    consensus.go_on_without,
    talk.move_topic,
    talk.decide,
    talk.change_decision,
)
"""What only whoever leads the meeting does, of all who may run it."""


def prepared(store: Store, row: Row, *, actor: Actor) -> None:
    with transaction(store) as session:
        row.prepare(session, actor)
