"""What can be set right of one customer: its tier, whom it turns to, which of its complaints are the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from db.changes.records import mark_same_as, set_tier, set_turn_to
from db.engine import Look, Store
from meeting.errors import MeetingError
from meeting.permissions import Actor
from meeting.records import CustomerLine, CustomerRecord, PersonName, RecordHistory
from meeting.words import Tier
from pages import _customers as words
from pages import _saving, _settling
from pages._plain import plain
from pages._waiting import saving

NO_TIER = "No tier"
TIERS: dict[str, Tier | None] = {"A": Tier.A, "B": Tier.B, "C": Tier.C, NO_TIER: None}


@dataclass(frozen=True)
class CustomerPage:
    store: Store
    actor: Actor
    record: CustomerRecord
    history: RecordHistory
    today: date
    zone: str
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


def set_right(page: CustomerPage, people: tuple[PersonName, ...]) -> None:
    """The forms for tier and person, or both versions where somebody was quicker."""
    draft = _settling.draft(page.place)
    if draft is not None:
        _settle(page, draft)
        return
    drawn = _drawn(page.record.line)
    _set_tier(page, drawn)
    _set_turn_to(page, drawn, people)


def _drawn(line: CustomerLine) -> str:
    """What the keys of the forms end with: a changed customer is drawn anew, with what it has now.

    Not while one of them is being saved: what was chosen then stays chosen when it cannot be.
    """
    name, now = f"customers.drawn.{line.id}", f"{line.id}.{line.version}"
    before = st.session_state.get(name, now)
    is_saving = any(st.session_state.get(f"customers.save_{what}.{before}") for what in ("tier", "turn_to"))
    st.session_state[name] = before if is_saving else now
    return str(st.session_state[name])


def _set_tier(page: CustomerPage, drawn: str) -> None:
    line = page.record.line
    # The version in the keys: a changed customer is drawn with what it has now.
    with (
        st.form(f"customers.tier_form.{drawn}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        key = f"customers.tier_of.{drawn}"
        chosen = st.selectbox("Tier", list(TIERS), index=list(TIERS).index(line.tier or NO_TIER), key=key)
        is_asked = st.form_submit_button("Save the tier", key=f"customers.save_tier.{drawn}")
    if is_asked:
        _save(page, "tier", {"chosen": TIERS[chosen], "shown": TIERS[chosen]})


def _set_turn_to(page: CustomerPage, drawn: str, people: tuple[PersonName, ...]) -> None:
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
        is_asked = st.form_submit_button("Save the person", key=f"customers.save_turn_to.{drawn}")
    if is_asked:
        shown = next((one.name for one in people if one.id == person_id), None)
        if shown and [one.name for one in people].count(shown) > 1:
            # Two of one name are not taken for one, where two saved at once.
            shown = f"{shown} (number {person_id})"
        _save(page, "turn_to", {"chosen": person_id, "shown": shown})


def _save(page: CustomerPage, form: str, typed: dict[str, Any]) -> None:
    """`chosen` is what the store takes, `shown` how people read it; the form is named by its field."""
    line, chosen, shown = page.record.line, typed["chosen"], typed["shown"]
    seen = page.seen.get(page.place, line.version)
    about: dict[str, Any] = {"actor": page.actor, "now": page.store.clock.now()}

    def write(session: Look) -> str:
        if form == "tier":
            return set_tier(session, [(line.id, seen)], tier=chosen, **about)
        return set_turn_to(session, line.id, seen=seen, person_id=chosen, **about)

    if form == "tier":
        said = f"{line.name} has {f'tier {shown}' if shown else 'no tier'}."
    else:
        said = f"{shown or 'Nobody'} is whom {line.name} turns to."
    attempt = _settling.Attempt(
        place=page.place, form=form, typed=typed, fields={form: shown}, seen=seen, said=said, write=write
    )
    _settling.save(page.store, attempt, record=page.history)


def _settle(page: CustomerPage, draft: dict[str, Any]) -> None:
    conflict = _settling.Conflict(
        place=page.place,
        called="this customer",
        record=page.history,
        zone=page.zone,
        seen=draft["seen"],
        fields={draft["form"]: draft["typed"]["shown"]},
    )
    if _settling.ask(conflict) is not None:
        _save(page, draft["form"], draft["typed"])


def same_as(page: CustomerPage) -> None:
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


def _mark(page: CustomerPage, complaint_id: int, other_id: int | None, *, said: str) -> None:
    actor, now = page.actor, page.store.clock.now()
    version = next(one.version for one in page.record.complaints if one.id == complaint_id)
    seen = page.seen.get(f"complaint {complaint_id}", version)
    page.save(
        lambda session: mark_same_as(
            session, complaint_id, seen=seen, other_id=other_id, actor=actor, now=now
        ),
        said=said,
    )
