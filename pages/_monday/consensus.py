"""A decision is read back, and everybody says by name how they stand: yes, can live with it, or no and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import streamlit as st

from db.changes import consensus as writes
from db.changes import meetings as steps
from db.changes import talk
from db.changes.agreed import FOCUS
from db.changes.attendance import who_is
from db.engine import Look, Store, reading
from db.queries import meetings as queries
from db.queries import votes
from meeting.consensus import (
    BY_NAME,
    LONGEST_WHY,
    Answer,
    NotHeardYet,
    Silent,
    Stood,
    as_decided,
    counted_answers,
    is_refused,
    names_in_words,
    not_heard_in_words,
)
from meeting.errors import MeetingError
from meeting.meetings import Attendee, DecisionRow, Meeting
from meeting.permissions import Actor
from meeting.weeks import in_words
from pages import _empty, _saving
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

WITHOUT = "monday.consensus.without"
"""Whether who leads was asked to go on without those who have not answered."""
SIGNS = {Answer.YES: "✓", Answer.CAN_LIVE: "≈", Answer.NO: "✗"}


@dataclass(frozen=True)
class Facts:
    """`asked` is the decision that is read back now; `stood` how people stand to each decision of the meeting, and
    `silent` who is there and has not said."""

    asked: DecisionRow | None
    stood: Mapping[int, tuple[Stood, ...]]
    silent: Mapping[int, tuple[Silent, ...]]
    versions: Mapping[str, int]
    takes_part: bool

    def of(self, decision: DecisionRow) -> tuple[Stood, ...]:
        return self.stood.get(decision.id, ())


def read(session: Look, actor: Actor, meeting: Meeting, decisions: Sequence[DecisionRow]) -> Facts:
    kind, _, number = meeting.focus.partition(" ")
    asked = next((row for row in decisions if kind == FOCUS and str(row.id) == number), None)
    return Facts(
        asked,
        votes.stood_of(session, [row.id for row in decisions]),
        votes.silent_on(session, meeting.id, [row.id for row in decisions]),
        votes.versions_of_answers(session, asked.id) if asked else {},
        votes.is_in_the_room(session, meeting.id, actor),
    )


def line(decision: DecisionRow, stood: Sequence[Stood], silent: Sequence[Silent]) -> str:
    """`✓ Decided: One list · 5 yes · 1 can live with it · not heard: Ben`; with a no not agreed yet, and why."""
    sign = "✗ " if is_refused(stood) else "✓ Decided: "
    parts = [sign + plain(as_decided(decision.text, stood)), *([counted_answers(stood)] if stood else [])]
    if silent:
        parts.append(plain(not_heard_in_words(silent)))
    if decision.look_again_on:
        parts.append(f"look again on {in_words(decision.look_again_on)}")
    why = "".join(
        f"\n    - {plain(one.name)}: {plain(one.why)}" for one in stood if one.answer is Answer.NO and one.why
    )
    return " · ".join(parts) + why


def draw(on: Stage, facts: Facts, asked: DecisionRow) -> None:
    """The decision that is read back, on the projector and every screen that follows."""
    stood = facts.of(asked)
    st.markdown(f"### {_headline(asked, stood)}", anchors=False)
    is_own = not on.leads and facts.takes_part and not st.context.is_embedded
    if stood:
        said = "\n".join(f"- {_said(one)}" for one in stood)
        st.markdown(f"**{counted_answers(stood)}**\n{said}")
    elif not is_own:
        st.markdown(BY_NAME)
    if is_own:
        _own(on.store, on.actor, asked, stood, now=on.now)
    _saving.offer_undo(on.store, on.actor, place="words of a decision")
    if on.leads:
        silent = [one for one in facts.silent.get(asked.id, ()) if not one.is_noted]
        is_asking = bool(silent) and st.session_state.get(WITHOUT) == asked.id
        _lead(on, asked, stood, is_asking=is_asking)
        if is_asking:
            _without(on, asked, silent)


def draw_own(store: Store, actor: Actor, meeting: Meeting, *, now: datetime) -> None:
    """How whoever takes part stands to the decision that is read back, on a phone; nothing while none is."""
    with reading(store) as session:
        facts = read(session, actor, meeting, queries.decisions_of(session, meeting.id))
    if facts.asked is None:
        return
    stood = facts.of(facts.asked)
    st.markdown(f"#### {_headline(facts.asked, stood)}", anchors=False)
    if stood:
        st.markdown(f"**{counted_answers(stood)}**")
    if facts.takes_part:
        _own(store, actor, facts.asked, stood, now=now)


def ask_line(on: Stage, asked: DecisionRow, facts: Facts, people: Sequence[Attendee]) -> None:
    """What somebody without a screen said aloud: who, what, and why, in the place for the room."""
    answered = {one.who for one in facts.of(asked)}
    waiting = [one for one in people if one.is_here and f"person {one.person_id}" not in answered]
    order = [*waiting, *(one for one in people if one not in waiting)]
    names = {one.person_id: one.name for one in order}
    if not names:
        _empty.draw("Nobody is here yet: say below who came.")
        return
    # What was typed of one decision is never said of another, nor of other words.
    of = f"{asked.id}.{asked.version}.{len(answered)}"
    with (
        st.form(f"monday.stand.{of}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="monday.stand.line"),
    ):
        person = st.selectbox(
            "Who",
            list(names),
            format_func=names.__getitem__,
            key=f"monday.stand.who.{of}",
            width=220,
        )
        answer = st.selectbox(
            "Says", [str(each) for each in Answer], key=f"monday.stand.says.{of}", width=180
        )
        why = st.text_input("Why", key=f"monday.stand.why.{of}", max_chars=LONGEST_WHY, width="stretch")
        is_sent = st.form_submit_button("Note it", key="monday.stand.save")
    if is_sent:
        _stand_for(on, asked, facts, {person: Answer(answer)}, why=why)
    if waiting:
        with st.container(horizontal=True, vertical_alignment="center", key="monday.stand.waiting"):
            st.markdown(f"Still to answer: {', '.join(plain(one.name) for one in waiting)}", width="content")
            is_rest = st.button(
                "All of them said yes", key=f"monday.stand.rest.{asked.id}.{asked.version}", type="tertiary"
            )
        if is_rest:
            _stand_for(on, asked, facts, {one.person_id: Answer.YES for one in waiting})


def _headline(asked: DecisionRow, stood: Sequence[Stood]) -> str:
    told = plain(as_decided(asked.text, stood))
    return f"{told[0].upper()}{told[1:]}"


def _said(one: Stood) -> str:
    why = f": {plain(one.why)}" if one.why else ""
    return f"{SIGNS[one.answer]} **{plain(one.name)}** {one.answer}{why}"


def _own(store: Store, actor: Actor, asked: DecisionRow, stood: Sequence[Stood], *, now: datetime) -> None:
    mine = next((one for one in stood if one.who == who_is(actor)), None)
    st.info(BY_NAME, icon=":material/badge:")
    with st.form(f"monday.own.{asked.id}", border=False):
        answer = st.radio(
            "How do you stand to it?",
            list(Answer),
            index=list(Answer).index(mine.answer) if mine else None,
            key=f"monday.own.answer.{asked.id}.{asked.version}",
        )
        why = st.text_input(
            "Why (a no takes a reason)",
            mine.why if mine else "",
            key=f"monday.own.why.{asked.id}.{asked.version}",
            max_chars=LONGEST_WHY,
        )
        label = "Change my answer" if mine else "Answer, by name"
        is_sent = st.form_submit_button(label, type="primary", key=f"monday.own.save.{asked.id}")
    if mine:
        st.markdown(f"You said: {_said(mine)}")
    if not is_sent:
        return
    if answer is None:
        st.error("Choose yes, can live with it, or no. Nothing was saved.", icon=":material/error:")
        return
    try:
        with saving(store) as session:
            writes.stand(session, asked.id, answer=Answer(answer), why=why, actor=actor, now=now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _lead(on: Stage, asked: DecisionRow, stood: Sequence[Stood], *, is_asking: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="monday.consensus.ways"):
        label = "Keep it as it is" if is_refused(stood) else "Go on"
        # While it is asked whether to go on without somebody, the key is the answer to that.
        if st.button(
            label,
            key="monday.consensus.done",
            type="primary",
            icon=":material/check:",
            shortcut=None if is_asking else "G",
        ):
            look_at(on, "")
        is_reworded = st.toggle("Other words, or a day to look again", key="monday.consensus.change")
    if not is_reworded:
        return
    with st.form(f"monday.reword.{asked.id}.{asked.version}", border=False):
        text = st.text_area(
            "The decision, in words to read back; other words are asked anew",
            asked.text,
            key=f"monday.reword.text.{asked.id}.{asked.version}",
            max_chars=2000,
            height=90,
        )
        is_sent = st.form_submit_button("Save these words", key="monday.reword.save")
    with st.form(f"monday.again.{asked.id}.{asked.version}", border=False):
        day = st.date_input(
            "Look at it again on",
            asked.look_again_on,
            min_value=on.today + timedelta(days=1),
            format="YYYY-MM-DD",
            key=f"monday.again.day.{asked.id}.{asked.version}",
            width=220,
        )
        is_day = st.form_submit_button("Save the day", key="monday.again.save")
    if not is_sent and not is_day:
        return
    try:
        with saving(on.store) as session:
            if is_sent:
                done = talk.change_decision(
                    session, asked.id, seen=asked.version, text=text, actor=on.actor, now=on.now
                )
            else:
                done = writes.look_again(
                    session,
                    asked.id,
                    seen=asked.version,
                    on=day,
                    today=on.today,
                    actor=on.actor,
                    now=on.now,
                )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    said = "other words; everybody answers anew." if is_sent else "the day to look again."
    _saving.saved(said, place="words of a decision", operation=done)


def _without(on: Stage, asked: DecisionRow, silent: Sequence[Silent]) -> None:
    """Asked once somebody would go on past people who are there and have not answered."""
    names = names_in_words([one.name for one in silent])
    have = "has" if len(silent) == 1 else "have"
    st.warning(
        f"{plain(names)} {have} not said how they stand. Ask them, or go on without them: the minutes say so.",
        icon=":material/hearing_disabled:",
    )
    if not st.button("Go on without them", key="monday.consensus.without_them", shortcut="G"):
        return
    try:
        with saving(on.store) as session:
            writes.go_on_without(session, asked.id, actor=on.actor, now=on.now)
            steps.look_at(session, on.meeting.id, focus="", actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state.pop(WITHOUT, None)
    again()


def look_at(on: Stage, focus: str) -> None:
    """Which decision is read back on every screen; none for an empty one."""
    try:
        with saving(on.store) as session:
            steps.look_at(session, on.meeting.id, focus=focus, actor=on.actor, now=on.now)
    except NotHeardYet:
        ask_without(on.meeting)
        again()
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def ask_without(meeting: Meeting) -> None:
    """Ask, when this run or the next draws the decision that is read back, whether to go on without who is silent."""
    number = meeting.focus.partition(" ")[2]
    st.session_state[WITHOUT] = int(number) if number.isdecimal() else None


def _stand_for(
    on: Stage, asked: DecisionRow, facts: Facts, answers: Mapping[int, Answer], *, why: str = ""
) -> None:
    try:
        with saving(on.store) as session:
            for person_id, answer in answers.items():
                writes.stand_for(
                    session,
                    asked.id,
                    person_id,
                    seen=facts.versions.get(f"person {person_id}", 0),
                    answer=answer,
                    why=why,
                    actor=on.actor,
                    now=on.now,
                )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
