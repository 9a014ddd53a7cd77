"""Who looks at which meeting, and the way from one view to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from db.engine import Store
from db.queries.minutes import PastMeeting
from meeting.permissions import Actor

PAGE = "outcomes.py"


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

    @property
    def earlier(self) -> PastMeeting | None:
        place = self.meetings.index(self.chosen) + 1
        return self.meetings[place] if place < len(self.meetings) else None

    @property
    def later(self) -> PastMeeting | None:
        place = self.meetings.index(self.chosen)
        return self.meetings[place - 1] if place else None


def to_meeting(label: str, one: PastMeeting | None, *, icon: str) -> None:
    """A link to a meeting; nothing where there is none."""
    if one is not None:
        st.page_link(PAGE, label=label, icon=icon, query_params={"meeting": str(one.id)})


def to_view(label: str, view: str, *, icon: str, **address: str) -> None:
    st.page_link(PAGE, label=label, icon=icon, query_params={"view": view, **address})


def to_last(label: str = "The last meeting") -> None:
    st.page_link(PAGE, label=label, icon=":material/undo:")
