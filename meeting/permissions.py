"""Who may do what. A role has an action only where this table says so: everything else is denied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meeting.errors import NotAllowed
from meeting.words import Role, Visitor


class Action(StrEnum):
    LOG_HIT_OR_NOTE = "log a hit or a field note"
    LOG = "log what happened"
    TAKE_PART = "take part in a meeting"
    SAY_READ = "say that they have read what a meeting left"
    ADD_OWN_ACTION = "add an action item for themselves, or in a running meeting for somebody who is there"
    ADD_ACTION = "add an action item for anyone"
    TICK_OWN_ACTION = "tick or move their own action item"
    CHANGE_ACTION = "tick, move, reassign or drop anybody's action item"
    ADD_STRENGTH = "add to what their own team does well"
    CHANGE_STRENGTH = "change what a team does well"
    APPLAUD = "applaud"
    RUN_MEETING = "run the meeting"
    PLAN_AGENDA = "change the agenda of every meeting"
    PLAN_ROTA = "change the rota"
    OWN_TURN = "say when they are away, and take, put off or swap their own turn"
    REOPEN_MEETING = "reopen a meeting"
    CORRECT_OWN = "correct what they logged themselves"
    CORRECT = "correct an entry"
    CORRECT_DAY = "correct a promised day, mark complaints as the same or merge customers"
    BRING_IN_FILES = "bring in files"
    SET_UP = "set up the organisation, its teams and people"
    READ_LOG = "read the log of changes"
    BACK_UP = "back up the store and look after it"


EVERYBODY = frozenset(Role)
LEADING = frozenset({Role.MANAGER, Role.FACILITATOR, Role.ADMIN})

EVERYBODY_AND_GUESTS: frozenset[Role | Visitor] = EVERYBODY | frozenset(Visitor)

ALLOWED: dict[Action, frozenset[Role | Visitor]] = {
    Action.LOG_HIT_OR_NOTE: EVERYBODY_AND_GUESTS,
    Action.LOG: EVERYBODY,
    Action.TAKE_PART: EVERYBODY_AND_GUESTS,
    Action.SAY_READ: EVERYBODY,
    Action.ADD_OWN_ACTION: EVERYBODY_AND_GUESTS,
    Action.ADD_ACTION: LEADING,
    Action.TICK_OWN_ACTION: EVERYBODY,
    Action.CHANGE_ACTION: LEADING,
    Action.ADD_STRENGTH: EVERYBODY,
    Action.CHANGE_STRENGTH: LEADING,
    Action.APPLAUD: EVERYBODY_AND_GUESTS,
    Action.RUN_MEETING: LEADING,
    Action.PLAN_AGENDA: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.PLAN_ROTA: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.OWN_TURN: EVERYBODY,
    Action.REOPEN_MEETING: frozenset({Role.ADMIN}),
    Action.CORRECT_OWN: EVERYBODY,
    Action.CORRECT: LEADING,
    Action.CORRECT_DAY: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.BRING_IN_FILES: frozenset({Role.MANAGER, Role.ADMIN}),
    Action.SET_UP: frozenset({Role.ADMIN}),
    Action.READ_LOG: frozenset({Role.ADMIN}),
    Action.BACK_UP: frozenset({Role.ADMIN}),
}


def to_bring_in(kind: str) -> Action:
    """What it takes to bring in a file of this kind or to take it back: people come with roles, which an administrator
    gives."""
    return Action.SET_UP if kind == "people" else Action.BRING_IN_FILES


@dataclass(frozen=True)
class Actor:
    """Who does something: a person of the store, the command line, which has no person, or a guest of one meeting.

    A guest may stand for a person who was expected, and then has that person's number too; `name` says so.
    """

    name: str
    role: Role | Visitor
    person_id: int | None = None
    guest_id: int | None = None


COMMAND_LINE = Actor("command line", Role.ADMIN)


def allowed(actor: Actor, action: Action) -> bool:
    return actor.role in ALLOWED.get(action, frozenset())


def require(actor: Actor, action: Action) -> None:
    """Raises NotAllowed unless the table gives this role the action."""
    if not allowed(actor, action):
        raise NotAllowed(
            f"{actor.name} may not {action}: that takes "
            f"{' or '.join(sorted(ALLOWED.get(action, frozenset())))}. Nothing was saved. Ask one of them."
        )
