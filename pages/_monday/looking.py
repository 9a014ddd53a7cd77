"""Hits, runs and what comes up."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db.engine import Look
from db.queries import evidence, figures, talk
from meeting.board import DayAhead, Organisation, WeekFigures, counted, kept_in_words
from meeting.talk import ShortNotice
from meeting.weeks import short_day
from meeting.words import Origin
from pages import _action_form, _empty
from pages import _board as words
from pages._monday.stage import Stage
from pages._plain import plain
from pages._signs import RUN


@dataclass(frozen=True)
class Runs:
    weeks: tuple[WeekFigures, ...]
    ahead: tuple[DayAhead, ...]
    short: tuple[ShortNotice, ...]


def read_runs(session: Look, on: Stage, organisation: Organisation) -> Runs:
    return Runs(
        figures.week_figures(session, on.meeting.weeks, as_of=on.today),
        evidence.coming_up(session, today=on.today),
        talk.shortest_notice(session, on.week, as_of=on.today, most=3),
    )


def draw_runs(on: Stage, facts: Runs) -> None:
    for found in facts.weeks:
        which = f" · week {found.week}" if len(facts.weeks) > 1 else ""
        st.markdown(f"# {RUN.said('Runs')}{which} · {kept_in_words(found.promises)}", anchors=False)
    left, right = st.columns([5, 3], gap="large")
    with left:
        st.markdown(words.ahead_list(facts.ahead, today=on.today))
    with right:
        st.markdown("#### Sold last week at shortest notice", anchors=False)
        if not facts.short:
            _empty.draw(
                "No promise of last week says when it was given. The column made_on of a file of promises says it."
            )
        for row in facts.short:
            promise = row.promise
            line = (
                f"**{counted(row.days, 'day')}**: {plain(promise.customer)}, {plain(promise.what, most=80)}, given "
                f"{short_day(row.made_on)} for {short_day(promise.promised_on, beside=row.made_on)}"
            )
            with st.container(
                horizontal=True, vertical_alignment="center", wrap=False, key=f"monday.short.{promise.id}"
            ):
                st.markdown(line, width="stretch")
                day = short_day(promise.promised_on, beside=on.today)
                if st.button("Check with service", key=f"monday.check.{promise.id}", type="tertiary"):
                    _action_form.about(
                        Origin.PROMISE,
                        promise.id,
                        text=f"{promise.customer}: {promise.what}",
                        what=f"Check with service: {promise.customer}, promised for {day}",
                    )
                    st.rerun()
