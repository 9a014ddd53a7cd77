"""What can be done with an action item: a form for each, the fields it would set, and the write behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from db.changes.actions import arrange_actions, change_action, do_a_part, drop_action, move_action, tick
from db.engine import Look
from meeting.actions import ActionRow
from meeting.meetings import Pick
from meeting.permissions import Action, Actor, allowed
from meeting.records import Value
from meeting.weeks import in_words
from meeting.words import ActionState

Typed = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """What a form is drawn with: the item, the day to propose, and everybody who may own it."""

    row: ActionRow
    due: date
    today: date
    picks: tuple[Pick, ...]


@dataclass(frozen=True)
class Saving:
    """A save somebody asked for: what they typed into which form, about a version they saw."""

    item_id: int
    seen: int
    typed: Typed
    today: date
    actor: Actor
    now: datetime


@dataclass(frozen=True)
class Form:
    """`fields` says which fields of the item would have which value, for comparing.

    `states` are those of an item in which it makes sense.
    """

    label: str
    button: str
    draw: Callable[[Shown], Typed]
    fields: Callable[[Typed], dict[str, Value]]
    said: Callable[[Typed], str]
    save: Callable[[Look, Saving], str]
    states: Sequence[str] = (ActionState.OPEN,)
    action: Action = Action.TICK_OWN_ACTION


def possible(row: ActionRow, actor: Actor, *, filled_in: str | None) -> list[str]:
    """Which forms this person may use now. One that is being filled in stays, though somebody ended the item."""
    is_own = actor.person_id is not None and row.owner_id == actor.person_id
    return [
        name
        for name, form in FORMS.items()
        if (allowed(actor, Action.CHANGE_ACTION) or (is_own and form.action is Action.TICK_OWN_ACTION))
        and (row.state in form.states or name == filled_in)
    ]


def ticked(is_done: bool) -> Callable[[Look, Saving], str]:
    def save(session: Look, saving: Saving) -> str:
        return tick(session, saving.item_id, is_done=is_done, today=saving.today, **_about(saving))

    return save


def _key(shown: Shown, name: str) -> str:
    return f"action.{name}.{shown.row.id}"


def _reason(shown: Shown, name: str, label: str = "Reason") -> str:
    return st.text_input(label, key=_key(shown, f"{name}.reason"), max_chars=500).strip()


def _day(shown: Shown, name: str, label: str) -> date:
    return st.date_input(
        label,
        shown.due,
        key=_key(shown, f"{name}.day"),
        format="YYYY-MM-DD",
        min_value=shown.today,
        max_value=shown.today + timedelta(days=3660),
    )


def _draw_move(shown: Shown) -> Typed:
    return {"day": _day(shown, "move", "New day"), "reason": _reason(shown, "move")}


def _draw_give(shown: Shown) -> Typed:
    names = {pick.id: pick.label for pick in shown.picks}
    owner = st.selectbox(
        "New owner",
        list(names),
        list(names).index(shown.row.owner_id) if shown.row.owner_id in names else None,
        format_func=names.__getitem__,
        key=_key(shown, "give.owner"),
        placeholder="Who",
    )
    called = next((pick.name for pick in shown.picks if pick.id == owner), None)
    return {"owner": owner, "name": called, "reason": _reason(shown, "give")}


def _draw_part(shown: Shown) -> Typed:
    rest = st.text_input("A part is done; what is left to do", key=_key(shown, "part.rest"), max_chars=500)
    return {"rest": " ".join(rest.split()), "day": _day(shown, "part", "The rest is due")}


def _draw_change(shown: Shown) -> Typed:
    what = st.text_input("What", shown.row.what, key=_key(shown, "change.what"), max_chars=500)
    notes = st.text_area("Notes", shown.row.notes, key=_key(shown, "change.notes"), max_chars=5000)
    return {"what": " ".join(what.split()), "notes": notes.strip()}


def _draw_drop(shown: Shown) -> Typed:
    return {"reason": _reason(shown, "drop", "Reason (needed)")}


def _about(saving: Saving) -> dict[str, Any]:
    return {"seen": saving.seen, "actor": saving.actor, "now": saving.now}


def _give(session: Look, saving: Saving) -> str:
    reason = saving.typed["reason"] or "Given to another owner"
    return arrange_actions(
        session,
        [(saving.item_id, saving.seen)],
        owner_id=saving.typed["owner"],
        due_on=saving.typed.get("day"),
        reason=reason,
        today=saving.today,
        actor=saving.actor,
        now=saving.now,
    )


FORMS = {
    "move": Form(
        label="Another day",
        button="Save the new day",
        draw=_draw_move,
        fields=lambda typed: {"due_on": typed["day"]},
        said=lambda typed: f"due {in_words(typed['day'])}.",
        save=lambda session, saving: move_action(
            session,
            saving.item_id,
            due_on=saving.typed["day"],
            reason=saving.typed["reason"],
            today=saving.today,
            **_about(saving),
        ),
    ),
    "give": Form(
        label="Another owner",
        button="Save the new owner",
        draw=_draw_give,
        fields=lambda typed: {"owner": typed["name"], **({"due_on": typed["day"]} if "day" in typed else {})},
        said=lambda typed: f"{typed['name']} takes it.",
        save=_give,
        action=Action.CHANGE_ACTION,
    ),
    "part": Form(
        label="A part is done",
        button="Save what is left",
        draw=_draw_part,
        fields=lambda typed: {"left_to_do": typed["rest"], "due_on": typed["day"]},
        said=lambda typed: f"a part is done; what is left is due {in_words(typed['day'])}.",
        save=lambda session, saving: do_a_part(
            session,
            saving.item_id,
            rest=saving.typed["rest"],
            due_on=saving.typed["day"],
            today=saving.today,
            **_about(saving),
        ),
    ),
    "change": Form(
        label="Other words",
        button="Save the words",
        draw=_draw_change,
        fields=lambda typed: {"what": typed["what"], "notes": typed["notes"] or None},
        said=lambda typed: "the words.",
        save=lambda session, saving: change_action(
            session, saving.item_id, what=saving.typed["what"], notes=saving.typed["notes"], **_about(saving)
        ),
        states=tuple(ActionState),
    ),
    "drop": Form(
        label="Drop it",
        button="Drop it",
        draw=_draw_drop,
        fields=lambda typed: {"state": str(ActionState.DROPPED), "dropped_because": typed["reason"]},
        said=lambda typed: "dropped.",
        save=lambda session, saving: drop_action(
            session, saving.item_id, reason=saving.typed["reason"], **_about(saving)
        ),
        states=(ActionState.OPEN, ActionState.DONE),
        action=Action.CHANGE_ACTION,
    ),
    "done": Form(
        label="Done",
        button="Done",
        draw=lambda shown: {},
        fields=lambda typed: {"state": str(ActionState.DONE)},
        said=lambda typed: "done.",
        save=ticked(True),
        states=(),
    ),
    "open": Form(
        label="Open again",
        button="Open again",
        draw=lambda shown: {},
        fields=lambda typed: {"state": str(ActionState.OPEN)},
        said=lambda typed: "open again.",
        save=ticked(False),
        states=(),
    ),
}
"""The last two are buttons of their own and never chosen from the list."""
