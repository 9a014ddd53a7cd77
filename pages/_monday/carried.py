"""Last week's actions: each item whose day has come is asked about once, and comes back until it is done or dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.changes import meetings as writes
from db.changes.talk import raise_topic
from db.engine import Look
from db.queries import carried as queries
from db.queries import house
from db.queries import meetings as meeting_queries
from meeting.actions import (
    ActionRow,
    Carried,
    Start,
    became_in_words,
    carried_in_words,
    is_carried,
)
from meeting.board import Organisation, counted
from meeting.errors import MeetingError
from meeting.meeting_days import last_working_day_before, meeting_day_after
from meeting.meetings import Pick, TopicRow
from meeting.permissions import Action, allowed
from meeting.records import RecordHistory
from meeting.words import Origin
from pages import _empty, _saving
from pages._live import again
from pages._monday import answering, not_done
from pages._monday.answering import PLACE
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

NOT_DONE, LATER = answering.NOT_DONE, "monday.later"


@dataclass(frozen=True)
class Facts:
    """What was carried into this meeting, the oldest first; `at` is the one asked about, -1 when all have answered."""

    carried: tuple[Carried, ...]
    at: int
    later: tuple[ActionRow, ...]
    picks: tuple[Pick, ...]
    topics: tuple[TopicRow, ...]
    next_due: date
    known: int
    unsettled: RecordHistory | None
    is_first: bool

    def is_asked(self, one: Carried, on: Stage) -> bool:
        return is_carried(one.row, held_on=on.meeting.held_on)

    def is_owned(self, row: ActionRow) -> bool:
        """Whether its owner is still there: what belongs to somebody who left is nobody's."""
        return any(pick.id == row.owner_id for pick in self.picks)


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    meeting = on.meeting
    start = Start(meeting.known, meeting.held_on)
    found = queries.carried_into(session, start)
    listed = {one.row.id for one in found}
    later = queries.not_due_yet(session, start, meeting_id=meeting.id)
    following = meeting_day_after(meeting.held_on, holidays=organisation.holidays)
    due = last_working_day_before(following, holidays=organisation.holidays)
    is_often = any(one.is_often for one in found)
    return Facts(
        found,
        _at(found, on),
        tuple(row for row in later if row.id not in listed),
        meeting_queries.picks(session) if found else (),
        meeting_queries.waiting_topics(session) if is_often else (),
        max(on.today, due),
        house.last_event(session),
        answering.unsettled(session),
        not found and meeting_queries.last_closed(session) is None,
    )


def _at(found: tuple[Carried, ...], on: Stage) -> int:
    """The one the meeting looks at, or the next after it that nobody has answered for.

    Before both comes what this person is just answering: somebody else's answer takes nothing from under their hands.
    """
    asked = [is_carried(one.row, held_on=on.meeting.held_on) for one in found]
    for place, one in enumerate(found):
        if not asked[place] and _is_being_answered(one.row):
            return place
    names = [name_of(one.row) for one in found]
    start = names.index(on.meeting.focus) if on.meeting.focus in names else 0
    return next((place for place in (*range(start, len(found)), *range(start)) if asked[place]), -1)


def _is_being_answered(row: ActionRow) -> bool:
    state = st.session_state
    return bool(state.get(NOT_DONE) == row.id or state.get(f"monday.done.{row.id}"))


def name_of(row: ActionRow) -> str:
    """`action 12`: how the meeting says which item is asked about."""
    return f"action {row.id}"


def draw(on: Stage, facts: Facts) -> None:
    asked = sum(facts.is_asked(one, on) for one in facts.carried)
    st.markdown(f"# Last week's actions · {counted(asked, 'item')} to ask about", anchors=False)
    if not facts.carried:
        _empty.draw(
            "Nothing to ask about yet: this is the first meeting. Whatever is agreed today comes back here until it is "
            "done."
            if facts.is_first
            else "Nothing to ask about: no action item is open whose day has come."
        )
    _saving.offer_undo(on.store, on.actor, place=PLACE)
    if facts.unsettled is not None:
        answering.settle(on, facts.unsettled)
    elif facts.at >= 0:
        with st.container(border=True, key="monday.carried"):
            _ask(on, facts, facts.carried[facts.at])
    _others(on, facts)
    if facts.later and st.toggle(f"{counted(len(facts.later), 'more action item')} not due yet", key=LATER):
        st.markdown("\n".join(f"- {_line(row, today=on.today)}" for row in facts.later))
    _saving.note({name_of(one.row): one.row.version for one in facts.carried})


def _line(row: ActionRow, *, today: date, times: int = 0) -> str:
    said = " · ".join(part for part in (became_in_words(row, today), carried_in_words(times)) if part)
    # On the big screen a line stays a line; the one that is asked about stands in full.
    what = plain(row.what, most=100 if st.context.is_embedded else None)
    return f"**{plain(row.owner or 'nobody yet')}**: {what} — {plain(said)}"


