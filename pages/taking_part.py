"""The one page of a guest: where the meeting stands, and a line to add to it. Made for a telephone and one thumb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.changes.actions import add_action
from db.changes.agreed import FOCUS
from db.changes.asking import leave as put_down
from db.changes.field import log_note
from db.changes.wins import log_win
from db.engine import Look, Store, reading
from db.queries import guests, house
from db.queries import meetings as queries
from db.queries.votes import ballot_of
from meeting.board import Organisation, counted
from meeting.clock import day_in
from meeting.errors import MeetingError
from meeting.meeting_days import due_by_default, meeting_day_after
from meeting.meetings import Meeting
from meeting.permissions import Actor
from meeting.words import NoteKind, WinKind
from pages import _actor, _applause, _drafts, _entry, _saving, _store, _unexpected
from pages._leave import leave
from pages._live import Drawn, live
from pages._monday import consensus, in_short, rating, thanking, ticking, voting
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

PLACE = "taking_part"
ACTION, HIT, NOTE = "Action item", "Hit", "Field note"
KINDS = (WinKind.PRAISE, *(kind for kind in WinKind if kind is not WinKind.PRAISE))
# What the other steps show is told by pages/_monday/in_short.py.
ABOUT = {
    "well": "What we do well, and what we saw the other team do well.",
    "hits": "What we won, and who made it happen.",
    "solve": "What both teams can only solve together.",
    "close": "What we agreed, read back.",
}


ANSWERED = {"solve": voting.draw_own, "close": rating.draw_own}
"""What everybody who takes part is asked on a step, each for themselves."""


@dataclass(frozen=True)
class Room:
    """What the lines to add something need."""

    store: Store
    actor: Actor
    meeting_id: int
    owners: dict[int, str]
    due: date
    today: date


def show() -> Drawn:
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    wrong = _applause.press(store, actor, now=now)
    with reading(store) as session:
        known = house.last_event(session)
        found = queries.open_meeting(session)
        organisation = house.organisation(session)
        today = day_in(organisation.zone, moment=now)
        on = Stage(store, actor, found, found.step, today, now, organisation.zone) if found else None
        about = _about(session, on, organisation) if on else ""
    if found is None:
        raise _actor.MeetingIsOver(
            "The meeting is over, and what you saved is saved. Close this page. Thank you for taking part."
        )
    step = found.current
    minutes = counted(step.minutes + step.more, "minute")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="taking_part.place"):
        st.markdown(f"{found.step + 1} of {len(found.steps)} · {minutes}", width="content")
        ticking.draw(found, now=now)
    st.markdown(f"### {plain(step.title)}\n{about}", anchors=False)
    if wrong:
        st.error(plain(wrong), icon=":material/error:")
    if _is_read_back(found):
        consensus.draw_own(store, actor, found, now=now)
    elif step.key in ANSWERED:
        ANSWERED[step.key](store, actor, found, now=now)
    thanking.draw_own(store, actor, found, now=now, zone=organisation.zone)
    # On every step: presses of the step before may still be on their way.
    _applause.listen()
    return Drawn(known, f"{found.step + 1} of {len(found.steps)} · {step.title}")


def _is_read_back(found: Meeting) -> bool:
    """Whether a decision is read back now: then it stands alone, as on the big screen."""
    return found.current.key == "solve" and found.focus.startswith(f"{FOCUS} ")


def _about(session: Look, on: Stage, organisation: Organisation) -> str:
    """What is talked about, in a few lines of Markdown."""
    found, key = on.meeting, on.meeting.current.key
    if key == "welcome":
        return plain(organisation.common_goal) or "Everybody says hello."
    if said := in_short.words(session, on, organisation):
        return said
    if said := guests.talked_about(session, found.focus):
        return plain(said, most=300)
    if _is_read_back(found):
        # The decision stands below with its question.
        return ""
    if key == "solve" and not ballot_of(session, found.id).is_open:
        waiting = [one for one in queries.waiting_topics(session, meeting_id=found.id) if not one.is_done]
        if waiting:
            return plain(waiting[0].title, most=300)
    return ABOUT.get(key, "")


def _room() -> Room | None:
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    with reading(store) as session:
        found = queries.open_meeting(session)
        if found is None:
            return None
        organisation = house.organisation(session)
        people = queries.attendees(session, found.id)
    today = day_in(organisation.zone, moment=now)
    following = meeting_day_after(found.held_on, holidays=organisation.holidays)
    due = due_by_default(today, following=following, holidays=organisation.holidays)
    # Oneself first: most of what somebody adds, they do.
    first = sorted(people, key=lambda one: one.person_id != actor.person_id)
    return Room(store, actor, found.id, {one.person_id: one.name for one in first}, due, today)


@st.fragment
def _add(room: Room) -> None:
    """In a fragment of its own: what the meeting does never touches what is being typed."""
    _unexpected.begin()
    kind = st.segmented_control(
        "Add something", [ACTION, HIT, NOTE], default=ACTION, key="taking_part.kind", width="stretch"
    )
    draw = {ACTION: _action, HIT: _hit, NOTE: _note}.get(kind or ACTION, _action)
    draw(room)
    _saving.offer_undo(room.store, room.actor, place=PLACE)


def _action(room: Room) -> None:
    entry = _entry.begun("taking_part.action")
    with st.form("taking_part.action.form", border=False):
        what = st.text_area("What is to be done", key=entry.key("what"), max_chars=500, height=90)
        owner = st.selectbox(
            "Who does it",
            list(room.owners),
            index=None,
            format_func=room.owners.__getitem__,
            key=entry.key("owner"),
            placeholder="Can be named later",
        )
        due = st.date_input(
            "Due",
            room.due,
            min_value=room.today,
            format="YYYY-MM-DD",
            key=f"taking_part.due.{room.due}",
        )
        is_asked = _send("Add action item")
    if is_asked:
        _entry.save(
            entry,
            room.store,
            lambda session: add_action(
                session,
                what=what,
                owner_id=owner,
                due_on=due,
                meeting_id=room.meeting_id,
                operation=entry.operation,
                today=room.today,
                actor=room.actor,
                now=room.store.clock.now(),
            ),
            said="your action item.",
            place=PLACE,
        )


def _hit(room: Room) -> None:
    entry = _entry.begun("taking_part.hit")
    with st.form("taking_part.hit.form", border=False):
        text = st.text_area(
            "What was good, and who made it happen", key=entry.key("text"), max_chars=2000, height=90
        )
        kind = st.selectbox("Kind", [str(kind) for kind in KINDS], key=entry.key("kind"))
        is_asked = _send("Log the hit")
    if is_asked:
        _entry.save(
            entry,
            room.store,
            lambda session: log_win(
                session,
                text=text,
                kind=WinKind(kind),
                operation=entry.operation,
                today=room.today,
                actor=room.actor,
                now=room.store.clock.now(),
            ),
            said="your hit.",
            place=PLACE,
        )


def _note(room: Room) -> None:
    entry = _entry.begun("taking_part.note")
    with st.form("taking_part.note.form", border=False):
        text = st.text_area("What was heard", key=entry.key("text"), max_chars=2000, height=90)
        kind = st.selectbox("Kind", [str(kind) for kind in NoteKind], key=entry.key("kind"))
        is_asked = _send("Note it")
    if is_asked:
        _entry.save(
            entry,
            room.store,
            lambda session: log_note(
                session,
                kind=NoteKind(kind),
                text=text,
                operation=entry.operation,
                today=room.today,
                actor=room.actor,
                now=room.store.clock.now(),
            ),
            said="your note.",
            place=PLACE,
        )


def _send(label: str) -> bool:
    return st.form_submit_button(label, type="primary", key="taking_part.save", width="stretch")


def _leave(room: Room) -> None:
    st.markdown(f":small[You are here as {plain(room.actor.name)}.]")
    if not st.button("Leave the meeting", key="taking_part.leave", type="tertiary"):
        return
    try:
        with saving(room.store) as session:
            put_down(session, _actor.guest_token(), now=room.store.clock.now())
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    leave("/join")


room = _room()
live(show)
if room is not None:
    _add(room)
    _leave(room)
    _drafts.keep(room.actor, meeting_id=room.meeting_id)
