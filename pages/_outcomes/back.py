"""A look back over a quarter or a year, on one page."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db.engine import Look
from db.queries import house
from db.queries import look_back as queries
from meeting.board import WinRow, counted
from meeting.errors import NotUnderstood
from meeting.look_back import (
    Span,
    Totals,
    Turned,
    changed_in_words,
    halves,
    over_by,
    parse_span,
    span_of,
    thanked,
    turned,
    went_away,
)
from meeting.weeks import Week, last_full_week, short_day
from pages import _board as lines
from pages._outcomes.looking import Looking, to_last, to_view
from pages._plain import plain

MOST = 10


@dataclass(frozen=True)
class Facts:
    span: Span
    weeks: tuple[Week, ...]
    wrong: str
    now: Totals
    before: Totals
    broke: tuple[Turned, ...]
    wins: tuple[WinRow, ...]
    decided: tuple[queries.DecidedThen, ...]
    done: queries.Done


def read(session: Look, looking: Looking) -> Facts:
    """Of weeks that are over and told of, and against as many of the span before."""
    span, wrong = _asked(looking)
    known = house.span(session)
    last = last_full_week(looking.today)
    weeks = over_by(span.weeks, min(last, known.last) if known else last)
    before, as_of = span.before.weeks[: len(weeks)], looking.today
    return Facts(
        span,
        weeks,
        wrong,
        queries.totals(session, weeks, as_of=as_of),
        queries.totals(session, before, as_of=as_of),
        turned(weeks, queries.broke(session, weeks, as_of=as_of)),
        queries.wins_in(session, weeks, as_of=as_of),
        queries.decided_in(session, span.weeks),
        queries.done_of(session, span.weeks),
    )


def _asked(looking: Looking) -> tuple[Span, str]:
    """The span in the address; without one the quarter of the last meeting."""
    last = span_of(looking.meetings[0].held_on)
    try:
        return parse_span(st.query_params.get("span") or str(last)), ""
    except NotUnderstood as error:
        return last, str(error)


def draw(looking: Looking, facts: Facts) -> None:
    span = facts.span
    other = Span(span.year) if span.quarter else span_of(looking.meetings[0].held_on)
    with st.container(horizontal=True, key="outcomes.ways"):
        to_view("Before", "back", icon=":material/chevron_left:", span=str(span.before))
        to_view("After", "back", icon=":material/chevron_right:", span=str(span.after))
        to_view(other.label, "back", icon=":material/date_range:", span=str(other))
        to_last()
    if facts.wrong:
        st.warning(plain(facts.wrong), icon=":material/info:")
    st.title(f"Looking back: {span.label}", anchor=False)
    part = (
        f" ({counted(len(facts.weeks), 'week')} of it so far)" if len(facts.weeks) < len(span.weeks) else ""
    )
    st.markdown(f":small[{span.days_in_words}{part}, counted today]")
    if facts.now.is_empty and not facts.decided:
        st.markdown("Nothing is known of these weeks. Look at another quarter or year.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        named = span.before.label.lower()
        is_part = len(facts.weeks) < len(span.weeks)
        than = f"the first {counted(len(facts.weeks), 'week')} of {named}" if is_part else named
        changed = changed_in_words(facts.now, facts.before, than=than)
        st.markdown(f"#### What changed\n{lines.bulleted(changed)}", anchors=False)
        st.markdown(_broke(facts.broke, facts.weeks), anchors=False)
        st.markdown(_decided(facts), anchors=False)
    with right:
        st.markdown(_thanked(facts.wins), anchors=False)


def _broke(found: tuple[Turned, ...], weeks: tuple[Week, ...]) -> str:
    if not found:
        return "#### What broke\nNothing was missed, and nobody complained."
    earlier, later = (counted(len(half), "week") for half in halves(weeks))
    gone = plain(", ".join(went_away(weeks, found)))
    new = plain(", ".join(one.breakdown for one in found if one.is_new))
    said = [f"**Went away: {gone}**, not once in the last {later}."] if gone else []
    said += [f"New in the last {later}: {new}."] if new else []
    rows = "\n".join(f"| {plain(one.breakdown)} | {one.first} | {one.second} |" for one in found)
    table = f"| What broke | First {earlier} | Last {later} |\n|:--|--:|--:|\n{rows}"
    return "#### What broke, not who\n" + "\n\n".join([*said, table])


def _decided(facts: Facts) -> str:
    done = facts.done
    items = f"{done.done} of {counted(done.agreed, 'action item')} done by now." if done.agreed else ""
    listed = [
        f"[{short_day(one.held_on)}](outcomes?meeting={one.meeting_id}): {plain(one.text, most=240)}"
        for one in facts.decided[-MOST:]
    ]
    return f"#### What was decided\n{lines.bulleted(listed) or 'No decision was written down.'}\n\n{items}"


def _thanked(wins: tuple[WinRow, ...]) -> str:
    names = thanked(wins)
    if not wins:
        return "#### Who was thanked\nNo win was logged."
    who = plain(", ".join(names)) or "Everyone"
    newest = [lines.win_line(row) for row in wins[-MOST:]]
    more = f"\n\n… and {len(wins) - MOST} before these" if len(wins) > MOST else ""
    return f"#### Who was thanked\n{who}\n#### {lines.HITS} Hits\n{lines.bulleted(newest[::-1], more=more)}"
