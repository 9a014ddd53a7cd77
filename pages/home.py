"""The board: last week as both teams see it, any other week by one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.engine import Look, Store, reading
from db.queries import evidence, figures, house
from meeting.board import (
    Organisation,
    Scope,
    Span,
    WeekFigures,
    change_in_words,
    counted,
    hits_in_words,
    kept_in_words,
    misses_in_words,
    trend_in_words,
)
from meeting.clock import day_in
from meeting.errors import NotUnderstood
from meeting.promises import PromiseState
from meeting.weeks import Week, last_full_week, parse_week, span_in_words, week_of
from pages import _board as words
from pages import _store
from pages._plain import plain
from pages._trend import trend_chart

ALL_TEAMS, ALL_TIERS = "All teams", "All tiers"
TIERS = ("A", "B", "C", "none")
BELOW = ("Still owed", "Complaints")
WEEKS_BACK = 105
WEEKS_AHEAD = 6


@dataclass(frozen=True)
class Choice:
    """What the person looks at, all of it in the address."""

    week: Week
    scope: Scope


Rows = Callable[[Look, Choice, date], list[str]]


def main() -> None:
    store = _store.current()
    with reading(store) as session:
        organisation = house.organisation(session)
        teams = house.team_names(session)
        span = house.span(session)
    today = day_in(organisation.zone, moment=store.clock.now())
    heading = st.container()
    if span is None:
        heading.title("Nothing here yet")
        _teach()
        return
    choice = _choose(teams, last_full_week(today), span)
    with heading:
        _head(organisation, choice, today)
    opened = _toggle("show", {name: f"home.open.{name}" for name in ROWS})
    shown = _figures(store, choice, opened=opened, today=today)
    if opened and opened not in BELOW:
        _rows(store, choice, shown, opened=opened, today=today)
    _lists(store, choice, shown, opened=opened, today=today)


def _choose(teams: Sequence[str], last: Week, span: Span) -> Choice:
    """← → and the filters. The address is what counts: it is read first, and written when somebody chooses."""
    week, scope, wrong = _asked(teams, last)
    ahead = max(last.shifted(WEEKS_AHEAD), span.last)
    with st.container(horizontal=True, vertical_alignment="bottom", key="home.choice"):
        if st.button("Earlier", shortcut="Left", key="home.earlier", disabled=week <= span.first):
            week = week.shifted(-1)
        if st.button("Later", shortcut="Right", key="home.later", disabled=week >= ahead):
            week = week.shifted(1)
        # Drawn only when opened: three pickers cost as much as all the rest.
        other = st.popover("Week, team, tier", on_change="rerun", key="home.other")
        if other.open:
            with other:
                week, scope = _pick(week, scope, teams, last, span)
    for text in wrong:
        st.warning(plain(text), icon=":material/info:")
    _say("week", "" if week == last else str(week))
    _say("team", scope.team)
    _say("tier", scope.tier)
    return Choice(week, scope)


def _asked(teams: Sequence[str], last: Week) -> tuple[Week, Scope, list[str]]:
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
    return week, Scope(team, tier), wrong


def _pick(week: Week, scope: Scope, teams: Sequence[str], last: Week, span: Span) -> tuple[Week, Scope]:
    """The pickers. Their keys hold what is chosen now, so that they follow the keys and the address."""
    weeks = _weeks(last, week, span)
    picked = st.selectbox("Week", weeks, index=weeks.index(str(week)), key=f"home.week.{week}")
    all_teams, all_tiers = (ALL_TEAMS, *teams), (ALL_TIERS, *TIERS)
    team = st.selectbox(
        "Team", all_teams, index=all_teams.index(scope.team or ALL_TEAMS), key=f"home.team.{scope.team}"
    )
    tier = st.selectbox(
        "Tier", all_tiers, index=all_tiers.index(scope.tier or ALL_TIERS), key=f"home.tier.{scope.tier}"
    )
    chosen = Scope("" if team == ALL_TEAMS else team, "" if tier == ALL_TIERS else tier)
    return parse_week(picked), chosen


def _say(name: str, value: str) -> None:
    """Write a choice into the address; what is the default is left out."""
    if value == st.query_params.get(name, ""):
        return
    if value:
        st.query_params[name] = value
    else:
        del st.query_params[name]


def _toggle(name: str, buttons: dict[str, str]) -> str:
    """What of `buttons` ({value: key}) stands open in the address, after the click that led here."""
    shown = st.query_params.get(name, "")
    for value, key in buttons.items():
        if st.session_state.get(key):
            shown = "" if shown == value else value
    shown = shown if shown in buttons else ""
    _say(name, shown)
    return shown


def _weeks(last: Week, week: Week, span: Span) -> list[str]:
    """The last full week first, as it is the default; then back in time, then what lies ahead."""
    oldest = max(span.first, last.shifted(-WEEKS_BACK))
    back = [last]
    while back[-1] > oldest:
        back.append(back[-1].shifted(-1))
    return [str(entry) for entry in dict.fromkeys([*back, last.shifted(1), week])]


def _head(organisation: Organisation, choice: Choice, today: date) -> None:
    week = choice.week
    names = {
        last_full_week(today): "Last week",
        week_of(today): "This week",
        week_of(today).shifted(1): "Next week",
    }
    scope = " · ".join(
        part for part in (choice.scope.team, f"tier {choice.scope.tier}" if choice.scope.tier else "") if part
    )
    title = f"{names.get(week, f'Week {week.number}')}: {span_in_words(week.monday, week.sunday)}"
    st.title(plain(title + (f" · {scope}" if scope else "")), anchor=False)
    example = "An example: nothing here is real. " if organisation.is_example else ""
    goal = f" · {organisation.common_goal}" if organisation.common_goal else ""
    st.markdown(f":small[{plain(f'{example}{organisation.name}{goal}')}]")


def _figures(store: Store, choice: Choice, *, opened: str, today: date) -> WeekFigures:
    with reading(store) as session:
        before, shown = figures.week_figures(
            session, [choice.week.shifted(-1), choice.week], as_of=today, scope=choice.scope
        )
    compare = None if before.is_empty else before
    # Three beside each other on a phone, too, as long as the numbers fit.
    wide = max(shown.hits, shown.runs, shown.misses) > 999
    figures_of = (
        ("Hits", words.HITS, shown.hits, compare.hits if compare else None, hits_in_words(shown)),
        ("Runs", words.RUNS, shown.runs, compare.runs if compare else None, kept_in_words(shown.promises)),
        ("Misses", words.MISSES, shown.misses, compare.misses if compare else None, misses_in_words(shown)),
    )
    with st.grid(3, min_column_width=150 if wide else 100, border=True, gap="small", key="home.figures"):
        for name, sign, value, then, sentence in figures_of:
            with st.container(gap="xxsmall"):
                change = change_in_words(value, then) or "no week before to compare with"
                # A heading, not a metric: those load later, and the figures are what people wait for.
                st.markdown(
                    f"## :small[{sign} {name}] {value}\n**{sentence}**\\\n:small[{change}]", anchors=False
                )
                _opener(name, opened)
    st.markdown(f":small[{words.kept_rule(shown)}]")
    beside = {"Moved": shown.moved, "Withdrawn": shown.promises.withdrawn, "Pending": shown.promises.pending}
    if any(beside.values()):
        with st.container(horizontal=True, key="home.beside"):
            for name, number in beside.items():
                if number:
                    _opener(name, opened, f"{number} {name.lower()}")
    return shown


def _opener(name: str, opened: str, label: str = "") -> None:
    """The button that opens a figure to its rows, and closes them again."""
    said = f"Close {name.lower()}" if name == opened else label or f"{name}: rows"
    st.button(said, key=f"home.open.{name}")


def _rows(store: Store, choice: Choice, shown: WeekFigures, *, opened: str, today: date) -> None:
    """Every figure opens to exactly the rows it counts."""
    with reading(store) as session:
        lines = ROWS[opened](session, choice, today)
    more = f"\n\n… and {len(lines) - words.SHOWN} more" if len(lines) > words.SHOWN else ""
    with st.container(border=True):
        st.markdown(
            f"##### {opened}: {counted(len(lines), 'row')}{words.why_fewer(opened, shown)}\n"
            + words.numbered(lines[: words.SHOWN], more=more)
            + ("" if lines else "\nNothing to show: this figure is 0."),
            anchors=False,
        )


def _hits(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.wins_of(session, choice.week, as_of=today, scope=choice.scope)
    return [words.win_line(row) for row in rows]


def _misses(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.misses(session, choice.week, as_of=today, scope=choice.scope)
    return [words.miss_line(row, as_of=today) for row in rows]


def _complaints(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.complaints_of(session, choice.week, as_of=today, scope=choice.scope)
    return [words.complaint_line(row, as_of=today) for row in rows]


def _owed(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.owed(session, as_of=today, scope=choice.scope)
    return [words.promise_line(row, as_of=today) for row in rows]


def _moved(session: Look, choice: Choice, today: date) -> list[str]:
    rows = evidence.moved_out(session, choice.week, as_of=today, scope=choice.scope)
    return [words.promise_line(row, as_of=today) for row in rows]


def _in_state(state: PromiseState) -> Rows:
    def rows(session: Look, choice: Choice, today: date) -> list[str]:
        found = evidence.promises_in_state(session, choice.week, state, as_of=today, scope=choice.scope)
        return [words.promise_line(row, as_of=today) for row in found]

    return rows


ROWS: dict[str, Rows] = {
    "Hits": _hits,
    "Runs": _in_state(PromiseState.KEPT),
    "Misses": _misses,
    "Still owed": _owed,
    "Complaints": _complaints,
    "Moved": _moved,
    "Withdrawn": _in_state(PromiseState.WITHDRAWN),
    "Pending": _in_state(PromiseState.PENDING),
}


def _lists(store: Store, choice: Choice, shown: WeekFigures, *, opened: str, today: date) -> None:
    with reading(store) as session:
        misses = evidence.misses(session, choice.week, as_of=today, scope=choice.scope)
        hits = evidence.wins_of(session, choice.week, as_of=today, scope=choice.scope)
        owed = figures.still_owed(session, as_of=today, scope=choice.scope)
        ahead = evidence.coming_up(session, today=today, scope=choice.scope)
        weeks = figures.week_figures(session, choice.week.up_to_here(13), as_of=today, scope=choice.scope)
        runs = house.freshness(session)
        zone = house.organisation(session).zone
    left, right = st.columns(2, gap="large")
    left.markdown(words.misses_list(misses, as_of=today), anchors=False)
    right.markdown(words.hits_list(hits), anchors=False)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(words.standing(shown, owed, as_of=today), anchors=False)
        with st.container(horizontal=True, key="home.standing"):
            _opener("Still owed", opened)
            _opener("Complaints", opened)
        if opened in BELOW:
            _rows(store, choice, shown, opened=opened, today=today)
    right.markdown(words.ahead_list(ahead), anchors=False)
    st.markdown(f"#### Thirteen weeks\n{trend_in_words(weeks)}", anchors=False)
    has_chart = _toggle("chart", {"true": "home.chart"})
    st.button("Hide the chart" if has_chart else "Show the thirteen weeks as a chart", key="home.chart")
    if has_chart:
        st.plotly_chart(trend_chart(weeks), key="home.trend", config={"displayModeBar": False})
    day_of = {run: day_in(zone, moment=run.at) for run in runs}
    st.markdown(f":small[{words.freshness_words(runs, day_of=day_of)}]")


def _teach() -> None:
    st.markdown(
        "The board shows last week's hits, runs and misses as soon as a file was brought in. A list of orders or "
        "jobs with a promised day is enough to begin with; in a terminal, in the folder of the program:"
    )
    st.code(
        "python -m db import orders.csv --kind promises\n"
        "python -m db import tickets.csv --kind complaints\n"
        "python -m db import wins.csv --kind wins",
        language=None,
    )
    st.markdown("To look around first with a made-up company: `make demo`.")


main()
