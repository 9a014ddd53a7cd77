"""From the field: what was heard, its questions answered, and customers who are new."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db.changes.field import answer_question, log_note
from db.changes.talk import raise_topic
from db.engine import Look
from db.queries import field as queries
from db.queries import meetings as meeting_queries
from db.queries.new_customers import new_customers
from meeting.board import Organisation, counted
from meeting.errors import MeetingError
from meeting.field import NewCustomer, Note, Standing, may_answer
from meeting.meetings import Pick
from meeting.permissions import Action, allowed
from meeting.words import Origin, Outcome
from pages import _action_form, _entry, _field, _new_customers, _saving
from pages._live import again
from pages._monday.stage import Stage
from pages._note_forms import person_choice
from pages._plain import plain
from pages._waiting import saving

FIRST, FIRST_IN_THE_ROOM = 8, 5
ANSWERING, PLACE = "monday.note.answering", "monday.field"


@dataclass(frozen=True)
class Facts:
    """`picks` are read only where whoever looks may say whose an answer is."""

    notes: tuple[Note, ...]
    new: tuple[NewCustomer, ...]
    picks: tuple[Pick, ...]


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    this_week = on.week.shifted(1)
    return Facts(
        queries.notes_of_weeks(session, [*on.meeting.weeks, this_week]),
        new_customers(session, today=on.today),
        meeting_queries.picks(session),
    )


def draw(on: Stage, facts: Facts) -> None:
    asked = sum(note.standing is Standing.ASKED for note in facts.notes)
    said = f", {counted(asked, 'question')} waiting for an answer" if asked else ""
    st.markdown(f"# From the field · {counted(len(facts.notes), 'note')}{said}", anchors=False)
    if not facts.notes:
        st.markdown(_field.TEACH)
    _saving.offer_undo(on.store, on.actor, place=PLACE)
    first = FIRST_IN_THE_ROOM if st.context.is_embedded else FIRST
    # What waits for an answer is talked about first.
    notes = sorted(facts.notes, key=lambda note: note.standing is not Standing.ASKED)
    with st.container(gap="xsmall", key="monday.notes"):
        for note in notes[:first]:
            _note(on, note, facts.picks)
    rest = notes[first:]
    if rest and st.toggle(counted(len(rest), "more note"), key="monday.note.more"):
        for note in rest:
            _note(on, note, facts.picks)
    _log(on)
    _new_customers.draw(on.store, on.actor, facts.new, today=on.today, now=on.now, is_folded=True)
    if not st.context.is_embedded:
        st.markdown("[Where misses arise between teams](field?view=teams) · [All field notes](field)")


def _note(on: Stage, note: Note, picks: tuple[Pick, ...]) -> None:
    is_waiting = note.standing is Standing.ASKED and _may_answer(on, note, picks)
    if not on.leads and not is_waiting:
        st.markdown(f"- {_field.note_line(note, today=on.today)}")
        return
    # Beside each other where there is room, below each other on a phone.
    left, right = st.columns([5, 2], vertical_alignment="center", gap="small")
    left.markdown(_field.note_line(note, today=on.today))
    with right, st.container(horizontal=True, key=f"monday.note.{note.id}"):
        if is_waiting and st.button(
            "Answer", key=f"monday.note.answer.{note.id}", type="tertiary", icon=":material/reply:"
        ):
            st.session_state[ANSWERING] = note.id
        is_topic = any(made.what is Outcome.TOPIC for made in note.became)
        is_asked = (
            on.leads
            and not is_topic
            and st.button("Solve it together", key=f"monday.note.topic.{note.id}", type="tertiary")
        )
        if on.leads and st.button("Make it an action", key=f"monday.note.act.{note.id}", type="tertiary"):
            _action_form.about(Origin.NOTE, note.id, text=note.text)
            st.rerun()
    if is_waiting and st.session_state.get(ANSWERING) == note.id:
        _answer(on, note, picks)
    if is_asked:
        _solve(on, note)


def _may_answer(on: Stage, note: Note, picks: tuple[Pick, ...]) -> bool:
    if not allowed(on.actor, Action.LOG):
        return False
    side = next((pick.side for pick in picks if pick.id == on.actor.person_id), None)
    return allowed(on.actor, Action.RUN_MEETING) or may_answer(note.side, side)


def _answer(on: Stage, note: Note, picks: tuple[Pick, ...]) -> None:
    others = [pick for pick in picks if may_answer(note.side, pick.side)]
    me = on.actor.person_id
    with (
        st.form(f"monday.answer.{note.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"monday.answer.line.{note.id}"),
    ):
        answer = st.text_input("Answer", key=f"monday.answer.text.{note.id}", max_chars=2000, width="stretch")
        by = me
        if allowed(on.actor, Action.RUN_MEETING):
            chosen = me if any(pick.id == me for pick in others) else None
            by = person_choice("Who says so", others, key=f"monday.answer.by.{note.id}", chosen=chosen)
        is_asked = st.form_submit_button(
            "Save the answer", type="primary", key=f"monday.answer.save.{note.id}"
        )
    if not is_asked:
        return
    try:
        with saving(on.store) as session:
            done = answer_question(
                session,
                note.id,
                seen=note.version,
                answer=answer,
                by_id=by,
                today=on.today,
                actor=on.actor,
                now=on.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state.pop(ANSWERING, None)
    _saving.saved("the answer.", place=PLACE, operation=done)


def _solve(on: Stage, note: Note) -> None:
    try:
        with saving(on.store) as session:
            raise_topic(
                session,
                title=note.text[:200],
                origin=(Origin.NOTE, note.id),
                meeting_id=on.meeting.id,
                actor=on.actor,
                now=on.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _log(on: Stage) -> None:
    entry = _entry.begun("monday.note")
    with _entry.line(entry):
        text = st.text_input(
            "Heard in the field",
            key=entry.key("text"),
            max_chars=2000,
            placeholder="What was heard",
            width="stretch",
        )
        said = st.selectbox("Kind", list(_field.TO_CHOOSE), key=entry.key("kind"), width=300)
        is_asked = st.form_submit_button("Note it", key="monday.note.save")
    if is_asked:
        kind, idea = _field.TO_CHOOSE[said]
        _entry.save(
            entry,
            on.store,
            lambda session: log_note(
                session,
                kind=kind,
                idea=idea,
                text=text,
                operation=entry.operation,
                today=on.today,
                actor=on.actor,
                now=on.now,
            ),
            said="the note.",
            place=PLACE,
        )
