"""A look back over a quarter or a year, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.engine import Look
from db.queries import house
from db.queries import look_back as queries
from meeting.board import WinRow, counted
from meeting.errors import NotUnderstood
from meeting.judged import judged
from meeting.look_back import LookBack, Span, halves, parse_span, span_of, thanked
from meeting.look_back_words import (
    RULE,
    changed_in_words,
    direction,
    most_often_in_words,
    nothing_broke,
    turned_in_words,
    why_nothing_turned,
)
from meeting.minutes_words import day_in_words
from meeting.misses import Miss
from meeting.weeks import Week, span_in_words
from pages import _board as lines
from pages import _empty
from pages._outcomes import back_file
from pages._outcomes.looking import Looking, to_last, to_view
from pages._plain import plain
from pages._signs import HIT

MOST = 10
ROWS = "outcomes.back.rows"


@dataclass(frozen=True)
class Facts:
    """`rows` are those of the one thing that broke which was asked for."""

    found: LookBack
    rows: tuple[tuple[Week, tuple[Miss, ...]], ...]
    wrong: str
    organisation: str


def read(session: Look, looking: Looking) -> Facts:
    span, wrong = _asked(looking)
    found = queries.look_back(session, span, today=looking.today)
    rows = (
        queries.rows_of(session, found.weeks, asked, as_of=looking.today) if (asked := _opened(found)) else ()
    )
    return Facts(found, rows, wrong, house.organisation(session).name)


def _asked(looking: Looking) -> tuple[Span, str]:
    """The span in the address; without one the quarter of the last meeting."""
    last = span_of(looking.meetings[0].held_on)
    try:
        return parse_span(st.query_params.get("span") or str(last)), ""
    except NotUnderstood as error:
        return last, str(error)


def _opened(found: LookBack) -> str:
    """What of the table is opened; what does not stand in it any more is forgotten."""
    asked = st.session_state.get(ROWS) or ""
    if asked and asked not in [one.breakdown for one in found.broke]:
        del st.session_state[ROWS]
        return ""
    return str(asked)


def draw(looking: Looking, facts: Facts) -> None:
    found, span = facts.found, facts.found.span
    other = Span(span.year) if span.quarter else span_of(looking.meetings[0].held_on)
    with st.container(horizontal=True, key="outcomes.ways"):
        to_view("Before", "back", icon=":material/chevron_left:", span=str(span.before))
        to_view("After", "back", icon=":material/chevron_right:", span=str(span.after))
        to_view(other.label, "back", icon=":material/date_range:", span=str(other))
        to_last()
    if facts.wrong:
        st.warning(plain(facts.wrong), icon=":material/info:")
    st.title(f"Looking back: {span.label}", anchor=False)
    st.markdown(f":small[{found.days_in_words}]")
    if found.is_empty:
        _empty.draw("Nothing is known of these weeks. Look at another quarter or year.")
        return
    back_file.draw(looking, span, organisation=facts.organisation)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"#### What changed\n{lines.bulleted(changed_in_words(found))}", anchors=False)
        _turned(found)
        st.markdown(_broke(found), anchors=False)
        _rows(facts, today=looking.today)
        st.markdown(_decided(found, today=looking.today), anchors=False)
    with right:
        st.markdown(_thanked(found.wins), anchors=False)


def _turned(found: LookBack) -> None:
    """What rose and what went away, side by side; where there is neither, why."""
    said = judged(found)
    for column, title, turned in zip(
        st.columns(2), ("Rose", "Fell or went away"), (said.rose, said.fell), strict=True
    ):
        listed = [
            f"**{plain(one.breakdown)} {direction(one, found.weeks)}**: {turned_in_words(one, found.weeks)}"
            for one in turned
        ]
        words = lines.bulleted(listed) or _empty.words(why_nothing_turned(found))
        with column:
            st.markdown(f"#### {title}\n{words}", anchors=False)
    st.markdown(f":small[{RULE}]")


def _broke(found: LookBack) -> str:
    if not found.broke:
        return "#### What broke\n" + _empty.words(nothing_broke(found))
    earlier, later = (counted(len(half), "week") for half in halves(found.weeks))
    rows = "\n".join(f"| {plain(one.breakdown)} | {one.first} | {one.second} |" for one in found.broke)
    table = f"| What broke | First {earlier} | Last {later} |\n|:--|--:|--:|\n{rows}"
    most = plain(most_often_in_words(found.broke))
    return "#### What broke, not who\n" + "\n\n".join([*([most] if most else []), table])


def _rows(facts: Facts, *, today: date) -> None:
    """Every count of the table opens to exactly the rows it counts."""
    names = [one.breakdown for one in facts.found.broke]
    if not names:
        return
    st.pills("Rows of", names, key=ROWS, format_func=lambda name: plain(name, most=40))
    for week, missed in facts.rows:
        days = span_in_words(week.monday, week.sunday)
        listed = lines.bulleted([lines.miss_line(row, as_of=today) for row in missed])
        st.markdown(f"**{days}**\n{listed}", anchors=False)


def _decided(found: LookBack, *, today: date) -> str:
    done = found.done
    items = f"{done.done} of {counted(done.agreed, 'action item')} done by now." if done.agreed else ""
    listed = [
        f"[{day_in_words(one.held_on, beside=today)}](outcomes?meeting={one.meeting_id}): {plain(one.text, most=240)}"
        for one in found.decided[-MOST:]
    ]
    earlier = len(found.decided) - len(listed)
    more = f"{earlier} before these: All meetings has them." if earlier else ""
    said = lines.bulleted(listed) or _empty.words("No decision was written down.")
    return "\n\n".join(part for part in (f"#### What was decided\n{said}", more, items) if part)


def _thanked(wins: tuple[WinRow, ...]) -> str:
    names = thanked(wins)
    if not wins:
        return "#### Who was thanked\n" + _empty.words("No win was logged. Log it adds one, for any day.")
    who = plain(", ".join(names)) or "Everyone"
    newest = [lines.win_line(row) for row in wins[-MOST:]]
    more = f"\n\n… and {len(wins) - MOST} before these" if len(wins) > MOST else ""
    return f"#### Who was thanked\n{who}\n#### {HIT} Hits\n{lines.bulleted(newest[::-1], more=more)}"
