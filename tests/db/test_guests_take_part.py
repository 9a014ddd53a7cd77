"""Whoever joined by code votes, answers, rates and applauds as everybody does, until the meeting is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db.changes import applause, consensus, letting_in, meetings, pulse, ratings, talk, votes
from db.changes.attendance import who_is
from db.changes.wins import log_win
from db.models import Event
from db.queries import meetings as queries
from db.queries.strengths import applause_of, given_by
from db.queries.votes import ballot_of, is_in_the_room, pulses, stood_of
from meeting.consensus import Answer
from meeting.errors import MeetingError
from meeting.pulse import Question
from meeting.strengths import MOST_APPLAUSE, Applauded
from meeting.votes import Ballot
from meeting.words import WinKind
from tests.db.monday import MONDAY, Monday
from tests.db.stores import rows_of
from tests.db.test_guests import let_in

HIT = (Applauded.WIN, 1)
FOURS = dict.fromkeys(Question, 4)


@pytest.fixture
def room(monday: Monday) -> Monday:
    """Ana leads. Ben, who is expected, and Kim, whom nobody knows, are in by code; everything is asked."""
    monday(log_win, text="Thanks", kind=WinKind.PRAISE, today=MONDAY)
    one = monday.start("Ana", "Ben", "Chloe")
    for title in ("Parts", "Noon"):
        monday.topic(title)
    for who in ("Ben", "Kim"):
        let_in(monday, who)
    monday(votes.ask_for_votes, one)
    monday(talk.decide, one, text="One list")
    return monday


def answers(room: Monday, by: str, *, minute: float = 5) -> dict[str, Callable[[], object]]:
    """Everything a guest is asked, and applause."""

    def each(change: Callable[..., object], *given: object, **named: object) -> Callable[[], object]:
        return lambda: room(change, *given, by=by, minute=minute, **named)

    return {
        "vote": each(votes.vote, 1, topics=[2]),
        "stand": each(consensus.stand, 1, answer=Answer.NO, why="Who keeps it?"),
        "rate": each(ratings.rate_meeting, 1, rating=9, word="Short"),
        "pulse": each(pulse.answer_pulse, 1, answers=FOURS),
        "applaud": each(applause.applaud, about=HIT, times=2),
    }


@pytest.mark.parametrize("who", ["Ben", "Kim"])
def test_a_guest_votes_answers_rates_and_applauds_and_reads_it_back(room: Monday, who: str) -> None:
    by = f"{who} by code"
    guest = room.cast[by]
    for write in answers(room, by).values():
        write()
    assert room.look(is_in_the_room, 1, guest)
    assert room.look(ballot_of, 1, who=who_is(guest)) == Ballot(True, False, 1, mine=frozenset({2}))
    (stood,) = room.look(stood_of, [1])[1]
    assert (stood.who, stood.name, stood.answer, stood.why) == (
        who_is(guest),
        guest.name,
        Answer.NO,
        "Who keeps it?",
    )
    assert who in stood.name
    for what in (ratings.RATING, pulse.PULSE):
        assert room.look(queries.has_answered, 1, what=what, who=who_is(guest))
    assert room.look(queries.rating_of, 1).raters == 1
    assert room.look(pulses)[0].people == 1
    assert room.look(given_by, guest, meeting_id=1) == {HIT: 2}
    # A second time counts no more: not on this phone, nor signed in as the same person.
    for again in (by, "Ben") if who == "Ben" else (by,):
        assert answers(room, again)["rate"]() is False
        assert answers(room, again)["pulse"]() is False
        answers(room, again)["vote"]()
    room(votes.show_votes, 1)
    assert room.look(ballot_of, 1) == Ballot(True, True, 1, counts={2: 1})
    named = [
        row for row in rows_of(room.store, Event) if row["action"] in ("vote", "rate", "answer the pulse")
    ]
    assert {(row["actor_id"], who in row["actor"]) for row in named} == {(None, False)}


@pytest.mark.parametrize("ends", ["close", "sent out"])
def test_whoever_is_out_is_asked_nothing_more(room: Monday, ends: str) -> None:
    if ends == "close":
        room(meetings.close_meeting, 1, minute=30)
    else:
        for guest_id in (1, 2):
            room(letting_in.refuse, 1, guest_id, minute=30)
    before = len(rows_of(room.store, Event))
    for by in ("Ben by code", "Kim by code"):
        for write in answers(room, by, minute=31).values():
            with pytest.raises(MeetingError, match="Nothing was saved"):
                write()
    assert len(rows_of(room.store, Event)) == before


def test_a_flood_of_applause_is_counted_up_to_what_one_person_gives(room: Monday) -> None:
    for by in ("Ben", "Kim by code", "Chloe"):
        room(applause.applaud, about=HIT, times=12, by=by, minute=5)
    # Ben signed in is no other person than Ben who joined by code.
    for by in ("Ben by code", "Kim by code", "Chloe", "Ben"):
        with pytest.raises(MeetingError, match="as much as one person gives"):
            room(applause.applaud, about=HIT, by=by, minute=5)
    assert room.look(applause_of, [HIT])[HIT] == 3 * MOST_APPLAUSE
