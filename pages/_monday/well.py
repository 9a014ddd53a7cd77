"""What we do well: one of each team's list, read aloud, with the latest hit that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.changes.strengths import LONGEST, add_strength
from db.engine import Look
from db.queries.strengths import lists_of_teams, team_of
from meeting.board import Organisation
from meeting.permissions import Action, allowed
from meeting.strengths import Applauded, Strength, TeamList, is_theirs, to_read
from pages import _applause, _empty, _entry, _saving
from pages._monday.stage import Stage
from pages._plain import plain
from pages._strengths import ACROSS, shown_words

PLACE = "monday.well"
ASKED = "One sentence: what did we do last week the way customers want it every time?"


@dataclass(frozen=True)
class Facts:
    lists: tuple[tuple[TeamList, Strength | None], ...]
    given: _applause.Given
    to_begin: tuple[TeamList, ...]
    """The empty lists whoever leads may write."""


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    lists = tuple(
        (listed, to_read((*listed.strengths, *listed.retired), meeting=on.meeting.id))
        for listed in lists_of_teams(session)
    )
    things = [(Applauded.STRENGTH, one.id) for _, one in lists if one is not None]
    may = on.leads and allowed(on.actor, Action.ADD_STRENGTH) and any(one is None for _, one in lists)
    own = team_of(session, on.actor) if may else None
    to_begin = tuple(
        listed
        for listed, chosen in lists
        if may and chosen is None and is_theirs(on.actor, team_id=listed.team_id, own_team_id=own)
    )
    return Facts(lists, _applause.read(session, on.actor, things), to_begin)


def draw(on: Stage, facts: Facts) -> None:
    if not any(chosen for _, chosen in facts.lists):
        _empty.draw(
            "# What do we do well?\n\nOne sentence from each team: what did we do last week the way customers want it "
            "every time?\n\nEach team says one thing it does well, and one thing it saw the other team do well. "
            "A team that writes down its own on the page **What we do well** hears one of them here each Monday."
        )
        _add(on, facts)
        return
    st.markdown("# What do we do well? Read aloud, and applaud", anchors=False)
    for start in range(0, len(facts.lists), ACROSS):
        some = facts.lists[start : start + ACROSS]
        for column, (listed, chosen) in zip(st.columns(len(some), gap="large"), some, strict=True):
            with column:
                _one(on, facts, listed, chosen, today=on.today)
    st.markdown(f"And what did you see the other team do well? Say it aloud. :small[{_applause.RULE}]")
    _add(on, facts)
    _applause.listen()


def _add(on: Stage, facts: Facts) -> None:
    """A line for whoever leads, as long as a team has no list: what it says now begins one."""
    _saving.offer_undo(on.store, on.actor, place=PLACE)
    if not facts.to_begin:
        return
    teams = {listed.team_id: listed.team for listed in facts.to_begin}
    entry = _entry.begun("monday.well")
    with _entry.line(entry):
        team = st.selectbox(
            "Team",
            list(teams),
            format_func=lambda number: teams.get(number, "a team"),
            key=entry.key("team"),
            width=240,
        )
        text = st.text_input(
            "What it does well",
            key=entry.key("text"),
            max_chars=LONGEST,
            placeholder="We …",
            width="stretch",
        )
        is_asked = st.form_submit_button("Write it down", key="monday.well.save")
    if is_asked:
        _entry.save(
            entry,
            on.store,
            lambda session: add_strength(
                session,
                team_id=team,
                text=text,
                operation=entry.operation,
                today=on.today,
                actor=on.actor,
                now=on.now,
            ),
            said=f"what {teams[team]} does well.",
            place=PLACE,
        )


def _one(on: Stage, facts: Facts, listed: TeamList, chosen: Strength | None, *, today: date) -> None:
    if chosen is None:
        st.markdown(f"#### {plain(listed.team)}\n{ASKED}", anchors=False)
        return
    st.markdown(
        f"#### {plain(listed.team)}\n### {plain(chosen.text)}\n{shown_words(chosen, today=today)}",
        anchors=False,
    )
    _applause.button(on.actor, facts.given, (Applauded.STRENGTH, chosen.id))
