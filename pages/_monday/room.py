"""In the room, without a screen: one place where whoever leads types names, hands and answers, line by line.

Each line is one field and Enter: nothing here needs a mouse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from db.changes import attendance as writes
from meeting.errors import MeetingError
from meeting.meetings import Attendee, Pick
from meeting.words import name_key
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._waiting import saving


@contextmanager
def place(on: Stage, people: Sequence[Attendee], picks: Sequence[Pick]) -> Iterator[None]:
    """The place for what is typed for people without a screen; who came is its last line."""
    with st.container(border=True, key="monday.room"):
        st.markdown("**In the room, without a screen**")
        yield
        _names(on, people, picks)


def hands_line(
    label: str, *, name: str, placeholder: str, button: str = "Count hands", about: str = ""
) -> str | None:
    """What was typed in one line and sent with Enter; None while nothing was.

    `about` says what is counted: what was typed about something else does not stay.
    """
    with (
        st.form(f"monday.{name}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"monday.{name}.line"),
    ):
        typed = st.text_input(
            label, key=f"monday.{name}.value{about}", placeholder=placeholder, width="stretch"
        )
        is_sent = st.form_submit_button(button, key=f"monday.{name}.save")
    return typed if is_sent else None


def called(typed: str, picks: Sequence[Pick]) -> tuple[Pick, ...]:
    """Whom a typed name may mean: who is called exactly so, else everybody whose name holds it."""
    key = name_key(typed)
    exact = tuple(pick for pick in picks if name_key(pick.name) == key)
    return exact or tuple(pick for pick in picks if key and key in name_key(pick.name))


def _names(on: Stage, people: Sequence[Attendee], picks: Sequence[Pick]) -> None:
    here = sum(one.is_here for one in people)
    typed = hands_line(
        f"Came in ({here} here)",
        name="came",
        placeholder="a name, expected or not",
        button="Is here",
    )
    if typed is None:
        return
    found = called(typed, picks)
    if len(found) != 1:
        names = ", ".join(plain(pick.label) for pick in found[:5])
        st.error(
            f"Several are called so: {names}. Nothing was saved. Type more of the name."
            if found
            else "Nobody we know is called so. Nothing was saved. Let them join by the code of the meeting."
        )
        return
    try:
        with saving(on.store) as session:
            writes.set_here(session, on.meeting.id, found[0].id, is_here=True, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
