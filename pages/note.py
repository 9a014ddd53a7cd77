"""One field note: what was heard, by whom, how it stands, what became of it, and what can be done with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import streamlit as st

from db.engine import Look, Store, reading
from db.queries import field as queries
from db.queries import house
from db.queries import meetings as meeting_queries
from db.queries.history import note_history
from meeting.board import Organisation
from meeting.clock import day_in
from meeting.field import Note
from meeting.meeting_days import due_by_default, next_meeting_day
from meeting.permissions import Actor
from meeting.records import RecordHistory
from meeting.weeks import in_words
from meeting.words import Outcome
from pages import _actor, _asked, _empty, _field, _log_customer, _record_page, _saving, _settling, _store
from pages._log_customer import Meant
from pages._note_forms import FORMS, Form, Saving, Shown, Typed
from pages._note_makes import MAKES
from pages._plain import plain

ALL = {**FORMS, **MAKES}


@dataclass(frozen=True)
class NotePage:
    """`seen` is the version on the screen when this run was asked for."""

    store: Store
    record: RecordHistory
    shown: Shown
    zone: str
    seen: int
    meant: Meant

    @property
    def note(self) -> Note:
        return self.shown.note

    @property
    def place(self) -> str:
        return f"note {self.note.id}"

    @property
    def way(self) -> str:
        return f"note.way.{self.note.id}"

    @property
    def picker(self) -> str:
        return _picker(self.note)

    @property
    def on_screen(self) -> _record_page.Shown:
        return _record_page.Shown(self.store, self.record, self.zone, self.place, "this note", self.seen)


def main() -> None:
    store, actor, asked = _store.current(), _actor.current(), _asked.record_id()
    with reading(store) as session:
        organisation = house.organisation(session)
        record = note_history(session, asked) if asked else None
        note = queries.one_note(session, asked) if asked else None
        page = _read(session, organisation, record, note) if record and note else None
    if page is None:
        _teach(record)
        return
    _head(page)
    left, right = _record_page.columns()
    with right:
        _saving.offer_undo(store, actor, place=page.place)
        _act(page)
    with left:
        st.markdown(_facts(page.note))
    _record_page.history(store, actor, page.record.changes, zone=page.zone, place=page.place)
    _saving.note({page.place: page.record.version})


def _read(session: Look, organisation: Organisation, record: RecordHistory, note: Note) -> NotePage:
    store, actor = _store.current(), _actor.current()
    _log_customer.act(page=_picker(note))
    meant = _log_customer.asked(session, page=_picker(note), start=_start(note))
    today = day_in(organisation.zone, moment=store.clock.now())
    picks = meeting_queries.picks(session)
    running = meeting_queries.open_meeting(session)
    following = next_meeting_day(today + timedelta(days=1), holidays=organisation.holidays)
    shown = Shown(
        note,
        actor,
        _side_of(actor, picks),
        picks,
        house.team_rows(session),
        today,
        due_by_default(today, following=following, holidays=organisation.holidays),
        running.id if running else None,
    )
    seen = _saving.seen().get(f"note {record.id}", record.version)
    return NotePage(store, record, shown, organisation.zone, seen, meant)


def _picker(note: Note) -> str:
    """Each form asks anew, beginning with the customer of the note."""
    return f"note.{st.session_state.get(f'note.way.{note.id}') or 'way'}.{note.id}"


def _start(note: Note) -> tuple[int, str] | None:
    return (note.customer_id, note.customer) if note.customer_id else None


def _side_of(actor: Actor, picks: Any) -> Any:
    return next((pick.side for pick in picks if pick.id == actor.person_id), None)


def _head(page: NotePage) -> None:
    note = page.note
    st.title(plain(note.text, most=_record_page.TITLE), anchor=False)
    idea = f": {plain(note.idea)}" if note.idea else ""
    about = [note.customer, note.team, note.person, in_words(note.noted_on)]
    parts = [f"**{_field.kind_words(note)}**{idea}", *map(plain, about), _field.standing_words(note)]
    st.markdown(" · ".join(part for part in parts if part))
    with st.container(horizontal=True, vertical_alignment="center", key="note.ways"):
        st.page_link("field.py", label="All field notes", icon=":material/forum:")
        if note.customer_id:
            _record_page.way("customers.py", "Its customer", note.customer_id, icon="storefront")


def _facts(note: Note) -> str:
    lines = []
    if len(note.text) > _record_page.TITLE:
        lines.append(plain(note.text))
    if note.answered_on:
        who = plain(note.answered_by) or "Somebody"
        lines.append(f"**Answer** of {who}, {in_words(note.answered_on)}: {plain(note.answer)}")
    if note.hand_off:
        lines.append(f"Hand-off: **{plain(note.hand_off)}**")
    lines += [f"Became {_field.made_words(made)}: {plain(made.words, most=160)}" for made in note.became]
    if not lines:
        return _empty.words(
            "Nothing became of it yet. It stays as it is, or becomes something else in one step."
        )
    return "\n".join(f"- {line}" for line in lines)


def _act(page: NotePage) -> None:
    draft = _settling.draft(page.place)
    if draft is not None:
        name = draft["form"]
        if _record_page.is_settled(page.on_screen, ALL[name], draft):
            _save(page, name, ALL[name], draft["typed"])
        return
    filled_in = st.session_state.get(page.way)
    names = [name for name, form in ALL.items() if form.is_possible(page.shown) or name == filled_in]
    if not names:
        return
    chosen = st.radio(
        "What is to be done with it",
        names,
        format_func=lambda name: ALL[name].label,
        index=None,
        key=page.way,
    )
    if chosen is None:
        return
    form = ALL[chosen]
    if form.picks_customer:
        _log_customer.draw(
            page.meant, page=page.picker, may_be_new=False, is_needed=chosen == Outcome.PROMISE
        )
    with st.form(f"note.form.{page.note.id}"):
        typed = form.draw(page.shown) | (_log_customer.known(page.meant) if form.picks_customer else {})
        is_asked = st.form_submit_button(form.button, type="primary", key=f"note.save.{chosen}")
    if is_asked:
        _save(page, chosen, form, typed)


def _save(page: NotePage, name: str, form: Form, typed: Typed) -> None:
    kept = page.shown.key(f"operation.{name}")
    operation = st.session_state.setdefault(kept, secrets.token_hex(8))
    asked = Saving(page.note, page.seen, typed, operation, page.shown, page.store.clock.now())
    _record_page.save(
        page.on_screen,
        name,
        form,
        typed,
        write=lambda session: form.save(session, asked),
        done=(page.way, kept, f"{page.picker}.picked"),
    )


def _teach(record: RecordHistory | None) -> None:
    st.title("A field note", anchor=False)
    if record is not None:
        st.warning("This note was taken back. It counts nowhere.", icon=":material/info:")
    elif st.query_params.get("id"):
        st.warning("There is no such note. Nothing was changed.", icon=":material/info:")
    st.markdown(
        "Here stands one thing somebody heard in the field: a customer's words, a pressure, an idea, a barrier or a "
        "question before promising. Here it is answered, or becomes a topic, an action item, a complaint, a promise "
        "or a win.\n\nTo get here, open a note in the list."
    )
    st.page_link("field.py", label="All field notes", icon=":material/forum:")


main()
