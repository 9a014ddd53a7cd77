"""From the field: every note, found by kind, team, week, standing and words; where teams hand on; who is new."""

from __future__ import annotations

import streamlit as st

from db.changes.field import log_note
from db.engine import Store, reading
from db.queries import field as queries
from db.queries import handoffs, house
from db.queries.house import TeamRow
from db.queries.new_customers import new_customers
from meeting.board import counted
from meeting.clock import day_in
from meeting.field import NoteFilter, Standing
from meeting.handoffs import table
from meeting.permissions import Action, Actor, allowed
from meeting.weeks import span_in_words, week_of
from meeting.words import NoteKind
from pages import _actor, _empty, _entry, _field, _hand_offs, _new_customers, _saving, _store
from pages._note_forms import draw_hand_off
from pages._record_page import FORM_WIDTH

NOTES, BETWEEN, NEW = "Notes", "Between teams", "New customers"
VIEWS = {NOTES: "notes", BETWEEN: "teams", NEW: "new"}
VIEW, SEARCH, KIND, TEAM, WEEK, STANDING = (
    f"field.{name}" for name in ("view", "search", "kind", "team", "week", "standing")
)
PLACE = "field"
FIRST, MORE = 20, 50
WEEKS_BACK = 53


def main() -> None:
    st.title("From the field", anchor=False)
    asked = st.query_params.get("view")
    first = next((name for name, short in VIEWS.items() if short == asked), NOTES)
    view = st.segmented_control(
        "Show", list(VIEWS), default=first, key=VIEW, required=True, label_visibility="collapsed"
    )
    {NOTES: _notes, BETWEEN: _between, NEW: _new}[view or NOTES](_store.current(), _actor.current())


def _notes(store: Store, actor: Actor) -> None:
    state = st.session_state
    wanted = NoteFilter(
        text=str(state.get(SEARCH) or "").strip(),
        kind=state.get(KIND) or "",
        team=state.get(TEAM) or "",
        week=state.get(WEEK) or "",
        standing=state.get(STANDING) or "",
    )
    if state.get("field.show_more"):
        state["field.shown"] = state.get("field.shown", FIRST) + MORE
    with reading(store) as session:
        today = day_in(house.organisation(session).zone, moment=store.clock.now())
        teams = house.team_rows(session)
        found, total = queries.found_notes(session, wanted, most=state.get("field.shown", FIRST))
    is_narrowed = wanted != NoteFilter()
    if allowed(actor, Action.LOG_HIT_OR_NOTE) and (
        (not total and not is_narrowed) or st.toggle("Note something", key="field.noting")
    ):
        _log(store, actor, teams)
    _saving.offer_undo(store, actor, place=PLACE)
    if not total and not is_narrowed:
        _empty.draw(
            "No note yet. What was heard from customers, a pressure on a team, a WOW idea, a barrier to teamwork or a "
            "question before promising stands here from the moment somebody notes it. The meeting looks at each."
        )
        return
    weeks = [str(week) for week in reversed(week_of(today).up_to_here(WEEKS_BACK))]
    with st.container(horizontal=True, vertical_alignment="bottom", key="field.choice"):
        st.text_input(
            "Search",
            key=SEARCH,
            placeholder="words, customer or who noted it",
            icon=":material/search:",
            width=420,
        )
        is_asked = st.toggle("Filters", key="field.choosing")
    if is_asked or wanted.kind or wanted.team or wanted.week or wanted.standing:
        with st.container(horizontal=True, vertical_alignment="bottom", key="field.filters"):
            _choose(teams, weeks)
    st.markdown(f"**{counted(total, 'note')}**" + (" found" if is_narrowed else ""))
    if not found:
        _empty.draw("No note like that. Shorten what is searched for, or take a filter away.")
    st.markdown("\n".join(f"- {_field.note_line(note, today=today)}" for note in found))
    if total > len(found):
        st.button("Show more", key="field.show_more")


def _choose(teams: tuple[TeamRow, ...], weeks: list[str]) -> None:
    kinds, stands = [str(kind) for kind in NoteKind], [str(each) for each in Standing]
    names = [team.name for team in teams]
    st.selectbox("Kind", kinds, None, key=KIND, width=230, placeholder="All kinds")
    st.selectbox("Team", names, None, key=TEAM, width=200, placeholder="All teams")
    st.selectbox("Week", weeks, None, key=WEEK, width=150, placeholder="All weeks")
    st.selectbox("Stands", stands, None, key=STANDING, width=220, placeholder="Any way")


def _log(store: Store, actor: Actor, teams: tuple[TeamRow, ...]) -> None:
    """The kind stands outside the form: a barrier asks for its hand-off at once."""
    entry = _entry.begun("field.log")
    with st.container(border=True, key="field.log", width=FORM_WIDTH):
        said = st.selectbox("What kind", list(_field.TO_CHOOSE), key="field.log.kind", width=420)
        kind, idea = _field.TO_CHOOSE[said]
        with st.form("field.note", border=False):
            text = st.text_area(
                "In a few words" if idea is None else "In a few words, or none",
                key=entry.key("text"),
                max_chars=2000,
                height=80,
            )
            start, end = draw_hand_off(teams, key="field.log") if kind is NoteKind.BARRIER else (None, None)
            is_asked = st.form_submit_button("Note it", type="primary", key="field.log.save")
    if not is_asked:
        return
    now = store.clock.now()
    _entry.save(
        entry,
        store,
        lambda session: log_note(
            session,
            kind=kind,
            idea=idea,
            text=text,
            from_team_id=start,
            to_team_id=end,
            operation=entry.operation,
            today=day_in(house.organisation(session).zone, moment=now),
            actor=actor,
            now=now,
        ),
        said=text.strip() or said,
        place=PLACE,
    )


def _between(store: Store, actor: Actor) -> None:
    with reading(store) as session:
        today = day_in(house.organisation(session).zone, moment=store.clock.now())
        weeks = week_of(today).up_to_here(_hand_offs.weeks_asked())
        found = table(handoffs.troubles(session, weeks, as_of=today))
    _hand_offs.draw(found, period=span_in_words(weeks[0].monday, today))


def _new(store: Store, actor: Actor) -> None:
    now = store.clock.now()
    with reading(store) as session:
        today = day_in(house.organisation(session).zone, moment=now)
        found = new_customers(session, today=today)
    _new_customers.draw(store, actor, found, today=today, now=now, is_folded=False)


main()
