"""Who may do what. A role has an action only where this table says so: everything else is denied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meeting.errors import NotAllowed
from meeting.words import Role


class Action(StrEnum):
    CORRECT = "correct an entry"
    CORRECT_DAY = "correct a promised day, mark complaints as the same or merge customers"
    BRING_IN_FILES = "bring in files"
    SET_UP = "set up the organisation, its teams and people"
    READ_LOG = "read the log of changes"
    BACK_UP = "back up the store and look after it"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.CORRECT: frozenset({Role.MANAGER, Role.FACILITATOR, Role.ADMIN}),
    Action.CORRECT_DAY: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.BRING_IN_FILES: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.SET_UP: frozenset({Role.ADMIN}),
    Action.READ_LOG: frozenset({Role.ADMIN}),
    Action.BACK_UP: frozenset({Role.ADMIN}),
}


@dataclass(frozen=True)
class Actor:
    """Who does something: a person of the store, or the command line, which has no person."""

    name: str
    role: Role
    person_id: int | None = None


COMMAND_LINE = Actor("command line", Role.ADMIN)


def allowed(actor: Actor, action: Action) -> bool:
    return actor.role in ALLOWED.get(action, frozenset())


def require(actor: Actor, action: Action) -> None:
    """Raises NotAllowed unless the table gives this role the action."""
    if not allowed(actor, action):
        raise NotAllowed(
            f"{actor.name} may not {action}: that takes "
            f"{' or '.join(sorted(ALLOWED.get(action, frozenset())))}. Nothing was saved."
        )
