"""The steps of the meeting: each reads what it shows in one look, then draws it for the back row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db.engine import Look
from meeting.board import Organisation
from pages._monday import carried, closing, field, hits, looking, misses, opening, solving, well
from pages._monday.stage import Stage

Read = Callable[[Look, Stage, Organisation], Any]
Draw = Callable[[Stage, Any], None]

Talked = Callable[[Any], str]
STEPS: dict[str, tuple[Read, Draw]] = {
    "welcome": (opening.read_welcome, opening.draw_welcome),
    "well": (well.read, well.draw),
    "hits": (hits.read, hits.draw),
    "runs": (looking.read_runs, looking.draw_runs),
    "misses": (misses.read, misses.draw),
    "field": (field.read, field.draw),
    "actions": (carried.read, carried.draw),
    "solve": (solving.read, solving.draw),
    "close": (closing.read, closing.draw),
}


def read(session: Look, on: Stage, organisation: Organisation) -> Any:
    """The facts of the step on this screen."""
    return STEPS[on.meeting.steps[on.at].key][0](session, on, organisation)


def draw(on: Stage, facts: Any) -> None:
    STEPS[on.meeting.steps[on.at].key][1](on, facts)


TALKED: dict[str, Talked] = {"misses": misses.talked_about, "solve": solving.talked_about}


def talked_about(on: Stage, facts: Any) -> str:
    """What is on this screen, as the form for action items has to know it: the step, and the one thing it is about."""
    key = on.meeting.steps[on.at].key
    one = TALKED[key](facts) if key in TALKED else ""
    return f"{on.meeting.id} {key} {one}".strip()
