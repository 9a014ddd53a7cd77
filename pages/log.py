"""The log of changes, for administrators: who changed what and when; a page at a time, or all of it as CSV."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st

from db.engine import Store, reading
from db.queries import house
from db.queries.log import MOST, log, whats
from meeting.board import counted
from meeting.documents.tables import csv_bytes
from meeting.log import HEADING, LogEntry, LogFilter, LogPage, log_rows
from meeting.permissions import Action, require
from meeting.weeks import in_words
from pages import _actor, _empty, _store
from pages._plain import plain

ANYTHING = "Anything"
LONGEST = 160
OLDER, NEWEST, EXPORT = "log.older", "log.newest", "log.export"


def main() -> None:
    require(_actor.current(), Action.READ_LOG)
    store = _store.current()
    asked = _asked()
    with reading(store) as session:
        zone = house.organisation(session).zone
        kinds = whats(session)
        found = log(session, asked, zone=zone, before=_start(asked))
    st.title("Log of changes", anchor=False)
    _draw_filter(asked, kinds)
    _draw_entries(found, zone=zone)
    _offer_export(store, asked, found, zone=zone)


def _asked() -> LogFilter:
    """What the pickers say; the first time, what the address asks for."""
    state, address = st.session_state, st.query_params
    what = state.get("log.what", address.get("what", ""))
    record = state.get("log.record", _number(address.get("record")))
    return LogFilter(
        who=state.get("log.who", address.get("who", "")),
        what="" if what == ANYTHING else what,
        record_id=record,
        first=state.get("log.first", _day(address.get("from"))),
        last=state.get("log.last", _day(address.get("to"))),
    )


def _start(asked: LogFilter) -> int | None:
    """Where the page begins; another filter begins at the newest."""
    state = st.session_state
    if state.get("log.asked") != asked or state.get(NEWEST):
        state["log.before"] = None
    elif state.get(OLDER):
        state["log.before"] = state.get("log.next")
    state["log.asked"] = asked
    before: int | None = state.get("log.before")
    return before


def _draw_filter(asked: LogFilter, kinds: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Who", value=asked.who, max_chars=200, key="log.who", placeholder="part of a name")
        options = (ANYTHING, *kinds)
        chosen = options.index(asked.what) if asked.what in options else 0
        st.selectbox("What", options, index=chosen, key="log.what")
        st.number_input("Number of the record", min_value=1, value=asked.record_id, key="log.record")
        st.date_input("From", value=asked.first, key="log.first", format="YYYY-MM-DD")
        st.date_input("To", value=asked.last, key="log.last", format="YYYY-MM-DD")


def _draw_entries(found: LogPage, *, zone: str) -> None:
    if not found.entries:
        _empty.draw("Nothing was changed that fits. Take fewer filters, or more days.")
        return
    st.markdown(f"**{counted(found.total, 'change')}**, newest first.")
    st.markdown("\n".join(entry_line(entry, zone=zone) for entry in found.entries))
    st.session_state["log.next"] = found.older
    with st.container(horizontal=True):
        st.button("Newest", key=NEWEST, disabled=st.session_state.get("log.before") is None)
        st.button("Older", key=OLDER, disabled=found.older is None)


def entry_line(entry: LogEntry, *, zone: str) -> str:
    """When, who, did what, to which record; then each field before and after."""
    local = entry.at.astimezone(ZoneInfo(zone))
    name = f" “{plain(entry.name, most=60)}”" if entry.name else ""
    text = (
        f"- **{in_words(local.date())}, {local:%H:%M}** · {plain(entry.who)} · {plain(entry.action)} · "
        f"{plain(entry.what)} {entry.record_id}{name}"
    )
    if entry.file:
        text += f" · file {plain(entry.file, most=60)}"
    for change in entry.changes:
        before = "" if entry.is_first else f"{plain(change.before, most=LONGEST)} → "
        text += f"\n    - {plain(change.field)}: {before}**{plain(change.after, most=LONGEST)}**"
    return text + (f"\n    - because: {plain(entry.reason, most=LONGEST)}" if entry.reason else "")


def _offer_export(store: Store, asked: LogFilter, found: LogPage, *, zone: str) -> None:
    if not found.total or not st.button("Make a CSV of all these", key=EXPORT):
        return
    with reading(store) as session:
        entries = log(session, asked, zone=zone, most=MOST).entries
    content = csv_bytes(HEADING, log_rows(entries, zone=zone))
    digest = hashlib.sha256(content).hexdigest()[:8]
    if found.total > MOST:
        st.warning(
            f"These are the newest {MOST:,} of {found.total:,} changes. For older ones, take earlier days."
        )
    st.download_button(
        "Download the CSV",
        content,
        file_name=f"log-of-changes-{digest}.csv",
        mime="text/csv",
        key="log.csv",
        on_click="ignore",
    )


def _number(written: str | None) -> int | None:
    return (
        int(written) if written and written.isdecimal() and 0 < len(written) < 10 and int(written) else None
    )


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


main()
