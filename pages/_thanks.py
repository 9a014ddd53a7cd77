"""A quiet word to those who lead: whom nobody has thanked lately. Names in their order, no counts, no ranking."""

from __future__ import annotations

from datetime import date

import streamlit as st

from db.engine import Store, reading
from db.queries.one_win import not_thanked_lately
from meeting.permissions import LEADING, Actor
from pages._plain import plain

MOST = 60


def draw(store: Store, actor: Actor, *, today: date) -> None:
    """Folded, and read only when it is opened."""
    if actor.role not in LEADING or not st.toggle("Not thanked lately", key="thanks.lately"):
        return
    with reading(store) as session:
        names = not_thanked_lately(session, today=today, most=MOST)
    if not names:
        st.markdown("Everybody was thanked in the last thirteen weeks.")
        return
    st.markdown(
        f":small[Named in no hit for thirteen weeks, from A to Z. What did they make happen?]\n\n"
        f"{' · '.join(plain(name) for name in names)}"
    )
