"""The rota: whose turn the next meetings are, who is away, who is on it, and who led which Monday."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.changes import rota as writes
from db.engine import Look, Store, reading
from db.queries import house
from db.queries import rota as queries
from db.queries.rota import AbsenceRow, Coming
from meeting.clock import day_in
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, allowed
from meeting.rota import RotaKind
from meeting.weeks import in_words, short_day, span_in_words
from pages import _actor, _empty, _entry, _record_page, _saving, _store
from pages import _rota_people as people
from pages._monday import rota as turns
from pages._plain import plain
from pages._waiting import saving

SHOWN = 8
NBSP = "\N{NO-BREAK SPACE}"
TITLES = {RotaKind.FACILITATOR: "Leads", RotaKind.SALES: "From sales", RotaKind.SERVICE: "From service"}


def main() -> None:
    store, actor = _store.current(), _actor.current()
    now = store.clock.now()
    with reading(store) as session:
        today = day_in(house.organisation(session).zone, moment=now)
        coming = queries.coming(session, count=SHOWN, today=today, now=now)
        away = queries.absences(session, today=today)
        led = queries.who_led(session)
        lists = {kind: people.read(session, kind) for kind in RotaKind}
    st.title("Rota", anchor=False)
    st.markdown(
        "Who leads which Monday, and who comes along as one more of each side. Next is whoever has waited longest; who "
        "is away is passed over and comes first when back."
    )
    _saving.offer_undo(store, actor, place=turns.PLACE)
    left, right = _record_page.columns()
    with left:
        _coming(coming, actor=actor)
        _change(store, actor, coming, today=today, now=now)
        if allowed(actor, Action.PLAN_ROTA):
            people.draw(store, actor, lists, today=today, now=now)
    with right:
        _away(store, actor, away, lists, today=today, now=now)
        _led(led)


def _coming(coming: Sequence[Coming], *, actor: Actor) -> None:
    st.subheader("The next meetings", anchor=False)
    if not coming:
        _empty.draw(
            "Nobody is on a rota yet. "
            + (
                "Choose below who takes turns in leading the meeting, and who of sales and service comes along: one "
                "more person of each side at each meeting."
                if allowed(actor, Action.PLAN_ROTA)
                else "A manager or an administrator chooses here who takes turns."
            )
        )
        return
    kinds = [kind for kind in RotaKind if any(one.kind is kind for one in coming)]
    lines = ["| | " + " | ".join(TITLES[kind] for kind in kinds) + " |", "|:--" * (len(kinds) + 1) + "|"]
    for day in sorted({one.day for one in coming}):
        by_kind = {one.kind: one for one in coming if one.day == day}
        cells = [_cell(by_kind.get(kind), actor) for kind in kinds]
        weekday, rest = short_day(day).split(" ", 1)
        # On a phone it breaks before the day and nowhere else.
        when = f"{weekday} {rest.replace(' ', NBSP)}"
        lines.append(f"| {when} | " + " | ".join(cells) + " |")
    st.markdown("\n".join(lines))


def _cell(turn: Coming | None, actor: Actor) -> str:
    if turn is None:
        return "nobody can"
    name = f"**{plain(turn.name)}**" if turn.person_id == actor.person_id else plain(turn.name)
    instead = f" :small[for {plain(turn.instead_of)}]" if turn.instead_of else ""
    return f"{name}{instead}{' ✓' if turn.is_agreed else ''}"


def _change(store: Store, actor: Actor, coming: Sequence[Coming], *, today: date, now: datetime) -> None:
    """The next turn of each rota, and one's own: agreed, put off, swapped."""
    seen: set[tuple[RotaKind, bool]] = set()
    for one in coming:
        is_own = one.person_id == actor.person_id
        # Of each rota the next turn, and the next of one's own.
        is_next = (one.kind, False) not in seen
        if turns.may_change(actor, one) and (is_next or (is_own and (one.kind, True) not in seen)):
            if not is_next:
                st.markdown(f"Your turn on {in_words(one.day)}:")
            turns.change(store, actor, one, turns.swappable(coming, one), today=today, now=now)
        seen |= {(one.kind, False), (one.kind, is_own)}


def _away(
    store: Store,
    actor: Actor,
    away: Sequence[AbsenceRow],
    lists: dict[RotaKind, people.OnRota],
    *,
    today: date,
    now: datetime,
) -> None:
    st.subheader("Away", anchor=False)
    may_all = allowed(actor, Action.PLAN_ROTA)
    for row in away:
        with st.container(horizontal=True, vertical_alignment="center", key=f"rota.away.{row.id}"):
            st.markdown(f"**{plain(row.name)}**: {span_words(row.first, row.last)}", width="content")
            if (may_all or row.person_id == actor.person_id) and st.button(
                "Comes after all", key=f"rota.back.{row.id}", type="tertiary"
            ):
                _save(
                    store,
                    partial(writes.come_after_all, absence_id=row.id, seen=row.version, actor=actor, now=now),
                    said=f"{row.name} comes after all.",
                )
    if not away:
        _empty.draw("Nobody is away. Who says so is passed over on those days and comes first when back.")
    names = {one.person_id: one.name for kind in RotaKind for one in lists[kind].may} if may_all else {}
    if actor.person_id is not None:
        names = {actor.person_id: f"{actor.name} (you)"} | {
            number: name for number, name in names.items() if number != actor.person_id
        }
    if names:
        _say_away(store, actor, names, today=today, now=now)


def _say_away(store: Store, actor: Actor, names: dict[int, str], *, today: date, now: datetime) -> None:
    entry = _entry.begun("rota.away")
    with st.form("rota.away", border=False):
        who = next(iter(names))
        if len(names) > 1:
            who = st.selectbox("Who is away", list(names), format_func=names.__getitem__, key="rota.away.who")
        days = st.columns(2)
        first = _day(days[0], "First day away", today, key="rota.away.first")
        last = _day(days[1], "Last day away", today, key="rota.away.last")
        is_asked = st.form_submit_button(
            "Save" if len(names) > 1 else "I am away", key="rota.away.save", type="primary"
        )
    if is_asked:
        _entry.save(
            entry,
            store,
            lambda session: writes.say_away(
                session, who, first=first, last=last, operation=entry.operation, actor=actor, now=now
            ),
            said=f"away: {names[who]}, {span_words(first, last)}.",
            place=turns.PLACE,
        )


def _day(place: DeltaGenerator, label: str, today: date, *, key: str) -> date:
    return place.date_input(label, today, min_value=today, format="YYYY-MM-DD", key=key)


def span_words(first: date, last: date) -> str:
    return in_words(first) if first == last else span_in_words(first, last)


def _led(led: Sequence[queries.Led]) -> None:
    st.subheader("Who led which Monday", anchor=False)
    if not led:
        _empty.draw("No meeting was held yet. From the first on it stands here who led it.")
        return
    lines = [f"- {in_words(one.held_on)}: **{plain(one.leader)}**" for one in led]
    st.markdown("\n".join(lines[:SHOWN]))
    if len(lines) > SHOWN:
        with st.expander(f"{len(lines) - SHOWN} before"):
            st.markdown("\n".join(lines[SHOWN:]))


def _save(store: Store, write: Callable[[Look], str], *, said: str) -> None:
    try:
        with saving(store) as session:
            operation = write(session)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved(said, place=turns.PLACE, operation=operation)


main()
