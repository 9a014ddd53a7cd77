"""How the last meetings went, in words and as a small chart of text: nothing to load, and read aloud as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.engine import Look
from db.queries import votes
from meeting.meetings import SHOWN_FROM, DecisionRow
from meeting.on_time import on_time_in_short
from meeting.pulse import Pulse
from meeting.trend import Held, bar, trend_in_words
from meeting.weeks import in_words
from pages._monday import again, pulse


@dataclass(frozen=True)
class Facts:
    held: tuple[Held, ...]
    pulses: tuple[Pulse, ...]
    again: tuple[DecisionRow, ...]


def read(session: Look, *, today: date, day: date) -> Facts:
    """`day` is that of the next meeting: what comes back by then is told before it."""
    return Facts(
        votes.held_meetings(session, today=today),
        votes.pulses(session),
        votes.due_again(session, upto=day),
    )


def draw(facts: Facts) -> None:
    if facts.again:
        st.markdown(f"#### To look at again in this meeting\n{again.lines(facts.again)}", anchors=False)
    if not facts.held:
        return
    told = "\n".join(f"- {line}" for line in trend_in_words(facts.held))
    number = len(facts.held)
    st.markdown(
        f"#### {'How the last meeting went' if number == 1 else f'The last {number} meetings'}\n{told}"
    )
    if len(facts.held) > 1 and st.toggle("Meeting by meeting", key="monday.trend"):
        st.markdown(table(facts.held))
    if facts.pulses:
        st.markdown(f"#### The pulse\n{pulse.table(facts.pulses)}", anchors=False)


def table(held: Sequence[Held]) -> str:
    """Each meeting in a line, the latest last, with a bar for its rating."""
    lines = ["| Meeting | Rating | of 10 | Minutes over | Actions on time |", "|:--|--:|:--|--:|:--|"]
    for one in held:
        rating = f"{one.rating:.1f}" if one.rating is not None else "–"
        on_time = on_time_in_short(one.on_time) if one.on_time else "–"
        lines.append(
            f"| {in_words(one.held_on)} | {rating} | {bar(one.rating, most=10)} | {one.minutes_over} | {on_time} |"
        )
    few = any(one.rating is None for one in held)
    return "\n".join(lines) + (f"\n\n:small[– : fewer than {SHOWN_FROM} rated.]" if few else "")
