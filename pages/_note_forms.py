"""What can be done with a field note: a form for each, the fields it would set, and the write behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from db.changes.field import answer_question, correct_note, follow_up
from db.engine import Look
from db.queries.house import TeamRow
from meeting.field import Note, may_answer
from meeting.meetings import Pick
from meeting.permissions import Action, Actor, allowed
from meeting.records import Value
from meeting.words import NoteKind, NoteState, Side
from pages._field import TO_CHOOSE
from pages._log_customer import known_id

Typed = dict[str, Any]
NOBODY = "Nobody yet"


@dataclass(frozen=True)
class Shown:
    """What a form is drawn with. `side` is that of whoever looks."""

    note: Note
    actor: Actor
    side: Side | None
    picks: tuple[Pick, ...]
    teams: tuple[TeamRow, ...]
    today: date
    due: date
    meeting_id: int | None

    def key(self, name: str) -> str:
        return f"note.{name}.{self.note.id}"

    @property
    def is_own(self) -> bool:
        return self.actor.person_id is not None and self.note.person_id == self.actor.person_id

    @property
    def is_ours(self) -> bool:
        """Whether it is this person's to follow up: the author's, the owner's, or anybody's while it is nobody's."""
        owner = self.note.owner_id
        return self.is_own or owner is None or owner == self.actor.person_id


@dataclass(frozen=True)
class Saving:
    """A save somebody asked for. `operation` is the same for every press of one form."""

    note: Note
    seen: int
    typed: Typed
    operation: str
    shown: Shown
    now: datetime

    @property
    def about(self) -> dict[str, Any]:
        return {"actor": self.shown.actor, "now": self.now}


@dataclass(frozen=True)
class Form:
    """`fields` says which fields of the note would have which value, for comparing; none where it makes something."""

    label: str
    button: str
    is_possible: Callable[[Shown], bool]
    draw: Callable[[Shown], Typed]
    fields: Callable[[Typed], dict[str, Value]]
    said: Callable[[Typed], str]
    save: Callable[[Look, Saving], str]
    picks_customer: bool = False
    """Whether it asks who the customer is: with a field outside the form, which takes letters as they are typed."""


def team_choice(label: str, teams: Sequence[TeamRow], *, key: str, chosen: int | None = None) -> int | None:
    names = {team.id: team.name for team in teams}
    return st.selectbox(
        label,
        list(names),
        list(names).index(chosen) if chosen in names else None,
        format_func=names.__getitem__,
        key=key,
        placeholder="No team",
    )


def person_choice(label: str, picks: Sequence[Pick], *, key: str, chosen: int | None = None) -> int | None:
    names = {pick.id: pick.label for pick in picks}
    return st.selectbox(
        label,
        list(names),
        list(names).index(chosen) if chosen in names else None,
        format_func=names.__getitem__,
        key=key,
        placeholder=NOBODY,
    )


def _may_answer(shown: Shown) -> bool:
    note, actor = shown.note, shown.actor
    if note.kind is not NoteKind.QUESTION or not allowed(actor, Action.LOG):
        return False
    return allowed(actor, Action.RUN_MEETING) or (not note.answered_on and may_answer(note.side, shown.side))


def _draw_answer(shown: Shown) -> Typed:
    answer = st.text_area(
        "Answer", shown.note.answer, key=shown.key("answer"), max_chars=2000, height=90
    ).strip()
    if not allowed(shown.actor, Action.RUN_MEETING):
        return {"answer": answer, "by": None, "name": None}
    others = [pick for pick in shown.picks if may_answer(shown.note.side, pick.side)]
    me = shown.actor.person_id
    first = me if any(pick.id == me for pick in others) else None
    by = person_choice("Who says so", others, key=shown.key("answer.by"), chosen=first)
    return {"answer": answer, "by": by, "name": next((pick.name for pick in others if pick.id == by), None)}


def _save_answer(session: Look, saving: Saving) -> str:
    typed = saving.typed
    return answer_question(
        session,
        saving.note.id,
        seen=saving.seen,
        answer=typed["answer"],
        by_id=typed["by"],
        today=saving.shown.today,
        **saving.about,
    )


def _may_follow(shown: Shown) -> bool:
    if not shown.note.is_followed_up or not allowed(shown.actor, Action.LOG):
        return False
    return allowed(shown.actor, Action.CORRECT) or (shown.is_ours and shown.actor.person_id is not None)


