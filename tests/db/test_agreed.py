"""What was agreed stays agreed: nobody is passed over without a word, and what was refused is decided nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db import search
from db.changes import attendance, consensus, meetings, talk
from db.changes.undo import undo_change
from db.models import Stand
from db.queries import meetings as queries
from db.queries import minutes, votes
from db.queries.look_back import decided_in
from db.search import index
from meeting.consensus import Answer, NotHeardYet
from meeting.errors import NotAllowed
from meeting.minutes import Decided
from meeting.minutes_words import decision_in_words, stood_in_words, what_happened
from meeting.search import EntryKind
from meeting.weeks import week_of
from tests.db.monday import MONDAY, Monday
from tests.db.stores import rows_of


def read_back(monday: Monday) -> int:
    """Ana, Ben and Chloe are there; decision 1 about the topic “Keys” is read back."""
    number = monday.start("Ana", "Ben", "Chloe", "Dev")
    for name in ("Ben", "Chloe"):
        monday(attendance.set_here, number, monday.id_of(name), is_here=True)
    monday.topic("Keys", meeting_id=number)
    monday(talk.decide, number, text="One list", topic_id=1)
    monday(meetings.look_at, number, focus="decision 1")
    return number


def silent(monday: Monday) -> list[tuple[str, bool]]:
    return [(one.name, one.is_noted) for one in monday.look(votes.silent_on, 1, [1])[1]]


def kept(monday: Monday, version: int | None = None) -> Decided:
    found = monday.look(minutes.kept_minutes, 1, version)
    decided: Decided = found.minutes.decisions[0]
    return decided


def test_going_on_while_somebody_has_not_answered_is_refused_by_every_way(monday: Monday) -> None:
    number = read_back(monday)
    monday(consensus.stand, 1, answer=Answer.YES, by="Ben")
    ways: tuple[Callable[[], object], ...] = (
        lambda: monday(meetings.look_at, number, focus=""),
        lambda: monday(meetings.look_at, number, focus="decision 7"),
        lambda: monday(meetings.go_to_step, number, pressed_on=0, to=1),
    )
    for away in ways:
        with pytest.raises(
            NotHeardYet, match=r"Ana and Chloe have not said how they stand .* Nothing was changed"
        ):
            away()
    assert monday.running().focus == "decision 1"
    for name in ("Ana", "Chloe"):
        monday(consensus.stand, 1, answer=Answer.YES, by=name)
    monday(meetings.look_at, number, focus="")
    assert monday.running().focus == ""


def test_going_on_without_them_is_written_down_by_name_and_may_be_undone(monday: Monday) -> None:
    number = read_back(monday)
    monday(consensus.stand, 1, answer=Answer.YES)
    with pytest.raises(NotAllowed):
        monday(consensus.go_on_without, 1, by="Chloe")
    done = monday(consensus.go_on_without, 1)
    assert silent(monday) == [("Ben", True), ("Chloe", True)]
    assert monday(consensus.go_on_without, 1) == ""
    monday(undo_change, done)
    assert silent(monday) == [("Ben", False), ("Chloe", False)]
    monday(consensus.go_on_without, 1)
    monday(meetings.look_at, number, focus="")
    monday(meetings.close_meeting, number)
    decision = kept(monday)
    assert stood_in_words(decision) == "1 yes (Ana) · not heard: Ben and Chloe"
    assert [one.person_id for one in decision.unheard or ()] == [monday.id_of("Ben"), monday.id_of("Chloe")]


def test_who_answers_after_all_is_heard_and_other_words_ask_everybody_anew(monday: Monday) -> None:
    read_back(monday)
    monday(consensus.go_on_without, 1)
    monday(consensus.stand, 1, answer=Answer.YES, by="Ben")
    assert silent(monday) == [("Ana", True), ("Chloe", True)]
    done = monday(talk.change_decision, 1, seen=1, text="One list from January")
    assert silent(monday) == [("Ana", False), ("Ben", False), ("Chloe", False)]
    assert not any(row["is_unheard"] for row in rows_of(monday.store, Stand))
    monday(undo_change, done)
    assert silent(monday) == [("Ana", True), ("Chloe", True)]


def test_who_was_not_asked_at_all_stands_in_the_minutes_as_not_heard(monday: Monday) -> None:
    """Closed from wherever it stood, as a meeting that nobody closed is."""
    number = read_back(monday)
    monday(meetings.close_meeting, number)
    assert stood_in_words(kept(monday)) == "not heard: Ana, Ben and Chloe"


def test_a_decision_that_was_taken_back_while_it_was_read_back_asks_nobody(monday: Monday) -> None:
    number = monday.start("Ana", "Ben")
    done = monday(talk.decide, number, text="One list")
    monday(meetings.look_at, number, focus="decision 1")
    monday(undo_change, done)
    monday(meetings.look_at, number, focus="")


def refused(monday: Monday) -> int:
    number = read_back(monday)
    monday(consensus.stand, 1, answer=Answer.NO, why="Too soon", by="Ben")
    monday(consensus.go_on_without, 1)
    monday(meetings.close_meeting, number)
    return number


def test_what_somebody_refused_is_decided_nowhere_and_its_topic_comes_back(monday: Monday) -> None:
    number = refused(monday)
    (row,) = monday.look(queries.decisions_of, number)
    assert (row.is_refused, row.told) == (True, "not agreed yet: One list")
    assert [(one.title, one.is_done, one.decisions) for one in monday.topics()] == [
        ("Keys", False, ("not agreed yet: One list",))
    ]
    assert monday.look(decided_in, [week_of(MONDAY)]) == ()
    found = monday.look(minutes.kept_minutes, number).minutes
    assert (decision_in_words(found.decisions[0]), [one.title for one in found.waiting]) == (
        "not agreed yet: One list",
        ["Keys"],
    )
    assert "left 1 decision not agreed yet; 1 topic waits" in what_happened(found)[1]
    (entry,) = monday.look(search.find, ("list",), kinds=[EntryKind.DECISION]).entries
    assert entry.text == "not agreed yet: One list"
    assert monday.look(lambda session: list(index.differences(session))) == []


def test_agreed_after_all_in_the_meeting_opened_again_its_topic_is_done(monday: Monday) -> None:
    number = refused(monday)
    monday(meetings.reopen_meeting, number, by="Dev")
    monday(consensus.stand, 1, answer=Answer.CAN_LIVE, by="Ben")
    monday(meetings.close_meeting, number, by="Dev")
    assert monday.topics() == ()
    assert [one.text for one in monday.look(decided_in, [week_of(MONDAY)])] == ["One list"]
    assert (kept(monday, 1).is_agreed, kept(monday, 2).is_agreed) == (False, True)


def test_a_topic_with_one_decision_that_was_agreed_is_done(monday: Monday) -> None:
    number = read_back(monday)
    monday(consensus.stand, 1, answer=Answer.NO, why="Too soon", by="Ben")
    monday(consensus.go_on_without, 1)
    monday(talk.decide, number, text="Two lists", topic_id=1)
    monday(meetings.close_meeting, number)
    assert monday.topics() == ()
