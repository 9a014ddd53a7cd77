"""Many action items in one go: ticked in the list, then another day or owner for all of them, with one reason."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import streamlit as st

from db.changes.actions import arrange_actions
from db.engine import Store
from meeting.actions import ActionRow
from meeting.board import counted
from meeting.errors import MeetingError
from meeting.meetings import Pick
from meeting.permissions import Action, Actor, allowed
from pages import _saving
from pages._plain import plain
from pages._waiting import saving

IS_ON, NUMBER = "actions.many", "actions.many.number"


@dataclass(frozen=True)
class Many:
    """The items that can be picked, and how a line of them reads."""

    store: Store
    actor: Actor
    today: date
    now: datetime
    rows: Sequence[ActionRow]
    picks: Sequence[Pick]
    line: Callable[[ActionRow], str]


def is_on() -> bool:
    """Whether items are being picked, after the press that led to this run."""
    state = st.session_state
    if state.get("actions.many.press"):
        state[IS_ON] = not state.get(IS_ON, False)
    return bool(state.get(IS_ON, False))


def draw(many: Many) -> None:
    """One form around all of it: picking asks the server for nothing, and what is typed stays until it is saved."""
    number = st.session_state.setdefault(NUMBER, secrets.token_hex(4))
    names = {pick.id: pick.label for pick in many.picks}
    owner = None
    with st.form("actions.many.form"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="actions.many.line"):
            day = st.date_input(
                "New day for all",
                None,
                key=f"actions.many.day.{number}",
                format="YYYY-MM-DD",
                width=190,
                min_value=many.today,
                max_value=many.today + timedelta(days=3660),
            )
            if allowed(many.actor, Action.CHANGE_ACTION):
                owner = st.selectbox(
                    "New owner for all",
                    list(names),
                    index=None,
                    format_func=names.__getitem__,
                    key=f"actions.many.owner.{number}",
                    placeholder="as they are",
                    width=240,
                )
            reason = st.text_input("Reason", key=f"actions.many.why.{number}", max_chars=500, width="stretch")
            is_asked = st.form_submit_button("Save for all picked", type="primary", key="actions.many.save")
        everything = st.checkbox(f"All {len(many.rows)} listed here", key=f"actions.many.all.{number}")
        picked = [
            row
            for row in many.rows
            if st.checkbox(many.line(row), key=f"actions.pick.{number}.{row.id}") or everything
        ]
    if is_asked:
        _save(many, picked, day=day, owner=owner, reason=reason)


def _save(
    many: Many, picked: Sequence[ActionRow], *, day: date | None, owner: int | None, reason: str
) -> None:
    seen = _saving.seen()
    try:
        with saving(many.store) as session:
            operation = arrange_actions(
                session,
                [(row.id, seen.get(f"action {row.id}", row.version)) for row in picked],
                due_on=day,
                owner_id=owner,
                reason=reason,
                today=many.today,
                actor=many.actor,
                now=many.now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    for name in (NUMBER, IS_ON):
        st.session_state.pop(name, None)
    _saving.saved(f"{counted(len(picked), 'action item')} changed.", place="actions", operation=operation)
