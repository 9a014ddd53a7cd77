"""Action items as files: the list as it is searched and filtered, and what anybody takes into their own calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from meeting.actions import ActionRow
from meeting.documents.action_items import HEADING, action_rows
from meeting.documents.calendar import calendar_bytes
from meeting.documents.tables import csv_bytes, xlsx_bytes
from meeting.words import ActionState
from pages._address import address

MOST = 2000
IS_ON = "actions.files"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def is_on() -> bool:
    """Whether files are asked for: only then is the whole list read."""
    return bool(st.session_state.get(IS_ON, False))


def draw(rows: Sequence[ActionRow], *, times: Mapping[int, int], total: int) -> None:
    """A switch, and behind it both files. Other contents have another name, so that none is ever an old one."""
    if not st.toggle("This list as a file", key=IS_ON):
        return
    if total > len(rows):
        st.warning(f"The files hold the first {len(rows)} of {total} action items. Filter to see the others.")
    lines = action_rows(rows, times=times)
    with st.container(horizontal=True, key="actions.files.both"):
        _offer("CSV", csv_bytes(HEADING, lines), "csv", mime="text/csv")
        _offer("XLSX", xlsx_bytes(HEADING, lines, title="Action items"), "xlsx", mime=_XLSX)


def draw_calendar(label: str, rows: Sequence[ActionRow], *, now: datetime) -> None:
    """A button for the open ones that have a day; none without such."""
    found = [row for row in rows if row.state == ActionState.OPEN and row.due_on is not None]
    if found:
        # The same file for an hour, so that a page drawn anew while somebody reaches for the button keeps it.
        hour = now.replace(minute=0, second=0, microsecond=0)
        content = calendar_bytes(found, now=hour, address=address())
        _offer(label, content, "ics", mime="text/calendar", icon=":material/event:")


def _offer(label: str, content: bytes, kind: str, *, mime: str, icon: str | None = None) -> None:
    digest = hashlib.sha256(content).hexdigest()[:8]
    st.download_button(
        label,
        content,
        file_name=f"action-items-{digest}.{kind}",
        mime=mime,
        key=f"actions.files.{kind}",
        icon=icon,
        type="tertiary" if icon else "secondary",
        on_click="ignore",
    )
