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
    shown = _figures(store, choice, today=today)
    _rows(store, choice, shown, today=today)
    _lists(store, choice, shown, today=today)


def _choose(teams: Sequence[str], last: Week, span: Span) -> Choice:
    """← →, the picker and the filters. An address that means nothing is said, and the default taken."""
    asked = str(st.session_state.get("week") or st.query_params.get("week") or last)
    week, wrong = last, []
    try:
        week = parse_week(asked)
    except NotUnderstood as error:
        wrong.append(f"{error} Here is the last full week.")
    ahead = max(last.shifted(WEEKS_AHEAD), span.last)
    with st.container(horizontal=True, vertical_alignment="bottom", key="home.choice"):
        if st.button("Earlier", shortcut="Left", key="home.earlier", disabled=week <= span.first):
            week = _go(week.shifted(-1))
        # The keys are asked before the picker is drawn, which shows the week they lead to.
        picker = st.container(width="content")
        later = st.container(width="content")
        if later.button("Later", shortcut="Right", key="home.later", disabled=week >= ahead):
            week = _go(week.shifted(1))
        picked = picker.selectbox(
            "Week", _weeks(last, week, span), key="week", bind="query-params", width=140
        )
        team = _filter("team", "Team", (ALL_TEAMS, *teams), wrong)
        tier = _filter("tier", "Tier", (ALL_TIERS, "A", "B", "C", "none"), wrong)
    for text in wrong:
        st.warning(plain(text), icon=":material/info:")
    scope = Scope(team="" if team == ALL_TEAMS else team, tier="" if tier == ALL_TIERS else tier)
    return Choice(parse_week(picked), scope)


def _go(week: Week) -> Week:
    st.session_state["week"] = str(week)
    return week


def _weeks(last: Week, week: Week, span: Span) -> list[str]:
    """The last full week first, as it is the default; then back in time, then what lies ahead."""
    oldest = max(span.first, last.shifted(-WEEKS_BACK))
    back = [last]
    while back[-1] > oldest:
        back.append(back[-1].shifted(-1))
    return [str(entry) for entry in dict.fromkeys([*back, last.shifted(1), week])]


def _filter(name: str, label: str, options: Sequence[str], wrong: list[str]) -> str:
    asked = st.query_params.get(name)
    if asked is not None and asked not in options:
        wrong.append(f"There is no {label.lower()} “{asked}”: {options[0].lower()} are shown.")
    return str(st.selectbox(label, options, key=name, bind="query-params", width=160))


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


def _figures(store: Store, choice: Choice, *, today: date) -> WeekFigures:
    with reading(store) as session:
        before, shown = figures.week_figures(
            session, [choice.week.shifted(-1), choice.week], as_of=today, scope=choice.scope
        )
    compare = None if before.is_empty else before
    # Three beside each other on a phone, too, as long as the numbers fit.
    wide = max(shown.hits, shown.runs, shown.misses) > 999
    with st.grid(3, min_column_width=150 if wide else 100, border=True, gap="small", key="home.figures"):
        _figure(f"{words.HITS} Hits", shown.hits, compare.hits if compare else None, hits_in_words(shown))
        _figure(
            f"{words.RUNS} Runs", shown.runs, compare.runs if compare else None, kept_in_words(shown.promises)
        )
        _figure(
            f"{words.MISSES} Misses",
            shown.misses,
            compare.misses if compare else None,
            misses_in_words(shown),
        )
    st.markdown(f":small[{words.kept_rule(shown)}]")
    return shown


def _figure(label: str, value: int, before: int | None, sentence: str) -> None:
    with st.container(gap="xxsmall"):
        st.metric(label, value)
        change = change_in_words(value, before) or "no week before to compare with"
        st.markdown(f"**{sentence}**\\\n:small[{change}]")


def _rows(store: Store, choice: Choice, shown: WeekFigures, *, today: date) -> None:
    """Every figure opens to exactly the rows it counts."""
    asked = st.pills("Open the rows behind a figure", tuple(ROWS), key="show", bind="query-params")
    if asked not in ROWS:
        return
    with reading(store) as session:
        lines = ROWS[asked](session, choice, today)
    more = f"\n\n… and {len(lines) - words.SHOWN} more" if len(lines) > words.SHOWN else ""
    with st.container(border=True):
        st.markdown(
            f"##### {asked}: {counted(len(lines), 'row')}{words.why_fewer(asked, shown)}\n"
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


def _lists(store: Store, choice: Choice, shown: WeekFigures, *, today: date) -> None:
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
    left.markdown(words.standing(shown, owed, as_of=today), anchors=False)
    right.markdown(words.ahead_list(ahead), anchors=False)
    st.markdown(f"#### Thirteen weeks\n{trend_in_words(weeks)}", anchors=False)
    chart = st.expander(
        "Show the thirteen weeks as a chart", on_change="rerun", key="chart", bind="query-params"
    )
    if chart.open:
        chart.plotly_chart(trend_chart(weeks), key="home.trend", config={"displayModeBar": False})
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
