"""A look back over a quarter or a year, on one page."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db.engine import Look
from db.queries import house
from db.queries import look_back as queries
from meeting.board import WinRow, counted
from meeting.errors import NotUnderstood
from meeting.look_back import LookBack, Span, Turned, halves, parse_span, span_of, thanked, went_away
from meeting.weeks import Week, short_day
from pages import _board as lines
from pages import _empty
from pages._outcomes import back_file
from pages._outcomes.looking import Looking, to_last, to_view
from pages._plain import plain
from pages._signs import HIT

MOST = 10


@dataclass(frozen=True)
class Facts:
    found: LookBack
    wrong: str
    organisation: str


def read(session: Look, looking: Looking) -> Facts:
    span, wrong = _asked(looking)
    found = queries.look_back(session, span, today=looking.today)
    return Facts(found, wrong, house.organisation(session).name)


def _asked(looking: Looking) -> tuple[Span, str]:
    """The span in the address; without one the quarter of the last meeting."""
    last = span_of(looking.meetings[0].held_on)
    try:
        return parse_span(st.query_params.get("span") or str(last)), ""
    except NotUnderstood as error:
        return last, str(error)


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
        st.markdown(f"#### What changed\n{lines.bulleted(found.changed)}", anchors=False)
        st.markdown(_broke(found.broke, found.weeks), anchors=False)
        st.markdown(_decided(found), anchors=False)
    with right:
        st.markdown(_thanked(found.wins), anchors=False)


def _broke(found: tuple[Turned, ...], weeks: tuple[Week, ...]) -> str:
    if not found:
        return "#### What broke\n" + _empty.words("No miss is known of these weeks.")
    earlier, later = (counted(len(half), "week") for half in halves(weeks))
    gone = plain(", ".join(went_away(weeks, found)))
    new = plain(", ".join(one.breakdown for one in found if one.is_new))
    said = [f"**Went away: {gone}**, not once in the last {later}."] if gone else []
    said += [f"New in the last {later}: {new}."] if new else []
    rows = "\n".join(f"| {plain(one.breakdown)} | {one.first} | {one.second} |" for one in found)
    table = f"| What broke | First {earlier} | Last {later} |\n|:--|--:|--:|\n{rows}"
    return "#### What broke, not who\n" + "\n\n".join([*said, table])


def _decided(found: LookBack) -> str:
    done = found.done
    items = f"{done.done} of {counted(done.agreed, 'action item')} done by now." if done.agreed else ""
    last = found.weeks[-1].sunday
    listed = [
        f"[{short_day(one.held_on, beside=last)}](outcomes?meeting={one.meeting_id}): {plain(one.text, most=240)}"
        for one in found.decided[-MOST:]
    ]
    said = lines.bulleted(listed) or _empty.words("No decision was written down.")
    return f"#### What was decided\n{said}\n\n{items}"


def _thanked(wins: tuple[WinRow, ...]) -> str:
    names = thanked(wins)
    if not wins:
        return "#### Who was thanked\n" + _empty.words("No win was logged. Log it adds one, for any day.")
    who = plain(", ".join(names)) or "Everyone"
    newest = [lines.win_line(row) for row in wins[-MOST:]]
    more = f"\n\n… and {len(wins) - MOST} before these" if len(wins) > MOST else ""
    return f"#### Who was thanked\n{who}\n#### {HIT} Hits\n{lines.bulleted(newest[::-1], more=more)}"
