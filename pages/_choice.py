"""What of the board a person looks at: read from the address and what was just pressed, before anything is drawn.

The address is what counts. All that a page shows is then known at its first line, so it asks the store once, and what
it draws arrives together: each pause between two elements is one more time that the browser lays out the whole page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from meeting.board import Scope, Span
from meeting.errors import NotUnderstood
from meeting.weeks import Week, parse_week

ALL_TEAMS, ALL_TIERS = "All teams", "All tiers"
TIERS = ("A", "B", "C", "none")
WEEKS_BACK = 53 * 60
WEEKS_AHEAD = 6
OPEN = "true"
EARLIER, LATER = "home.earlier", "home.later"


@dataclass(frozen=True)
class Choice:
    """A week and whose facts; `wrong` says what of the address meant nothing."""

    week: Week
    scope: Scope
    wrong: tuple[str, ...] = ()


def choose(teams: Sequence[str], last: Week, span: Span) -> Choice:
    """The choice after the press or pick that led to this run, written back into the address."""
    asked = _asked(teams, last)
    week, scope = asked.week, asked.scope
    if st.session_state.get(EARLIER):
        week = week.shifted(-1)
    elif st.session_state.get(LATER):
        week = week.shifted(1)
    else:
        week, scope = _picked(week, scope)
    _say("week", "" if week == last else str(week))
    _say("team", scope.team)
    _say("tier", scope.tier)
    return Choice(week, scope, asked.wrong)


def draw_keys(choice: Choice, last: Week, span: Span) -> None:
    """← →, for the keyboard and the thumb."""
    week, ahead = choice.week, max(last.shifted(WEEKS_AHEAD), span.last)
    st.button("Earlier", shortcut="Left", key=EARLIER, disabled=week <= span.first)
    st.button("Later", shortcut="Right", key=LATER, disabled=week >= ahead)


def draw_pickers(choice: Choice, teams: Sequence[str], last: Week, span: Span) -> None:
    """Week, team and tier; drawn only when asked for, as the three cost as much as all the rest."""
    week, team, tier = str(choice.week), choice.scope.team, choice.scope.tier
    weeks = _weeks(last, choice.week, span)
    st.selectbox("Week", weeks, index=weeks.index(week), key=key_of("week", week))
    all_teams, all_tiers = (ALL_TEAMS, *teams), (ALL_TIERS, *TIERS)
    st.selectbox("Team", all_teams, index=all_teams.index(team or ALL_TEAMS), key=key_of("team", team))
    st.selectbox("Tier", all_tiers, index=all_tiers.index(tier or ALL_TIERS), key=key_of("tier", tier))


def toggled(name: str, values: Iterable[str] = (OPEN,)) -> str:
    """What stands open in the address under `name`, after a press on one of the buttons named by `key_of`."""
    shown = st.query_params.get(name, "")
    for value in (known := tuple(values)):
        if st.session_state.get(key_of(name, value)):
            shown = "" if shown == value else value
    shown = shown if shown in known else ""
    _say(name, shown)
    return shown


def key_of(name: str, value: str) -> str:
    return f"home.{name}.{value}"


def _asked(teams: Sequence[str], last: Week) -> Choice:
    """What the address asks for. What means nothing is said, and the default taken."""
    wrong = []
    week = last
    try:
        week = parse_week(st.query_params.get("week") or str(last))
    except NotUnderstood as error:
        wrong.append(f"{error} Here is the last full week.")
    team, tier = st.query_params.get("team", ""), st.query_params.get("tier", "")
    if team and team not in teams:
        wrong.append(f"There is no team “{team}”: all teams are shown.")
        team = ""
    if tier and tier not in TIERS:
        wrong.append(f"There is no tier “{tier}”: all tiers are shown.")
        tier = ""
    return Choice(week, Scope(team, tier), tuple(wrong))


def _picked(week: Week, scope: Scope) -> tuple[Week, Scope]:
    """What the pickers say. Their keys hold what was chosen before, so that they follow the keys and the address."""
    state = st.session_state
    team = state.get(key_of("team", scope.team), scope.team)
    tier = state.get(key_of("tier", scope.tier), scope.tier)
    chosen = Scope("" if team == ALL_TEAMS else team, "" if tier == ALL_TIERS else tier)
    return parse_week(state.get(key_of("week", str(week)), str(week))), chosen


def _weeks(last: Week, week: Week, span: Span) -> list[str]:
    """The last full week first, as it is the default; then back in time, then what lies ahead."""
    oldest = max(span.first, last.shifted(-WEEKS_BACK))
    back = [last]
    while back[-1] > oldest:
        back.append(back[-1].shifted(-1))
    return [str(entry) for entry in dict.fromkeys([*back, last.shifted(1), week])]


def _say(name: str, value: str) -> None:
    """Write a choice into the address; what is the default is left out."""
    if value == st.query_params.get(name, ""):
        return
    if value:
        st.query_params[name] = value
    else:
        del st.query_params[name]
