"""Votes on what to solve first: up to three each, silent until shown, on screens and by hands at once."""

from __future__ import annotations

import pytest

from db.changes import asking, letting_in, meetings, talk, votes
from db.changes.undo import undo_change
from db.engine import transaction
from db.models import Event, Vote
from db.queries.votes import ballot_of
from meeting.errors import NotUnderstood
from meeting.permissions import Actor
from meeting.votes import Ballot
from meeting.words import Role, Visitor
from tests.db.monday import Monday, at
from tests.db.stores import contents, rows_of

TITLES = ("Parts", "Noon", "Keys", "Friday")


def asked(monday: Monday) -> int:
    """A meeting with everybody and four topics, numbered 1 to 4, in which votes were asked for."""
    one = monday.start(*monday.cast)
    for title in TITLES:
        monday.topic(title)
    monday(votes.ask_for_votes, one)
    return one


def seen_by(monday: Monday, one: int, name: str) -> Ballot:
    found: Ballot = monday.look(ballot_of, one, who=f"person {monday.id_of(name)}")
    return found


def test_a_person_votes_for_up_to_three_and_changes_the_votes_until_they_are_shown(monday: Monday) -> None:
    one = asked(monday)
    monday(votes.vote, one, topics=[1, 2, 3], by="Ben")
    with pytest.raises(NotUnderstood, match="Up to 3 topics each"):
        monday(votes.vote, one, topics=[1, 2, 3, 4], by="Ben")
    assert seen_by(monday, one, "Ben").mine == {1, 2, 3}
    monday(votes.vote, one, topics=[4], by="Ben")
    assert seen_by(monday, one, "Ben").mine == {4}
    monday(votes.show_votes, one)
    with pytest.raises(NotUnderstood, match="cannot be changed any more"):
        monday(votes.vote, one, topics=[1], by="Ben")
    assert seen_by(monday, one, "Ben") == Ballot(True, True, 1, counts={4: 1})


def test_nobody_sees_a_count_before_the_votes_are_shown_only_how_many_voted(monday: Monday) -> None:
    one = asked(monday)
    monday(votes.vote, one, topics=[1, 2], by="Ben")
    monday(votes.vote, one, topics=[2], by="Finn")
    monday(votes.vote_by_hands, one, hands={1: 0, 2: 2, 3: 1, 4: 0})
    for name in ("Ana", "Chloe"):
        assert seen_by(monday, one, name) == Ballot(True, False, 2, hands=True)
    # The log of changes does not tell either.
    told = [row for row in rows_of(monday.store, Event) if row["action"] == "vote"]
    assert {(row["actor_id"], row["before"], row["after"]) for row in told} == {(None, "{}", "{}")}
    monday(votes.show_votes, one)
    assert seen_by(monday, one, "Ana").counts == {1: 1, 2: 4, 3: 1}
    # From now on nobody's vote is anybody's.
    assert rows_of(monday.store, Vote) == []


def test_a_guest_who_stands_for_a_person_has_that_persons_votes(monday: Monday) -> None:
    one = asked(monday)
    monday(votes.vote, one, topics=[1], by="Ben")
    monday.cast["phone"] = Actor("Ben (guest)", Role.MEMBER, monday.id_of("Ben"), guest_id=7)
    monday(votes.vote, one, topics=[2, 3], by="phone")
    monday(votes.show_votes, one)
    assert seen_by(monday, one, "Ana") == Ballot(True, True, 1, counts={2: 1, 3: 1})


def test_more_hands_than_people_without_a_screen_are_refused(monday: Monday) -> None:
    one = asked(monday)
    for by in ("Ben", "Finn", "Chloe"):
        monday(votes.vote, one, topics=[1], by=by)
    before = contents(monday.store)
    with pytest.raises(
        NotUnderstood, match="3 hands for one topic and 3 who voted on a screen are more than the 5"
    ):
        monday(votes.vote_by_hands, one, hands={1: 3})
    assert contents(monday.store) == before
    monday(votes.vote_by_hands, one, hands={1: 2, 2: 2})
    monday(votes.vote_by_hands, one, hands={1: 1, 2: 0})
    monday(votes.show_votes, one)
    assert seen_by(monday, one, "Ana").counts == {1: 4}


