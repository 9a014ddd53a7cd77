"""Not done asks once: another day, another owner, a part of it done, or dropped with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from db.changes import actions as changes
from meeting.actions import ActionRow
from meeting.errors import MeetingError
from meeting.meetings import Pick
from meeting.permissions import Action, allowed
from meeting.weeks import short_day
from pages import _saving
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

NEW_DAY, OWNER, SPLIT, DROP = "New day", "Other owner", "Split", "Drop"
FOR_ALL = (NEW_DAY, SPLIT)


@dataclass(frozen=True)
class Asked:
    """The item, what to say once it is saved, and what to write."""

    said: str
    write: Callable[..., str]
    given: tuple[Any, ...]
    named: dict[str, Any]


def ask(on: Stage, row: ActionRow, *, seen: int, picks: Sequence[Pick], due: date, place: str) -> None:
    """Draw the question under the item, seen at a version; whatever is typed stays until it is saved."""
    ways = (NEW_DAY, OWNER, SPLIT, DROP) if allowed(on.actor, Action.CHANGE_ACTION) else FOR_ALL
    way = st.segmented_control(
        "What then?", ways, default=NEW_DAY, key=f"monday.notdone.way.{row.id}", required=True
    )
    with (
        st.form(f"monday.notdone.{row.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"monday.notdone.line.{row.id}"),
    ):
        asked = _WAYS[way or NEW_DAY](on, replace(row, version=seen), picks, due)
        is_asked = st.form_submit_button("Save", type="primary", key=f"monday.notdone.save.{row.id}")
    if is_asked:
        _save(on, asked, place=place)


def _save(on: Stage, asked: Asked | str, *, place: str) -> None:
    if isinstance(asked, str):
        st.error(asked, icon=":material/error:")
        return
    try:
        with saving(on.store) as session:
            operation = asked.write(session, *asked.given, **asked.named, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state.pop("monday.notdone", None)
    _saving.saved(asked.said, place=place, operation=operation)


def _day(on: Stage, row: ActionRow, due: date, *, label: str = "New day") -> date:
    return st.date_input(
        label,
        due,
        key=f"monday.notdone.day.{row.id}.{due}",
        format="YYYY-MM-DD",
        width=190,
        min_value=on.today,
        max_value=on.today + timedelta(days=3660),
    )


def _why(row: ActionRow, label: str) -> str:
    return st.text_input(label, key=f"monday.notdone.why.{row.id}", max_chars=500, width="stretch").strip()


def _new_day(on: Stage, row: ActionRow, picks: Sequence[Pick], due: date) -> Asked:
    day = _day(on, row, due)
    reason = _why(row, "What stands in the way, if anything")
    named = {"seen": row.version, "due_on": day, "reason": reason, "today": on.today}
    return Asked(f"{row.what} (due {short_day(day)}).", changes.move_action, (row.id,), named)


def _owner(on: Stage, row: ActionRow, picks: Sequence[Pick], due: date) -> Asked | str:
    names = {pick.id: pick.label for pick in picks}
    owner = st.selectbox(
        "Who takes it",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=f"monday.notdone.owner.{row.id}",
        placeholder="Who",
        width=280,
    )
    day = _day(on, row, due)
    reason = _why(row, "Why")
    if owner is None:
        return "Say who takes it. Nothing was saved."
    named = {"due_on": day, "owner_id": owner, "reason": reason, "today": on.today}
    said = f"{row.what} ({names[owner]}, due {short_day(day)})."
    return Asked(said, changes.arrange_actions, ([(row.id, row.version)],), named)


def _split(on: Stage, row: ActionRow, picks: Sequence[Pick], due: date) -> Asked:
    rest = st.text_input(
        "This far it is done; what is left to do",
        key=f"monday.notdone.rest.{row.id}",
        max_chars=500,
        width="stretch",
    )
    day = _day(on, row, due, label="The rest is due")
    named = {"seen": row.version, "rest": rest, "due_on": day, "today": on.today, "meeting_id": on.meeting.id}
    return Asked(f"{row.what} (split).", changes.split_action, (row.id,), named)


def _drop(on: Stage, row: ActionRow, picks: Sequence[Pick], due: date) -> Asked:
    reason = _why(row, "Why it is given up")
    return Asked(
        f"{row.what} (dropped).", changes.drop_action, (row.id,), {"seen": row.version, "reason": reason}
    )


_WAYS: dict[str, Callable[[Stage, ActionRow, Sequence[Pick], date], Asked | str]] = {
    NEW_DAY: _new_day,
    OWNER: _owner,
    SPLIT: _split,
    DROP: _drop,
}
