"""What is talked about and can be applauded, on a phone: the hits, or what each team does well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from db.engine import Look, Store, reading
from db.queries import evidence
from db.queries.strengths import lists_of_teams
from meeting.board import WinRow
from meeting.clock import day_in
from meeting.meetings import Meeting
from meeting.permissions import Actor
from meeting.strengths import Applauded, Thing, to_read
from pages import _applause
from pages._plain import plain

FIRST = 5
"""So many hits stand open, as on the big screen."""


@dataclass(frozen=True)
class Told:
    """One thing to applaud, in a line."""

    about: Thing
    line: str


def read(session: Look, meeting: Meeting, *, today: date) -> tuple[Told, ...]:
    """What the step of the meeting shows to be applauded; empty on every other step."""
    key = meeting.current.key
    if key == "hits":
        wins = (win for week in meeting.weeks for win in evidence.wins_of(session, week, as_of=today))
        return tuple(Told((Applauded.WIN, win.id), _hit(win)) for win in wins)
    if key == "well":
        read_aloud = (
            (listed.team, to_read((*listed.strengths, *listed.retired), meeting=meeting.id))
            for listed in lists_of_teams(session)
        )
        return tuple(
            Told((Applauded.STRENGTH, one.id), f"**{plain(team)}**: {plain(one.text)}")
            for team, one in read_aloud
            if one is not None
        )
    return ()


def draw_own(store: Store, actor: Actor, meeting: Meeting, *, now: datetime, zone: str) -> None:
    """A press for each, big enough for a thumb. `_applause.press` was asked before."""
    with reading(store) as session:
        told = read(session, meeting, today=day_in(zone, moment=now))
        given = _applause.read(session, actor, [one.about for one in told])
    rest = told[FIRST:]
    for one in told[:FIRST]:
        _one(actor, given, one)
    if rest and st.toggle(f"{len(rest)} more", key="thanking.more"):
        for one in rest:
            _one(actor, given, one)


def _one(actor: Actor, given: _applause.Given, one: Told) -> None:
    with st.container(border=True, gap="small", key=f"thanking.{one.about[0]}.{one.about[1]}"):
        st.markdown(one.line)
        _applause.button(actor, given, one.about)


def _hit(win: WinRow) -> str:
    """Without its way to the page of the win, which opens for who signed in."""
    thanked = plain(", ".join(win.people)) or plain(" and ".join(win.teams)) or "Everyone"
    return f"**{thanked}**: {plain(win.text, most=200) or 'no words yet'}"
