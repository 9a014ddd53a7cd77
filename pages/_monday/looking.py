"""Hits, runs and what comes up, and what was heard in the field."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import streamlit as st

from db.changes.talk import log_note, raise_topic
from db.engine import Look
from db.queries import evidence, figures, talk
from db.queries import meetings as queries
from meeting.board import DayAhead, Organisation, WeekFigures, WinRow, counted, hits_in_words, kept_in_words
from meeting.errors import MeetingError
from meeting.meetings import NoteRow
from meeting.talk import ShortNotice
from meeting.weeks import short_day
from meeting.words import NoteKind, Origin
from pages import _action_form
from pages import _board as words
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

FIRST = 5


@dataclass(frozen=True)
class Hits:
    figures: WeekFigures
    wins: tuple[WinRow, ...]


def read_hits(session: Look, on: Stage, organisation: Organisation) -> Hits:
    (found,) = figures.week_figures(session, [on.week], as_of=on.today)
    wins = tuple(win for week in on.meeting.weeks for win in evidence.wins_of(session, week, as_of=on.today))
    return Hits(found, wins)


def draw_hits(on: Stage, facts: Hits) -> None:
    is_one = len(on.meeting.weeks) == 1
    said = hits_in_words(facts.figures) if is_one else counted(len(facts.wins), "win")
    st.markdown(f"# :green[★ Hits] · {said}", anchors=False)
    if not facts.wins:
        st.markdown(
            "No wins came in for this week. Who helped you, and which customer said thank you? Say it aloud now: "
            "thanks need no list."
        )
        return
    st.markdown(words.bulleted([words.win_line(win) for win in facts.wins[:FIRST]]))
    _rest([words.win_line(win) for win in facts.wins[FIRST:]], key="monday.hits.more", what="win")


@dataclass(frozen=True)
class Runs:
    weeks: tuple[WeekFigures, ...]
    ahead: tuple[DayAhead, ...]
    short: tuple[ShortNotice, ...]


def read_runs(session: Look, on: Stage, organisation: Organisation) -> Runs:
    return Runs(
        figures.week_figures(session, on.meeting.weeks, as_of=on.today),
        evidence.coming_up(session, today=on.today),
        talk.shortest_notice(session, on.week, as_of=on.today, most=3),
    )


def draw_runs(on: Stage, facts: Runs) -> None:
    for found in facts.weeks:
        which = f" · week {found.week}" if len(facts.weeks) > 1 else ""
        st.markdown(f"# :blue[✓ Runs]{which} · {kept_in_words(found.promises)}", anchors=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(words.ahead_list(facts.ahead, most=1))
    with right:
        st.markdown("#### Sold last week at shortest notice")
        if not facts.short:
            st.markdown("No promise of last week says when it was given.")
        for row in facts.short:
            promise = row.promise
            line = (
                f"**{counted(row.days, 'day')}**: {plain(promise.customer)}, {plain(promise.what, most=80)}, given "
                f"{short_day(row.made_on)} for {short_day(promise.promised_on)}"
            )
            with st.container(horizontal=True, vertical_alignment="center", key=f"monday.short.{promise.id}"):
                st.markdown(line)
                if st.button("Check with service", key=f"monday.check.{promise.id}", type="tertiary"):
                    _action_form.about(
                        Origin.PROMISE,
                        promise.id,
                        text=f"{promise.customer}: {promise.what}",
                        what=f"Check with service: {promise.customer}, promised for {short_day(promise.promised_on)}",
                    )
                    st.rerun()


def read_field(session: Look, on: Stage, organisation: Organisation) -> tuple[NoteRow, ...]:
    this_week = on.week.shifted(1)
    return queries.notes_of(session, [*on.meeting.weeks, this_week])


def draw_field(on: Stage, facts: tuple[NoteRow, ...]) -> None:
    st.markdown(f"# From the field · {counted(len(facts), 'note')}", anchors=False)
    if not facts:
        st.markdown(
            "Nothing was noted. What did you hear from customers? What is a pressure on your team? Is there a "
            "question to ask before the next promise? Say it, and it is written down below."
        )
    else:
        for note in facts:
            _note(on, note)
    _log(on)


def _note(on: Stage, note: NoteRow) -> None:
    if not on.leads:
        st.markdown(f"- {_note_line(note)}")
        return
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"monday.note.{note.id}"):
        st.markdown(_note_line(note), width="stretch")
        is_asked = st.button("Solve it together", key=f"monday.note.topic.{note.id}", type="tertiary")
    if not is_asked:
        return
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
    operation = st.session_state.setdefault("monday.note.operation", secrets.token_hex(8))
    with (
        st.form("monday.note", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", key="monday.note.line"),
    ):
        text = st.text_input(
            "Heard in the field",
            key="monday.note.text",
            max_chars=2000,
            placeholder="What was heard",
            width="stretch",
        )
        kind = st.selectbox("Kind", [str(kind) for kind in NoteKind], key="monday.note.kind", width=260)
        is_asked = st.form_submit_button("Note it", key="monday.note.save")
    if not is_asked:
        return
    try:
        with saving(on.store) as session:
            log_note(
                session,
                kind=NoteKind(kind),
                text=text,
                operation=operation,
                today=on.today,
                actor=on.actor,
                now=on.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    del st.session_state["monday.note.operation"]
    again()


def _note_line(note: NoteRow) -> str:
    about = [plain(note.customer), plain(note.team), plain(note.person), short_day(note.noted_on)]
    return f"**{note.kind.capitalize()}**: {plain(note.text)} · :small[{' · '.join(part for part in about if part)}]"


def _rest(lines: list[str], *, key: str, what: str) -> None:
    if lines and st.toggle(f"{counted(len(lines), f'more {what}')}", key=key):
        st.markdown(words.bulleted(lines))
