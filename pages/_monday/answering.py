"""What is answered about an item is saved; where somebody was quicker, both versions are shown first."""

from __future__ import annotations

import streamlit as st

from db.engine import Look, reading
from db.queries.history import action_history
from meeting.records import RecordHistory
from pages import _action_changes as ways
from pages import _settling
from pages._action_changes import Typed
from pages._monday.stage import Stage

PLACE = "carried"
NOT_DONE = "monday.notdone"


def unsettled(session: Look) -> RecordHistory | None:
    """The item of which an answer could not be saved."""
    draft = _settling.draft(PLACE)
    return action_history(session, draft["typed"]["item"]) if draft else None


def save(on: Stage, item_id: int, name: str, typed: Typed, *, seen: int) -> None:
    """Save what was answered with the form `name` of pages/_action_changes.py, about a version that was seen."""
    with reading(on.store) as session:
        record = action_history(session, item_id)
    if record is None:
        st.error(
            "This action item was taken back meanwhile. Nothing was saved. Go on with the next.",
            icon=":material/error:",
        )
        return
    form = ways.FORMS[name]
    asked = ways.Saving(item_id, seen, typed, on.today, on.actor, on.now)
    attempt = _settling.Attempt(
        place=PLACE,
        form=name,
        typed={**typed, "item": item_id},
        fields=form.fields(typed),
        seen=seen,
        said=f"{record.fields['what']} ({form.said(typed).removesuffix('.')}).",
        write=lambda session: form.save(session, asked),
        done=[NOT_DONE],
    )
    _settling.save(on.store, attempt, record=record)


def settle(on: Stage, record: RecordHistory) -> None:
    """Both versions, and the two ways out: the answer once more on top of what there is, or none."""
    draft = _settling.draft(PLACE)
    if draft is None:
        return
    name, typed = draft["form"], draft["typed"]
    conflict = _settling.Conflict(
        place=PLACE,
        called=f"“{record.fields['what']}”",
        record=record,
        zone=on.zone,
        seen=draft["seen"],
        fields=ways.FORMS[name].fields(typed),
        more={"Your reason": typed.get("reason", "")},
    )
    with st.container(border=True, key="monday.carried.settling"):
        is_wanted = _settling.ask(conflict) is not None
    if is_wanted:
        save(on, record.id, name, typed, seen=record.version)
