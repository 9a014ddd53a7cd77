"""The list of action items as a file, as it is searched and filtered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import streamlit as st

from meeting.actions import ActionRow
from meeting.documents.action_items import HEADING, action_rows
from meeting.documents.tables import csv_bytes, xlsx_bytes

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
        _offer("CSV", csv_bytes(HEADING, lines), mime="text/csv")
        _offer("XLSX", xlsx_bytes(HEADING, lines, title="Action items"), mime=_XLSX)


def _offer(kind: str, content: bytes, *, mime: str) -> None:
    digest = hashlib.sha256(content).hexdigest()[:8]
    st.download_button(
        kind,
        content,
        file_name=f"action-items-{digest}.{kind.lower()}",
        mime=mime,
        key=f"actions.files.{kind.lower()}",
        on_click="ignore",
    )
