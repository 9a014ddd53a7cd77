"""Ratings and the pulse are nameless: two meetings that differ only in who said what leave the same traces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.changes import meetings, pulse, ratings
from db.engine import reading, rehearsal
from db.models import Answered, Base, Event, MeetingRating, PulseAnswer
from db.queries.votes import RESULTS
from meeting.permissions import Actor
from meeting.pulse import Question
from tests.db.monday import Monday, at
from tests.db.stores import rows_of

IN_ORDER = {"operation", "digest", "id", "seq", "record_id"}
"""Made by chance, or counted on by each new row, whatever is in it; as is the last event that minutes know of."""
NAMELESS = ("meeting_rating", "pulse_answer")


def answered(session: Session, one: int, cast: Mapping[str, Actor], said: Sequence[int]) -> None:
    """All but Finn answer in the order of the cast, each at a minute of their own; his hand is counted between."""
    leader = cast["Ana"]
    everybody = [actor for name, actor in cast.items() if name != "Finn"]
    for minute, (actor, rating) in enumerate(zip(everybody, said, strict=True), start=1):
        word = f"word {rating}"
        ratings.rate_meeting(session, one, rating=rating, word=word, actor=actor, now=at(minute))
        answers = {question: 1 + (rating + place) % 5 for place, question in enumerate(Question)}
        pulse.answer_pulse(session, one, answers=answers, actor=actor, now=at(minute + 0.5))
        if minute == 3:
            ratings.rate_by_hands(session, one, hands={8: 1}, actor=leader, now=at(minute + 0.7))
    meetings.look_at(session, one, focus=RESULTS, actor=leader, now=at(20))


def traces(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table in the place where it lies; the nameless ones sorted, as their place is chance."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    found = {}
    for table in Base.metadata.sorted_tables:
        # A table in the order of its key has no other place for a row; PostgreSQL fills gaps of rows that are gone.
        has_places = is_sqlite and table.dialect_options["sqlite"]["with_rowid"]
        in_order = [text("rowid")] if has_places else table.primary_key
        rows = [dict(row) for row in session.execute(select(table).order_by(*in_order)).mappings()]
        if table.name in NAMELESS:
            if is_sqlite:
                # PostgreSQL fills gaps of rows that are gone; there the place follows from nothing but the ids either.
                assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
            rows = sorted(({**row, "id": None} for row in rows), key=str)
        found[table.name] = [
            {
                name: re.sub(r'"known":\d+', "", value) if name == "document" else value
                for name, value in row.items()
                if name not in IN_ORDER
            }
            for row in rows
        ]
    return found


@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
def test_who_said_what_leaves_no_trace_in_any_table_event_or_order_of_rows(
    monday: Monday, is_closed: bool
) -> None:
    one, seen = monday.start(*monday.cast), []
    for said in ((1, 3, 5, 7), (7, 5, 3, 1), (3, 7, 1, 5)):
        with rehearsal(monday.store) as session:
            answered(session, one, monday.cast, said)
            if is_closed:
                meetings.close_meeting(session, one, actor=monday.cast["Ana"], now=at(30))
            seen.append(traces(session))
    assert len(seen[0]["meeting_rating"]) == 5
    assert len(seen[0]["pulse_answer"]) == 16
    assert seen[0] == seen[1] == seen[2]
    assert bool(seen[0]["answered"]) is not is_closed


def test_all_answers_are_written_by_the_transaction_of_the_last(monday: Monday) -> None:
    if monday.store.is_sqlite:
        pytest.skip("SQLite keeps no transaction with a row")
    one = monday.start(*monday.cast)
    for minute, by in enumerate(monday.cast, start=1):
        monday(ratings.rate_meeting, one, rating=minute, by=by, minute=minute)
        monday(pulse.answer_pulse, one, answers=dict.fromkeys(Question, minute), by=by, minute=minute)
    with reading(monday.store) as session:
        for table in NAMELESS:
            assert len(session.execute(text(f"SELECT DISTINCT xmin::text FROM {table}")).all()) == 1


def test_a_word_is_in_no_event_and_no_event_of_an_answer_names_anybody(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    for by in monday.cast:
        monday(ratings.rate_meeting, one, rating=8, word="cumbersome", by=by)
        monday(pulse.answer_pulse, one, answers=dict.fromkeys(Question, 2), by=by)
    told = [row for row in rows_of(monday.store, Event) if row["action"] in ("rate", "answer the pulse")]
    assert len(told) == 2 * len(monday.cast)
    assert {(row["actor"], row["actor_id"]) for row in told} == {("somebody who takes part", None)}
    assert {(row["before"], row["after"], row["reason"]) for row in told} == {("{}", "{}", "")}
    assert "cumbersome" not in str(rows_of(monday.store, Event))


def test_closing_forgets_who_answered_and_which_answers_came_by_hand(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    monday(ratings.rate_meeting, one, rating=2, word="Long", by="Ben")
    monday(pulse.answer_pulse, one, answers=dict.fromkeys(Question, 1), by="Ben")
    monday(ratings.rate_by_hands, one, hands={8: 2})
    assert {(row["what"], row["who"]) for row in rows_of(monday.store, Answered)} == {
        ("rating", f"person {monday.id_of('Ben')}"),
        ("pulse", f"person {monday.id_of('Ben')}"),
    }
    monday(meetings.close_meeting, one)
    assert rows_of(monday.store, Answered) == []
    assert {row["by_hand"] for row in rows_of(monday.store, MeetingRating)} == {False}
    assert {row["by_hand"] for row in rows_of(monday.store, PulseAnswer)} == {False}
