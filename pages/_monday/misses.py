"""The misses, one after the other: what was promised, what happened, what broke and never who, and what we do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from db.changes import meetings as writes
from db.changes import talk as notes
from db.engine import Look
from db.queries import evidence, figures, talk
from db.queries import meetings as queries
from db.queries.actions import actions_about
from meeting.board import Organisation, StillOwed, WeekFigures, counted, misses_in_words, no_misses_in_words
from meeting.errors import MeetingError
from meeting.late import changed_in_words
from meeting.meetings import Told
from meeting.misses import Miss
from meeting.talk import CameInLate
from meeting.weeks import in_words
from meeting.words import Origin
from pages import _action_form, _empty, _saving
from pages import _board as words
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._signs import MISS
from pages._waiting import saving

FIRST = 5


@dataclass(frozen=True)
class Facts:
    """The misses of the weeks reviewed in their order; `at` is the one talked about, -1 without any."""

    weeks: tuple[WeekFigures, ...]
    misses: tuple[Miss, ...]
    owed: StillOwed
    at: int
    told: Told | None
    actions: int
    is_topic: bool
    repeats: Mapping[tuple[str, str], int]
    late: CameInLate


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    weeks = on.meeting.weeks
    found = (miss for week in weeks for miss in evidence.misses(session, week, as_of=on.today))
    # Missed in two of the weeks, it is talked about once.
    misses = tuple({name_of(miss): miss for miss in reversed(tuple(found))}.values())[::-1]
    names = [name_of(miss) for miss in misses]
    at = names.index(on.meeting.focus) if on.meeting.focus in names else min(len(misses), 1) - 1
    told, actions, is_topic = None, 0, False
    if misses:
        origin, record_id = origin_of(misses[at])
        told = queries.told_of(session, origin, record_id)
        actions = actions_about(session, origin, [record_id])[record_id]
        topics = queries.waiting_topics(session, meeting_id=on.meeting.id)
        is_topic = (str(origin), record_id) in {(topic.origin, topic.origin_id) for topic in topics}
    last = queries.last_closed(session)
    return Facts(
        figures.week_figures(session, weeks, as_of=on.today),
        misses,
        figures.still_owed(session, as_of=on.today),
        at,
        told,
        actions,
        is_topic,
        talk.repeats(session, on.week, as_of=on.today) if misses else {},
        talk.came_in_late(
            session, since=last.known, upto=max(last.weeks), as_of=on.today, looked_on=last.held_on
        )
        if last and last.weeks
        else CameInLate((), (), 0),
    )


def origin_of(miss: Miss) -> tuple[Origin, int]:
    """The record a miss is noted at: its promise, or the complaint that stands alone."""
    if miss.promise:
        return Origin.PROMISE, miss.promise.id
    return Origin.COMPLAINT, miss.complaints[0].id


def name_of(miss: Miss) -> str:
    """`promise 12`: how the meeting says which miss is talked about."""
    return " ".join(map(str, origin_of(miss)))


def talked_about(facts: Facts) -> str:
    return name_of(facts.misses[facts.at]) if facts.misses else ""


def draw(on: Stage, facts: Facts) -> None:
    said = "; ".join(misses_in_words(found) for found in facts.weeks)
    st.markdown(
        f"# {MISS.said('Misses')} · {said}\n{words.owed_words(facts.owed, as_of=on.today)}", anchors=False
    )
    _came_in_late(on, facts)
    if not facts.misses:
        _empty.draw(no_misses_in_words(facts.weeks, as_of=on.today))
        return
    miss = facts.misses[facts.at]
    _pick(on, facts)
    with st.container(border=True, key="monday.miss"):
        # In the room nobody opens a page of its own.
        title, below = in_two(miss, as_of=on.today, is_linked=not st.context.is_embedded)
        st.markdown(f"### {facts.at + 1}. {title}\n{below}", anchors=False)
        _repeats(miss, facts.repeats)
        if facts.told is not None:
            _told(on, miss, facts.told)
        _act(on, miss, facts)


def _pick(on: Stage, facts: Facts) -> None:
    """The first five one after the other; the rest is a list to pick from."""
    if not on.leads:
        st.markdown(f"Miss {facts.at + 1} of {len(facts.misses)}")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="monday.which"):
        wanted = facts.at
        if st.button("Miss before", key="monday.miss.back", disabled=facts.at == 0, shortcut="P"):
            wanted -= 1
        if st.button(
            "Next miss", key="monday.miss.next", disabled=facts.at + 1 == len(facts.misses), shortcut="N"
        ):
            wanted += 1
        st.markdown(f"{facts.at + 1} of {len(facts.misses)}", width="content")
        if len(facts.misses) > FIRST:
            labels = [
                f"{number}. {miss.customer or 'no customer named'}"
                for number, miss in enumerate(facts.misses, 1)
            ]
            picked = st.selectbox(
                "Another miss",
                range(len(labels)),
                facts.at,
                format_func=labels.__getitem__,
                key=f"monday.miss.pick.{facts.at}",
                label_visibility="collapsed",
                width=320,
            )
            wanted = picked if wanted == facts.at else wanted
    if wanted != facts.at:
        _write(
            on,
            lambda session: writes.look_at(
                session, on.meeting.id, focus=name_of(facts.misses[wanted]), actor=on.actor, now=on.now
            ),
        )


def in_two(miss: Miss, *, as_of: date, is_linked: bool) -> tuple[str, str]:
    """Whom it is about and what, large; below it what happened. What broke has a place of its own.

    `is_linked` leads to the page of its record, as the last part of its line.
    """
    bare = replace(miss, promise=replace(miss.promise, cause="")) if miss.promise else miss
    line = words.miss_line(bare, as_of=as_of)
    line = line if is_linked else line.rpartition(" · :small[")[0] or line
    if miss.promise:
        title, _, below = line.partition(" — promised ")
        return title, f"Promised {below}"
    title, mark, below = line.partition(": “")
    return title, f"“{below}" if mark else below


def _repeats(miss: Miss, repeats: Mapping[tuple[str, str], int]) -> None:
    broke = {complaint.breakdown for complaint in miss.complaints}
    if miss.promise:
        broke.add(miss.promise.breakdown)
    for breakdown in sorted(broke):
        if times := repeats.get((miss.customer, breakdown), 0):
            st.markdown(
                f":material/repeat: **Again**: “{plain(breakdown)}” happened to {plain(miss.customer)} {times} times "
                "in 8 weeks. What would make it the last time?"
            )


def _told(on: Stage, miss: Miss, told: Told) -> None:
    if told.told_on:
        top = f"; at the top: {plain(told.told_top)}" if told.told_top else ""
        st.markdown(
            f"✓ The customer was told on {in_words(told.told_on)} by {plain(told.told_by) or 'us'}{top}."
        )
    else:
        st.markdown("**The customer was not told yet.**")
    if not on.leads:
        if told.cause:
            st.markdown(f"What broke: **{plain(told.cause)}**")
        return
    origin, record_id = origin_of(miss)
    place = f"{origin} {record_id}"
    with (
        st.form(f"monday.told.{place}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"monday.told.line.{place}"),
    ):
        is_told = st.checkbox(
            "Customer told", value=told.told_on is not None, key=f"monday.told.tick.{place}"
        )
        by = st.text_input("By whom", told.told_by, key=f"monday.told.by.{place}", max_chars=200, width=200)
        day = st.date_input(
            "When",
            told.told_on or on.today,
            max_value=on.today,
            key=f"monday.told.on.{place}",
            format="YYYY-MM-DD",
            width=200,
        )
        top = told.told_top
        if miss.is_critical:
            top = st.text_input(
                "Critical: who at the top was told",
                told.told_top,
                key=f"monday.told.top.{place}",
                max_chars=200,
                width=280,
            )
        cause = st.text_input(
            "What broke, not who",
            told.cause,
            key=f"monday.cause.{place}",
            max_chars=2000,
            width="stretch",
        )
        is_asked = st.form_submit_button("Save", key=f"monday.told.save.{place}")
    _saving.offer_undo(on.store, on.actor, place=f"miss {place}")
    if is_asked:
        # Whoever writes down a name has said that it was done; whoever takes the tick away, that it was not.
        # The name may stand in the line for longer, and says nothing then.
        unticked = f"monday.told.unticked.{place}"
        if told.told_on is not None and not is_told:
            st.session_state[unticked] = by.strip()
        is_named = by.strip() not in ("", st.session_state.get(unticked))
        _save(on, told, told_on=day if is_told or is_named else None, by=by, top=top, cause=cause)


def _save(on: Stage, told: Told, *, told_on: date | None, by: str, top: str, cause: str) -> None:
    try:
        with saving(on.store) as session:
            operation = notes.note_miss(
                session,
                Origin(told.kind),
                told.id,
                seen=told.version,
                told_on=told_on,
                told_by=by,
                told_top=top,
                cause=cause,
                today=on.today,
                actor=on.actor,
                now=on.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved("what is noted of this miss.", place=f"miss {told.kind} {told.id}", operation=operation)


def _act(on: Stage, miss: Miss, facts: Facts) -> None:
    origin, record_id = origin_of(miss)
    text = (
        f"{miss.customer}: {miss.promise.what}"
        if miss.promise
        else f"{miss.customer}: {miss.complaints[0].text}"
    )
    with st.container(horizontal=True, vertical_alignment="center", key="monday.miss.act"):
        if st.button("Make it an action", key=f"monday.act.{origin}.{record_id}", icon=":material/add_task:"):
            _action_form.about(origin, record_id, text=text)
            st.rerun()
        if facts.is_topic:
            st.markdown("✓ a topic to solve together", width="content")
        elif st.button(
            "Solve it together", key=f"monday.topic.{origin}.{record_id}", icon=":material/groups:"
        ):
            _write(
                on,
                lambda session: notes.raise_topic(
                    session,
                    title=text[:200],
                    origin=(origin, record_id),
                    meeting_id=on.meeting.id,
                    actor=on.actor,
                    now=on.now,
                ),
            )
        if facts.actions:
            st.markdown(f"{counted(facts.actions, 'action item')} about this already", width="content")


def _came_in_late(on: Stage, facts: Facts) -> None:
    late = facts.late
    lines = [words.miss_line(miss, as_of=on.today) for miss in late.misses]
    lines += [f"hit: {words.win_line(win)}" for win in late.wins]
    lines += [
        f"{plain(each.customer)}: {plain(changed_in_words(each, beside=on.today))}" for each in late.changed
    ]
    if late.is_empty:
        return
    said = [
        counted(len(late.misses), "miss", "misses") if late.misses else "",
        counted(len(late.wins), "win") if late.wins else "",
        counted(late.runs, "kept promise") if late.runs else "",
        f"{len(late.changed)} told otherwise" if late.changed else "",
    ]
    label = "Came in late, for weeks we have looked at already: " + ", ".join(part for part in said if part)
    if st.toggle(label, key="monday.late"):
        st.markdown(words.bulleted(lines))


def _write(on: Stage, change: Callable[[Look], object]) -> None:
    try:
        with saving(on.store) as session:
            change(session)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
