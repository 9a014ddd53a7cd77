"""What we do well: one of each team's list, read aloud, with the latest hit that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.engine import Look
from db.queries.strengths import lists_of_teams
from meeting.board import Organisation
from meeting.strengths import Applauded, Strength, TeamList, to_read
from pages import _applause
from pages._monday.stage import Stage
from pages._plain import plain
from pages._strengths import ACROSS, shown_words

ASKED = "One sentence: what did we do last week the way customers want it every time?"


@dataclass(frozen=True)
class Facts:
    lists: tuple[tuple[TeamList, Strength | None], ...]
    given: _applause.Given


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    lists = tuple(
        (listed, to_read((*listed.strengths, *listed.retired), meeting=on.meeting.id))
        for listed in lists_of_teams(session)
    )
    things = [(Applauded.STRENGTH, one.id) for _, one in lists if one is not None]
    return Facts(lists, _applause.read(session, on.actor, things))


def draw(on: Stage, facts: Facts) -> None:
    if not any(chosen for _, chosen in facts.lists):
        st.markdown(
            "# What do we do well?\n\nOne sentence from each team: what did we do last week the way customers want it "
            "every time?\n\nEach team says one thing it does well, and one thing it saw the other team do well. "
            "A team that writes down its own on the page **What we do well** hears one of them here each Monday.",
            anchors=False,
        )
        return
    st.markdown("# What do we do well? Read aloud, and applaud", anchors=False)
    for start in range(0, len(facts.lists), ACROSS):
        some = facts.lists[start : start + ACROSS]
        for column, (listed, chosen) in zip(st.columns(len(some), gap="large"), some, strict=True):
            with column:
                _one(on, facts, listed, chosen, today=on.today)
    st.markdown(f"And what did you see the other team do well? Say it aloud. :small[{_applause.RULE}]")
    _applause.listen()


def _one(on: Stage, facts: Facts, listed: TeamList, chosen: Strength | None, *, today: date) -> None:
    if chosen is None:
        st.markdown(f"#### {plain(listed.team)}\n{ASKED}")
        return
    st.markdown(
        f"#### {plain(listed.team)}\n### {plain(chosen.text)}\n{shown_words(chosen, today=today)}",
        anchors=False,
    )
    _applause.button(on.actor, facts.given, (Applauded.STRENGTH, chosen.id))
