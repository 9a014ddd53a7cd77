"""New customers: introduced or not, to whom and by whom, and to whom they turn."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from db.changes.records import say_introduced
from db.engine import Store, reading
from db.queries.meetings import picks
from meeting.board import counted
from meeting.errors import MeetingError
from meeting.field import NEW_RULE, NewCustomer
from meeting.permissions import Action, Actor, allowed
from pages import _empty, _field, _saving
from pages._plain import plain
from pages._waiting import saving

PLACE = "new customers"
FIRST = 10


def draw(
    store: Store, actor: Actor, found: tuple[NewCustomer, ...], *, today: date, now: datetime, is_folded: bool
) -> None:
    """`is_folded` makes one line of it when all are introduced and know whom to turn to."""
    waiting = [one for one in found if one.introduced_on is None or not one.turn_to]
    heading = f"New customers of the last 8 weeks: {len(found)}"
    _saving.offer_undo(store, actor, place=PLACE)
    if not found:
        _empty.draw(
            f"**No new customer in the last 8 weeks.** Whoever is new stands here until somebody says that they were "
            f"introduced, and whom of ours they turn to. :small[{NEW_RULE}]"
        )
        return
    if not waiting and is_folded:
        st.markdown(f"**{heading}**, all introduced.")
        return
    said = f" · {counted(len(waiting), 'customer')} still to be introduced" if waiting else ", all introduced"
    st.markdown(f"#### {heading}{said}\n:small[{NEW_RULE}]", anchors=False)
    shown = waiting if is_folded else found
    for one in shown[:FIRST]:
        _row(store, actor, one, today=today, now=now)
    rest = shown[FIRST:]
    if rest and st.toggle(f"{counted(len(rest), 'more customer')}", key="new.more"):
        for one in rest:
            _row(store, actor, one, today=today, now=now)


def _row(store: Store, actor: Actor, one: NewCustomer, *, today: date, now: datetime) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"new.row.{one.id}"):
        st.markdown(_field.new_line(one), width="content")
        is_asked = (
            one.introduced_on is None
            and allowed(actor, Action.LOG)
            and st.toggle("It was introduced", key=f"new.introduced.{one.id}")
        )
    if is_asked:
        _introduce(store, actor, one, today=today, now=now)


def _introduce(store: Store, actor: Actor, one: NewCustomer, *, today: date, now: datetime) -> None:
    """To whom of ours, by whom and which day: whom it turns to, whoever says so and today, unless others are chosen."""
    with reading(store) as session:
        names = {pick.id: pick.label for pick in picks(session)}
    known = list(names)
    with (
        st.form(f"new.form.{one.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"new.line.{one.id}"),
    ):
        chosen = {
            field: st.selectbox(
                label,
                known,
                known.index(first) if first in names else None,
                format_func=names.__getitem__,
                key=f"new.{field}.{one.id}",
                placeholder="Who",
                width=260,
            )
            for field, label, first in (
                ("to", "To whom of ours", one.turn_to_id),
                ("by", "By whom", actor.person_id),
            )
        }
        on = st.date_input(
            "Which day", today, max_value=today, format="YYYY-MM-DD", key=f"new.on.{one.id}", width=180
        )
        is_asked = st.form_submit_button("Save", key=f"new.save.{one.id}", type="primary")
    if not is_asked:
        return
    try:
        with saving(store) as session:
            operation = say_introduced(
                session,
                one.id,
                seen=one.version,
                on=on,
                to_id=chosen["to"],
                by_id=chosen["by"],
                today=today,
                actor=actor,
                now=now,
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    to = names.get(chosen["to"] or 0, "")
    _saving.saved(f"{one.name} was introduced to {to}.", place=PLACE, operation=operation)
