"""Whose turn the coming meeting is: said before it, offered at Close, and changed there with one press."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from db.changes import rota as writes
from db.engine import Look, Store
from db.queries import rota as queries
from db.queries.rota import Coming
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, allowed
from meeting.rota import RotaKind
from meeting.weeks import in_words
from pages import _saving
from pages._plain import plain
from pages._waiting import saving

PLACE = "rota"
DOES = {RotaKind.FACILITATOR: "leads", RotaKind.SALES: "from sales", RotaKind.SERVICE: "from service"}
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True)
class Facts:
    """The turns of the coming meeting, and for each rota whom one can swap with, with the day of their turn."""

    coming: tuple[Coming, ...]
    later: dict[RotaKind, dict[int, str]]

    @property
    def expected(self) -> tuple[int, ...]:
        """Who leads and who comes along."""
        return tuple(one.person_id for one in self.coming)


def read(session: Look, *, today: date, now: datetime) -> Facts:
    turns = queries.coming(session, count=writes.AHEAD, today=today, now=now)
    first = min((one.day for one in turns), default=today)
    of_first = tuple(one for one in turns if one.day == first)
    return Facts(of_first, {one.kind: swappable(turns, one) for one in of_first})


def swappable(turns: Iterable[Coming], mine: Coming) -> dict[int, str]:
    """Whom a turn can be swapped with: everybody whose own turn comes later, with its day."""
    found: dict[int, str] = {}
    for one in turns:
        if one.kind is mine.kind and one.day > mine.day and one.person_id not in (mine.person_id, *found):
            found[one.person_id] = f"{one.name} ({in_words(one.day)})"
    return found


def day_words(day: date) -> str:
    """`Monday, 30 November`."""
    return f"{_DAYS[day.weekday()]}, {in_words(day).rsplit(' ', 1)[0]}"


def who_words(turns: Iterable[Coming]) -> str:
    """`**Chloe** leads; with us from sales **Ben**, from service **Ana**`."""
    by_kind = {one.kind: one for one in turns}
    leads = by_kind.get(RotaKind.FACILITATOR)
    sides = [
        f"from {kind} **{plain(by_kind[kind].name)}**"
        for kind in (RotaKind.SALES, RotaKind.SERVICE)
        if kind in by_kind
    ]
    parts = [f"**{plain(leads.name)}** leads"] if leads else []
    return "; ".join([*parts, *([f"with us {', '.join(sides)}"] if sides else [])])


def draw_before(facts: Facts) -> None:
    """Whose turn it is, above what the meeting goes through."""
    if facts.coming:
        st.markdown(f"{day_words(facts.coming[0].day)}: {who_words(facts.coming)}")
    st.page_link(
        "rota.py",
        label="Rota" if facts.coming else "Set up a rota: who leads which Monday, and who comes along",
        icon=":material/event_repeat:",
    )


def draw_close(store: Store, actor: Actor, facts: Facts, *, today: date, now: datetime) -> None:
    """Offer the turns of the next meeting to those in the room."""
    if not facts.coming:
        if allowed(actor, Action.PLAN_ROTA):
            st.markdown("#### Who leads next Monday?\nA rota would know, and be fair.", anchors=False)
            st.page_link("rota.py", label="Set up a rota", icon=":material/event_repeat:")
        return
    day = facts.coming[0].day
    st.markdown(
        f"#### {'Next Monday' if day.weekday() == 0 else 'Next time'}, {day_words(day).split(', ')[1]}\n"
        f"{who_words(facts.coming)}"
    )
    _saving.offer_undo(store, actor, place=PLACE)
    for one in facts.coming:
        if may_change(actor, one):
            change(store, actor, one, facts.later[one.kind], today=today, now=now)


def may_change(actor: Actor, turn: Coming) -> bool:
    is_own = actor.person_id is not None and actor.person_id == turn.person_id
    return allowed(actor, Action.RUN_MEETING) or (is_own and allowed(actor, Action.OWN_TURN))


def change(
    store: Store, actor: Actor, turn: Coming, others: dict[int, str], *, today: date, now: datetime
) -> None:
    """One turn with what can be done about it: say yes, put it off, swap it."""
    key = f"{turn.kind}.{turn.day}.{turn.person_id}"
    about: dict[str, Any] = {"person_id": turn.person_id, "today": today, "actor": actor, "now": now}
    name = plain(turn.name)
    with st.container(horizontal=True, vertical_alignment="center", key=f"rota.turn.{key}"):
        instead = f" for {plain(turn.instead_of)}" if turn.instead_of else ""
        st.markdown(
            f"{'✓ ' if turn.is_agreed else ''}**{name}** {DOES[turn.kind]}{instead}"
            f"{', agreed' if turn.is_agreed else ''}",
            width="content",
        )
        if not turn.is_agreed and st.button("Take it", key=f"rota.take.{key}"):
            _save(
                store,
                lambda session: writes.agree(session, turn.kind, turn.day, **about),
                said=f"{turn.name} takes the turn of {in_words(turn.day)}.",
            )
        if st.button("Not this time", key=f"rota.skip.{key}"):
            _save(
                store,
                lambda session: writes.not_this_time(session, turn.kind, turn.day, **about),
                said=f"not this time for {turn.name}, who comes first again the next time.",
            )
        other = (
            st.selectbox(
                f"Swap the turn of {name} with",
                list(others),
                index=None,
                format_func=others.__getitem__,
                placeholder="Swap with …",
                key=f"rota.swap.{key}",
                label_visibility="collapsed",
                width=280,
            )
            if others and not turn.instead_of
            else None
        )
    if other is not None:
        _save(
            store,
            lambda session: writes.swap(session, turn.kind, turn.day, with_id=other, **about),
            said=f"{turn.name} and {others[other].rsplit(' (', 1)[0]} swap their next turns.",
        )


def _save(store: Store, write: Callable[[Look], str], *, said: str) -> None:
    try:
        with saving(store) as session:
            operation = write(session)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved(said, place=PLACE, operation=operation)
