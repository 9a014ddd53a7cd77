"""Close: what was agreed is read back, and nothing leaves without an owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.changes import actions as changes
from db.changes import meetings as writes
from db.engine import Look
from db.queries import actions
from db.queries import meetings as queries
from meeting.actions import ActionRow, OnTime, done_on_time, on_time_in_words, over_in_words
from meeting.agenda import minutes_over
from meeting.board import Organisation, counted
from meeting.errors import MeetingError
from meeting.meetings import DecisionRow, Pick, Rating
from meeting.words import ActionState
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving


def action_line(row: ActionRow, *, today: date) -> str:
    """Who, what, by when, and where it comes from."""
    origin = f" · :small[about {plain(row.origin_text, most=120)}]" if row.origin_text else ""
    state = "✓ done" if row.state == ActionState.DONE else over_in_words(row.due_on, today)
    return f"**{plain(row.owner or 'nobody yet')}**: {plain(row.what)} — {state}{origin}"


@dataclass(frozen=True)
class Facts:
    actions: tuple[ActionRow, ...]
    decisions: tuple[DecisionRow, ...]
    rating: Rating
    on_time: OnTime
    picks: tuple[Pick, ...]
    may_rate: bool


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    last, person_id = queries.last_closed(session), on.actor.person_id
    first = last.held_on if last else on.week.monday
    return Facts(
        actions.actions_of(session, on.meeting.id),
        queries.decisions_of(session, on.meeting.id),
        queries.rating_of(session, on.meeting.id),
        done_on_time(actions.first_due(session, first, on.today), first=first, last=on.today, today=on.today),
        queries.picks(session),
        person_id is not None
        and person_id in {one.person_id for one in queries.attendees(session, on.meeting.id)}
        and not queries.has_rated(session, on.meeting.id, person_id),
    )


def draw(on: Stage, facts: Facts) -> None:
    st.markdown("# What we agreed", anchors=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _read_back(
            "Decisions", [plain(row.text) for row in facts.decisions], empty="No decision was written down."
        )
        _read_back(
            "Action items",
            [action_line(row, today=on.today) for row in facts.actions],
            empty="No action item was added.",
        )
        _ownerless(on, facts.actions, facts.picks)
    with right:
        _rate(on, facts)
        over = minutes_over(on.meeting.clock, now=on.now)
        st.markdown(
            f"- {counted(over, 'minute')} over the plan\n- {on_time_in_words(facts.on_time)} since the last meeting"
        )
    if on.leads:
        _close(on, facts)


def _read_back(title: str, lines: Sequence[str], *, empty: str) -> None:
    listed = "\n".join(f"1. {line}" for line in lines) or empty
    st.markdown(f"#### {title}: {len(lines)}\n{listed}")


def _ownerless(on: Stage, actions: Sequence[ActionRow], picks: Sequence[Pick]) -> None:
    left = [row for row in actions if row.owner_id is None and row.state == ActionState.OPEN]
    if not left:
        return
    st.warning(
        f"{counted(len(left), 'action item')} without an owner: who takes it?", icon=":material/person_alert:"
    )
    if not on.leads:
        return
    names = {pick.id: pick.label for pick in picks}
    for row in left:
        owner = st.selectbox(
            f"Owner of “{plain(row.what, most=60)}”",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key=f"monday.give.{row.id}.{row.version}",
            placeholder="Who",
            width=420,
        )
        if owner is not None:
            _give(on, row, owner)


def _give(on: Stage, row: ActionRow, owner: int) -> None:
    try:
        with saving(on.store) as session:
            changes.give_action(session, row.id, seen=row.version, owner_id=owner, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _rate(on: Stage, facts: Facts) -> None:
    rating = facts.rating
    st.markdown("#### How good was this meeting?")
    if rating.average is not None:
        said = "".join(f"\n- “{plain(word)}”" for word in rating.words)
        st.markdown(f"**{rating.average:.1f}** of 10, by {rating.raters} people{said}")
    else:
        st.markdown(f"{counted(rating.raters, 'rating')} so far; shown from 3 on, without names.")
    # Nobody rates before everybody's eyes.
    is_own = facts.may_rate and not st.context.is_embedded
    if is_own:
        with st.form("monday.rate", border=False):
            value = st.slider("Your rating, 1 to 10", 1, 10, 8, key="monday.rate.value")
            word = st.text_input("A word why (no name)", key="monday.rate.word", max_chars=200)
            is_asked = st.form_submit_button("Rate", key="monday.rate.save")
        if is_asked:
            _save_rating(on, value, word)
    if on.leads:
        with st.form("monday.hands", border=False):
            hands = st.text_input(
                "By show of hands, of those who did not rate on a screen",
                key="monday.hands.value",
                placeholder="8 8 9 7: one number for each hand",
            )
            is_counted = st.form_submit_button("Count hands", key="monday.hands.save")
        if is_counted:
            _save_hands(on, hands)


def _save_rating(on: Stage, value: int, word: str) -> None:
    try:
        with saving(on.store) as session:
            is_first = writes.rate_meeting(
                session, on.meeting.id, rating=value, word=word, actor=on.actor, now=on.now
            )
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


def _close(on: Stage, facts: Facts) -> None:
    is_ownerless = any(row.owner_id is None and row.state == ActionState.OPEN for row in facts.actions)
    with st.container(horizontal=True, key="monday.close.line"):
        label = "Close, and leave them with me" if is_ownerless else "Close the meeting"
        if st.button(label, type="primary", key=f"monday.close.{is_ownerless}", icon=":material/check:"):
            try:
                with saving(on.store) as session:
                    writes.close_meeting(
                        session, on.meeting.id, leave_with_leader=is_ownerless, actor=on.actor, now=on.now
                    )
            except MeetingError as error:
                st.error(plain(str(error)), icon=":material/error:")
                return
            st.rerun()
