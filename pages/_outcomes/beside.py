"""Two meetings side by side."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from db.engine import Look
from db.queries import minutes as queries
from db.queries.minutes import PastMeeting
from meeting import minutes_words as words
from meeting.board import no_misses_in_words
from meeting.look_back_words import RULE_OF_TWO, compared_in_words, kept_of
from meeting.minutes import Minutes
from meeting.weeks import in_words, short_day
from pages import _board as lines
from pages import _empty
from pages._asked import record_id
from pages._outcomes.looking import Looking, to_last, to_view
from pages._outcomes.one import miss_line
from pages._plain import plain
from pages._signs import MISS


@dataclass(frozen=True)
class Pair:
    """The earlier one on the left. None for a meeting without minutes."""

    meetings: tuple[PastMeeting, PastMeeting]
    minutes: tuple[Minutes | None, Minutes | None]


def read(session: Look, looking: Looking) -> Pair:
    right = _picked(looking, "meeting", looking.chosen)
    place = looking.meetings.index(right)
    before = looking.meetings[min(place + 1, len(looking.meetings) - 1)]
    asked = record_id("with")
    left = _picked(looking, "with", next((each for each in looking.meetings if each.id == asked), before))
    kept = [queries.kept_minutes(session, each.id) for each in (left, right)]
    return Pair((left, right), (kept[0].minutes if kept[0] else None, kept[1].minutes if kept[1] else None))


def _picked(looking: Looking, name: str, now: PastMeeting) -> PastMeeting:
    """What the picker says. Its key holds what was chosen before, so that it follows the address."""
    by_label = {_label(each): each for each in looking.meetings}
    found = by_label.get(st.session_state.get(f"outcomes.beside.{name}.{now.id}", ""), now)
    if found != now:
        st.query_params[name] = str(found.id)
    return found


def _label(each: PastMeeting) -> str:
    return f"{in_words(each.held_on)} (meeting {each.id})"


def draw(looking: Looking, facts: Pair) -> None:
    with st.container(horizontal=True, key="outcomes.ways"):
        to_last()
        to_view("All meetings", "past", icon=":material/calendar_month:")
    st.title("Two meetings side by side", anchor=False)
    if len(looking.meetings) < 2:
        st.markdown("There is one closed meeting so far. The second can be laid beside it.")
        return
    labels = [_label(each) for each in looking.meetings]
    for column, name, each in zip(st.columns(2), ("with", "meeting"), facts.meetings, strict=True):
        with column:
            st.selectbox(
                "Earlier" if name == "with" else "Later",
                labels,
                index=labels.index(_label(each)),
                key=f"outcomes.beside.{name}.{each.id}",
            )
    left, right = facts.minutes
    if left is not None and right is not None:
        st.markdown(_table(left, right) + f"\n\n:small[{RULE_OF_TWO}]")
    for column, minutes in zip(st.columns(2, gap="large"), facts.minutes, strict=True):
        with column:
            st.markdown(_story(minutes), anchors=False)


def _table(left: Minutes, right: Minutes) -> str:
    changed = compared_in_words(left, right)
    rows = [
        f"| {name} | {before} | {now} | {changed.get(name, '')} |"
        for (name, before), (_, now) in zip(_numbers(left), _numbers(right), strict=True)
    ]
    if len(left.weeks) != len(right.weeks):
        rows.insert(0, f"| Weeks reviewed | {len(left.weeks)} | {len(right.weeks)} | |")
    heading = f"| | {_short(left)} | {_short(right)} | |\n|:--|--:|--:|:--|"
    return "\n".join([heading, *rows])


def _numbers(minutes: Minutes) -> list[tuple[str, int | str]]:
    found = [week.figures for week in minutes.weeks]
    return [
        ("Hits", sum(one.hits for one in found)),
        ("Promises kept", kept_of(minutes)),
        ("Promises missed", sum(one.promises.missed for one in found)),
        ("Complaints", sum(one.complaints.received for one in found)),
        ("Still owed", minutes.owed.count),
        ("Decisions", sum(one.is_agreed for one in minutes.decisions)),
        ("Action items", len(minutes.actions)),
        ("Minutes used", minutes.minutes_used),
    ]


def _short(minutes: Minutes) -> str:
    """`9 Nov 26`: two of them fit beside each other on a phone."""
    return f"{short_day(minutes.held_on)[4:]} {minutes.held_on:%y}"


def _story(minutes: Minutes | None) -> str:
    if minutes is None:
        return _empty.words("This meeting was closed before minutes were kept.")
    said = " ".join(plain(one) for one in words.what_happened(minutes))
    decided = lines.bulleted(
        [plain(words.decision_in_words(one)) for one in minutes.decisions]
    ) or _empty.words("No decision was written down.")
    figures = [week.figures for week in minutes.weeks]
    misses = lines.numbered([miss_line(one, minutes) for one in minutes.misses])
    return (
        f"#### {plain(words.title(minutes))}\n{said}\n#### Decisions\n{decided}\n"
        f"#### {MISS} Misses\n{misses or no_misses_in_words(figures, as_of=minutes.as_of)}"
    )
