"""Votes on what to solve first: silent until they are shown, and nobody's any more from then on."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from db.changes.attendance import people_there, require_part
from db.changes.core import Changes, table_of
from db.changes.meetings import open_meeting_row, running_row
from db.changes.nameless import tell
from db.models import Ballot, Topic, Vote
from meeting.errors import NotUnderstood
from meeting.permissions import Action, Actor, require
from meeting.votes import checked_choice, in_order_of_votes

ballots, votes, topics = table_of(Ballot), table_of(Vote), table_of(Topic)


def ask_for_votes(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> str:
    """Let everybody vote; asked again after the votes were shown, they are gone and everybody votes anew."""
    open_meeting_row(session, meeting_id, actor=actor)
    found = _ballot(session, meeting_id)
    changes = Changes(session, actor=actor, now=now)
    if found is None:
        changes.create(Ballot, {"meeting_id": meeting_id}, action="ask for votes")
    elif not found["is_shown"]:
        return ""
    else:
        after = {"is_shown": False, "voters": 0, "counts": "{}"}
        _update(changes, found, after, action="ask for votes")
    changes.write()
    return changes.operation


def vote(session: Session, meeting_id: int, *, topics: Collection[int], actor: Actor, now: datetime) -> None:
    """Vote for up to `each_of` the topics that wait. It takes the place of what the same person voted for before."""
    require(actor, Action.TAKE_PART)
    row = running_row(session, meeting_id)
    _asked(session, meeting_id)
    who = require_part(session, meeting_id, actor, now=now)
    chosen = checked_choice(topics, waiting=_waiting(session))
    if chosen:
        _refuse_twice(session, meeting_id, most=_most_hands(session, meeting_id), screens={who})
    _write(session, meeting_id, who, dict.fromkeys(chosen, 1))
    tell(session, row, action="vote", now=now)


def vote_by_hands(
    session: Session, meeting_id: int, *, hands: Mapping[int, int], actor: Actor, now: datetime
) -> None:
    """How many hands were raised for each topic, of those who did not vote on a screen.

    It takes the place of what was counted before.
    """
    row = open_meeting_row(session, meeting_id, actor=actor)
    _asked(session, meeting_id)
    if not set(hands) <= _waiting(session):
        raise NotUnderstood("One of these topics does not wait any more. Nothing was saved. Look again.")
    if min(hands.values(), default=0) < 0:
        raise NotUnderstood("Hands are counted from 0 up. Nothing was saved. Write 0 or more.")
    _refuse_twice(session, meeting_id, most=max(hands.values(), default=0), screens=())
    _write(session, meeting_id, "", {topic: count for topic, count in hands.items() if count})
    tell(session, row, action="vote", now=now)


def show_votes(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> str:
    """Count the votes for everybody to see. Who voted for what is forgotten with that."""
    open_meeting_row(session, meeting_id, actor=actor)
    found = _asked(session, meeting_id)
    query = select(votes.c.topic_id, func.sum(votes.c.hands)).where(votes.c.meeting_id == meeting_id)
    counts = {topic: int(count) for topic, count in session.execute(query.group_by(votes.c.topic_id))}
    after = {
        "is_shown": True,
        "voters": voters_of(session, meeting_id),
        "counts": json.dumps({str(topic): counts[topic] for topic in sorted(counts)}),
    }
    changes = Changes(session, actor=actor, now=now)
    _update(changes, found, after, action="show votes")
    changes.write()
    session.execute(delete(votes).where(votes.c.meeting_id == meeting_id))
    return changes.operation


def order_by_votes(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> str:
    """Put the topics that wait in the order of the votes that were shown; topics with as many keep theirs."""
    open_meeting_row(session, meeting_id, actor=actor)
    found = _ballot(session, meeting_id)
    if found is None or not found["is_shown"]:
        raise NotUnderstood("The votes are not shown yet. Nothing was saved. Show them first.")
    counts = {int(topic): count for topic, count in json.loads(found["counts"]).items()}
    query = select(topics).where(topics.c.done_in_id.is_(None), ~topics.c.hidden)
    rows = {row["id"]: row for row in session.execute(query.order_by(topics.c.place, topics.c.id)).mappings()}
    changes = Changes(session, actor=actor, now=now)
    is_different = False
    for place, topic in enumerate(in_order_of_votes(list(rows), counts), start=1):
        if rows[topic]["place"] != place:
            is_different = True
            changes.update(
                Topic,
                topic,
                version=rows[topic]["version"],
                before={"place": rows[topic]["place"]},
                after={"place": place},
                action="order by votes",
            )
    changes.write()
    return changes.operation if is_different else ""


def voters_of(session: Session, meeting_id: int) -> int:
    """How many have voted on a screen."""
    return len(_voters(session, meeting_id))


def _voters(session: Session, meeting_id: int) -> set[str]:
    query = select(votes.c.voter).where(votes.c.meeting_id == meeting_id, votes.c.voter != "")
    return set(session.scalars(query.distinct()))


def _most_hands(session: Session, meeting_id: int) -> int:
    query = select(func.max(votes.c.hands)).where(votes.c.meeting_id == meeting_id, votes.c.voter == "")
    return session.scalar(query) or 0


def _refuse_twice(session: Session, meeting_id: int, *, most: int, screens: Collection[str]) -> None:
    """More votes for a topic than people means that somebody is counted twice: by hand and, with `screens`, on one."""
    there, on_screens = people_there(session, meeting_id), len(_voters(session, meeting_id) | set(screens))
    if most and most + on_screens > there:
        raise NotUnderstood(
            f"{most} hands for one topic and {on_screens} who voted on a screen are more than the {there} who take "
            "part, so somebody would be counted twice. Nothing was saved. Count only hands of those who did not vote "
            "on a screen, or say who else is here."
        )


def _ballot(session: Session, meeting_id: int) -> dict[str, Any] | None:
    found = session.execute(select(ballots).where(ballots.c.meeting_id == meeting_id)).mappings().first()
    return dict(found) if found else None


def _asked(session: Session, meeting_id: int) -> dict[str, Any]:
    found = _ballot(session, meeting_id)
    if found is None:
        raise NotUnderstood(
            "Nobody has asked for votes yet. Nothing was saved. Wait until whoever leads asks."
        )
    if found["is_shown"]:
        raise NotUnderstood(
            "The votes are shown: they cannot be changed any more. Nothing was saved. Say it aloud."
        )
    return found


def _waiting(session: Session) -> set[int]:
    return set(session.scalars(select(topics.c.id).where(topics.c.done_in_id.is_(None), ~topics.c.hidden)))


def _write(session: Session, meeting_id: int, who: str, hands: Mapping[int, int]) -> None:
    session.execute(delete(votes).where(votes.c.meeting_id == meeting_id, votes.c.voter == who))
    rows = [
        {"meeting_id": meeting_id, "topic_id": topic, "voter": who, "hands": count}
        for topic, count in hands.items()
    ]
    if rows:
        session.execute(insert(votes), rows)


def _update(changes: Changes, row: Mapping[str, Any], after: Mapping[str, Any], *, action: str) -> None:
    before = {name: row[name] for name in after}
    changes.update(Ballot, row["id"], version=row["version"], before=before, after=after, action=action)
