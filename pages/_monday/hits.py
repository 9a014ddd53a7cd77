"""Hits: what we won, thanked for and applauded; and what of our strengths it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from db.changes.strengths import show_by_hit
from db.changes.wins import log_win
from db.engine import Look
from db.queries import evidence, figures
from db.queries.strengths import lists_of_teams, team_of
from meeting.board import Organisation, WeekFigures, WinRow, counted, hits_in_words
from meeting.errors import MeetingError
from meeting.permissions import Action, allowed
from meeting.strengths import Applauded, Strength, TeamList, is_theirs
from meeting.words import WinKind
from pages import _applause, _empty, _entry, _saving
from pages import _board as words
from pages._live import again
from pages._monday.stage import Stage
from pages._plain import plain
from pages._signs import HIT
from pages._waiting import saving

FIRST = 5
PLACE = "monday.hits"
KINDS = (WinKind.PRAISE, *(kind for kind in WinKind if kind is not WinKind.PRAISE))
"""As on a phone: thanks are said most."""


@dataclass(frozen=True)
class Facts:
    """`lists` are those whoever leads may tie a hit to; `shown` what each hit shows already, by the hit's number."""

    figures: WeekFigures
    wins: tuple[WinRow, ...]
    given: _applause.Given
    lists: tuple[TeamList, ...]
    shown: dict[int, list[Strength]]


def read(session: Look, on: Stage, organisation: Organisation) -> Facts:
    (found,) = figures.week_figures(session, [on.week], as_of=on.today)
    wins = tuple(win for week in on.meeting.weeks for win in evidence.wins_of(session, week, as_of=on.today))
    given = _applause.read(session, on.actor, [(Applauded.WIN, win.id) for win in wins])
    lists, own = lists_of_teams(session), team_of(session, on.actor)
    shown: dict[int, list[Strength]] = {}
    for listed in lists:
        for one in listed.strengths:
            for proof in one.proofs:
                shown.setdefault(proof.win_id, []).append(one)
    may = on.leads and allowed(on.actor, Action.ADD_STRENGTH)
    theirs = (one for one in lists if may and is_theirs(on.actor, team_id=one.team_id, own_team_id=own))
    return Facts(found, wins, given, tuple(one for one in theirs if one.strengths), shown)


def draw(on: Stage, facts: Facts) -> None:
    is_one = len(on.meeting.weeks) == 1
    said = hits_in_words(facts.figures) if is_one else counted(len(facts.wins), "win")
    st.markdown(f"# {HIT.said('Hits')} · {said}", anchors=False)
    if not facts.wins:
        _empty.draw(
            "No wins came in for this week. Who helped you, and which customer said thank you? Say it aloud now: "
            "thanks need no list."
        )
        _log(on)
        return
    for win in facts.wins[:FIRST]:
        _hit(on, facts, win)
    rest = facts.wins[FIRST:]
    with st.container(horizontal=True, vertical_alignment="center", key="monday.hits.rest"):
        is_all = rest and st.toggle(counted(len(rest), "more win"), key="monday.hits.more")
        st.markdown(f":small[{_applause.RULE}]")
    for win in rest if is_all else ():
        _hit(on, facts, win)
    _log(on)
    _applause.listen()


def _log(on: Stage) -> None:
    """A line for whoever leads: what is said aloud is written down at once, in the week that is looked at."""
    _saving.offer_undo(on.store, on.actor, place=PLACE)
    if not on.leads or not allowed(on.actor, Action.LOG_HIT_OR_NOTE):
        return
    entry = _entry.begun("monday.win")
    with _entry.line(entry):
        text = st.text_input(
            "A hit of last week",
            key=entry.key("text"),
            max_chars=2000,
            placeholder="What was good, and who made it happen",
            width="stretch",
        )
        kind = st.selectbox("Kind", [str(kind) for kind in KINDS], key=entry.key("kind"), width=200)
        is_asked = st.form_submit_button("Log the hit", key="monday.win.save")
    if is_asked:
        _entry.save(
            entry,
            on.store,
            lambda session: log_win(
                session,
                text=text,
                kind=WinKind(kind),
                # Told of the week that is looked at, whichever of its days it was.
                happened_on=min(on.today, on.week.monday + timedelta(days=4)),
                operation=entry.operation,
                today=on.today,
                actor=on.actor,
                now=on.now,
            ),
            said="the hit.",
            place=PLACE,
        )


def _hit(on: Stage, facts: Facts, win: WinRow) -> None:
    about, shown = (Applauded.WIN, win.id), facts.shown.get(win.id, [])
    told = "".join(f"  \n:small[Shows what we do well: {plain(one.text)}]" for one in shown)
    left, right = st.columns([4, 1], vertical_alignment="center")
    # In the room nobody opens a page of its own.
    left.markdown(f"{words.win_line(win, is_linked=not st.context.is_embedded)}{told}")
    with right, st.container(horizontal=True, vertical_alignment="center", key=f"monday.hit.{win.id}"):
        _applause.button(on.actor, facts.given, about)
        is_asked = facts.lists and st.toggle("It shows …", key=f"monday.hit.shows.{win.id}")
    if is_asked:
        _strengths(on, facts, win, already={one.id for one in shown})


def _strengths(on: Stage, facts: Facts, win: WinRow, *, already: set[int]) -> None:
    """One press ties it to what it shows; the lists of the teams it credits come first."""
    with st.container(horizontal=True, key=f"monday.hit.strengths.{win.id}"):
        for listed in sorted(facts.lists, key=lambda one: one.team not in win.teams):
            for one in listed.strengths:
                if one.id not in already and st.button(
                    plain(one.text, most=60), key=f"monday.hit.tie.{win.id}.{one.id}", help=plain(listed.team)
                ):
                    _tie(on, win, one)


def _tie(on: Stage, win: WinRow, one: Strength) -> None:
    try:
        with saving(on.store) as session:
            show_by_hit(session, one.id, win.id, actor=on.actor, now=on.now)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    again()
