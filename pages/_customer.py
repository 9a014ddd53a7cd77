"""One customer: what became of the promises made to it, what it complained about, and what can be set right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db.engine import Store, reading
from db.queries.alike import parts_of
from db.queries.one_customer import person_names
from meeting.permissions import Action, Actor, allowed
from meeting.records import CustomerRecord, PromiseLine, RecordHistory
from pages import _customers as words
from pages import _merging, _parting, _record_page, _saving
from pages._customer_forms import CustomerPage, same_as, set_right
from pages._plain import plain

FIRST = 10


def show(
    store: Store, actor: Actor, record: CustomerRecord, history: RecordHistory, *, today: date, zone: str
) -> None:
    seen = _saving.seen()
    may_set, may_merge = allowed(actor, Action.CORRECT), allowed(actor, Action.CORRECT_DAY)
    with reading(store) as session:
        people = person_names(session) if may_set else ()
        merging = _merging.asked(session, record, as_of=today) if may_merge else None
        parts = parts_of(session, record.line.id) if may_merge else ()
    page = CustomerPage(store, actor, record, history, today, zone, seen)
    _head(page)
    left, right = _record_page.columns()
    with right:
        _saving.offer_undo(store, actor, place=page.place)
        st.markdown(f"#### Known as\n{words.references(record.references)}", anchors=False)
        if may_set:
            set_right(page, people)
        if merging is not None:
            same_as(page)
            _merging.offer(store, actor, record, merging, seen=seen)
            _parting.offer(store, actor, record.line, parts, seen=seen)
    with left:
        _lists(page)
    _record_page.history(store, actor, history.changes, zone=zone, place=page.place)
    versions = {page.place: record.line.version}
    versions |= {f"complaint {one.id}": one.version for one in record.complaints}
    if merging is not None and merging.other is not None:
        versions |= {f"customer {merging.other.line.id}": merging.other.line.version}
    _saving.note(versions | {f"customer {one.id}": one.version for one in parts})


def _head(page: CustomerPage) -> None:
    record = page.record
    st.page_link("customers.py", label="All customers", icon=":material/arrow_back:")
    st.title(plain(record.line.name) + words.tier_words(record.line.tier), anchor=False)
    if record.merged_name:
        st.info(
            f"**{plain(record.merged_name)}** was merged into **{plain(record.line.name)}**, which is shown here.",
            icon=":material/merge:",
        )
    mail = f" · {plain(record.email)}" if record.email else ""
    turn_to = f"**{words.person(record.turn_to)}**" if record.turn_to else "nobody is named yet"
    st.markdown(f"{words.counts(record.line)}{mail}\\\nWho to turn to: {turn_to}")


def _lists(page: CustomerPage) -> None:
    record = page.record
    most = None if st.session_state.get("customers.older") else FIRST
    complaints, wins = record.complaints[:most], record.wins[:most]
    _promises(page, record.promises[:most])
    st.markdown(words.complaints(complaints, number=len(record.complaints)), anchors=False)
    st.markdown(words.wins(wins, number=len(record.wins)), anchors=False)
    if max(len(record.promises), len(record.complaints), len(record.wins)) > FIRST:
        st.toggle("Show more", key="customers.older")


def _promises(page: CustomerPage, promises: Sequence[PromiseLine]) -> None:
    number = max(page.record.line.promises, len(page.record.promises))
    if not number:
        st.markdown("#### Promises\nNothing was promised to this customer yet.", anchors=False)
        return
    st.markdown(f"#### Promises: {number}", anchors=False)
    with st.container(gap="xxsmall", key="customers.promises"):
        for line in promises:
            # A link and not a switch: a switch to another page leaves a wrong address to go back to.
            name, state = words.promise_name(line), words.promise_state(line, as_of=page.today)
            label = f":violet[{name}] · :small[{state}]"
            st.page_link("promise.py", label=label, query_params={"id": str(line.id)})
    if more := words.older(number, len(promises)):
        st.markdown(more)
