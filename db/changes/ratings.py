"""How a meeting is rated: from 1 to 10 with a word why, without names, on a screen or by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from db.changes.attendance import people_there, require_part, who_is
from db.changes.core import table_of
from db.changes.meetings import open_meeting_row, running_row
from db.changes.nameless import given, has_answered, note_answered, refuse_when_over, tell, write_anew
from db.models import MeetingRating
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require

RATING = "rating"
ratings = table_of(MeetingRating)


def rate_meeting(
    session: Session, meeting_id: int, *, rating: int, word: str = "", actor: Actor, now: datetime
) -> bool:
    """Rate a meeting once, without a name; returns whether it was the first time."""
    require(actor, Action.TAKE_PART)
    row = running_row(session, meeting_id)
    if has_answered(session, meeting_id, what=RATING, who=who_is(actor)):
        return False
    refuse_when_over(session, row)
    _check_rating(rating)
    who = require_part(session, meeting_id, actor, now=now)
    before = given(session, ratings, meeting_id)
    refuse_twice(session, meeting_id, screens=_screens(before) + 1, hands=len(before) - _screens(before))
    note_answered(session, meeting_id, what=RATING, who=who)
    new = {"rating": rating, "word": word.strip()[:200], "by_hand": False}
    write_anew(session, ratings, meeting_id, [*before, new])
    tell(session, row, action="rate", now=now)
    return True


def rate_by_hands(
    session: Session, meeting_id: int, *, hands: Mapping[int, int], actor: Actor, now: datetime
) -> None:
    """How many hands were raised for each rating, of those who did not rate on a screen.

    It takes the place of what was counted before.
    """
    row = open_meeting_row(session, meeting_id, actor=actor)
    refuse_when_over(session, row)
    for rating, count in hands.items():
        _check_rating(rating)
        if not 0 <= count <= 100:
            raise NotUnderstood("Up to 100 hands can be counted. Nothing was saved. Count them again.")
    own = given(session, ratings, meeting_id, by_hand=False)
    raised = [
        {"rating": rating, "word": "", "by_hand": True}
        for rating, count in hands.items()
        for _ in range(count)
    ]
    refuse_twice(session, meeting_id, screens=len(own), hands=len(raised))
    write_anew(session, ratings, meeting_id, [*own, *raised])
    tell(session, row, action="rate", now=now)


def refuse_twice(session: Session, meeting_id: int, *, screens: int, hands: int) -> None:
    """More answers than people means that somebody is counted twice: on a screen and by hand."""
    there = people_there(session, meeting_id)
    if hands and screens + hands > there:
        raise NotUnderstood(
            f"{screens} on screens and {hands} by hand are more than the {there} who take part, so somebody would be "
            "counted twice. Nothing was saved. Count only hands of those who did not answer on a screen, or say who "
            "else is here."
        )


def _screens(rows: list[dict[str, object]]) -> int:
    return sum(not row["by_hand"] for row in rows)


def _check_rating(rating: int) -> None:
    if not 1 <= rating <= 10:
        raise NotUnderstood("A meeting is rated from 1 to 10. Nothing was saved. Choose one of them.")
