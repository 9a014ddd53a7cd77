"""On the page of a record: the field note it was made of, with who noted it."""

from __future__ import annotations

import streamlit as st

from db.engine import reading
from db.queries.field import note_of
from meeting.words import Outcome
from pages import _store
from pages._field import origin_line


def draw(what: Outcome, record_id: int) -> None:
    """Nothing for a record that comes from no note. It reads by itself, so that no page need know of notes."""
    with reading(_store.current()) as session:
        note = note_of(session, what, record_id)
    if note is not None:
        st.markdown(origin_line(note))
