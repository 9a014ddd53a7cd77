"""One action item: what, who, by when, where it comes from, what happened to it, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from db.engine import Look, Store, reading
from db.queries import carried as carried_queries
from db.queries import house, known
from db.queries import meetings as meeting_queries
from db.queries.actions import one_action
from db.queries.history import action_history
from meeting.actions import ActionRow, became_in_words, carried_in_words
from meeting.board import Organisation
from meeting.clock import day_in
from meeting.meeting_days import due_by_default, next_meeting_day
from meeting.meetings import Pick
from meeting.on_time import stays_due
from meeting.permissions import Action, Actor, allowed
from meeting.records import RecordHistory
from meeting.weeks import in_words
from meeting.words import ActionState, Origin, Outcome
from pages import _action_changes as ways
from pages import _action_files, _actor, _asked, _note_origin, _record_page, _saving, _settling, _store
from pages._plain import plain

_PAGE_OF = {
    Origin.PROMISE: ("promise.py", "The promise it is about"),
    Origin.COMPLAINT: ("complaint.py", "The complaint it is about"),
}


@dataclass(frozen=True)
class Shown:
    """What the page shows and acts upon. `seen` is the version on the screen when this run was asked for, `is_known`
    whether a closed meeting knows the item."""

    store: Store
    record: RecordHistory
    row: ActionRow
    times: int
    due: date
    picks: tuple[Pick, ...]
    today: date
    zone: str
    actor: Actor
    seen: int
    is_known: bool

    @property
    def place(self) -> str:
        return f"action {self.record.id}"

    @property
    def what(self) -> str:
        return f"action.way.{self.record.id}"

    @property
    def page(self) -> _record_page.Shown:
        return _record_page.Shown(
            self.store, self.record, self.zone, self.place, "this action item", self.seen
        )


def main() -> None:
    store, actor, asked = _store.current(), _actor.current(), _asked.record_id()
    with reading(store) as session:
        organisation = house.organisation(session)
        record = action_history(session, asked) if asked else None
        row = one_action(session, asked) if asked else None
        shown = _read(session, organisation, record, row) if record and row else None
    if shown is None and record is not None:
        _taken_back(record, zone=organisation.zone)
        return
    if shown is None:
        _teach()
        return
    is_ticked = _head(shown)
    left, right = _record_page.columns()
    with right:
        _saving.offer_undo(store, actor, place=shown.place)
        _act(shown, is_ticked=is_ticked)
    with left:
        st.markdown(_facts(shown))
    _record_page.history(
        store,
        actor,
        shown.record.changes,
        zone=shown.zone,
        place=shown.place,
        is_kept=shown.is_known,
        does=_undoing_does(shown),
    )
    if shown.is_known and shown.record.changes[0].base.is_first:
        st.markdown("A closed meeting knows it: it is done, or dropped with a reason, and never undone.")
    _saving.note({shown.place: shown.record.version})


def _read(session: Look, organisation: Organisation, record: RecordHistory, row: ActionRow) -> Shown:
    store, actor = _store.current(), _actor.current()
    today = day_in(organisation.zone, moment=store.clock.now())
    following = next_meeting_day(today + timedelta(days=1), holidays=organisation.holidays)
    due = due_by_default(today, following=following, holidays=organisation.holidays)
    return Shown(
        store,
        record,
        row,
        carried_queries.carried(session, [row.id])[row.id],
        due,
        meeting_queries.picks(session) if allowed(actor, Action.CHANGE_ACTION) else (),
        today,
        organisation.zone,
        actor,
        _saving.seen().get(f"action {record.id}", record.version),
        known.is_known_item(session, row.id),
    )


def _head(shown: Shown) -> bool:
    """Whether it was ticked, or opened again, by a press that led to this run."""
    row = shown.row
    st.title(plain(row.what, most=_record_page.TITLE), anchor=False)
    parts = [
        f"**{plain(row.owner or 'nobody yet')}**",
        f"**{plain(became_in_words(row, shown.today))}**",
        carried_in_words(shown.times),
    ]
    st.markdown(" · ".join(part for part in parts if part))
    if row.origin == Origin.NOTE:
        _note_origin.draw(Outcome.ACTION, row.id)
    with st.container(horizontal=True, vertical_alignment="center", key="action.ways"):
        is_ticked = _is_ticked(shown)
        st.page_link("actions.py", label="All action items", icon=":material/checklist:")
        if row.origin in _PAGE_OF and row.origin_id:
            page, label = _PAGE_OF[Origin(row.origin)]
            _record_page.way(page, label, row.origin_id, icon="link")
        _action_files.draw_calendar("For my calendar", [row], now=shown.store.clock.now())
    return is_ticked


def _facts(shown: Shown) -> str:
    row = shown.row
    first = in_words(row.first_due_on) if row.first_due_on else "no day yet"
    lines = [f"First due: **{first}**", f"{row.came}: **{in_words(row.made_on)}**"]
    if len(row.what) > _record_page.TITLE:
        lines.insert(0, f"What: {plain(row.what)}")
    if row.origin_text and row.origin != Origin.NOTE:
        lines.append(f"About: {plain(row.origin_text)}")
    if row.team:
        lines.append(f"Team: **{plain(row.team)}**")
    if row.left_to_do and row.state == ActionState.OPEN:
        lines.append(f"A part is done. Left to do: **{plain(row.left_to_do)}**")
    if row.notes:
        lines.append(f"Notes: {plain(row.notes)}")
    return "\n".join(f"- {line}" for line in lines)


def _act(shown: Shown, *, is_ticked: bool) -> None:
    draft = _settling.draft(shown.place)
    if draft is not None:
        if _record_page.is_settled(shown.page, ways.FORMS[draft["form"]], draft):
            _save(shown, draft["form"], draft["typed"])
        return
    if is_ticked:
        _save(shown, _tick_name(shown), {})
    names = _possible(shown)
    if not names:
        return
    chosen = st.radio(
        "What is new?",
        names,
        format_func=lambda name: ways.FORMS[name].label,
        index=None,
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


def _possible(shown: Shown) -> list[str]:
    return ways.possible(shown.row, shown.actor, filled_in=st.session_state.get(shown.what))


def _tick_name(shown: Shown) -> str:
    return "done" if shown.row.state == ActionState.OPEN else "open"


def _is_ticked(shown: Shown) -> bool:
    """The one thing most people come for stands first."""
    row, name = shown.row, _tick_name(shown)
    if not _possible(shown) or _settling.draft(shown.place) is not None:
        return False
    if row.state == ActionState.DROPPED and not allowed(shown.actor, Action.CHANGE_ACTION):
        return False
    is_first = name == "done"
    return st.button(
        ways.FORMS[name].button,
        type="primary" if is_first else "secondary",
        icon=":material/check:" if is_first else None,
        key=f"action.{name}.{row.id}",
    )


def _save(shown: Shown, name: str, typed: ways.Typed) -> None:
    form = ways.FORMS[name]
    asked = ways.Saving(
        shown.record.id,
        shown.seen,
        typed,
        shown.today,
        shown.actor,
        shown.store.clock.now(),
    )
    _record_page.save(
        shown.page, name, form, typed, write=lambda session: form.save(session, asked), done=(shown.what,)
    )


def _undoing_does(shown: Shown) -> str:
    """What the button below the history will do, where it takes the item out."""
    if not shown.record.changes[0].base.is_first:
        return ""
    stays = "" if shown.row.made_on == shown.today else " It still counts among what was due, as not done."
    return (
        "Undoing takes this action item out of every list, and no meeting asks about it."
        f"{stays} Who did it stands in the history, and can undo that."
    )


def _taken_back(record: RecordHistory, *, zone: str) -> None:
    """An item that is in no list any more, and who made it so."""
    store, actor, place = _store.current(), _actor.current(), f"action {record.id}"
    st.title(plain(record.text("what"), most=_record_page.TITLE), anchor=False)
    latest, made_on = record.changes[0], record.day("made_on")
    stays = made_on is not None and stays_due(made_on, taken_back_on=day_in(zone, moment=latest.at))
    counts = "It still counts among what was due, as not done." if stays else "It counts nowhere."
    st.warning(
        f"{plain(latest.actor)} took this action item back: it is in no list, and no meeting asks about it. {counts}",
        icon=":material/info:",
    )
    _saving.offer_undo(store, actor, place=place)
    _record_page.history(
        store,
        actor,
        record.changes,
        zone=zone,
        place=place,
        does="Undoing that brings the action item back as it was.",
    )
    st.page_link("actions.py", label="All action items", icon=":material/checklist:")


def _teach() -> None:
    st.title("An action item", anchor=False)
    if st.query_params.get("id"):
        st.warning("There is no such action item. Nothing was changed.", icon=":material/info:")
    st.markdown(
        "Here stands all that is known of one action item: who does what by when, where it comes from, who changed "
        "it and why. Here it is ticked, moved or given to somebody else.\n\nTo get here, open an action item in "
        "the list."
    )
    st.page_link("actions.py", label="All action items", icon=":material/checklist:")


main()
