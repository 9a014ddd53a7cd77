"""What a win says besides its words: who made it happen, on both sides; the customer's own words; what shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from db.queries.house import TeamRow
from db.queries.logged import Evidence
from meeting.hits import side_left
from meeting.meetings import Pick
from meeting.weeks import short_day
from meeting.words import NamedBy, Origin

NAMED = {str(NamedBy.CUSTOMER): "The customer", str(NamedBy.COLLEAGUE): "A colleague"}
LONGEST = 2000


@dataclass(frozen=True)
class Offered:
    """Who and what can be chosen. `start` is what the fields begin with.

    `turn` makes the fields of each entry its own, so that the next begins empty. Those that hold words are one field
    for all where `are_words_kept`: the browser tab keeps them.
    """

    page: str
    turn: str
    teams: tuple[TeamRow, ...]
    people: tuple[Pick, ...]
    evidence: tuple[Evidence, ...]
    today: date
    start: Mapping[str, Any] = field(default_factory=dict)
    are_words_kept: bool = False

    def key(self, name: str) -> str:
        return f"{self.page}.{name}.{self.turn}"

    def key_of_words(self, name: str) -> str:
        return f"{self.page}.{name}" if self.are_words_kept else self.key(name)


def who(offered: Offered) -> list[int]:
    """The people who made it happen; those who left stay where they stand already."""
    names = {pick.id: pick.label for pick in offered.people} | dict(offered.start.get("people", {}))
    return st.multiselect(
        "Who made it happen",
        list(names),
        default=list(offered.start.get("people", {})),
        format_func=names.__getitem__,
        key=offered.key("people"),
        placeholder="People",
    )


def draw(offered: Offered, *, people: Collection[int] | None = None) -> dict[str, Any]:
    """`people` are those who were chosen above already."""
    start = offered.start
    chosen = who(offered) if people is None else list(people)
    teams = _teams(offered, chosen)
    said = st.text_area(
        "In the customer's own words",
        start.get("said", ""),
        key=offered.key_of_words("said"),
        max_chars=LONGEST,
        height=80,
    )
    named_by = st.radio(
        "Who named it",
        list(NAMED),
        index=list(NAMED).index(start["named_by"]) if start.get("named_by") else None,
        format_func=NAMED.__getitem__,
        horizontal=True,
        key=offered.key("named_by"),
    )
    return {
        "people": chosen,
        "teams": teams,
        "said": said,
        "named_by": named_by,
        "cited": _cited(offered),
        "evidence": st.text_input(
            "What shows it, in words",
            start.get("evidence", ""),
            key=offered.key_of_words("evidence"),
            max_chars=max(LONGEST, len(start.get("evidence", ""))),
            placeholder="mail of 12 November",
        ),
    }


def _teams(offered: Offered, people: Collection[int]) -> list[int]:
    """Both sides are credited: whoever names one is asked for the other."""
    names = {team.id: team.name for team in offered.teams} | dict(offered.start.get("teams", {}))
    teams = st.multiselect(
        "Teams",
        list(names),
        default=list(offered.start.get("teams", {})),
        format_func=names.__getitem__,
        key=offered.key("teams"),
        placeholder="Teams that made it happen",
    )
    sides = {team.side for team in offered.teams if team.id in teams}
    sides |= {str(pick.side) for pick in offered.people if pick.id in people and pick.side}
    left = side_left(sides)
    others = [team.id for team in offered.teams if team.side == left]
    if left is None or not others:
        return teams
    more = st.multiselect(
        f"Who else made it happen? Perhaps somebody in {left}",
        others,
        format_func=names.__getitem__,
        key=offered.key("others"),
        placeholder="Teams",
    )
    return sorted({*teams, *more})


def _cited(offered: Offered) -> tuple[Origin, int] | None:
    names: dict[tuple[Origin, int], str] = dict(offered.start.get("cited", {}))
    start = next(iter(names), None)
    names |= {(one.kind, one.id): evidence_words(one) for one in offered.evidence}
    if not names:
        return None
    return st.selectbox(
        "What shows it",
        list(names),
        index=list(names).index(start) if start else None,
        format_func=names.__getitem__,
        key=offered.key("cited"),
        placeholder="A promise or complaint of this customer",
    )


def evidence_words(one: Evidence) -> str:
    """As a list reads it, which takes no Markdown."""
    reference = f"{one.reference}: " if one.reference else ""
    words = " ".join(one.words.split())
    return f"{str(one.kind).capitalize()} of {short_day(one.day)} · {reference}{words[:60]}"
