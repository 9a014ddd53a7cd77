"""What can be done with a promise: a form for each, the fields it would set, and the write behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from db.changes.records import correct_day, deliver, move, withdraw
from db.engine import Look
from meeting.permissions import Action, Actor
from meeting.records import RecordHistory, Value
from meeting.weeks import in_words
from meeting.words import WithdrawnBy

Typed = dict[str, Any]
BY = {"The customer": WithdrawnBy.CUSTOMER, "Us": WithdrawnBy.US}


@dataclass(frozen=True)
class Saving:
    """A save somebody asked for: what they typed into which form, about a version they saw."""

    promise_id: int
    seen: int
    typed: Typed
    today: date
    actor: Actor
    now: datetime


@dataclass(frozen=True)
class Form:
    """`fields` says which fields of the promise would have which value, for comparing."""

    label: str
    action: Action
    button: str
    draw: Callable[[RecordHistory, date], Typed]
    fields: Callable[[Typed], dict[str, Value]]
    said: Callable[[Typed], str]
    save: Callable[[Look, Saving], str]


def _key(record: RecordHistory, name: str) -> str:
    return f"promise.{name}.{record.id}"


def _reason(record: RecordHistory, name: str, *, label: str = "Reason") -> str:
    return st.text_input(label, key=_key(record, f"{name}.reason"), max_chars=500).strip()


def _draw_deliver(record: RecordHistory, today: date) -> Typed:
    return {"on": _day("Delivered on", record.day("delivered_on") or today, key=_key(record, "deliver.on"))}


def _draw_move(record: RecordHistory, today: date) -> Typed:
    later = max(record.day("promised_on") or today, today) + timedelta(weeks=1)
    to = _day("Promised now for", later, key=_key(record, "move.to"))
    return {"to": to, "reason": _reason(record, "move", label="Reason, as the customer was told")}


def _draw_withdraw(record: RecordHistory, today: date) -> Typed:
    on = _day("Withdrawn on", record.day("withdrawn_on") or today, key=_key(record, "withdraw.on"))
    by = st.radio("By", list(BY), horizontal=True, key=_key(record, "withdraw.by"))
    return {"on": on, "by": str(BY[by]), "reason": _reason(record, "withdraw")}


def _draw_correct(record: RecordHistory, today: date) -> Typed:
    st.markdown("Only for a day that was typed wrongly: it is replaced, and does not count as moved.")
    to = _day("The right day", record.day("promised_on") or today, key=_key(record, "correct.to"))
    return {"to": to, "reason": _reason(record, "correct", label="Reason (needed)")}


def _day(label: str, value: date, *, key: str) -> date:
    # Bounds of its own: the widget would refuse days ten years before or after the one it starts with.
    return st.date_input(
        label,
        value,
        key=key,
        format="YYYY-MM-DD",
        min_value=date(1900, 1, 1),
        max_value=date(2100, 12, 31),
    )


def _about(saving: Saving) -> dict[str, Any]:
    return {"seen": saving.seen, "actor": saving.actor, "now": saving.now}


FORMS = {
    "deliver": Form(
        label="It was delivered",
        action=Action.CORRECT,
        button="Save as delivered",
        draw=_draw_deliver,
        fields=lambda typed: {"delivered_on": typed["on"]},
        said=lambda typed: f"delivered on {in_words(typed['on'])}.",
        save=lambda session, saving: deliver(
            session, saving.promise_id, on=saving.typed["on"], today=saving.today, **_about(saving)
        ),
    ),
    "move": Form(
        label="Promise another day",
        action=Action.CORRECT,
        button="Save the new day",
        draw=_draw_move,
        fields=lambda typed: {"promised_on": typed["to"]},
        said=lambda typed: f"moved to {in_words(typed['to'])}.",
        save=lambda session, saving: move(
            session,
            saving.promise_id,
            to=saving.typed["to"],
            reason=saving.typed["reason"],
            today=saving.today,
            **_about(saving),
        ),
    ),
    "withdraw": Form(
        label="It was withdrawn",
        action=Action.CORRECT,
        button="Save as withdrawn",
        draw=_draw_withdraw,
        fields=lambda typed: {"withdrawn_on": typed["on"], "withdrawn_by": typed["by"]},
        said=lambda typed: f"withdrawn on {in_words(typed['on'])}.",
        save=lambda session, saving: withdraw(
            session,
            saving.promise_id,
            on=saving.typed["on"],
            by=WithdrawnBy(saving.typed["by"]),
            reason=saving.typed["reason"],
            today=saving.today,
            **_about(saving),
        ),
    ),
    "correct": Form(
        label="The day was typed wrongly",
        action=Action.CORRECT_DAY,
        button="Save the correction",
        draw=_draw_correct,
        fields=lambda typed: {"promised_on": typed["to"]},
        said=lambda typed: f"the promised day is {in_words(typed['to'])}.",
        save=lambda session, saving: correct_day(
            session,
            saving.promise_id,
            to=saving.typed["to"],
            reason=saving.typed["reason"],
            **_about(saving),
        ),
    ),
}

NOT_WHEN_OVER = frozenset({"move", "withdraw"})
"""What is refused for a promise that is over, and so not offered either: see meeting.promises.over_since."""
