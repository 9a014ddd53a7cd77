"""Joining by code, as whoever leads sees it: the code for everybody in the room, and who asks to be let in."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

import streamlit as st

from db.changes import letting_in as writes
from db.engine import Look
from db.models import Mark
from db.queries import guests as queries
from meeting.documents.qr import qr_svg
from meeting.errors import MeetingError
from meeting.exposure import USUAL_PORT, command_for_telephones, is_open_to_others
from meeting.joining import GuestRow, Joining, code_as_shown
from meeting.permissions import Action, allowed
from pages import _address, _store
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving
from pages._web.reach import own_address

SHOWN = "monday.join.shown"
_drawn = lru_cache(maxsize=4)(qr_svg)


def read(session: Look, on: Stage) -> Joining:
    return queries.joining(session, on.meeting, now=on.now)


def shows_code(on: Stage) -> bool:
    """Whoever leads has it, and the projector, whoever opened that: a meeting may be led from another screen by now."""
    return on.leads or (bool(st.context.is_embedded) and allowed(on.actor, Action.RUN_MEETING))


def press(step: int) -> None:
    """What J, Escape or a button asked for on this step, before anything is drawn."""
    state = st.session_state
    if state.get("monday.join"):
        state[SHOWN] = None if state.get(SHOWN) == step else step
    if state.get("monday.join.close"):
        state[SHOWN] = None


def is_shown(on: Stage) -> bool:
    """Whether the code is wanted on this step. The next step has the room for itself again."""
    if st.session_state.get(SHOWN) != on.at:
        st.session_state.pop(SHOWN, None)
        return False
    return shows_code(on) and not _is_welcome(on)


def button(on: Stage) -> None:
    """On every step but Welcome, where the code stands anyway."""
    if shows_code(on) and not _is_welcome(on):
        st.button("Join by code", key="monday.join", shortcut="J", type="tertiary", icon=":material/qr_code:")


def draw(on: Stage, facts: Joining) -> None:
    """Under the bar of every step: who asks, and the code where it is wanted."""
    # What somebody calls themselves is read by one person before the room sees it.
    if on.leads and not st.context.is_embedded:
        _asking(on, facts)
    if is_shown(on):
        # Beside each other, so that the step is still to be seen below.
        with st.container(border=True, key="monday.join.panel"):
            *left, right = st.columns([2, 5] if _is_scanned(facts) else 1, gap="large")
            for column in left:
                with column:
                    _picture(facts)
            with right:
                st.button("Close", key="monday.join.close", shortcut="Escape", icon=":material/close:")
                _words(facts)
                _guests(on, facts)
                _new_code(on)


def panel(on: Stage, facts: Joining) -> None:
    """The code, to scan or to type."""
    if _is_scanned(facts):
        _picture(facts)
    _words(facts)
    _new_code(on)


def _is_scanned(facts: Joining) -> bool:
    """What no telephone gets through to is not to be scanned either."""
    return facts.code is not None and is_open_to_others(_store.public_url())


def _picture(facts: Joining) -> None:
    st.image(
        _drawn(f"{_address.address()}/join#{facts.code}"),
        width=340 if st.context.is_embedded else 260,
        alt="The code beside it and its address, to scan with a phone",
    )


def _words(facts: Joining) -> None:
    if facts.code is None:
        st.markdown("#### Join by code\nThe code is over. Who has an account signs in.", anchors=False)
        return
    to_open = f"**{plain(_address.address().partition('://')[2])}/join**"
    code = f"# {code_as_shown(facts.code)}"
    if _is_scanned(facts):
        said = f"#### Join on your phone\n{code}\nScan it, or open {to_open} and type the code."
    else:
        said = f"#### Telephones cannot join yet\n{_why_not()}\n\nOn this machine: open {to_open} and type\n{code}"
    st.markdown(said, anchors=False)


def _why_not() -> str:
    """What keeps telephones out, and what whoever runs the program does about it."""
    if _store.current().mark is Mark.EXAMPLE:
        return "The example company is for this machine alone. In your own company they can."
    found = urlsplit(st.context.url or "").port or USUAL_PORT
    return (
        "Only this machine opens it. Whoever runs it stops it and starts it so, in a network of your own; the meeting "
        f"goes on where it is: `{command_for_telephones(own_address(), port=found)}`"
    )


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