def _draw_follow(shown: Shown) -> Typed:
    states = [str(state) for state in NoteState]
    state = st.radio(
        "Where it stands",
        states,
        states.index(str(shown.note.state)),
        horizontal=True,
        key=shown.key("state"),
    )
    is_mine = not allowed(shown.actor, Action.CORRECT) and not shown.is_own and shown.note.owner_id is None
    # Who takes on what is nobody's takes it on themselves.
    picks = [pick for pick in shown.picks if pick.id == shown.actor.person_id] if is_mine else shown.picks
    chosen = shown.actor.person_id if is_mine else shown.note.owner_id
    owner = person_choice("Who sees to it", picks, key=shown.key("owner"), chosen=chosen)
    return {
        "state": state,
        "owner": owner,
        "name": next((pick.name for pick in picks if pick.id == owner), None),
    }


def _save_follow(session: Look, saving: Saving) -> str:
    typed = saving.typed
    return follow_up(
        session,
        saving.note.id,
        seen=saving.seen,
        state=NoteState(typed["state"]),
        owner_id=typed["owner"],
        **saving.about,
    )


def _may_correct(shown: Shown) -> bool:
    return allowed(shown.actor, Action.CORRECT) or (shown.is_own and allowed(shown.actor, Action.CORRECT_OWN))


def draw_hand_off(
    teams: Sequence[TeamRow], *, key: str, note: Note | None = None
) -> tuple[int | None, int | None]:
    """From which team to which, for a barrier."""
    with st.container(horizontal=True):
        start = team_choice(
            "Handed on by", teams, key=f"{key}.from", chosen=note.from_team_id if note else None
        )
        end = team_choice("Handed on to", teams, key=f"{key}.to", chosen=note.to_team_id if note else None)
    return start, end


def _draw_correct(shown: Shown) -> Typed:
    note = shown.note
    kinds = list(TO_CHOOSE)
    now = f"{note.kind}: {note.idea}" if note.idea else str(note.kind)
    kind = st.selectbox("Kind", kinds, kinds.index(now), key=shown.key("kind"))
    text = st.text_area("Words", note.text, key=shown.key("text"), max_chars=2000, height=110).strip()
    team = team_choice("Team it is about", shown.teams, key=shown.key("team"), chosen=note.team_id)
    start, end = draw_hand_off(shown.teams, key=shown.key("handoff"), note=note)
    names = {team.id: team.name for team in shown.teams}
    return {
        **{"kind": kind, "text": text, "from": start, "to": end},
        **{
            "team": team,
            "team_name": names.get(team or 0),
            "from_name": names.get(start or 0),
            "to_name": names.get(end or 0),
        },
    }


def _corrected(typed: Typed) -> dict[str, Value]:
    kind, idea = TO_CHOOSE[typed["kind"]]
    is_barrier = kind is NoteKind.BARRIER
    return {
        "kind": str(kind),
        "text": typed["text"] or None,
        "customer": typed["customer"] or None,
        "team": typed["team_name"],
        "idea": str(idea) if idea else None,
        "from_team": typed["from_name"] if is_barrier else None,
        "to_team": typed["to_name"] if is_barrier else None,
    }


def _save_correct(session: Look, saving: Saving) -> str:
    typed, note = saving.typed, saving.note
    kind, idea = TO_CHOOSE[typed["kind"]]
    return correct_note(
        session,
        note.id,
        seen=saving.seen,
        kind=kind,
        idea=idea,
        text=typed["text"],
        customer_id=known_id(typed),
        team_id=typed["team"],
        from_team_id=typed["from"],
        to_team_id=typed["to"],
        **saving.about,
    )


FORMS: Mapping[str, Form] = {
    "answer": Form(
        "Answer it",
        "Save the answer",
        _may_answer,
        _draw_answer,
        lambda typed: {"answer": typed["answer"] or None},
        lambda typed: "the answer.",
        _save_answer,
    ),
    "follow": Form(
        "Where it stands",
        "Save where it stands",
        _may_follow,
        _draw_follow,
        lambda typed: {"state": typed["state"], "owner": typed["name"]},
        lambda typed: f"{typed['state']}, {typed['name'] or 'nobody yet'}.",
        _save_follow,
    ),
    "correct": Form(
        "Correct it",
        "Save the correction",
        _may_correct,
        _draw_correct,
        _corrected,
        lambda typed: "the correction.",
        _save_correct,
        picks_customer=True,
    ),
}
"""What changes the note itself."""
