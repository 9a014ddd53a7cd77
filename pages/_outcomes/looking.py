"""Who looks at which meeting, and the way from one view to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from db.engine import Store
from db.queries.minutes import PastMeeting
from meeting.permissions import Actor

PAGE = "outcomes.py"
STEPS = {"Earlier": (1, "Left"), "Later": (-1, "Right")}
"""Places in the list of meetings, the latest first, and the key that does the same, as on the board."""


@dataclass(frozen=True)
class Looking:
    """`meetings` are all that were ever closed, the latest first; `chosen` is one of them."""

    store: Store
    actor: Actor
    zone: str
    today: date
    now: datetime
    meetings: tuple[PastMeeting, ...]
    chosen: PastMeeting
    version: int | None = None


def stepped(meetings: Sequence[PastMeeting], chosen: PastMeeting) -> PastMeeting:
    """The meeting after the press that led to this run, written into the address as a link would."""
    place = meetings.index(chosen)
    for label, (step, _) in STEPS.items():
        if st.session_state.get(f"outcomes.{label}") and 0 <= place + step < len(meetings):
            chosen = meetings[place + step]
            st.query_params.from_dict({"meeting": str(chosen.id)})
    return chosen


def step_keys(looking: Looking) -> None:
    """Earlier and Later. As buttons they draw this part of the page alone, in less than half the time of a link."""
    place = looking.meetings.index(looking.chosen)
    for label, (step, shortcut) in STEPS.items():
        is_there = 0 <= place + step < len(looking.meetings)
        st.button(label, shortcut=shortcut, key=f"outcomes.{label}", disabled=not is_there)


def to_view(label: str, view: str, *, icon: str, **address: str) -> None:
    st.page_link(PAGE, label=label, icon=icon, query_params={"view": view, **address})


def to_last(label: str = "The last meeting") -> None:
    st.page_link(PAGE, label=label, icon=":material/undo:")
