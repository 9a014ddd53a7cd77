"""A customer that became part of another and is another after all: parted again, whatever came since."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.changes.parting import part_customers
from db.engine import Store
from db.queries.alike import OfTwo
from meeting.errors import MeetingError
from meeting.permissions import Actor
from meeting.records import CustomerLine
from pages import _saving
from pages._plain import plain
from pages._waiting import saving


def offer(
    store: Store, actor: Actor, whole: CustomerLine, parts: Sequence[OfTwo], *, seen: _saving.Versions
) -> None:
    """Nothing where no customer became part of this one. Call it for whoever may merge customers."""
    if not parts or not st.toggle("Part from a merged customer", key=f"customers.part.open.{whole.id}"):
        return
    with st.container(border=True):
        st.markdown(
            "It is a customer of its own again, with what it had before the merge and what files told of it since. "
            "It can be undone."
        )
        for one in parts:
            if st.button(f"Part {plain(one.told, most=80)}", key=f"customers.part.{one.id}"):
                _part(store, actor, whole, one, seen)


def _part(store: Store, actor: Actor, whole: CustomerLine, one: OfTwo, seen: _saving.Versions) -> None:
    try:
        with saving(store) as session:
            operation = part_customers(
                session,
                one.id,
                seen=seen.get(f"customer {one.id}", one.version),
                actor=actor,
                now=store.clock.now(),
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved(
        f"{one.name} is a customer of its own again.", place=f"customer {whole.id}", operation=operation
    )
