"""Customers that may be one: said to be the same, one by one or all at once, or to be two and not asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from db.changes.merging import merge_pairs, tell_apart
from db.engine import Look, Store
from db.queries.alike import OfTwo, Pair, clear_merges
from meeting.board import counted
from meeting.errors import MeetingError
from meeting.permissions import Actor
from pages import _saving
from pages._plain import plain
from pages._waiting import saving

FIRST = 10


def draw(store: Store, actor: Actor, pairs: Sequence[Pair], *, place: str) -> None:
    """Nothing where nobody looks like another. Call it for whoever may merge customers."""
    if not pairs:
        return
    seen = _saving.seen()
    with st.container(border=True, key="customers.alike"):
        st.markdown(
            f"#### Perhaps the same customer: {counted(len(pairs), 'pair')}\n:small[Each source counts by itself, so "
            "they stay two until you say that they are one. You are asked once; both answers can be undone.]",
            anchors=False,
        )
        for pair in pairs[:FIRST]:
            _row(store, actor, pair, seen=seen, place=place)
        if len(pairs) > FIRST:
            st.markdown(f"… and {len(pairs) - FIRST} more, shown when these are answered.")
        clear = clear_merges(pairs)
        # Two numbers of one source are never made one together with others.
        every = "All are the same" if len(clear) == len(pairs) else "Those each source has once are the same"
        label = f"{every}: merge {len(clear)}"
        if len(clear) > 1 and st.button(label, key="customers.alike.all", icon=":material/merge:"):
            # Who presses means what stood there: a pair that a file brought since is not merged for it.
            clear = clear_merges([pair for pair in pairs if all(key in seen for key in versions([pair]))])
            said = f"{counted(len(clear), 'customer')} merged into those they are the same as."
            merging = [(_seen(pair.first, seen), _seen(pair.second, seen)) for pair in clear]
            _save(
                store,
                lambda session: merge_pairs(session, merging, actor=actor, now=store.clock.now()),
                said=said,
                place=place,
            )


def versions(pairs: Sequence[Pair]) -> dict[str, int]:
    """What stands on the screen, for _saving.note."""
    return {f"customer {one.id}": one.version for pair in pairs for one in (pair.first, pair.second)}


def _row(store: Store, actor: Actor, pair: Pair, *, seen: _saving.Versions, place: str) -> None:
    first, second, number = pair.first, pair.second, f"{pair.first.id}.{pair.second.id}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"customers.alike.{number}"):
        st.markdown(f"{_called(first)} and {_called(second)}", width="stretch")
        is_same = st.button("The same", key=f"customers.alike.same.{number}")
        are_two = st.button("Not the same", key=f"customers.alike.two.{number}")
    now = store.clock.now()
    if is_same:
        merging = [(_seen(first, seen), _seen(second, seen))]
        _save(
            store,
            lambda session: merge_pairs(session, merging, actor=actor, now=now),
            said=f"{second.told} is the same as {first.told}.",
            place=place,
        )
    if are_two:
        _save(
            store,
            lambda session: tell_apart(session, first.id, second.id, actor=actor, now=now),
            said=f"{second.told} and {first.told} are two customers.",
            place=place,
        )


def _called(one: OfTwo) -> str:
    name = f"[**{plain(one.name, most=80)}**](customers?id={one.id})"
    return name + (f" ({plain(one.reference)} of {plain(one.source or '')})" if one.reference else "")


def _seen(one: OfTwo, seen: _saving.Versions) -> tuple[int, int]:
    return one.id, seen.get(f"customer {one.id}", one.version)


def _save(store: Store, change: Callable[[Look], str], *, said: str, place: str) -> None:
    try:
        with saving(store) as session:
            operation = change(session)
    except MeetingError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    _saving.saved(said, place=place, operation=operation)