def test_whoever_votes_after_the_hands_were_counted_is_not_counted_twice(monday: Monday) -> None:
    one = asked(monday)
    monday(votes.vote, one, topics=[2], by="Ben")
    monday(votes.vote_by_hands, one, hands={1: 4})
    with pytest.raises(
        NotUnderstood, match="4 hands for one topic and 2 who voted on a screen are more than"
    ):
        monday(votes.vote, one, topics=[1], by="Finn")
    # Another choice is no other voter.
    monday(votes.vote, one, topics=[3], by="Ben")
    monday(votes.show_votes, one)
    assert seen_by(monday, one, "Ana").counts == {1: 4, 3: 1}


@pytest.mark.parametrize("ends", ["leaves", "is sent out"])
def test_the_votes_of_a_guest_who_is_not_there_any_more_do_not_count(monday: Monday, ends: str) -> None:
    one = asked(monday)
    monday(votes.vote, one, topics=[2], by="Ben")
    for name in ("Kim", "Kim again"):
        with transaction(monday.store) as session:
            phone = asking.ask_to_join(session, one, name=name, now=at(1))
        monday(letting_in.let_in, one, phone.guest_id, minute=1)
        monday.cast["phone"] = Actor(f"{name} (guest, joined by code)", Visitor.GUEST, None, phone.guest_id)
        monday(votes.vote, one, topics=[1], by="phone", minute=2)
        if ends == "leaves":
            with transaction(monday.store) as session:
                asking.leave(session, phone.token, now=at(3))
        else:
            monday(letting_in.refuse, one, phone.guest_id, minute=3)
    monday(votes.show_votes, one)
    assert seen_by(monday, one, "Ana") == Ballot(True, True, 1, counts={2: 1})


def test_topics_are_put_in_the_order_of_votes_in_one_go_and_back(monday: Monday) -> None:
    one = asked(monday)
    with pytest.raises(NotUnderstood, match="not shown yet"):
        monday(votes.order_by_votes, one)
    monday(votes.vote, one, topics=[3, 4], by="Ben")
    monday(votes.vote, one, topics=[4], by="Finn")
    monday(votes.show_votes, one)
    operation = monday(votes.order_by_votes, one)
    assert [row.title for row in monday.topics()] == ["Friday", "Keys", "Parts", "Noon"]
    assert monday(votes.order_by_votes, one) == ""
    monday(undo_change, operation)
    assert tuple(row.title for row in monday.topics()) == TITLES


def test_asked_again_everybody_votes_anew(monday: Monday) -> None:
    one = asked(monday)
    assert monday(votes.ask_for_votes, one) == ""
    monday(votes.vote, one, topics=[1], by="Ben")
    monday(votes.show_votes, one)
    assert monday(votes.ask_for_votes, one)
    assert seen_by(monday, one, "Ben") == Ballot(True, False, 0)
    monday(votes.vote, one, topics=[2], by="Ben")
    monday(votes.show_votes, one)
    assert seen_by(monday, one, "Ben").counts == {2: 1}


def test_only_who_is_there_votes_and_only_for_what_waits(monday: Monday) -> None:
    one = monday.start("Ana")
    monday.topic("Parts")
    with pytest.raises(NotUnderstood, match="Nobody has asked"):
        monday(votes.vote, one, topics=[1])
    monday(votes.ask_for_votes, one)
    with pytest.raises(NotUnderstood, match="Say first that you are here"):
        monday(votes.vote, one, topics=[1], by="Ben")
    monday(talk.drop_topic, 1, seen=1)
    for change, named in ((votes.vote, {"topics": [1]}), (votes.vote_by_hands, {"hands": {1: 1}})):
        with pytest.raises(NotUnderstood, match="does not wait any more"):
            monday(change, one, **named)


def test_votes_nobody_was_shown_are_gone_with_the_end_of_the_meeting(monday: Monday) -> None:
    one = asked(monday)
    monday(votes.vote, one, topics=[1], by="Ben")
    monday(meetings.close_meeting, one)
    assert rows_of(monday.store, Vote) == []
