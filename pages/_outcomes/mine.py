"""Action items of closed minutes: as they were agreed, with what became of them, and one's own to tick."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from db.changes import actions as changes
from meeting import minutes_words as words
from meeting.actions import ActionRow, became_in_words
from meeting.errors import MeetingError
from meeting.minutes import Agreed, Minutes
from meeting.words import ActionState
from pages import _saving
from pages._outcomes.looking import Looking
from pages._plain import plain
from pages._waiting import saving


def line(one: Agreed, now: ActionRow | None, minutes: Minutes, *, today: date, is_own: bool = False) -> str:
    """Who, what and by when as it was agreed; then what it is today, where that is something else, and its origin."""
    by = words.due_in_words(one, beside=minutes.held_on)
    what = f"[{plain(one.what)}](action?id={one.id})"
    who = "" if is_own else f"**{plain(one.owner or 'nobody yet')}**: "
    became = _today(one, now, today=today)
    about = f" · :small[about {plain(one.about, most=160)}]" if one.about else ""
    return f"{who}{what} — by {by}{f' · today: {became}' if became else ''}{about}"


def live_line(row: ActionRow, *, today: date) -> str:
    what = f"[{plain(row.what)}](action?id={row.id})"
    return f"**{plain(row.owner or 'nobody yet')}**: {what} — {plain(became_in_words(row, today))}"


def _today(one: Agreed, now: ActionRow | None, *, today: date) -> str:
    """Empty while it waits for its day, as it was agreed."""
    if now is None:
        return "taken back"
    is_open = now.state == ActionState.OPEN
    given = f"given to {plain(now.owner or 'nobody')}" if now.owner_id != one.owner_id else ""
    waits = is_open and now.due_on == one.due_on and (now.due_on is None or now.due_on > today)
    state = "" if waits else plain(became_in_words(now, today))
    state = f"**{state}**" if now.state == ActionState.DONE else state
    return ", ".join(part for part in (given, state) if part)


def draw(looking: Looking, minutes: Minutes, now: Mapping[int, ActionRow]) -> None:
    """Those of whoever looks, each with a button; nothing where none is theirs."""
    own = looking.actor.person_id
    mine = [one for one in minutes.actions if own is not None and one.owner_id == own]
    if not mine:
        return
    st.markdown("#### Yours", anchors=False)
    for one in mine:
        _row(looking, one, now.get(one.id), minutes)


def _row(looking: Looking, one: Agreed, now: ActionRow | None, minutes: Minutes) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", wrap=False, key=f"outcomes.mine.{one.id}"
    ):
        is_open = (
            now is not None and now.state == ActionState.OPEN and now.owner_id == looking.actor.person_id
        )
        is_asked = (
            now is not None
            and is_open
            and st.button("Mark done", key=f"outcomes.tick.{one.id}.{now.version}", type="primary")
        )
        st.markdown(line(one, now, minutes, today=looking.today, is_own=True), width="stretch")
    if now is None:
        return
    if is_asked:
        _tick(looking, now)
    elif any(st.session_state.get(f"outcomes.tick.{one.id}.{version}") for version in range(1, now.version)):
        st.warning(
            f"Somebody changed “{plain(one.what, most=80)}” meanwhile. Nothing was saved. It stands here as it is now.",
            icon=":material/call_split:",
        )


def _tick(looking: Looking, now: ActionRow) -> None:
    try:
        with saving(looking.store) as session:
            operation = changes.tick(
                session,
                now.id,
                seen=now.version,
                is_done=True,
                today=looking.today,
                actor=looking.actor,
                now=looking.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved(f"{now.what} (done).", place="outcomes", operation=operation)
