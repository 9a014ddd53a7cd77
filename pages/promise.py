"""One promise: all that is known of it and from where, what happened to it, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.changes.own import is_own
from db.engine import Store, reading
from db.models import Promise
from db.queries import house
from db.queries.history import promise_history
from db.queries.one_promise import standing_days
from meeting.board import counted
from meeting.clock import day_in
from meeting.permissions import Action, Actor, allowed
from meeting.promises import PromiseState, days_late, is_not_known_yet, over_since
from meeting.records import RecordHistory, StandingDay
from meeting.weeks import short_day
from meeting.words import Outcome
from pages import _actor, _asked, _note_origin, _record_page, _saving, _settling, _store
from pages import _records as words
from pages._plain import plain
from pages._promise_forms import FORMS, NOT_WHEN_OVER, Saving, Typed
from pages._signs import MISS, RUN

SIGNS = {
    PromiseState.KEPT: RUN.said("kept"),
    PromiseState.MISSED: MISS.said("missed"),
    PromiseState.PENDING: "… still to come",
    PromiseState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class Shown:
    """What the page shows and acts upon. `seen` is the version on the screen when this run was asked for."""

    store: Store
    record: RecordHistory
    today: date
    zone: str
    actor: Actor
    seen: int
    is_own: bool
    days: tuple[StandingDay, ...]
    """The days that count, in the order in which they were said, each with its state."""

    @property
    def place(self) -> str:
        return f"promise {self.record.id}"

    @property
    def state(self) -> PromiseState:
        """Of the day it is promised for now."""
        return self.days[-1].state

    @property
    def is_missed(self) -> bool:
        return any(one.state is PromiseState.MISSED for one in self.days)

    @property
    def what(self) -> str:
        return f"promise.what.{self.record.id}"

    @property
    def page(self) -> _record_page.Shown:
        return _record_page.Shown(self.store, self.record, self.zone, self.place, "this promise", self.seen)


def main() -> None:
    store, actor, asked = _store.current(), _actor.current(), _asked.record_id()
    with reading(store) as session:
        zone = house.organisation(session).zone
        record = promise_history(session, asked) if asked else None
        today = day_in(zone, moment=store.clock.now())
        days = standing_days(session, record.id, as_of=today) if record is not None else ()
        is_mine = record is not None and is_own(session, Promise, record.id, actor=actor)
    if record is None:
        _teach()
        return
    seen = _saving.seen().get(f"promise {record.id}", record.version)
    shown = Shown(store, record, today, zone, actor, seen, is_mine, days)
    _head(shown)
    left, right = _record_page.columns()
    with right:
        _saving.offer_undo(store, actor, place=shown.place)
        _act(shown)
    with left:
        # What broke is asked of a missed promise only.
        unasked = () if shown.is_missed else ("breakdown",)
        st.markdown(words.facts_table(record, zone=zone, without=unasked))
        st.markdown(f":small[{words.came_from(record)}]")
    _record_page.history(store, actor, record.changes, zone=zone, place=shown.place)
    _saving.note({shown.place: record.version})


def _head(shown: Shown) -> None:
    record = shown.record
    st.title(plain(record.text("what") or "A promise", most=_record_page.TITLE), anchor=False)
    text = "  \n".join(_day_in_words(shown, one, is_only=len(shown.days) == 1) for one in shown.days)
    with st.container(horizontal=True, vertical_alignment="center", key="promise.head"):
        st.markdown(text, width="content")
        if "customer" in record.numbers:
            _record_page.way("customers.py", "Its customer", record.numbers["customer"], icon="storefront")
    _note_origin.draw(Outcome.PROMISE, record.id)
    _record_page.say_taken_back(record, called="promise")


def _day_in_words(shown: Shown, one: StandingDay, *, is_only: bool) -> str:
    """`✗ missed · 2 days late`, with its day where there are several: each counts in its own week."""
    record, today = shown.record, shown.today
    text = "" if is_only else f"{short_day(one.day, beside=today)}: "
    if is_not_known_yet(today, promised_on=one.day, state=one.state):
        reach = f": orders reach to {short_day(one.reach, beside=today)}" if one.reach else ""
        return f"{text}**… not known yet**{reach}"
    text += f"**{SIGNS[one.state]}**"
    delivered = record.day("delivered_on")
    if one.state is PromiseState.MISSED and (delivered or not record.day("withdrawn_on")):
        late = days_late(today, promised_on=one.day, delivered_on=delivered)
        text += f" · {counted(late, 'day')} late" + ("" if delivered else ", not delivered yet")
    return text


def _act(shown: Shown) -> None:
    if shown.record.hidden:
        return
    draft = _settling.draft(shown.place)
    if draft is not None:
        if _record_page.is_settled(shown.page, FORMS[draft["form"]], draft):
            _save(shown, draft["form"], draft["typed"])
        return
    record = shown.record
    is_over = over_since(delivered_on=record.day("delivered_on"), withdrawn_on=record.day("withdrawn_on"))
    # What somebody is filling in stays, even when somebody else ended the promise meanwhile: pressing its button has
    # to reach its own form, which then tells what happened.
    filled_in = st.session_state.get(shown.what)
    possible = [
        name
        for name, form in FORMS.items()
        if (allowed(shown.actor, form.action) or (shown.is_own and form.action is Action.CORRECT))
        and (name == filled_in or not (is_over and name in NOT_WHEN_OVER))
    ]
    if not possible:
        return
    chosen = st.radio(
        "What is new?",
        possible,
        format_func=lambda name: FORMS[name].label,
        key=f"promise.what.{shown.record.id}",
    )
    form = FORMS[chosen or possible[0]]
    with st.form(f"promise.form.{shown.record.id}"):
        typed = form.draw(shown.record, shown.today)
        is_asked = st.form_submit_button(form.button, type="primary", key=f"promise.save.{chosen}")
    if is_asked:
        _save(shown, chosen or possible[0], typed)


def _save(shown: Shown, name: str, typed: Typed) -> None:
    form = FORMS[name]
    asked = Saving(shown.record.id, shown.seen, typed, shown.today, shown.actor, shown.store.clock.now())
    _record_page.save(
        shown.page, name, form, typed, write=lambda session: form.save(session, asked), done=(shown.what,)
    )


def _teach() -> None:
    st.title("A promise", anchor=False)
    if st.query_params.get("id"):
        st.warning("There is no such promise. Nothing was changed.", icon=":material/info:")
    st.markdown(
        "Here stands all that is known of one promise: from which file each field comes, who changed it and why. "
        "Here it is said to be delivered, moved or withdrawn.\n\nTo get here, open a promise on the board or on "
        "the page of its customer."
    )
    with st.container(horizontal=True, key="promise.ways_out"):
        st.page_link("home.py", label="The board", icon=":material/dashboard:")
        st.page_link("customers.py", label="Customers", icon=":material/storefront:")


main()
