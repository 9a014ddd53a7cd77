"""The page of what teams do well, drawn: a team's list, one strength opened, and how a list is begun."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from db.changes import strengths as writes
from db.engine import Store
from meeting.errors import MeetingError
from meeting.permissions import Action, Actor, allowed
from meeting.records import RecordHistory
from meeting.strengths import Applauded, Hit, Proof, Strength, TeamList, fades, is_theirs, shown_in_words
from meeting.weeks import short_day
from pages import _applause, _empty, _entry, _picking, _saving
from pages import _records as records
from pages._plain import plain
from pages._waiting import saving

ACROSS = 3
"""So many lists stand side by side."""

HOW_TO_BEGIN = """No list yet. Five minutes with the team are enough:

1. Everybody tells one moment of last month in which a customer was glad about us.
2. What did we do then that we can do every time? One sentence that begins with “We”.
3. Take the three that most nod at, and add them here.

Each Monday one of them is read aloud, and hits show which of them are true."""


@dataclass(frozen=True)
class WellPage:
    """All that the page shows. `opened` is the strength whose details stand open, `hits` are to pick from for it."""

    store: Store
    actor: Actor
    lists: tuple[TeamList, ...]
    own_team_id: int | None
    given: _applause.Given
    opened: int | None
    hits: tuple[Hit, ...]
    history: RecordHistory | None
    today: date
    now: datetime
    zone: str

    def may(self, action: Action, listed: TeamList) -> bool:
        return allowed(self.actor, action) and is_theirs(
            self.actor, team_id=listed.team_id, own_team_id=self.own_team_id
        )


def shown_words(one: Strength, *, today: date) -> str:
    """When it was shown last and by what, in words and with a sign where it fades."""
    said = shown_in_words(one, today=today).capitalize()
    last = one.latest
    proof = f": {proof_words(last)}" if last is not None else ""
    return f":gray[◌ {said}]{proof}" if fades(one, today=today) else f"{said}{proof}"


def proof_words(proof: Proof) -> str:
    customer = f" ({plain(proof.customer)})" if proof.customer else ""
    return f"{plain(proof.text, most=200) or 'no words yet'}{customer}"


def show(page: WellPage) -> None:
    for start in range(0, len(page.lists), ACROSS):
        some = page.lists[start : start + ACROSS]
        for column, listed in zip(st.columns(len(some), gap="medium"), some, strict=True):
            with column:
                _list(page, listed)


def toggle_key(strength_id: int) -> str:
    return f"well.open.{strength_id}"


def _list(page: WellPage, listed: TeamList) -> None:
    place = f"well {listed.team_id}"
    st.markdown(f"### {plain(listed.team)} :small[{listed.side}]", anchors=False)
    _saving.offer_undo(page.store, page.actor, place=place)
    may_change, may_add = page.may(Action.CHANGE_STRENGTH, listed), page.may(Action.ADD_STRENGTH, listed)
    for one in listed.strengths:
        _strength(page, listed, one, may_change=may_change, may_add=may_add)
    if not listed.strengths:
        st.markdown(
            HOW_TO_BEGIN
            if may_add
            else _empty.words(
                "No list yet. Its manager begins one with the team, in five minutes: this page tells them how."
            )
        )
    if may_add:
        _add(page, listed)
    _retired(page, listed, may_change=may_change)


def _strength(page: WellPage, listed: TeamList, one: Strength, *, may_change: bool, may_add: bool) -> None:
    st.markdown(f"**{plain(one.text)}**  \n{shown_words(one, today=page.today)}")
    is_open = page.opened == one.id
    with st.container(horizontal=True, vertical_alignment="center", key=f"well.line.{one.id}"):
        _applause.button(page.actor, page.given, (Applauded.STRENGTH, one.id))
        st.button("Less" if is_open else "More", key=toggle_key(one.id), type="tertiary")
    if is_open:
        with st.container(border=True, key=f"well.detail.{one.id}"):
            _detail(page, listed, one, may_change=may_change, may_add=may_add)


def _detail(page: WellPage, listed: TeamList, one: Strength, *, may_change: bool, may_add: bool) -> None:
    for proof in one.proofs:
        with st.container(horizontal=True, vertical_alignment="center", key=f"well.proof.{proof.id}"):
            st.markdown(
                f"{short_day(proof.happened_on, beside=page.today)}: {proof_words(proof)}", width="stretch"
            )
            if may_change and st.button("Not this one", key=f"well.untie.{proof.id}", type="tertiary"):
                _write(
                    page,
                    listed,
                    writes.untie_hit,
                    proof.id,
                    seen=_seen("proof", proof.id, proof.version),
                    said="that hit does not show it.",
                )
    if may_add:
        _pick(page, listed, one)
    if may_change:
        _words(page, listed, one)
        _order(page, listed, one)
    if page.history is not None:
        told = records.history_list(page.history.changes, zone=page.zone)
        st.markdown(f"##### History\n{told}", anchors=False)


def _pick(page: WellPage, listed: TeamList, one: Strength) -> None:
    tied = {proof.win_id for proof in one.proofs}
    labels = _labels([hit for hit in page.hits if hit.id not in tied], today=page.today)
    if not labels:
        _empty.draw("No other hit came in for the last eight weeks that could show it.")
        return
    name = f"well.hit.{one.id}"
    picked = _picking.picked(name, labels)
    chosen = st.selectbox(
        "A hit that shows it",
        list(labels),
        index=list(labels).index(picked) if picked is not None else None,
        format_func=labels.__getitem__,
        key=_picking.key(name, labels),
        placeholder="Find it by its words",
        help="Hits of the last eight weeks; those of this team come first.",
    )
    _picking.keep(name, chosen)
    if st.button("It shows it", key=f"well.show.{one.id}", disabled=chosen is None) and chosen is not None:
        _picking.keep(name, None)
        _write(
            page,
            listed,
            writes.show_by_hit,
            one.id,
            chosen,
            said=f"a hit shows “{one.text}”.",
        )


def _labels(hits: list[Hit], *, today: date) -> Mapping[int, str]:
    """What each is called in the list. The browser knows a choice by its words, so no two have the same."""
    labels: dict[int, str] = {}
    for hit in hits:
        label = (
            f"{short_day(hit.happened_on, beside=today)}: {' '.join(hit.text.split())[:90] or 'no words yet'}"
        )
        label += f" ({hit.customer})" if hit.customer else ""
        labels[hit.id] = f"{label} · {hit.id}" if label in labels.values() else label
    return labels


def _words(page: WellPage, listed: TeamList, one: Strength) -> None:
    opened_at = st.session_state.setdefault(f"well.seen.{one.id}", one.version)
    with st.form(f"well.words.{one.id}", border=False):
        text = st.text_input(
            "Its words", one.text, max_chars=writes.LONGEST, key=f"well.text.{one.id}.{opened_at}"
        )
        is_asked = st.form_submit_button("Save the words", key=f"well.save.{one.id}")
    if is_asked:
        done = _write(
            page,
            listed,
            writes.change_strength,
            one.id,
            seen=opened_at,
            text=text,
            said="its words.",
            forget=f"well.seen.{one.id}",
        )
        if not done and opened_at != one.version:
            # What was typed stays, below what somebody else made of it meanwhile: saved again, it is meant.
            st.session_state[f"well.text.{one.id}.{one.version}"] = text
            st.session_state[f"well.seen.{one.id}"] = one.version


def _order(page: WellPage, listed: TeamList, one: Strength) -> None:
    at = [each.id for each in listed.strengths].index(one.id)
    with st.container(horizontal=True, key=f"well.order.{one.id}"):
        for label, up, is_end, icon in (
            ("Earlier", True, at == 0, ":material/arrow_upward:"),
            ("Later", False, at == len(listed.strengths) - 1, ":material/arrow_downward:"),
        ):
            if st.button(label, key=f"well.{label.lower()}.{one.id}", disabled=is_end, icon=icon):
                _write(
                    page,
                    listed,
                    writes.move_strength,
                    one.id,
                    up=up,
                    said="the order.",
                )
        if st.button("Retire", key=f"well.retire.{one.id}", icon=":material/inventory_2:"):
            _write(
                page,
                listed,
                writes.retire_strength,
                one.id,
                seen=_seen("strength", one.id, one.version),
                today=page.today,
                said=f"“{one.text}” is retired. It is kept below.",
            )


def _retired(page: WellPage, listed: TeamList, *, may_change: bool) -> None:
    if not listed.retired or not st.toggle(
        f"{len(listed.retired)} retired", key=f"well.retired.{listed.team_id}"
    ):
        return
    for one in listed.retired:
        with st.container(horizontal=True, vertical_alignment="center", key=f"well.past.{one.id}"):
            since = f", {short_day(one.retired_on)} {one.retired_on.year}" if one.retired_on else ""
            st.markdown(f"{plain(one.text)} :small[retired{since}]", width="stretch")
            if may_change and st.button("Take up again", key=f"well.take_up.{one.id}", type="tertiary"):
                _write(
                    page,
                    listed,
                    writes.take_up_strength,
                    one.id,
                    seen=_seen("strength", one.id, one.version),
                    said=f"“{one.text}” is in the list again.",
                )


def _add(page: WellPage, listed: TeamList) -> None:
    entry = _entry.begun(f"well.add.{listed.team_id}")
    with st.form(f"{entry.name}.form", border=False):
        text = st.text_input(
            f"Another thing {plain(listed.team)} does well"
            if listed.strengths
            else f"What {plain(listed.team)} does well",
            key=entry.key("text"),
            max_chars=writes.LONGEST,
            placeholder="We …",
        )
        is_asked = st.form_submit_button("Add", key=f"{entry.name}.save")
    if is_asked:
        _entry.save(
            entry,
            page.store,
            lambda session: writes.add_strength(
                session,
                team_id=listed.team_id,
                text=text,
                operation=entry.operation,
                today=page.today,
                actor=page.actor,
                now=page.now,
            ),
            said="it is in the list.",
            place=f"well {listed.team_id}",
        )


def _seen(what: str, number: int, version: int) -> int:
    """The version that stood on the screen when the button was pressed."""
    return _saving.seen().get(f"{what} {number}", version)


def _write(
    page: WellPage,
    listed: TeamList,
    change: Callable[..., str],
    *given: int,
    said: str,
    forget: str = "",
    **named: Any,
) -> bool:
    """Save and draw the page anew; False when it was refused, and says why."""
    try:
        with saving(page.store) as session:
            operation = change(session, *given, actor=page.actor, now=page.now, **named)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return False
    if forget:
        st.session_state.pop(forget, None)
    _saving.saved(said, place=f"well {listed.team_id}", operation=operation)
    return True
