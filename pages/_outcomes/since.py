"""What of the frozen figures would be different today, and who changed what since."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from meeting.board import counted
from meeting.minutes import Minutes
from meeting.minutes_since import Different, Moved
from pages._outcomes.looking import Looking
from pages._plain import plain
from pages._records import done_words, moment_words

MOST = 8


def draw(looking: Looking, minutes: Minutes, found: Sequence[Different], *, owed_still: int) -> None:
    parts = [*_figures(looking, found), *_owed(minutes, owed_still)]
    if minutes.redactions:
        parts.append("Words that somebody has a right to have removed were blacked in these minutes.")
    if not parts:
        return
    title = "#### Counted today, it would be different" if found else "#### Since then"
    why = "\\\n:small[The minutes stay as they were closed.]" if found else ""
    st.markdown(f"{title}{why}\n" + "\n".join(f"- {part}" for part in parts), anchors=False)


def _figures(looking: Looking, found: Sequence[Different]) -> list[str]:
    return [
        f"**{one.figure.capitalize()} {one.then} → {one.now}** in {one.week}: "
        + "; ".join(_moved(each, zone=looking.zone) for each in one.moved[:MOST])
        + (f"; and {len(one.moved) - MOST} more" if len(one.moved) > MOST else "")
        for one in found
    ]


def _moved(one: Moved, *, zone: str) -> str:
    what, number = one.record
    called = plain(one.called, most=80) or f"{what} {number}"
    linked = f"[{called}]({what}?id={number})" if what != "win" else called
    went = f"{one.was or 'not there'} → {one.now or 'not there'}"
    if not one.changes:
        return f"{linked}, {went}, as days went by"
    last = one.changes[-1]
    said = f"file {plain(last.file)}" if last.file else f"{plain(last.actor)} {done_words(last.action)}"
    reason = f": {plain(last.reason)}" if last.reason else ""
    return f"{linked}, {went} ({said}, {moment_words(last.at, zone=zone)}{reason})"


def _owed(minutes: Minutes, owed_still: int) -> list[str]:
    settled = len(minutes.owed_rows) - owed_still
    if settled <= 0:
        return []
    are = "is" if settled == 1 else "are"
    return [
        f"Of {counted(len(minutes.owed_rows), 'promise')} still owed then, {settled} {are} settled by now."
    ]
