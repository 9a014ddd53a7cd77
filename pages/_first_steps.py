"""The board before there is anything to show: the three steps to the first meeting, for whoever may take them."""

from __future__ import annotations

import streamlit as st

from db.engine import Store, reading
from db.queries.people import not_invited
from meeting.board import counted
from meeting.permissions import Action, Actor, allowed
from pages import _empty


def draw(store: Store, actor: Actor) -> None:
    st.title("Nothing here yet")
    _empty.draw("The board shows last week's hits, runs and misses as soon as it knows what you promised.")
    with st.container(border=True, key="home.first.files"):
        _empty.draw(
            "**1. Bring in a list** of orders, jobs or visits with the day each was promised for. CSV or XLSX, from "
            "any system, as it is."
        )
        if not allowed(actor, Action.BRING_IN_FILES):
            _empty.draw("A manager or an administrator does it.")
        elif st.button(
            "Bring in files", type="primary", icon=":material/upload_file:", key="home.first.bring_in"
        ):
            st.switch_page("bring_in.py")
    with st.container(border=True, key="home.first.people"):
        _invite(store, actor)
    with st.container(border=True, key="home.first.meeting"):
        _empty.draw(
            "**3. Hold the first meeting.** It leads through nine steps in half an hour, and looks at last week.",
            page="monday.py",
            label="Monday meeting",
            icon=":material/groups:",
        )
    _empty.draw(
        "No list at hand? Promises, complaints and wins can be logged one by one.",
        page="log_it.py",
        label="Log it",
        icon=":material/edit:",
    )


def _invite(store: Store, actor: Actor) -> None:
    said = "**2. Invite the others.** Each gets a link of their own to choose a password."
    if not allowed(actor, Action.SET_UP):
        _empty.draw(f"{said} An administrator makes it.")
        return
    with reading(store) as session:
        waiting = not_invited(session)
    if waiting:
        said += f" {counted(waiting, 'person waits', 'people wait')} for theirs."
    _empty.draw(said, page="people.py", label="People", icon=":material/person_add:")
