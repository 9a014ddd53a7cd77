"""One customer: what became of the promises made to it, what it complained about, and what can be set right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.changes.records import mark_same_as, set_tier, set_turn_to
from db.engine import Look, Store, reading
from db.queries.one_customer import person_names
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, allowed
from meeting.records import CustomerLine, CustomerRecord, PersonName, PromiseLine
from meeting.words import Tier
from pages import _customers as words
from pages import _merging, _saving
from pages._plain import plain
from pages._waiting import saving

NO_TIER = "No tier"
TIERS: dict[str, Tier | None] = {"A": Tier.A, "B": Tier.B, "C": Tier.C, NO_TIER: None}
FIRST = 10


@dataclass(frozen=True)
class _Page:
    store: Store
    actor: Actor
    record: CustomerRecord
    today: date
    seen: _saving.Versions

    @property
    def place(self) -> str:
        return f"customer {self.record.line.id}"

    def save(self, write: Callable[[Look], str], *, said: str) -> None:
        try:
            with saving(self.store) as session:
                operation = write(session)
        except MeetingError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        _saving.saved(said, place=self.place, operation=operation)


def show(store: Store, actor: Actor, record: CustomerRecord, *, today: date) -> None:
    seen = _saving.seen()
    may_set, may_merge = allowed(actor, Action.CORRECT), allowed(actor, Action.CORRECT_DAY)
    with reading(store) as session:
        people = person_names(session) if may_set else ()
        merging = _merging.asked(session, record, as_of=today) if may_merge else None
    page = _Page(store, actor, record, today, seen)
    _head(page)
    left, right = st.columns([3, 2], gap="large")
    with right:
        _saving.offer_undo(store, actor, place=page.place)
        st.markdown(f"#### Known as\n{words.references(record.references)}", anchors=False)
        if may_set:
            drawn = _drawn(record.line)
            _set_tier(page, drawn)
            _set_turn_to(page, drawn, people)
        if merging is not None:
            _same_as(page)
            _merging.offer(store, actor, record, merging, seen=seen)
    with left:
        _lists(page)
    versions = {page.place: record.line.version}
    versions |= {f"complaint {one.id}": one.version for one in record.complaints}
    if merging is not None and merging.other is not None:
        versions |= {f"customer {merging.other.line.id}": merging.other.line.version}
    _saving.note(versions)


def _head(page: _Page) -> None:
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


def _lists(page: _Page) -> None:
    record = page.record
    most = None if st.session_state.get("customers.older") else FIRST
    complaints, wins = record.complaints[:most], record.wins[:most]
    _promises(page, record.promises[:most])
    st.markdown(words.complaints(complaints, number=len(record.complaints)), anchors=False)
    st.markdown(words.wins(wins, number=len(record.wins)), anchors=False)
    if max(len(record.promises), len(record.complaints), len(record.wins)) > FIRST:
        st.toggle("Show older ones, too", key="customers.older")


def _promises(page: _Page, promises: Sequence[PromiseLine]) -> None:
    number = max(page.record.line.promises, len(page.record.promises))
    if not number:
        st.markdown("#### Promises\nNothing was promised to this customer yet.", anchors=False)
        return
    st.markdown(f"#### Promises: {number}", anchors=False)
    with st.container(gap="xsmall", key="customers.promises"):
        for line in promises:
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                # A link and not a switch: a switch to another page leaves a wrong address to go back to.
                name, address = words.promise_name(line), {"id": str(line.id)}
                st.page_link("promise.py", label=f":primary[{name}]", query_params=address)
                st.markdown(f":small[{words.promise_state(line, as_of=page.today)}]", width="content")
    if more := words.older(number, len(promises)):
        st.markdown(more)


def _drawn(line: CustomerLine) -> str:
    """What the keys of the forms end with: a changed customer is drawn anew, with what it has now.

    Not while one of them is being saved: what was chosen then stays chosen when it cannot be.
    """
    name, now = f"customers.drawn.{line.id}", f"{line.id}.{line.version}"
    before = st.session_state.get(name, now)
    is_saving = any(st.session_state.get(f"customers.save_{what}.{before}") for what in ("tier", "turn_to"))
    st.session_state[name] = before if is_saving else now
    return str(st.session_state[name])


def _set_tier(page: _Page, drawn: str) -> None:
    line, actor, now = page.record.line, page.actor, page.store.clock.now()
    seen = page.seen.get(page.place, line.version)
    # The version in the keys: a changed customer is drawn with what it has now.
    with (
        st.form(f"customers.tier_form.{line.id}.{seen}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        key = f"customers.tier_of.{drawn}"
        chosen = st.selectbox("Tier", list(TIERS), index=list(TIERS).index(line.tier or NO_TIER), key=key)
        is_asked = st.form_submit_button("Set tier", key=f"customers.save_tier.{drawn}")
    if is_asked:
        tier = TIERS[chosen]
        page.save(
            lambda session: set_tier(session, [(line.id, seen)], tier=tier, actor=actor, now=now),
            said=f"{line.name} has {f'tier {tier}' if tier else 'no tier'}.",
        )


def _set_turn_to(page: _Page, drawn: str, people: tuple[PersonName, ...]) -> None:
    line, actor, now = page.record.line, page.actor, page.store.clock.now()
    seen = page.seen.get(page.place, line.version)
    names: dict[int | None, str] = {None: "Nobody"}
    names |= {one.id: one.name + (f" ({one.team})" if one.team else "") for one in people}
    turn_to = page.record.turn_to.id if page.record.turn_to else None
    with (
        st.form(f"customers.turn_to_form.{drawn}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        person_id = st.selectbox(
            "Who to turn to",
            list(names),
            index=list(names).index(turn_to) if turn_to in names else 0,
            format_func=lambda one: names[one],
            key=f"customers.turn_to.{drawn}",
        )
        is_asked = st.form_submit_button("Set person", key=f"customers.save_turn_to.{drawn}")
    if is_asked:
        page.save(
            lambda session: set_turn_to(
                session, line.id, seen=seen, person_id=person_id, actor=actor, now=now
            ),
            said=f"{names[person_id]} is whom {line.name} turns to.",
        )


def _same_as(page: _Page) -> None:
    """Mark one complaint as the same as another, or take that back."""
    complaints = page.record.complaints
    if len(complaints) < 2 or not st.toggle("Two complaints about the same thing", key="customers.same"):
        return
    called = {one.id: words.complaint_name(one) for one in complaints}
    marked = [one.id for one in complaints if one.same_as_id is not None]
    free = [one.id for one in complaints if one.same_as_id is None and not one.is_first]
    firsts = [one.id for one in complaints if one.same_as_id is None]
    if free and len(firsts) > 1:
        with st.form("customers.same_form"):
            one = st.selectbox(
                "This complaint", free, format_func=called.__getitem__, key="customers.same_one"
            )
            other = st.selectbox(
                "is the same as",
                firsts,
                index=next(place for place, each in enumerate(firsts) if each != free[0]),
                format_func=called.__getitem__,
                key="customers.same_other",
            )
            is_asked = st.form_submit_button("Count them once", key="customers.save_same")
        if is_asked:
            _mark(page, one, other, said="the two are counted once.")
    if marked:
        with st.form("customers.apart_form"):
            one = st.selectbox(
                "Counted with another", marked, format_func=called.__getitem__, key="customers.apart"
            )
            is_asked = st.form_submit_button("Not the same: count it again", key="customers.save_apart")
        if is_asked:
            _mark(page, one, None, said="it counts by itself again.")


def _mark(page: _Page, complaint_id: int, other_id: int | None, *, said: str) -> None:
    actor, now = page.actor, page.store.clock.now()
    version = next(one.version for one in page.record.complaints if one.id == complaint_id)
    seen = page.seen.get(f"complaint {complaint_id}", version)
    page.save(
        lambda session: mark_same_as(
            session, complaint_id, seen=seen, other_id=other_id, actor=actor, now=now
        ),
        said=said,
    )