def _ask(on: Stage, facts: Facts, one: Carried) -> None:
    row = one.row
    said = plain(f"{became_in_words(row, on.today)} · {carried_in_words(one.times)}")
    origin = f"\n\nAbout: {plain(row.origin_text)}" if row.origin_text else ""
    notes = f"\n\n:small[{plain(row.notes)}]" if row.notes else ""
    is_owned = facts.is_owned(row)
    gone = "" if is_owned or not row.owner else " (not here any more)"
    st.markdown(
        f"### {facts.at + 1}. {plain(row.owner or 'nobody yet')}{gone}: {plain(row.what)}\n**{said}**{origin}{notes}",
        anchors=False,
    )
    if not is_owned:
        st.warning("Nobody has this now: who takes it?", icon=":material/person_alert:")
    is_own = on.actor.person_id is not None and row.owner_id == on.actor.person_id
    may = allowed(on.actor, Action.CHANGE_ACTION)
    with st.container(horizontal=True, vertical_alignment="center", key="monday.carried.keys"):
        if (may or is_own) and st.button(
            "Done", key=f"monday.done.{row.id}", type="primary", shortcut="D", icon=":material/check:"
        ):
            _tick(on, row)
        if (may or is_own) and st.button("Not done", key=f"monday.notdone.ask.{row.id}", shortcut="N"):
            is_open = st.session_state.get(NOT_DONE) == row.id
            st.session_state[NOT_DONE] = None if is_open else row.id
            again()
        waiting = [each.row for each in facts.carried if facts.is_asked(each, on)]
        if (
            on.leads
            and len(waiting) > 1
            and st.button("Ask later", key=f"monday.skip.{row.id}", shortcut="S")
        ):
            following = waiting[(waiting.index(row) + 1) % len(waiting)]
            focus = name_of(following)
            _write(
                on,
                lambda session: writes.look_at(
                    session, on.meeting.id, focus=focus, actor=on.actor, now=on.now
                ),
            )
        if one.is_often:
            _solve(on, facts, row)
    # What nobody has is asked about at once: somebody who leads has to name its owner anyway.
    if (may and not is_owned) or ((may or is_own) and st.session_state.get(NOT_DONE) == row.id):
        question = not_done.Question(row, facts.picks, facts.next_due, is_owned)
        if answer := not_done.ask(on, question):
            name, typed = answer
            answering.save(on, row.id, name, typed, seen=_seen(row))


def _solve(on: Stage, facts: Facts, row: ActionRow) -> None:
    """What comes back again and again is not solved by asking its owner once more."""
    title = row.what[:200]
    origin = (Origin(row.origin), row.origin_id) if row.origin and row.origin_id else None
    if any(
        topic.title == title or (origin and (topic.origin, topic.origin_id) == origin)
        for topic in facts.topics
    ):
        st.markdown("waits under “Solve together”", width="content")
    elif st.button("Solve it together", key=f"monday.solve.{row.id}", icon=":material/groups:"):
        # Two who press it on their screens have seen the same: the topic is raised once.
        operation = f"carried-{row.id}-{facts.known}"
        _write(
            on,
            lambda session: raise_topic(
                session,
                title=title,
                origin=origin,
                meeting_id=on.meeting.id,
                operation=operation,
                actor=on.actor,
                now=on.now,
            ),
        )


def _others(on: Stage, facts: Facts) -> None:
    """Everything else in one list, but for one's own: those have a key of their own on one's own screen."""
    lines, own = [], []
    for place, one in enumerate(facts.carried):
        if place == facts.at:
            continue
        is_own = on.actor.person_id is not None and one.row.owner_id == on.actor.person_id
        if is_own and not on.leads and (facts.is_asked(one, on) or _is_being_answered(one.row)):
            own.append(one)
        else:
            lines.append(f"- {_line(one.row, today=on.today, times=one.times)}")
    if lines:
        st.markdown("\n".join(lines))
    for one in own:
        with st.container(
            horizontal=True, vertical_alignment="center", wrap=False, key=f"monday.own.{one.row.id}"
        ):
            is_done = st.button("Done", key=f"monday.done.{one.row.id}")
            st.markdown(_line(one.row, today=on.today, times=one.times), width="stretch")
        if is_done:
            _tick(on, one.row)


def _seen(row: ActionRow) -> int:
    """The version that stood on this screen when the key was pressed."""
    return _saving.seen().get(name_of(row), row.version)


def _tick(on: Stage, row: ActionRow) -> None:
    answering.save(on, row.id, "done", {}, seen=_seen(row))


def _write(on: Stage, change: Callable[[Look], object]) -> None:
    try:
        with saving(on.store) as session:
            change(session)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
