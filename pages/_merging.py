"""Two customers that are one: find the other, see both beside each other and what will happen, then merge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.changes.merging import merge_customers
from db.engine import Look, Store
from db.queries.customers import customer_list
from db.queries.one_customer import customer_record
from meeting.errors import MeetingError
from meeting.permissions import Actor
from meeting.records import CustomerLine, CustomerRecord
from pages import _customers as words
from pages import _empty, _saving
from pages._plain import plain
from pages._waiting import saving

FOUND = 20
TURN = "customers.merge_turn"


@dataclass(frozen=True)
class Merging:
    """Who might be the same customer, and who of them was chosen."""

    found: tuple[CustomerLine, ...] = ()
    other: CustomerRecord | None = None


def asked(session: Look, record: CustomerRecord, *, as_of: date) -> Merging:
    """What the person typed and chose until now, read before anything is drawn."""
    search = str(st.session_state.get(_key("search")) or "").strip()
    if not st.session_state.get(_key("open")) or not search:
        return Merging()
    listed = customer_list(session, as_of=as_of, search=search, most=FOUND + 1).customers
    found = tuple(line for line in listed if line.id != record.line.id)[:FOUND]
    ids = [line.id for line in found]
    picked = st.session_state.get(_key(f"other.{record.line.id}.{search}"))
    wanted = picked if picked in ids else next(iter(ids), None)
    return Merging(found, customer_record(session, wanted, as_of=as_of) if wanted else None)


def offer(
    store: Store, actor: Actor, record: CustomerRecord, merging: Merging, *, seen: _saving.Versions
) -> None:
    if not st.toggle("Merge with another customer", key=_key("open")):
        return
    with st.container(border=True):
        search = st.text_input(
            "The other customer",
            key=_key("search"),
            placeholder="name, reference or e-mail",
            icon=":material/search:",
        ).strip()
        if not search:
            return
        if merging.other is None:
            _empty.draw("No other customer is found by that. Shorten what is searched for.")
            return
        names = {line.id: line.name for line in merging.found}
        st.selectbox(
            "Found", list(names), format_func=names.__getitem__, key=_key(f"other.{record.line.id}.{search}")
        )
        other = merging.other
        stays = st.radio(
            "Which one stays",
            [record.line.id, other.line.id],
            format_func={
                one.line.id: plain(one.line.name) + words.tier_words(one.line.tier) for one in (record, other)
            }.__getitem__,
            key=_key(f"stays.{record.line.id}.{other.line.id}"),
        )
        keep, gone = (other, record) if stays == other.line.id else (record, other)
        st.markdown(words.side_by_side(keep, gone))
        st.markdown(words.merge_words(keep.line, gone.line))
        if st.button("Merge the two", type="primary", key="customers.merge"):
            _merge(store, actor, keep.line, gone.line, seen)


def _merge(
    store: Store, actor: Actor, keep: CustomerLine, gone: CustomerLine, seen: _saving.Versions
) -> None:
    try:
        with saving(store) as session:
            operation = merge_customers(
                session,
                keep=(keep.id, seen.get(f"customer {keep.id}", keep.version)),
                gone=(gone.id, seen.get(f"customer {gone.id}", gone.version)),
                actor=actor,
                now=store.clock.now(),
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    _saving.saved(
        f"{gone.name} is merged into {keep.name}.",
        place=f"customer {keep.id}",
        operation=operation,
    )


def _key(name: str) -> str:
    """Keys change with each merge, so that the next begins with nothing typed."""
    return f"customers.merge.{st.session_state.get(TURN, 0)}.{name}"
