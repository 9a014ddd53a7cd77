"""One action item: what, who, by when, where it comes from, what happened to it, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from db.engine import Look, Store, reading
from db.queries import carried as carried_queries
from db.queries import house
from db.queries import meetings as meeting_queries
from db.queries.actions import one_action
from db.queries.history import action_history
from meeting.actions import ActionRow, became_in_words, carried_in_words
from meeting.board import Organisation
from meeting.clock import day_in
from meeting.meeting_days import due_by_default, next_meeting_day
from meeting.meetings import Pick
from meeting.permissions import Action, Actor, allowed
from meeting.records import RecordHistory
from meeting.weeks import in_words
from meeting.words import ActionState, Origin, Outcome
from pages import _action_changes as ways
from pages import _action_files, _actor, _asked, _note_origin, _saving, _settling, _store
from pages import _records as words
from pages._plain import plain

_PAGE_OF = {
    Origin.PROMISE: ("promise.py", "The promise it is about"),
    Origin.COMPLAINT: ("complaint.py", "The complaint it is about"),
}


@dataclass(frozen=True)
class Shown:
    """What the page shows and acts upon. `seen` is the version on the screen when this run was asked for."""

    store: Store
    record: RecordHistory
    row: ActionRow
    times: int
    due: date
    picks: tuple[Pick, ...]
    meeting_id: int | None
    today: date
    zone: str
    actor: Actor
    seen: int

    @property
    def place(self) -> str:
        return f"action {self.record.id}"

    @property
    def what(self) -> str:
        return f"action.way.{self.record.id}"


def main() -> None:
    store, actor, asked = _store.current(), _actor.current(), _asked.record_id()
    with reading(store) as session:
        organisation = house.organisation(session)
        record = action_history(session, asked) if asked else None
        row = one_action(session, asked) if asked else None
        shown = _read(session, organisation, record, row) if record and row else None
    if shown is None:
        _teach(record)
        return
    _head(shown)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _saving.offer_undo(store, actor, place=shown.place)
        _act(shown)
    with right:
        st.markdown(_facts(shown))
    st.markdown(
        f"#### What happened to it\n{words.history_list(shown.record.changes, zone=shown.zone)}",
        anchors=False,
    )
    _saving.offer_undo_in_history(store, actor, place=shown.place, latest=shown.record.changes[0])
    _saving.note({shown.place: shown.record.version})


def _read(session: Look, organisation: Organisation, record: RecordHistory, row: ActionRow) -> Shown:
    store, actor = _store.current(), _actor.current()
    today = day_in(organisation.zone, moment=store.clock.now())
    running = meeting_queries.open_meeting(session)
    following = next_meeting_day(today + timedelta(days=1), holidays=organisation.holidays)
    due = due_by_default(today, following=following, holidays=organisation.holidays)
    return Shown(
        store,
        record,
        row,
        carried_queries.carried(session, [row.id])[row.id],
        due,
        meeting_queries.picks(session) if allowed(actor, Action.CHANGE_ACTION) else (),
        running.id if running else None,
        today,
        organisation.zone,
        actor,
        _saving.seen().get(f"action {record.id}", record.version),
    )


def _head(shown: Shown) -> None:
    row = shown.row
    st.title(plain(row.what, most=120), anchor=False)
    parts = [
        f"**{plain(row.owner or 'nobody yet')}**",
        f"**{plain(became_in_words(row, shown.today))}**",
        carried_in_words(shown.times),
    ]
    is_of_a_note = row.origin == Origin.NOTE
    origin = f"\n\nAbout: {plain(row.origin_text)}" if row.origin_text and not is_of_a_note else ""
    st.markdown(" · ".join(part for part in parts if part) + origin)
    if is_of_a_note:
        _note_origin.draw(Outcome.ACTION, row.id)
    with st.container(horizontal=True, vertical_alignment="center", key="action.ways"):
        st.page_link("actions.py", label="All action items", icon=":material/checklist:")
        if row.origin in _PAGE_OF and row.origin_id:
            page, label = _PAGE_OF[Origin(row.origin)]
            st.page_link(page, label=label, icon=":material/link:", query_params={"id": str(row.origin_id)})
        _action_files.draw_calendar("For my calendar", [row], now=shown.store.clock.now())


def _facts(shown: Shown) -> str:
    row = shown.row
    first = in_words(row.first_due_on) if row.first_due_on else "no day yet"
    lines = [f"First due: **{first}**", f"Agreed on: **{in_words(row.made_on)}**"]
    if row.team:
        lines.append(f"Team: **{plain(row.team)}**")
    if row.notes:
        lines.append(f"Notes: {plain(row.notes)}")
    return "\n".join(f"- {line}" for line in lines)


def _act(shown: Shown) -> None:
    draft = _settling.draft(shown.place)
    if draft is not None:
        _settle(shown, draft)
        return
    filled_in = st.session_state.get(shown.what)
    names = ways.possible(shown.row, shown.actor, filled_in=filled_in)
    if not names:
        return
    _tick(shown)
    chosen = st.radio(
        "Or change it",
        names,
        format_func=lambda name: ways.FORMS[name].label,
        index=None,
        horizontal=True,
        key=shown.what,
    )
    if chosen is None:
        return
    form = ways.FORMS[chosen]
    with st.form(f"action.form.{shown.record.id}"):
        typed = form.draw(ways.Shown(shown.row, shown.due, shown.today, shown.picks))
        is_asked = st.form_submit_button(form.button, type="primary", key=f"action.save.{chosen}")
    if is_asked:
        _save(shown, chosen, typed)


def _tick(shown: Shown) -> None:
    """The one thing most people come for: as wide as a thumb can reach."""
    row = shown.row
    name = "done" if row.state == ActionState.OPEN else "open"
    if row.state == ActionState.DROPPED and not allowed(shown.actor, Action.CHANGE_ACTION):
        return
    form = ways.FORMS[name]
    is_first = name == "done"
    if st.button(
        form.button,
        type="primary" if is_first else "secondary",
        icon=":material/check:" if is_first else None,
        key=f"action.{name}.{row.id}",
        width="stretch",
    ):
        _save(shown, name, {})


def _save(shown: Shown, name: str, typed: ways.Typed) -> None:
    form = ways.FORMS[name]
    asked = ways.Saving(
        shown.record.id,
        shown.seen,
        typed,
        shown.today,
        shown.meeting_id,
        shown.actor,
        shown.store.clock.now(),
    )
    attempt = _settling.Attempt(
        place=shown.place,
        form=name,
        typed=typed,
        fields=form.fields(typed),
        seen=shown.seen,
        said=form.said(typed),
        write=lambda session: form.save(session, asked),
        done=(shown.what,),
    )
    _settling.save(shown.store, attempt, record=shown.record)


def _settle(shown: Shown, draft: dict[str, Any]) -> None:
    form, typed = ways.FORMS[draft["form"]], draft["typed"]
    conflict = _settling.Conflict(
        place=shown.place,
        called="this action item",
        record=shown.record,
        zone=shown.zone,
        seen=draft["seen"],
        fields=form.fields(typed),
        more={"Your reason": typed.get("reason", ""), "What is left": typed.get("rest", "")},
    )
    if _settling.ask(conflict) is not None:
        _save(shown, draft["form"], typed)


def _teach(record: RecordHistory | None) -> None:
    st.title("An action item", anchor=False)
    if record is not None:
        st.warning("This action item was taken back. It counts nowhere.", icon=":material/info:")
    elif st.query_params.get("id"):
        st.warning("There is no such action item. Nothing was changed.", icon=":material/info:")
    st.markdown(
        "Here stands all that is known of one action item: who does what by when, where it comes from, who changed "
        "it and why. Here it is ticked, moved or given to somebody else.\n\nTo get here, open an action item in "
        "the list."
    )
    st.page_link("actions.py", label="All action items", icon=":material/checklist:")


main()
