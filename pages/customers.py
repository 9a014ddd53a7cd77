"""Customers: find one, see what became of the promises made to it, set the tier of many; one by its number."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.changes.records import set_tier
from db.engine import Store, reading
from db.queries import house
from db.queries.alike import Pair, alike
from db.queries.customers import SHOWN, customer_list
from db.queries.history import customer_history
from db.queries.new_customers import new_customers
from db.queries.one_customer import customer_record
from meeting.board import counted
from meeting.clock import day_in
from meeting.errors import MeetingError
from meeting.field import NEW_RULE
from meeting.permissions import Action, Actor, allowed
from meeting.records import CustomerLine, CustomerList
from meeting.words import Tier
from pages import _actor, _alike, _asked, _customer, _empty, _saving, _store
from pages import _customers as words
from pages._plain import plain
from pages._waiting import saving

PLACE = "customers"
TIERS = {"All tiers": "", "A": "A", "B": "B", "C": "C", "No tier": "none"}
SETTABLE = ("A", "B", "C", "No tier")
SEARCH, TIER, TICKING = "customers.search", "customers.tier", "customers.ticking"
LONGER, TURN, IS_NEW = "customers.longer", "customers.turn", "customers.new"
FIRST = 50


def main() -> None:
    store, actor, asked = _store.current(), _actor.current(), _asked.record_id()
    search, tier = st.session_state.get(SEARCH, ""), TIERS.get(st.session_state.get(TIER) or "", "")
    most = SHOWN if st.session_state.get(LONGER) else FIRST
    with reading(store) as session:
        zone = house.organisation(session).zone
        today = day_in(zone, moment=store.clock.now())
        record = customer_record(session, asked, as_of=today) if asked else None
        history = customer_history(session, record.line.id) if record else None
        is_new = bool(st.session_state.get(IS_NEW)) and record is None
        only = [one.id for one in new_customers(session, today=today)] if is_new else None
        may_merge = record is None and allowed(actor, Action.CORRECT_DAY)
        pairs = alike(session) if may_merge else ()
        found = customer_list(
            session, as_of=today, search=search, tier=tier, only=only, most=0 if record else most
        )
    if record is not None and history is not None:
        _customer.show(store, actor, record, history, today=today, zone=zone)
    else:
        _list(store, actor, found, pairs, is_narrowed=bool(search or tier or is_new))


def _list(
    store: Store, actor: Actor, found: CustomerList, pairs: Sequence[Pair], *, is_narrowed: bool
) -> None:
    st.title("Customers", anchor=False)
    if st.query_params.get("id"):
        st.warning("There is no such customer. Here are all of them.", icon=":material/info:")
    if not found.total and not is_narrowed:
        _teach()
        return
    may_set = allowed(actor, Action.CORRECT)
    with st.container(horizontal=True, vertical_alignment="bottom", key="customers.choice"):
        st.text_input(
            "Search",
            key=SEARCH,
            placeholder="name, reference or e-mail",
            icon=":material/search:",
            width=420,
            persist_state="session",
        )
        st.selectbox("Tier", list(TIERS), key=TIER, width=160, persist_state="session")
        st.toggle(
            "New", key=IS_NEW, help=f"{NEW_RULE} Whether they were introduced stands under From the field."
        )
        is_ticking = may_set and st.toggle("Pick many", key=TICKING)
    _saving.offer_undo(store, actor, place=PLACE)
    if not is_ticking:
        _alike.draw(store, actor, pairs, place=PLACE)
    shown = len(found.customers)
    st.markdown(f"**{counted(found.total, 'customer')}**" + (" found" if is_narrowed else ""))
    if not found.total:
        _empty.draw("Nobody of that name, reference, e-mail and tier. Shorten what is searched for.")
    elif is_ticking:
        _tick(store, actor, found.customers)
    else:
        _open_one(found.customers)
    if found.total > shown:
        st.markdown(f"… and {found.total - shown} more: search to see fewer.")
    if found.total > FIRST:
        st.toggle("Show more", key=LONGER)
    listed = {f"customer {line.id}": line.version for line in found.customers}
    _saving.note(listed | _alike.versions(pairs))


def _open_one(customers: Sequence[CustomerLine]) -> None:
    with st.container(gap="xxsmall", key="customers.list"):
        for line in customers:
            label = f":violet[{words.customer_name(line)}] · :small[{words.counts(line)}]"
            # No link: one that leads to the page it stands on leaves the address behind with the next save.
            if st.button(label, key=f"customers.open.{line.id}", type="tertiary"):
                st.switch_page("customers.py", query_params={"id": str(line.id)})


def _tick(store: Store, actor: Actor, customers: Sequence[CustomerLine]) -> None:
    """Tick many, then set their tier in one go: all of them, or none where somebody else was quicker."""
    # Counted up by each save, so that nobody stays ticked.
    seen, turn = _saving.seen(), st.session_state.get(TURN, 0)
    with st.form("customers.tiers", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", key="customers.setting"):
            chosen = st.selectbox("New tier", SETTABLE, key="customers.new_tier", width=160)
            is_asked = st.form_submit_button("Save for all picked", type="primary", key="customers.set_tier")
        with st.container(gap="xxsmall", key="customers.list"):
            ticked = [
                line
                for line in customers
                if st.checkbox(words.customer_line(line), key=f"customers.tick.{turn}.{line.id}")
            ]
    if not is_asked:
        return
    if not ticked:
        st.info("Nobody is picked yet. Nothing was saved. Pick the customers whose tier changes, then save.")
        return
    tier = None if chosen == "No tier" else Tier(chosen)
    try:
        with saving(store) as session:
            operation = set_tier(
                session,
                [(line.id, seen.get(f"customer {line.id}", line.version)) for line in ticked],
                tier=tier,
                actor=actor,
                now=store.clock.now(),
            )
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[TURN] = turn + 1
    _saving.saved(
        f"{counted(len(ticked), 'customer')} now with {f'tier {tier}' if tier else 'no tier'}.",
        place=PLACE,
        operation=operation,
    )


def _teach() -> None:
    _empty.draw(
        "No customers yet. Everybody named in a list of promises, complaints or wins stands here by itself; a list "
        "of customers adds references, e-mails and tiers.",
        page="bring_in.py",
        label="Bring in files",
        icon=":material/upload_file:",
    )


main()
