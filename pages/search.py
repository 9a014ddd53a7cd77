"""Search: everything ever said or logged, found by its words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db import search
from db.engine import reading
from meeting.search import Entry, EntryKind, Found, around, asked_for
from meeting.weeks import in_words
from pages import _empty, _store
from pages._found import words_found
from pages._record_page import FORM_WIDTH
from pages._signs import HIT, MISS

LONGEST, FIRST, MOST, LETTERS = 200, 30, 300, 240
ALL = "everything"
NAMES = {
    EntryKind.WIN: "hits",
    EntryKind.COMPLAINT: "complaints",
    EntryKind.NOTE: "field notes",
    EntryKind.DECISION: "decisions",
    EntryKind.ACTION: "action items",
    EntryKind.MINUTES: "minutes",
}
SAID = {kind: str(kind) for kind in EntryKind} | {EntryKind.WIN: "hit", EntryKind.NOTE: "field note"}
SIGNS = {
    EntryKind.WIN: HIT,
    EntryKind.COMPLAINT: MISS,
    EntryKind.NOTE: ":material/hearing:",
    EntryKind.DECISION: ":material/gavel:",
    EntryKind.ACTION: ":material/task_alt:",
    EntryKind.MINUTES: ":material/description:",
}
ADDRESSES = {
    EntryKind.WIN: "win?id=",
    EntryKind.COMPLAINT: "complaint?id=",
    EntryKind.NOTE: "note?id=",
    EntryKind.DECISION: "outcomes?meeting=",
    EntryKind.ACTION: "action?id=",
    EntryKind.MINUTES: "outcomes?meeting=",
}
"""Where one of a kind is looked at."""


def main() -> None:
    st.title("Search", anchor=False)
    text, kind = _asked()
    st.text_input(
        "Search everything that was said or logged",
        text,
        key=f"search.text.{st.query_params.get('q', '')}",
        max_chars=LONGEST,
        width=FORM_WIDTH,
        icon=":material/search:",
        placeholder="pump late · Acme · spare parts",
    )
    asked = asked_for(text)
    if not asked:
        _teach()
        return
    most = MOST if st.session_state.get("search.longer") else FIRST
    with reading(_store.current()) as session:
        found = search.find(session, asked, kinds=[kind] if kind else list(EntryKind), most=most)
    _choose(found, kind)
    _show(found, asked, kind=kind, most=most)


def _asked() -> tuple[str, EntryKind | None]:
    """What is looked for: as it was typed or picked just now, else as the address says; the address then says it."""
    state, address = st.session_state, st.query_params
    was, kind = address.get("q", ""), address.get("kind", "")
    text = " ".join(str(state.get(f"search.text.{was}", was)).split())[:LONGEST]
    picked = str(state.get(f"search.kind.{kind}") or kind)
    kind = picked if picked in set(EntryKind) else ""
    for name, value in (("q", text), ("kind", kind)):
        if value and value != address.get(name):
            address[name] = value
        elif not value and name in address:
            del address[name]
    return text, EntryKind(kind) if kind else None


def _choose(found: Found, kind: EntryKind | None) -> None:
    """The kinds there are, each with how many; the one that is picked stays even without any."""
    listed = [each for each in EntryKind if found.counts.get(each) or each is kind]
    if len(listed) < 2 and kind is None:
        return
    total = sum(found.counts.values())
    labels = {ALL: f"{ALL} ({total})"} | {
        str(each): f"{NAMES[each]} ({found.counts.get(each, 0)})" for each in listed
    }
    st.pills(
        "Kind",
        list(labels),
        default=str(kind) if kind else ALL,
        format_func=labels.__getitem__,
        key=f"search.kind.{kind or ''}",
        label_visibility="collapsed",
        required=True,
    )


def _show(found: Found, asked: Sequence[str], *, kind: EntryKind | None, most: int) -> None:
    number = found.counts.get(kind, 0) if kind else sum(found.counts.values())
    if not number:
        _empty.draw(
            "Nothing holds all of these words. Fewer or shorter words find more: from three letters on, a word finds "
            "every word that begins so."
        )
        return
    with st.container(gap="small", key="search.found"):
        for entry in found.entries:
            st.markdown(_line(entry, tuple(asked)))
    if number > len(found.entries):
        st.markdown(f"… and {number - len(found.entries)} more.")
        if most < MOST:
            st.toggle("Show more", key="search.longer")


def _line(entry: Entry, asked: tuple[str, ...]) -> str:
    """One thing that was found: its sign and day, whom it is about, and its words with those found in them."""
    day = in_words(entry.day)
    address = ADDRESSES.get(entry.kind)
    where = f"[{day}](/{address}{entry.id})" if address else day
    about = f" · {words_found(entry.about, asked)}" if entry.about else ""
    text = words_found(around(entry.text, asked, most=LETTERS), asked) or "no words"
    return f"{SIGNS[entry.kind]} {SAID[entry.kind]} · {where}{about}  \n{text}"


def _teach() -> None:
    st.markdown(
        "Hits, complaints, field notes, decisions, action items and minutes, from the first day on. Type a word or "
        "two: all of them have to be there, in any order; capital letters and accents do not count."
    )


main()
