"""Before the meeting: when it is, who should be there, what it goes through, and Start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import streamlit as st

from db.changes import meetings as writes
from db.engine import Look, Store
from db.queries import actions, house
from db.queries import meetings as queries
from db.queries.rota import led_by
from meeting.actions import ActionRow
from meeting.agenda import LONGEST, Step, checked, minutes_and_seconds
from meeting.board import Organisation, counted
from meeting.errors import MeetingError
from meeting.meeting_days import meeting_day_after, next_meeting_day, weeks_to_review
from meeting.meetings import DecisionRow, Meeting, Pick, expected_by_default
from meeting.permissions import Action, Actor, allowed
from meeting.weeks import Week, in_words, span_in_words
from meeting.words import Side
from pages import _board as words
from pages import _empty, _saving
from pages._monday import again, closed, goal, rota, trending
from pages._monday.closing import action_line
from pages._plain import plain
from pages._waiting import saving

TODAY = "monday.agenda.of_today"
"""The steps for the meeting that is started from this screen; unset without any of its own."""


@dataclass(frozen=True)
class Facts:
    """What there is to know before a meeting starts. `last` is the meeting closed last."""

    day: date
    weeks: tuple[Week, ...]
    weeks_if_today: tuple[Week, ...]
    last: Meeting | None
    decided: tuple[DecisionRow, ...]
    agreed: tuple[ActionRow, ...]
    picks: tuple[Pick, ...]
    steps: tuple[Step, ...]
    common_goal: str
    open_actions: int
    has_data: bool
    turns: rota.Facts
    trend: trending.Facts
    last_led_by: str
    is_over: bool
    """Today's meeting was closed already."""


def read(session: Look, *, today: date, now: datetime, organisation: Organisation) -> Facts:
    steps, _ = queries.template(session)
    reviewed, last = queries.last_reviewed(session), queries.last_closed(session)
    is_over = last is not None and last.held_on == today
    day = next_meeting_day(today, holidays=organisation.holidays)
    if is_over:
        day = max(day, meeting_day_after(today, holidays=organisation.holidays))
    return Facts(
        day,
        weeks_to_review(day, last_reviewed=reviewed),
        weeks_to_review(today, last_reviewed=reviewed),
        last,
        queries.decisions_of(session, last.id) if last else (),
        actions.actions_of(session, last.id) if last else (),
        queries.picks(session),
        steps,
        organisation.common_goal,
        len(actions.open_actions(session)),
        house.span(session) is not None,
        rota.read(session, today=today, now=now),
        trending.read(session, today=today, day=day),
        led_by(session, last.id) if last else "",
        is_over,
    )


def draw(store: Store, actor: Actor, facts: Facts, *, today: date, now: datetime) -> None:
    if facts.last is not None and facts.is_over:
        closed.draw(facts.last, led_by=facts.last_led_by, next_day=facts.day, turns=facts.turns)
        if st.context.is_embedded:
            return
        st.header("The next one", anchor=False)
    else:
        st.title("The Monday meeting", anchor=False)
    when = "today" if facts.day == today else in_words(facts.day)
    st.markdown(f"Next meeting: **{when}** · it looks at {_weeks(facts.weeks)}")
    rota.draw_before(facts.turns)
    left, right = st.columns(2, gap="large")
    with right:
        steps = st.session_state.get(TODAY) or facts.steps
        minutes = sum(step.minutes for step in steps)
        listed = "\n".join(
            f"1. {plain(step.title)} · {step.minutes}{_last_time(facts, step)}" for step in steps
        )
        which = "Agenda of this meeting" if TODAY in st.session_state else "Agenda"
        st.markdown(f"#### {which}: {minutes} minutes\n{listed}", anchors=False)
        if allowed(actor, Action.RUN_MEETING):
            _plan(store, actor, facts, now=now)
        trending.draw(facts.trend)
    with left:
        if not facts.is_over:
            _begin(store, actor, facts, today=today, now=now)
        _saving.offer_undo(store, actor, place=goal.PLACE)
        _missing(store, actor, facts, now=now)
        if facts.last is not None:
            _last(facts, facts.last, today=today)
            _reopen(store, actor, facts.last, now=now)
        if facts.is_over:
            _begin(store, actor, facts, today=today, now=now)


def _begin(store: Store, actor: Actor, facts: Facts, *, today: date, now: datetime) -> None:
    """Start: first of all, but for whoever has just closed one."""
    if allowed(actor, Action.RUN_MEETING):
        _start(store, actor, facts, today=today, now=now)
    elif not facts.is_over:
        st.info(
            "The facilitator starts the meeting. This page follows it as soon as it runs.",
            icon=":material/info:",
        )


def _last_time(facts: Facts, step: Step) -> str:
    """What a step took last time, where that was over its minutes."""
    if facts.last is None:
        return ""
    used = {each.key: seconds for each, seconds in zip(facts.last.steps, facts.last.used, strict=False)}
    return f" (last time {minutes_and_seconds(used[step.key])})" if used.get(step.key) else ""


