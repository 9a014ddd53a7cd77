"""The pulse of the quarter at Close: four questions, answered on a screen or by hand, shown without names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from db.changes import pulse as writes
from db.engine import Store
from meeting.errors import MeetingError
from meeting.meetings import Meeting
from meeting.permissions import Actor
from meeting.pulse import ASKED, HIGHEST, LOWEST, SHOWN_FROM, Pulse, Question, change_in_words, rows_of
from meeting.pulse import quarter_in_words as named
from pages._live import again
from pages._plain import plain
from pages._waiting import saving

SCALE = f"{LOWEST} not at all … {HIGHEST} fully"


def draw_form(store: Store, actor: Actor, meeting: Meeting, *, now: datetime) -> None:
    """The four questions for one person on a screen of their own."""
    with st.form("monday.pulse", border=False):
        st.markdown(f"**The pulse of this quarter**: {SCALE}. No names, nobody sees who answered what.")
        given = {
            question: st.radio(
                said,
                range(LOWEST, HIGHEST + 1),
                index=None,
                horizontal=True,
                key=f"monday.pulse.{question.name.lower()}",
            )
            for question, said in ASKED.items()
        }
        is_asked = st.form_submit_button("Send my answers", key="monday.pulse.save")
    if not is_asked:
        return
    answers = {question: value for question, value in given.items() if value is not None}
    try:
        with saving(store) as session:
            writes.answer_pulse(session, meeting.id, answers=answers, actor=actor, now=now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def draw_hands(store: Store, actor: Actor, meeting: Meeting, *, now: datetime) -> None:
    """One line for each person without a screen, typed by whoever leads."""
    with st.form("monday.pulse.hands", border=False):
        typed = st.text_area(
            "Pulse of those without a screen: one line each, "
            "four numbers for goal, openness, camaraderie and trust",
            key="monday.pulse.hands.value",
            placeholder="4 5 4 3",
            height=90,
        )
        is_asked = st.form_submit_button("Count these answers", key="monday.pulse.hands.save")
    if not is_asked:
        return
    try:
        with saving(store) as session:
            writes.answer_pulse_by_hands(session, meeting.id, rows=rows_of(typed), actor=actor, now=now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def table(pulses: Sequence[Pulse]) -> str:
    """Each quarter with its four averages, and what changed in words."""
    if not pulses:
        return ""
    heading = " | ".join(str(question).capitalize() for question in Question)
    lines = [f"| Quarter | {heading} | Answered |", "|:--|" + "--:|" * (len(Question) + 1)]
    for pulse in pulses:
        told = [f"{pulse.averages[question]:.1f}" if pulse.averages else "–" for question in Question]
        lines.append(f"| {named(pulse.quarter)} | {' | '.join(told)} | {pulse.people} |")
    few = any(not pulse.averages for pulse in pulses)
    note = f"\n\n:small[– : fewer than {SHOWN_FROM} answered.]" if few else ""
    return "\n".join(lines) + f"\n\n{change_in_words(pulses)}" + note
