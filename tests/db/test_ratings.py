"""How a meeting is rated: once each, without names, on a screen or by hand, and nobody twice."""

from __future__ import annotations

import pytest

from db.changes import attendance, meetings, ratings
from db.queries import meetings as queries
from db.queries import votes
from meeting.errors import NotUnderstood
from meeting.meetings import Rating
from meeting.permissions import Actor
from meeting.words import Role
from tests.db.monday import Monday, at_the_same_moment
from tests.db.stores import contents


def rate(monday: Monday, meeting_id: int, **given: int) -> None:
    for by, rating in given.items():
        assert monday(ratings.rate_meeting, meeting_id, rating=rating, word=f"{rating} words", by=by)


def test_everybody_rates_once_and_the_first_rating_counts(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    rate(monday, one, Ana=6, Ben=8, Chloe=10)
    assert monday(ratings.rate_meeting, one, rating=1, by="Ben") is False
    words = ("10 words", "6 words", "8 words")
    assert monday.look(queries.rating_of, one) == Rating(3, 8.0, words)


def test_one_person_on_two_devices_at_the_same_moment_rates_once(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    said = at_the_same_moment(
        monday.store,
        lambda: monday(ratings.rate_meeting, one, rating=9, by="Ben"),
        lambda: monday(ratings.rate_meeting, one, rating=2, by="Ben"),
        before=["INSERT INTO answered"],
    )
    assert sorted(said, key=str) == [False, True]
    assert monday.look(queries.rating_of, one).raters == 1


def test_only_who_is_there_rates(monday: Monday) -> None:
    one = monday.start("Ana")
    with pytest.raises(NotUnderstood, match="Say first that you are here"):
        monday(ratings.rate_meeting, one, rating=8, by="Ben")
    monday(attendance.set_here, one, monday.id_of("Ben"), is_here=True, by="Ben")
    assert monday(ratings.rate_meeting, one, rating=8, by="Ben")


def test_nothing_of_a_rating_is_shown_before_three_have_rated(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    rate(monday, one, Ana=6, Ben=8)
    assert monday.look(queries.rating_of, one) == Rating(2, None, ())


def test_hands_are_counted_anew_and_what_came_from_own_screens_stays(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    rate(monday, one, Ben=4)
    monday(ratings.rate_by_hands, one, hands={8: 2, 9: 1})
    assert monday.look(queries.rating_of, one).average == (4 + 8 + 8 + 9) / 4
    monday(ratings.rate_by_hands, one, hands={7: 2})
    assert monday.look(queries.rating_of, one) == Rating(3, 6.0, ("4 words",))
    monday(ratings.rate_by_hands, one, hands={})
    assert monday.look(queries.rating_of, one).raters == 1


def test_a_rating_that_is_none_is_refused(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    monday.cast["visitor"] = Actor("looking around", Role.ADMIN)
    before = contents(monday.store)
    for change, named in (
        (ratings.rate_meeting, {"rating": 0}),
        (ratings.rate_meeting, {"rating": 11}),
        (ratings.rate_meeting, {"rating": 8, "by": "visitor"}),
        (ratings.rate_by_hands, {"hands": {11: 1}}),
        (ratings.rate_by_hands, {"hands": {8: 101}}),
        (ratings.rate_by_hands, {"hands": {8: -1}}),
    ):
        with pytest.raises(NotUnderstood, match="Nothing was saved"):
            monday(change, one, **named)
    assert contents(monday.store) == before


def test_more_ratings_than_people_are_refused_as_somebody_would_count_twice(monday: Monday) -> None:
    one = monday.start("Ana", "Ben", "Chloe")
    rate(monday, one, Ben=4)
    with pytest.raises(NotUnderstood, match="1 on screens and 3 by hand are more than the 3 who take part"):
        monday(ratings.rate_by_hands, one, hands={8: 3})
    monday(ratings.rate_by_hands, one, hands={8: 2})
    with pytest.raises(NotUnderstood, match="2 on screens and 2 by hand are more than the 3"):
        monday(ratings.rate_meeting, one, rating=5, by="Chloe")
    # Finn came in: there is room for one more.
    monday(attendance.set_here, one, monday.id_of("Finn"), is_here=True, by="Finn")
    assert monday(ratings.rate_meeting, one, rating=5, by="Finn")
    assert monday.look(votes.ratings_given, one) == (2, 2)


def test_nobody_rates_once_the_rating_is_shown_or_the_meeting_was_closed(monday: Monday) -> None:
    one = monday.start(*monday.cast)
    rate(monday, one, Ana=6, Ben=8, Chloe=10)
    monday(meetings.look_at, one, focus=votes.RESULTS)
    with pytest.raises(NotUnderstood, match="shown already"):
        monday(ratings.rate_meeting, one, rating=1, by="Finn")
    # Nor after the meeting has gone on: the change would tell whose it was.
    monday(meetings.look_at, one, focus="")
    with pytest.raises(NotUnderstood, match="shown already"):
        monday(ratings.rate_by_hands, one, hands={1: 1})
    monday(meetings.close_meeting, one)
    monday(meetings.reopen_meeting, one, by="Dev")
    for change, named in ((ratings.rate_meeting, {"rating": 1}), (ratings.rate_by_hands, {"hands": {1: 1}})):
        with pytest.raises(NotUnderstood, match="was rated when it was closed"):
            monday(change, one, by="Dev", **named)
    assert monday.look(queries.rating_of, one).average == 8
