"""The pulse of a quarter: four answers each, without names, and each apart from the other three."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.changes.attendance import require_part, who_is
from db.changes.core import table_of
from db.changes.meetings import open_meeting_row, running_row
from db.changes.nameless import given, has_answered, note_answered, refuse_when_over, tell, write_anew
from db.changes.ratings import refuse_twice
from db.models import Meeting, PulseAnswer
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.pulse import Question, checked_answers, is_asked

PULSE = "pulse"
answers_of_all = table_of(PulseAnswer)


def answer_pulse(
    session: Session, meeting_id: int, *, answers: Mapping[Question, int], actor: Actor, now: datetime
) -> bool:
    """Answer all four questions once, without a name; returns whether it was the first time."""
    require(actor, Action.TAKE_PART)
    row = running_row(session, meeting_id)
    if has_answered(session, meeting_id, what=PULSE, who=who_is(actor)):
        return False
    _refuse(session, row)
    new = _rows([checked_answers(answers)], by_hand=False)
    who = require_part(session, meeting_id, actor, now=now)
    before = given(session, answers_of_all, meeting_id)
    hands = sum(one["by_hand"] for one in before) // len(Question)
    refuse_twice(session, meeting_id, screens=len(before) // len(Question) - hands + 1, hands=hands)
    note_answered(session, meeting_id, what=PULSE, who=who)
    write_anew(session, answers_of_all, meeting_id, [*before, *new])
    tell(session, row, action="answer the pulse", now=now)
    return True


def answer_pulse_by_hands(
    session: Session, meeting_id: int, *, rows: Sequence[Mapping[Question, int]], actor: Actor, now: datetime
) -> None:
    """The answers of those without a screen, one row each. They take the place of those typed before."""
    row = open_meeting_row(session, meeting_id, actor=actor)
    _refuse(session, row)
    own = given(session, answers_of_all, meeting_id, by_hand=False)
    refuse_twice(session, meeting_id, screens=len(own) // len(Question), hands=len(rows))
    new = _rows([checked_answers(one) for one in rows], by_hand=True)
    write_anew(session, answers_of_all, meeting_id, [*own, *new])
    tell(session, row, action="answer the pulse", now=now)


def _refuse(session: Session, row: Mapping[str, Any]) -> None:
    refuse_when_over(session, row)
    meetings = table_of(Meeting).c
    before = select(meetings.held_on).where(
        meetings.id != row["id"], meetings.id < row["id"], ~meetings.hidden
    )
    if not is_asked(row["held_on"], held_before=set(session.scalars(before))):
        raise NotUnderstood(
            "The pulse is asked in the first meeting of each quarter, and this is not the first. Nothing was "
            "saved. Answer it when it is asked."
        )


def _rows(answers: Sequence[Mapping[Question, int]], *, by_hand: bool) -> list[dict[str, Any]]:
    return [
        {"question": str(question), "value": value, "by_hand": by_hand}
        for one in answers
        for question, value in one.items()
    ]
