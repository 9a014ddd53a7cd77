"""Not done asks once: another day, another owner, a part of it done, or dropped with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from meeting.actions import ActionRow
from meeting.meetings import Pick
from meeting.permissions import Action, allowed
from pages._action_changes import Typed
from pages._monday.stage import Stage

NEW_DAY, OWNER, PART, DROP = "New day", "Other owner", "A part is done", "Drop"
FOR_ALL = (NEW_DAY, PART)


@dataclass(frozen=True)
class Question:
    """About an item: everybody who may take it, the day to propose, and whether somebody has it at all."""

    row: ActionRow
    picks: Sequence[Pick]
    due: date
    is_owned: bool


def ask(on: Stage, question: Question) -> tuple[str, Typed] | None:
    """Draw the question under the item; once that is pressed, the form of pages/_action_changes.py and what it takes.

    Whatever is typed stays until it is saved.
    """
    row = question.row
    ways = (NEW_DAY, OWNER, PART, DROP) if allowed(on.actor, Action.CHANGE_ACTION) else FOR_ALL
    first = NEW_DAY if question.is_owned or OWNER not in ways else OWNER
    way = st.segmented_control(
        "What then?", ways, default=first, key=f"monday.notdone.way.{row.id}", required=True
    )
    name, draw = _WAYS[way or first]
    with (
        st.form(f"monday.notdone.{row.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"monday.notdone.line.{row.id}"),
    ):
        typed = draw(on, question)
        is_asked = st.form_submit_button("Save", type="primary", key=f"monday.notdone.save.{row.id}")
    if is_asked and name == "give" and typed["owner"] is None:
        st.error("Say who takes it. Nothing was saved.", icon=":material/error:")
        return None
    return (name, typed) if is_asked else None


def _day(on: Stage, question: Question, *, label: str = "New day") -> date:
    return st.date_input(
        label,
        question.due,
        key=f"monday.notdone.day.{question.row.id}.{question.due}",
        format="YYYY-MM-DD",
        width=230,
        min_value=on.today,
        max_value=on.today + timedelta(days=3660),
    )


def _why(question: Question, label: str) -> str:
    key = f"monday.notdone.why.{question.row.id}"
    return st.text_input(label, key=key, max_chars=500, width="stretch").strip()


def _new_day(on: Stage, question: Question) -> Typed:
    return {"day": _day(on, question), "reason": _why(question, "What stands in the way, if anything")}


def _owner(on: Stage, question: Question) -> Typed:
    names = {pick.id: pick.label for pick in question.picks}
    owner = st.selectbox(
        "Who takes it",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=f"monday.notdone.owner.{question.row.id}",
        placeholder="Who",
        width=280,
    )
    called = next((pick.name for pick in question.picks if pick.id == owner), None)
    return {"owner": owner, "name": called, "day": _day(on, question), "reason": _why(question, "Why")}


def _part(on: Stage, question: Question) -> Typed:
    rest = st.text_input(
        "A part is done; what is left to do",
        key=f"monday.notdone.rest.{question.row.id}",
        max_chars=500,
        width="stretch",
    )
    return {"rest": " ".join(rest.split()), "day": _day(on, question, label="The rest is due")}


def _drop(on: Stage, question: Question) -> Typed:
    return {"reason": _why(question, "Why it is given up")}


_WAYS: dict[str, tuple[str, Callable[[Stage, Question], Typed]]] = {
    NEW_DAY: ("move", _new_day),
    OWNER: ("give", _owner),
    PART: ("part", _part),
    DROP: ("drop", _drop),
}
