"""Every function that writes what is logged by hand, with what it takes; see tests/db/rows_of_meetings.py."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from db.changes import by_hand, complaints, wins
from meeting.permissions import Action, Actor
from meeting.words import OTHER, Role, Severity
from tests.db.rows_of_meetings import EIGHT, EVE, MONDAY, Row, Write, people

COMPLAINT: dict[str, Any] = {
    "words": "It does not close",
    "customer_id": None,
    "received_on": MONDAY,
    "breakdown": OTHER,
    "severity": Severity.MINOR,
    "team_id": None,
    "owner_id": None,
    "today": MONDAY,
}
WIN: dict[str, Any] = {
    "text": "Hot again",
    "kind": None,
    "customer_id": None,
    "team_ids": [],
    "person_ids": [],
    "named_by": None,
    "said": "",
    "evidence": "",
    "cited": None,
    "happened_on": MONDAY,
    "today": MONDAY,
}


def logged(session: Session, actor: Actor) -> None:
    """A complaint and a win, both logged by Eve."""
    people(session, actor)
    eve = Actor("Eve", Role.MEMBER, EVE)
    by_hand.log_complaint(session, **COMPLAINT, actor=eve, now=EIGHT)
    wins.log_win(session, **WIN, actor=eve, now=EIGHT)


def _write(change: Write, *given: object, **named: object) -> Write:
    return lambda session, **about: change(session, *given, **named, **about)


_correct_complaint = _write(by_hand.correct_complaint, 1, seen=1, **COMPLAINT | {"words": "It closes"})
_correct_win = _write(wins.correct_win, 1, seen=1, **WIN | {"text": "Cold again"})
ROWS: dict[Write, Row] = {
    by_hand.log_complaint: Row(Action.LOG, _write(by_hand.log_complaint, **COMPLAINT), people),
    by_hand.record_promise: Row(
        Action.LOG,
        _write(
            by_hand.record_promise,
            what="Oven",
            customer_id=1,
            promised_on=MONDAY,
            made_on=MONDAY,
            today=MONDAY,
        ),
        people,
    ),
    by_hand.new_customer: Row(Action.LOG, _write(by_hand.new_customer, name="Bakery"), people),
    by_hand.correct_complaint: Row(Action.CORRECT, _correct_complaint, logged),
    wins.log_win: Row(Action.LOG_HIT_OR_NOTE, _write(wins.log_win, **WIN), people),
    wins.correct_win: Row(Action.CORRECT, _correct_win, logged),
}
_say_answered = _write(complaints.say_answered, 1, seen=1, on=MONDAY, today=MONDAY)
_say_resolved = _write(complaints.say_resolved, 1, seen=1, on=MONDAY, today=MONDAY)
ROWS |= {
    complaints.say_answered: Row(Action.CORRECT, _say_answered, logged),
    complaints.say_resolved: Row(Action.CORRECT, _say_resolved, logged),
}
OWN: dict[str, Row] = {
    "answer one's own complaint": Row(Action.CORRECT_OWN, _say_answered, logged, is_somebody=True),
    "resolve one's own complaint": Row(Action.CORRECT_OWN, _say_resolved, logged, is_somebody=True),
    "correct one's own complaint": Row(Action.CORRECT_OWN, _correct_complaint, logged, is_somebody=True),
    "correct one's own win": Row(Action.CORRECT_OWN, _correct_win, logged, is_somebody=True),
}
