"""How people stand to a decision: by name, with the reason of a no, and asked anew when its words change."""

from __future__ import annotations

from datetime import date

import pytest

from db.changes import consensus, meetings, talk
from db.changes.core import ChangedMeanwhile
from db.changes.undo import undo_change
from db.models import Decision, Event
from db.queries import votes
from meeting.consensus import Answer, Stood, as_decided, is_agreed
from meeting.errors import NotAllowed, NotUnderstood
from tests.db.monday import MONDAY, Monday
from tests.db.stores import rows_of

AGAIN = date(2026, 12, 14)


def decided(monday: Monday) -> int:
    """A meeting with everybody but Finn that decided decision 1."""
    one = monday.start("Ana", "Ben", "Chloe", "Dev")
    monday(talk.decide, one, text="One list")
    return one


def stood(monday: Monday) -> list[tuple[str, str, str]]:
    found: tuple[Stood, ...] = monday.look(votes.stood_of, [1]).get(1, ())
    return [(one.name, str(one.answer), one.why) for one in found]


def test_each_says_how_they_stand_by_name_and_may_say_it_again(monday: Monday) -> None:
    decided(monday)
    monday(consensus.stand, 1, answer=Answer.YES, by="Ben")
    monday(consensus.stand, 1, answer=Answer.NO, why=" Too soon ", by="Chloe")
    monday(consensus.stand_for, 1, monday.id_of("Dev"), seen=0, answer=Answer.CAN_LIVE)
    assert stood(monday) == [("Chloe", "no", "Too soon"), ("Dev", "can live with it", ""), ("Ben", "yes", "")]
    found = monday.look(votes.stood_of, [1])[1]
    assert not is_agreed(found)
    assert as_decided("One list", found) == "not agreed yet: One list"
    monday(consensus.stand, 1, answer=Answer.CAN_LIVE, by="Chloe")
    assert is_agreed(monday.look(votes.stood_of, [1])[1])


def test_a_no_takes_a_reason(monday: Monday) -> None:
    decided(monday)
    with pytest.raises(NotUnderstood, match="A no takes a reason"):
        monday(consensus.stand, 1, answer=Answer.NO, why="  ", by="Ben")
    assert stood(monday) == []


def test_only_who_is_there_answers_and_only_who_leads_for_others(monday: Monday) -> None:
    decided(monday)
    with pytest.raises(NotUnderstood, match="Say first that you are here"):
        monday(consensus.stand, 1, answer=Answer.YES, by="Finn")
    with pytest.raises(NotUnderstood, match="Say first that they are here"):
        monday(consensus.stand_for, 1, monday.id_of("Finn"), seen=0, answer=Answer.YES)
    with pytest.raises(NotAllowed):
        monday(consensus.stand_for, 1, monday.id_of("Ben"), seen=0, answer=Answer.YES, by="Chloe")


def test_what_somebody_answered_on_their_own_screen_is_not_typed_over(monday: Monday) -> None:
    decided(monday)
    monday(consensus.stand, 1, answer=Answer.NO, why="Too soon", by="Ben")
    with pytest.raises(ChangedMeanwhile, match="They answered meanwhile"):
        monday(consensus.stand_for, 1, monday.id_of("Ben"), seen=0, answer=Answer.YES)
    assert stood(monday) == [("Ben", "no", "Too soon")]


def test_other_words_are_asked_anew_and_the_old_answers_stay_in_the_history(monday: Monday) -> None:
    decided(monday)
    monday(consensus.stand, 1, answer=Answer.NO, why="Too soon", by="Ben")
    monday(consensus.stand, 1, answer=Answer.YES, by="Chloe")
    operation = monday(talk.change_decision, 1, seen=1, text="One list from January")
    assert stood(monday) == []
    assert "Too soon" in str([row for row in rows_of(monday.store, Event) if row["what"] == "stand"])
    monday(undo_change, operation)
    assert stood(monday) == [("Ben", "no", "Too soon"), ("Chloe", "yes", "")]


def test_an_answer_is_undone_by_who_gave_it_as_long_as_the_meeting_is_open(monday: Monday) -> None:
    one = decided(monday)
    operation = monday(consensus.stand, 1, answer=Answer.YES, by="Ben")
    monday(undo_change, operation, by="Ben")
    assert stood(monday) == []
    operation = monday(consensus.stand, 1, answer=Answer.CAN_LIVE, by="Ben")
    assert stood(monday) == [("Ben", "can live with it", "")]
    monday(meetings.close_meeting, one)
    with pytest.raises(NotUnderstood, match="meeting is closed"):
        monday(undo_change, operation, by="Ben")
    with pytest.raises(NotUnderstood, match="closed"):
        monday(consensus.stand, 1, answer=Answer.NO, why="Late", by="Ben")


def test_an_answer_is_undone_by_nobody_else_but_whoever_leads(monday: Monday) -> None:
    decided(monday)
    own = monday(consensus.stand, 1, answer=Answer.YES, by="Ben")
    typed = monday(consensus.stand_for, 1, monday.id_of("Dev"), seen=0, answer=Answer.YES)
    for operation, by in ((own, "Chloe"), (own, "Finn"), (typed, "Chloe"), (typed, "Finn")):
        with pytest.raises(NotAllowed, match="Nothing was"):
            monday(undo_change, operation, by=by)
    for operation in (own, typed):
        monday(undo_change, operation, by="Ana")
    assert stood(monday) == []


def test_a_decision_comes_back_on_its_day_until_somebody_says_that_it_holds(monday: Monday) -> None:
    one = decided(monday)
    monday(consensus.look_again, 1, seen=1, on=AGAIN, today=MONDAY)
    with pytest.raises(NotUnderstood, match="still to come"):
        monday(consensus.look_again, 1, seen=2, on=MONDAY, today=MONDAY)
    assert monday.look(votes.due_again, upto=AGAIN) == ()
    monday(meetings.close_meeting, one)
    assert monday.look(votes.due_again, upto=date(2026, 12, 13)) == ()
    (found,) = monday.look(votes.due_again, upto=AGAIN)
    assert (found.text, found.look_again_on) == ("One list", AGAIN)
    operation = monday(consensus.look_again, 1, seen=found.version, on=None, today=AGAIN)
    assert monday.look(votes.due_again, upto=AGAIN) == ()
    monday(undo_change, operation)
    assert rows_of(monday.store, Decision)[0]["look_again_on"] == AGAIN