def _plan(store: Store, actor: Actor, facts: Facts, *, now: datetime) -> None:
    """Another agenda for the meeting that is started now, or for every meeting from now on."""
    if not st.toggle("Change the agenda", key="monday.plan"):
        return
    with st.form("monday.agenda", border=False):
        chosen = []
        for step in facts.steps:
            with st.container(horizontal=True, vertical_alignment="bottom", key=f"monday.agenda.{step.key}"):
                title = st.text_input("Step", step.title, key=f"monday.agenda.title.{step.key}", max_chars=60)
                minutes = st.number_input(
                    "Minutes", 0, LONGEST, step.minutes, key=f"monday.agenda.minutes.{step.key}", width=120
                )
            chosen.append(replace(step, title=title.strip(), minutes=minutes))
        with st.container(horizontal=True, key="monday.agenda.ways"):
            is_for_today = st.form_submit_button("For this meeting only", key="monday.agenda.today")
            is_for_all = allowed(actor, Action.PLAN_AGENDA) and st.form_submit_button(
                "For every meeting", key="monday.agenda.save"
            )
    _saving.offer_undo(store, actor, place="agenda")
    if not is_for_today and not is_for_all:
        return
    try:
        if is_for_today:
            st.session_state[TODAY] = checked(chosen)
            st.rerun()
        with saving(store) as session:
            operation = writes.plan_every_meeting(session, steps=chosen, actor=actor, now=now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved("the agenda of every meeting.", place="agenda", operation=operation)


def _reopen(store: Store, actor: Actor, last: Meeting, *, now: datetime) -> None:
    """For who may open the meeting again that was closed last."""
    if not allowed(actor, Action.REOPEN_MEETING):
        return
    if st.button("Open it again", key="monday.reopen", type="tertiary", icon=":material/history:"):
        try:
            with saving(store) as session:
                writes.reopen_meeting(session, last.id, actor=actor, now=now)
        except MeetingError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        st.rerun()


def _last(facts: Facts, last: Meeting, *, today: date) -> None:
    """What was agreed in the meeting closed last, for who was not there."""
    when = f"#### Last meeting: {in_words(last.held_on)}, led by {plain(facts.last_led_by)}"
    st.markdown("#### What it left" if facts.is_over else when, anchors=False)
    lines = [again.told(row) for row in facts.decided]
    lines += [action_line(row, today=today) for row in facts.agreed]
    st.markdown(
        words.bulleted(lines) if lines else _empty.words("Nothing was decided, and no action item was added.")
    )
    if not facts.is_over:
        st.page_link("outcomes.py", label="Its minutes", icon=":material/description:")


def _weeks(weeks: tuple[Week, ...]) -> str:
    first, last = weeks[0], weeks[-1]
    text = f"**{span_in_words(first.monday, last.sunday)}**"
    return text if len(weeks) == 1 else f"{text} ({counted(len(weeks), 'week')}, as Mondays were skipped)"


def _missing(store: Store, actor: Actor, facts: Facts, *, now: datetime) -> None:
    """What is missing to start well. Nothing of it stops anybody."""
    missing = []
    if not facts.has_data:
        missing.append(
            _empty.words("No file was brought in yet: there is nothing to look at. Bring in files first.")
        )
    may_write = allowed(actor, Action.SET_UP)
    if not facts.common_goal:
        who = "" if may_write else " An administrator writes it down on the page Settings."
        missing.append(_empty.words(f"There is no common goal yet: one sentence both sides agree on.{who}"))
    sides = {pick.side for pick in facts.picks}
    missing += [
        _empty.words(f"Nobody of {side} is known yet. An administrator adds people on the page People.")
        for side in Side
        if side not in sides
    ]
    if missing:
        st.markdown("#### Still missing\n" + "\n".join(f"- {text}" for text in missing), anchors=False)
    if not facts.common_goal:
        goal.ask(store, actor, now=now)
    if facts.last is None:
        st.markdown("This is the first meeting: it looks at the last full week.")
    if facts.open_actions:
        st.markdown(f"{counted(facts.open_actions, 'action item')} open from before.")


def _start(store: Store, actor: Actor, facts: Facts, *, today: date, now: datetime) -> None:
    names = {pick.id: pick.label for pick in facts.picks}
    chosen = expected_by_default(facts.picks, turns=facts.turns.expected, me=actor.person_id)
    with st.form("monday.before", border=False):
        expected = st.multiselect(
            "Who should be there",
            list(names),
            chosen,
            format_func=names.__getitem__,
            key="monday.expected",
            placeholder="Managers of both sides, and one more person of each side",
        )
        is_asked = st.form_submit_button(
            "Start another meeting" if facts.is_over else "Start the meeting",
            type="secondary" if facts.is_over else "primary",
            key="monday.start",
            icon=":material/play_arrow:",
        )
    if facts.weeks_if_today != facts.weeks:
        st.markdown(f"Started today, before its day, it looks at {_weeks(facts.weeks_if_today)}.")
    if not is_asked:
        return
    try:
        with saving(store) as session:
            writes.start_meeting(
                session,
                weeks=facts.weeks_if_today,
                expected=expected,
                steps=st.session_state.get(TODAY, ()),
                today=today,
                actor=actor,
                now=now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state.pop(TODAY, None)
    st.rerun()
