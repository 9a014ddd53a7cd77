"""How good was this meeting: everybody's rating on a screen of their own, and by a show of hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from db.changes import meetings as steps
from db.changes import ratings as writes
from db.changes.attendance import who_is
from db.changes.pulse import PULSE
from db.engine import Look, Store, reading
from db.queries import meetings as queries
from db.queries import votes
from meeting.board import counted
from meeting.errors import MeetingError
from meeting.meetings import SHOWN_FROM, Attendee, Meeting, Pick, Rating
from meeting.permissions import Actor
from meeting.pulse import Pulse
from pages import _empty
from pages._live import again
from pages._monday import pulse, room
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving


@dataclass(frozen=True)
class Facts:
    """`screens` and `hands` are how many rated each way. `is_shown`: nobody rates any more.

    `has_rated` and `has_answered`: whoever sits here did already.
    """

    rating: Rating
    screens: int
    hands: int
    is_shown: bool
    may_rate: bool
    is_pulse_due: bool
    may_answer: bool
    has_rated: bool
    has_answered: bool
    pulses: tuple[Pulse, ...]
    people: tuple[Attendee, ...]
    picks: tuple[Pick, ...]


def read(session: Look, actor: Actor, meeting: Meeting) -> Facts:
    who, takes = who_is(actor), votes.is_in_the_room(session, meeting.id, actor)
    is_over = meeting.times_closed > 0 or votes.are_shown(session, meeting.id)
    leads = meeting.is_led_by(actor)
    due = votes.is_pulse_due(session, meeting.id, held_on=meeting.held_on)

    done = {
        what: takes and queries.has_answered(session, meeting.id, what=what, who=who)
        for what in (writes.RATING, PULSE)
    }
    may = {what: takes and not is_over and not is_done for what, is_done in done.items()}

    return Facts(
        queries.rating_of(session, meeting.id),
        *votes.ratings_given(session, meeting.id),
        is_over,
        may[writes.RATING],
        due,
        due and may[PULSE],
        done[writes.RATING],
        done[PULSE],
        votes.pulses(session) if due else (),
        queries.attendees(session, meeting.id) if leads else (),
        queries.picks(session) if leads else (),
    )


def draw(on: Stage, facts: Facts) -> None:
    """The part of Close that everybody sees, and whoever leads counts hands in."""
    st.markdown("#### How good was this meeting?", anchors=False)
    st.markdown(_told(facts), anchors=False)
    if facts.is_pulse_due:
        st.markdown(_pulse_told(facts))
    # Nobody rates before everybody's eyes.
    if not st.context.is_embedded:
        _own(on.store, on.actor, on.meeting, facts, now=on.now)
    if on.leads:
        _lead(on, facts)


def draw_own(store: Store, actor: Actor, meeting: Meeting, *, now: datetime) -> None:
    """Rating and pulse for whoever takes part, on a phone."""
    with reading(store) as session:
        facts = read(session, actor, meeting)
    st.markdown("#### How good was this meeting?", anchors=False)
    st.markdown(_told(facts), anchors=False)
    if facts.is_pulse_due and facts.is_shown:
        st.markdown(_pulse_told(facts))
    _own(store, actor, meeting, facts, now=now)


def _told(facts: Facts) -> str:
    rating = facts.rating
    if facts.is_shown and rating.average is not None:
        said = "".join(f"\n- “{plain(word)}”" for word in rating.words)
        return f"# **{rating.average:.1f}** of 10, by {rating.raters} people{said}"
    if not rating.raters:
        return _empty.words(f"Nobody has rated yet. No names; shown from {SHOWN_FROM} on.")
    ways = [f"{facts.screens} on screens"] + ([f"{facts.hands} by hand"] if facts.hands else [])
    told = f"{counted(rating.raters, 'rating')} so far: {' and '.join(ways)}. No names; "
    if rating.raters < SHOWN_FROM:
        return f"{told}shown from {SHOWN_FROM} on."
    return f"{told}shown when whoever leads shows it."


def _pulse_told(facts: Facts) -> str:
    current = facts.pulses[-1:] if facts.pulses else ()
    if facts.is_shown:
        return pulse.table(facts.pulses) or _empty.words("Nobody answered the pulse of this quarter.")
    people = current[0].people if current else 0
    return f"The pulse of this quarter: {people} answered so far."


def _own(store: Store, actor: Actor, meeting: Meeting, facts: Facts, *, now: datetime) -> None:
    if facts.hands and (facts.may_rate or facts.may_answer):
        st.info(
            f"{counted(facts.hands, 'hand')} counted already. Rate here only if yours was not one of them.",
            icon=":material/front_hand:",
        )
    if facts.may_rate:
        with st.form("monday.rate", border=False):
            value = st.radio(
                "Your rating, 1 to 10", range(1, 11), index=None, horizontal=True, key="monday.rate.value"
            )
            word = st.text_input("A word why (no name)", key="monday.rate.word", max_chars=200)
            is_asked = st.form_submit_button("Rate", type="primary", key="monday.rate.save")
        if is_asked and value is None:
            st.error("Choose a number from 1 to 10. Nothing was saved.", icon=":material/error:")
        elif is_asked and value is not None:
            _save_rating(store, actor, meeting, value, word, now=now)
    elif facts.has_rated and not facts.is_shown:
        st.markdown("✓ Your rating is counted. Thank you.")
    if facts.may_answer:
        pulse.draw_form(store, actor, meeting, now=now)
    elif facts.is_pulse_due and facts.has_answered and not facts.is_shown:
        st.markdown("✓ Your answers to the pulse are counted. Thank you.")


def _lead(on: Stage, facts: Facts) -> None:
    if facts.is_shown:
        return
    # Above what is typed for the room: on the projector it is on the screen, however long that gets.
    is_pulse = " and the pulse" if facts.is_pulse_due else ""
    if facts.rating.raters >= SHOWN_FROM and st.button(
        f"Show the rating{is_pulse}", key="monday.rating.show", icon=":material/visibility:", shortcut="W"
    ):
        _look_at(on, votes.RESULTS)
    with room.place(on, facts.people, facts.picks):
        typed = room.hands_line(
            f"Ratings by show of hands, only of those who did not rate on a screen ({facts.screens} did)",
            name="hands",
            placeholder="8 8 9 7: one number for each hand",
        )
        if facts.hands:
            st.markdown(
                f":small[{counted(facts.hands, 'hand')} counted. Counted again, the new ones replace them.]"
            )
        if typed is not None:
            _save_hands(on, typed)
        if facts.is_pulse_due:
            pulse.draw_hands(on.store, on.actor, on.meeting, now=on.now)


def _look_at(on: Stage, focus: str) -> None:
    try:
        with saving(on.store) as session:
            steps.look_at(session, on.meeting.id, focus=focus, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _save_rating(
    store: Store, actor: Actor, meeting: Meeting, value: int, word: str, *, now: datetime
) -> None:
    try:
        with saving(store) as session:
            is_first = writes.rate_meeting(session, meeting.id, rating=value, word=word, actor=actor, now=now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if not is_first:
        st.info("You have rated this meeting already. The first rating counts.", icon=":material/info:")
        return
    again()


def _save_hands(on: Stage, written: str) -> None:
    numbers = written.replace(",", " ").split()
    if not numbers or not all(number.isdecimal() for number in numbers):
        st.error("Write one number from 1 to 10 for each hand, such as 8 8 9 7. Nothing was saved.")
        return
    values = [int(number) for number in numbers]
    hands = {value: values.count(value) for value in values}
    try:
        with saving(on.store) as session:
            writes.rate_by_hands(session, on.meeting.id, hands=hands, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
