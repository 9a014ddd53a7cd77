"""My week, for whoever is signed in: what I am to do, what my customers may ring about before anybody tells me, what
was answered to me and what waits for my answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db.engine import Store, reading
from db.queries.my_week import my_complaints, my_items, my_news, my_questions
from meeting.actions import over_in_words
from meeting.field import Note
from meeting.my_week import (
    QUESTIONS_SHOWN,
    MyComplaints,
    MyItem,
    MyItems,
    MyNews,
    MyQuestions,
    News,
    news_in_words,
    to_do_in_words,
)
from meeting.permissions import Actor
from meeting.weeks import short_day
from pages import _board as words
from pages import _empty
from pages._plain import plain

QUIET = _empty.words(
    "Nothing of yours is due this week, and nothing went wrong with your customers in the last 7 days."
)


def draw(store: Store, actor: Actor, *, today: date) -> None:
    """Call it when the figures stand: it reads by itself, so that they need not wait for it.

    Nobody's own week is shown to a room, and who is no person of the company has none.
    """
    if actor.person_id is None or actor.guest_id is not None or st.context.is_embedded:
        return
    with reading(store) as session:
        items = my_items(session, actor.person_id, today=today)
        news = my_news(session, actor.person_id, today=today)
        owned = my_complaints(session, actor.person_id, today=today)
        questions = my_questions(session, actor.person_id, today=today)
    if not items.total and not news.total and not owned.total and questions.is_empty:
        st.markdown(f"#### My week\n{QUIET}", anchors=False)
        return
    with st.container(border=True, key="home.my_week"):
        left, right = st.columns(2, gap="large")
        left.markdown(_items(items, today=today), anchors=False)
        if owned.total:
            left.markdown(_owned(owned, today=today), anchors=False)
        right.markdown(_news(news, today=today), anchors=False)
        _questions(questions)


def _items(items: MyItems, *, today: date) -> str:
    if not items.total:
        return "#### My week\n" + _empty.words("Nothing of yours is due this week.")
    rest = items.total - len(items.rows)
    more = f"\n- [and {rest} more](actions?owner=me)" if rest else ""
    lines = words.bulleted([_item(row, today) for row in items.rows], more=more)
    return f"#### My week: to do\n{lines}"


def _owned(owned: MyComplaints, *, today: date) -> str:
    """On the page of each it is said that it was answered or resolved."""
    rest = owned.total - len(owned.rows)
    lines = [
        f"**{plain(row.customer) or 'no customer named'}**: "
        f"[{plain(row.text, most=words.EXCERPT) or 'no words yet'}](complaint?id={row.id}) — "
        f"{plain(to_do_in_words(row, today))}"
        for row in owned.rows
    ]
    listed = words.bulleted(lines, more=f"\n\nand {rest} more" if rest else "")
    return f"#### My complaints: to answer and resolve\n{listed}"


def _item(row: MyItem, today: date) -> str:
    said = over_in_words(row.due_on, today)
    return f"[{plain(row.what, most=words.EXCERPT)}](action?id={row.id}) — " + (
        f"**{said}**" if row.due_on < today else said
    )


def _news(news: MyNews, *, today: date) -> str:
    if not news.total:
        return "#### My customers\nNothing went wrong with them in the last 7 days."
    rest = news.total - len(news.rows)
    more = f"\n\nand {rest} more" if rest else ""
    lines = words.bulleted([_line(each, today) for each in news.rows], more=more)
    return f"#### My customers: hear it from us first\n{lines}"


def _line(news: News, today: date) -> str:
    about = plain(news.text, most=words.EXCERPT) or "no words yet"
    return f"**{plain(news.customer)}**: [{about}]({news.kind}?id={news.id}) — {plain(news_in_words(news, today))}"


def _questions(questions: MyQuestions) -> None:
    """Nothing where nobody asked: what is not there takes no room."""
    parts = [
        (heading, lines)
        for heading, lines in (
            ("My questions: answered", [_answered(note) for note in questions.answered]),
            ("Questions for my side to answer", [_asked(note) for note in questions.waiting]),
        )
        if lines
    ]
    if not parts:
        return
    for (heading, lines), place in zip(parts, st.columns(len(parts), gap="large"), strict=True):
        with place:
            _folded(heading, lines)


def _folded(heading: str, lines: Sequence[str]) -> None:
    st.markdown(f"#### {heading}\n{words.bulleted(lines[:QUESTIONS_SHOWN])}", anchors=False)
    rest = lines[QUESTIONS_SHOWN:]
    if rest:
        with st.expander(f"and {len(rest)} more"):
            st.markdown(words.bulleted(rest))


def _answered(note: Note) -> str:
    who = plain(note.answered_by) or "Answered"
    day = f", {short_day(note.answered_on, beside=note.noted_on)}" if note.answered_on else ""
    return f"{_link(note)} — **{who}**{day}: {plain(note.answer, most=words.EXCERPT)}"


def _asked(note: Note) -> str:
    about = f" about **{plain(note.customer)}**" if note.customer else ""
    who = plain(note.person) or "somebody"
    return f"{_link(note)} — asked by {who}{about}, {short_day(note.noted_on)}"


def _link(note: Note) -> str:
    return f"[{plain(note.text, most=words.EXCERPT)}](note?id={note.id})"
