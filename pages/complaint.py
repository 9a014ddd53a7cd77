"""One complaint: all that is known of it and from where, and what happened to it."""

from __future__ import annotations

import streamlit as st

from db.engine import reading
from db.queries import house
from db.queries.history import complaint_history
from meeting.clock import day_in
from meeting.words import Outcome
from pages import (
    _actor,
    _asked,
    _complaint_answer,
    _complaint_form,
    _note_origin,
    _record_page,
    _saving,
    _store,
)
from pages import _records as words
from pages._plain import plain
from pages._record_page import way


def main() -> None:
    store, actor, asked = _store.current(), _actor.current(), _asked.record_id()
    with reading(store) as session:
        zone = house.organisation(session).zone
        record = complaint_history(session, asked) if asked else None
        if record is None:
            _teach()
            return
        today = day_in(zone, moment=store.clock.now())
        correcting = _complaint_form.asked(session, store, actor, record, today=today, zone=zone)
    place = f"complaint {record.id}"
    st.title(plain(f"Complaint of {record.text('customer') or 'no customer named'}", most=120), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="complaint.ways"):
        if "customer" in record.numbers:
            way("customers.py", "Its customer", record.numbers["customer"], icon="storefront")
        if "promise" in record.numbers:
            way("promise.py", "The promise it is about", record.numbers["promise"], icon="event")
        if "same_as" in record.numbers:
            way("complaint.py", "The complaint it is the same as", record.numbers["same_as"], icon="link")
    _note_origin.draw(Outcome.COMPLAINT, record.id)
    _record_page.say_taken_back(record, called="complaint")
    left, right = _record_page.columns()
    with right:
        _saving.offer_undo(store, actor, place=place)
        _complaint_answer.draw(_answering(correcting))
        noted = _complaint_form.draw(correcting)
    with left:
        st.markdown(words.facts_table(record, zone=zone))
        st.markdown(f":small[{words.came_from(record)}]")
    _record_page.history(store, actor, record.changes, zone=zone, place=place)
    _saving.note({place: noted})


def _answering(about: _complaint_form.Correcting) -> _complaint_answer.Answering:
    return _complaint_answer.Answering(
        about.store, about.actor, about.record, about.seen, about.today, about.zone, about.may
    )


def _teach() -> None:
    st.title("A complaint", anchor=False)
    if st.query_params.get("id"):
        st.warning("There is no such complaint. Nothing was changed.", icon=":material/info:")
    st.markdown(
        "Here stands all that is known of one complaint: from which file each field comes, who changed it and why."
        "\n\nTo get here, open a complaint on the board."
    )
    st.page_link("home.py", label="The board", icon=":material/dashboard:")


main()
