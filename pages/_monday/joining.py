"""Joining by code, as whoever leads sees it: the code for everybody in the room, and who asks to be let in."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import streamlit as st

from db.changes import letting_in as writes
from db.engine import Look
from db.queries import guests as queries
from meeting.documents.qr import qr_svg
from meeting.errors import MeetingError
from meeting.joining import GuestRow, Joining, code_as_shown
from meeting.permissions import Action, allowed
from pages import _address, _store
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving

SHOWN = "monday.join.shown"
_drawn = lru_cache(maxsize=4)(qr_svg)


def read(session: Look, on: Stage) -> Joining:
    return queries.joining(session, on.meeting, now=on.now)


def shows_code(on: Stage) -> bool:
    """Whoever leads has it, and the projector, whoever opened that: a meeting may be led from another screen by now."""
    return on.leads or (bool(st.context.is_embedded) and allowed(on.actor, Action.RUN_MEETING))


def button(on: Stage) -> None:
    """On every step but Welcome, where the code stands anyway."""
    if not shows_code(on) or _is_welcome(on):
        return
    if st.button("Join by code", key="monday.join", shortcut="J", type="tertiary", icon=":material/qr_code:"):
        st.session_state[SHOWN] = not st.session_state.get(SHOWN, False)


def draw(on: Stage, facts: Joining) -> None:
    """Under the bar of every step: who asks, and the code where it is wanted."""
    # What somebody calls themselves is read by one person before the room sees it.
    if on.leads and not st.context.is_embedded:
        _asking(on, facts)
    if shows_code(on) and st.session_state.get(SHOWN) and not _is_welcome(on):
        with st.container(border=True, key="monday.join.panel"):
            left, right = st.columns([2, 3], gap="large")
            with left:
                panel(on, facts)
            with right:
                _guests(on, facts)


def panel(on: Stage, facts: Joining) -> None:
    """The code, to scan or to type."""
    if facts.code is None:
        st.markdown("#### Join by code\nThe code is over. Who has an account signs in.")
        _new_code(on)
        return
    here = _address.address()
    st.markdown("#### Join on your phone", anchors=False)
    st.image(
        _drawn(f"{here}/join#{facts.code}"),
        width=340,
        alt="The code below and its address, to scan with a phone",
    )
    st.markdown(f"# {code_as_shown(facts.code)}", anchors=False)
    st.markdown(f"Scan it, or open **{plain(here.partition('://')[2])}/join** and type the code.")
    if _store.public_url() is None and not st.context.is_embedded:
        st.markdown(":small[Only this machine opens that address: telephones need the one in PUBLIC\\_URL.]")
    _new_code(on)


def _new_code(on: Stage) -> None:
    if (
        on.leads
        and not st.context.is_embedded
        and st.button("New code", key="monday.join.new", type="tertiary")
    ):
        _do(on, lambda session: writes.another_code(session, on.meeting.id, actor=on.actor, now=on.now))


def guest_lines(facts: Joining) -> list[str]:
    """Those who are none of us; whoever of ours joined stands among those who are here."""
    return [plain(guest.label) for guest in facts.here if guest.person_id is None]


def _asking(on: Stage, facts: Joining) -> None:
    """One key lets in whoever asked first."""
    for place, guest in enumerate(facts.asking):
        with st.container(horizontal=True, vertical_alignment="center", key=f"monday.asks.{guest.id}"):
            who = "" if guest.person_id is not None else "Guest: "
            st.markdown(f"**{who}{plain(guest.name)}** asks to join", width="content")
            key = f"monday.let_in.{guest.id}"
            if st.button("Let in", key=key, type="primary", shortcut="L" if place == 0 else None):
                _let_in(on, guest)
            key = f"monday.refuse.{guest.id}"
            if st.button("Refuse", key=key, shortcut="X" if place == 0 else None):
                _refuse(on, guest)
            if place == 0 and st.button(
                "Let in everybody for this meeting", key="monday.let_in_all", shortcut="E", type="tertiary"
            ):
                _do(
                    on,
                    lambda session: writes.let_everybody_in(
                        session, on.meeting.id, actor=on.actor, now=on.now
                    ),
                )


def _guests(on: Stage, facts: Joining) -> None:
    """Who is in by code, and a way to send them out: not before everybody's eyes."""
    said = "Who comes later is let in at once; a new code ends that." if facts.lets_in_all else ""
    st.markdown(f"#### In by code: {len(facts.here)}\n{said}", anchors=False)
    for guest in facts.here:
        with st.container(horizontal=True, vertical_alignment="center", key=f"monday.in.{guest.id}"):
            st.markdown(plain(guest.label), width="content")
            if not st.context.is_embedded and st.button(
                "Send out", key=f"monday.send_out.{guest.id}", type="tertiary"
            ):
                _refuse(on, guest)


def _let_in(on: Stage, guest: GuestRow) -> None:
    _do(on, lambda session: writes.let_in(session, on.meeting.id, guest.id, actor=on.actor, now=on.now))


def _refuse(on: Stage, guest: GuestRow) -> None:
    _do(on, lambda session: writes.refuse(session, on.meeting.id, guest.id, actor=on.actor, now=on.now))


def _do(on: Stage, write: Callable[[Look], object]) -> None:
    try:
        with saving(on.store) as session:
            write(session)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()


def _is_welcome(on: Stage) -> bool:
    return on.meeting.steps[on.at].key == "welcome"
