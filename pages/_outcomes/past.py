"""Every closed meeting of a year: as a calendar, and as a list."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

import streamlit as st

from db.engine import Look
from db.queries.minutes import PastMeeting
from meeting.minutes_words import weeks_in_words
from meeting.weeks import in_words, parse_week
from pages._outcomes.looking import Looking, to_last, to_view

MONTHS = "January February March April May June July August September October November December".split()


def read(session: Look, looking: Looking) -> None:
    """All that is shown was read with the meetings."""


def draw(looking: Looking, facts: None) -> None:
    years = sorted({each.held_on.year for each in looking.meetings}, reverse=True)
    asked = st.query_params.get("year", "")
    year = int(asked) if asked in map(str, years) else years[0]
    found = [each for each in looking.meetings if each.held_on.year == year]
    with st.container(horizontal=True, key="outcomes.ways"):
        to_last()
        to_view("Two side by side", "beside", icon=":material/compare_arrows:")
        to_view("Look back", "back", icon=":material/history:")
    st.title(f"All meetings of {year}", anchor=False)
    if len(years) > 1:
        with st.container(horizontal=True, key="outcomes.years"):
            for other in years:
                to_view(str(other), "past", icon=":material/calendar_today:", year=str(other))
    _calendar(found)
    with st.container(horizontal=True, gap="xsmall", key="outcomes.list"):
        for each in found:
            st.page_link("outcomes.py", label=_line(each), query_params={"meeting": str(each.id)})


def _calendar(found: Sequence[PastMeeting]) -> None:
    """A cell for each month, with the days on which one was held."""
    days: dict[int, list[PastMeeting]] = defaultdict(list)
    for each in reversed(found):
        days[each.held_on.month].append(each)
    with st.grid(6, min_column_width=90, gap="small", key="outcomes.calendar"):
        for number, name in enumerate(MONTHS, start=1):
            links = [f"[{each.held_on.day}](outcomes?meeting={each.id})" for each in days[number]]
            st.markdown(f"**{name[:3]}**\\\n{' · '.join(links) or ':gray[–]'}")


def _line(each: PastMeeting) -> str:
    weeks = weeks_in_words([parse_week(week) for week in json.loads(each.weeks)])
    minutes = "closed before minutes were kept" if not each.versions else ""
    minutes = f"{len(each.versions)} versions" if len(each.versions) > 1 else minutes
    again = "open again" if each.is_open else ""
    beside = [weeks, minutes, again]
    return f"**{in_words(each.held_on)}** · {' · '.join(part for part in beside if part)}"
