"""The board: last week as both teams see it, any other week by one key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.engine import Look, reading
from db.queries import evidence, figures, house
from meeting.board import (
    DayAhead,
    Freshness,
    Organisation,
    Span,
    StillOwed,
    WeekFigures,
    WinRow,
    change_in_words,
    counted,
    hits_in_words,
    kept_in_words,
    misses_in_words,
    trend_in_words,
)
from meeting.clock import day_in
from meeting.misses import Miss
from meeting.weeks import last_full_week, span_in_words, week_of
from pages import _actor, _empty, _first_steps, _my_week, _on_time, _store
from pages import _board as words
from pages._choice import OPEN, Choice, choose, draw_keys, draw_pickers, key_of, toggled
from pages._home_rows import ROWS
from pages._live import Drawn, live
from pages._plain import plain
from pages._signs import HIT, MISS, RUN
from pages._trend import trend_chart


@dataclass(frozen=True)
class Facts:
    """All that one page shows, read in one look at the store. `weeks` are thirteen, the chosen one the last."""

    organisation: Organisation
    today: date
    weeks: tuple[WeekFigures, ...]
    misses: tuple[Miss, ...]
    hits: tuple[WinRow, ...]
    owed: StillOwed
    ahead: tuple[DayAhead, ...]
    on_time: _on_time.OnTimeFacts
    runs: tuple[Freshness, ...]
    rows: list[str]

    @property
    def shown(self) -> WeekFigures:
        return self.weeks[-1]

    @property
    def before(self) -> WeekFigures | None:
        """The week before; None where it has nothing to compare with, and while a week is not over."""
        return None if self.weeks[-2].is_empty or not self.is_over else self.weeks[-2]

    @property
    def is_over(self) -> bool:
        return self.shown.week.is_over(as_of=self.today)


def show() -> Drawn:
    """Everything is read before anything is drawn: see pages/_choice.py."""
    store = _store.current()
    with reading(store) as session:
        known = house.last_event(session)
        organisation = house.organisation(session)
        span = house.span(session)
        today = day_in(organisation.zone, moment=store.clock.now())
        if span is not None:
            teams, last = house.team_names(session), last_full_week(today)
            choice = choose(teams, last, span)
            opened = toggled("show", ROWS)
            pickers, more, chart, by_team = (
                bool(toggled(name)) for name in ("pick", "more", "chart", "on_time")
            )
            facts = _read(session, organisation, choice, opened=opened, today=today)
    if span is None:
        _first_steps.draw(store, _actor.current())
        _my_week.draw(store, _actor.current(), today=today)
        return Drawn(known, "")
    _head(facts, choice)
    with st.container(horizontal=True, key="home.choice"):
        draw_keys(choice, last, span)
        _switch("pick", "Week, team, tier", is_open=pickers)
        _switch("more", "More rows", is_open=more)
    if pickers:
        with st.container(horizontal=True, key="home.pickers"):
            draw_pickers(choice, teams, last, span)
    for text in choice.wrong:
        st.warning(plain(text), icon=":material/info:")
    if facts.shown.is_empty:
        _point_to_data(choice, span)
    if more:
        _more_rows(facts, opened=opened)
    _figures(facts, opened=opened)
    if opened:
        _rows(facts, opened)
    if choice.week >= last:
        _my_week.draw(store, _actor.current(), today=today)
    _lists(facts)
    _trend(facts, has_chart=chart, has_teams=by_team)
    found = facts.shown
    words = [counted(number, word) for number, word in ((found.hits, "hit"), (found.runs, "run"))]
    return Drawn(known, f"{', '.join(words)}, {counted(found.misses, 'miss', 'misses')} in {found.week}")


def _read(session: Look, organisation: Organisation, choice: Choice, *, opened: str, today: date) -> Facts:
    week, scope = choice.week, choice.scope
    return Facts(
        organisation,
        today,
        weeks=figures.week_figures(session, week.up_to_here(13), as_of=today, scope=scope),
        misses=evidence.misses(session, week, as_of=today, scope=scope),
        hits=evidence.wins_of(session, week, as_of=today, scope=scope),
        owed=figures.still_owed(session, as_of=today, scope=scope),
        ahead=evidence.coming_up(session, today=today, scope=scope),
        on_time=_on_time.read(session, week, today=today, team=scope.team),
        runs=house.freshness(session),
        rows=ROWS[opened](session, choice, today) if opened else [],
    )


def _head(facts: Facts, choice: Choice) -> None:
    week, today, organisation = choice.week, facts.today, facts.organisation
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


def _figures(facts: Facts, *, opened: str) -> None:
    shown, compare = facts.shown, facts.before
    alone = "no week before to compare with" if facts.is_over else "not over yet, so compared with nothing"
    figures_of = (
        ("Hits", HIT, shown.hits, compare.hits if compare else None, hits_in_words(shown)),
        ("Runs", RUN, shown.runs, compare.runs if compare else None, kept_in_words(shown.promises)),
        ("Misses", MISS, shown.misses, compare.misses if compare else None, misses_in_words(shown)),
    )
    # Beside each other where there is room, below each other on a phone.
    with st.grid(3, min_column_width=250, border=True, gap="small", key="home.figures"):
        for name, sign, value, then, sentence in figures_of:
            change = change_in_words(value, then) or alone
            with st.container(horizontal=True, vertical_alignment="bottom", wrap=False, gap="small"):
                # A heading, not a metric: those load later, and the figures are what people wait for.
                st.markdown(
                    f"## {sign.said(name)} {value}\n**{sentence}**\\\n:small[{change}]",
                    anchors=False,
                    width="stretch",
                )
                _opener(name, opened)
    st.markdown(f":small[{words.kept_rule(shown)}]")


def _more_rows(facts: Facts, *, opened: str) -> None:
    """The figures that stand in sentences open from here: a button for each would cost as much as the lists."""
    shown = facts.shown
    beside = {
        "Still owed": facts.owed.count,
        "Complaints": shown.complaints.received,
        "Moved": shown.moved,
        "Withdrawn": shown.promises.withdrawn,
        "Pending": shown.promises.pending,
    }
    with st.container(horizontal=True, key="home.more"):
        for name, number in beside.items():
            _opener(name, opened, f"{name}: {number}")


def _switch(name: str, label: str, *, is_open: bool) -> None:
    """A button that opens a part of the page, and closes it again. Cheaper than a popover, and in the address."""
    st.button(label, key=key_of(name, OPEN), icon=f":material/{'expand_less' if is_open else 'expand_more'}:")


def _opener(name: str, opened: str, label: str = "") -> None:
    """The button that opens a figure to its rows, and closes them again."""
    said = f"Close {name.lower()}" if name == opened else label or f"{name}: rows"
    st.button(said, key=key_of("show", name))


def _rows(facts: Facts, opened: str) -> None:
    """Every figure opens to exactly the rows it counts."""
    lines = facts.rows
    more = f"\n\n… and {len(lines) - words.SHOWN} more" if len(lines) > words.SHOWN else ""
    with st.container(border=True):
        st.markdown(
            f"##### {opened}: {counted(len(lines), 'row')}{words.why_fewer(opened, facts.shown)}\n"
            + words.numbered(lines[: words.SHOWN], more=more)
            + ("" if lines else "\nNothing to show: this figure is 0."),
            anchors=False,
        )


def _lists(facts: Facts) -> None:
    """One text for each side: every element more is drawn four times at each press."""
    left, right = st.columns(2, gap="large")
    misses = words.misses_list(facts.misses, as_of=facts.today, found=facts.shown)
    standing = words.standing(facts.shown, facts.owed, as_of=facts.today)
    left.markdown(f"{misses}\n\n{standing}", anchors=False)
    right.markdown(
        f"{words.hits_list(facts.hits)}\n\n{words.ahead_list(facts.ahead, today=facts.today)}", anchors=False
    )


def _trend(facts: Facts, *, has_chart: bool, has_teams: bool) -> None:
    done = _on_time.line(facts.on_time, facts.shown.week)
    st.markdown(
        f"#### Thirteen weeks\n{trend_in_words(facts.weeks, as_of=facts.today)}\n\n{done}", anchors=False
    )
    with st.container(horizontal=True, key="home.trend.keys"):
        _switch("chart", "Thirteen weeks as a chart", is_open=has_chart)
        if done:
            _switch("on_time", "Done on time by team", is_open=has_teams)
    if done and has_teams:
        listed = _on_time.rows(facts.on_time, str(facts.shown.week), is_linked=True)
        st.markdown(f"{_on_time.table(facts.on_time)}\n\n{listed}")
    if has_chart:
        ink = st.get_option(f"theme.{st.context.theme.type or 'light'}.textColor")
        chart = trend_chart(facts.weeks, ink=ink)
        said = trend_in_words(facts.weeks, as_of=facts.today)
        st.plotly_chart(chart, key="home.trend", config={"displayModeBar": False}, alt=said)
    day_of = {run: day_in(facts.organisation.zone, moment=run.at) for run in facts.runs}
    st.markdown(f":small[{words.freshness_words(facts.runs, day_of=day_of, today=facts.today)}]")


def _point_to_data(choice: Choice, span: Span) -> None:
    """An empty week says how far the facts reach, and leads to their end."""
    if not choice.scope.team and not choice.scope.tier and choice.week > span.last:
        end = span.last
        _empty.draw(
            f"Nothing was brought in for this week. The facts reach from week {span.first} to week {end}.",
            page="home.py",
            label=f"Show week {end}",
            icon=":material/event:",
            week=str(end),
        )


live(show)
