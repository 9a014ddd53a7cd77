"""A role has an action only where the table says so."""

from __future__ import annotations

from typing import cast

import pytest

from meeting import permissions
from meeting.errors import NotAllowed
from meeting.permissions import ALLOWED, COMMAND_LINE, Action, Actor, require
from meeting.words import Role, Visitor

# The product's own table, written out a second time on purpose.
EVERYBODY: set[Role | Visitor] = set(Role)
MAY: dict[Action, set[Role | Visitor]] = {
    Action.LOG_HIT_OR_NOTE: {*EVERYBODY, Visitor.GUEST},
    Action.LOG: EVERYBODY,
    Action.TAKE_PART: {*EVERYBODY, Visitor.GUEST},
    Action.SAY_READ: EVERYBODY,
    Action.ADD_OWN_ACTION: {*EVERYBODY, Visitor.GUEST},
    Action.ADD_ACTION: {Role.MANAGER, Role.FACILITATOR, Role.ADMIN},
    Action.TICK_OWN_ACTION: EVERYBODY,
    Action.CHANGE_ACTION: {Role.MANAGER, Role.FACILITATOR, Role.ADMIN},
    Action.ADD_STRENGTH: EVERYBODY,
    Action.CHANGE_STRENGTH: {Role.MANAGER, Role.FACILITATOR, Role.ADMIN},
    Action.APPLAUD: {*EVERYBODY, Visitor.GUEST},
    Action.RUN_MEETING: {Role.MANAGER, Role.FACILITATOR, Role.ADMIN},
    Action.PLAN_AGENDA: {Role.MANAGER, Role.ADMIN},
    Action.PLAN_ROTA: {Role.MANAGER, Role.ADMIN},
    Action.OWN_TURN: EVERYBODY,
    Action.REOPEN_MEETING: {Role.ADMIN},
    Action.CORRECT_OWN: EVERYBODY,
    Action.CORRECT: {Role.MANAGER, Role.FACILITATOR, Role.ADMIN},
    Action.CORRECT_DAY: {Role.MANAGER, Role.ADMIN},
    Action.BRING_IN_FILES: {Role.MANAGER, Role.ADMIN},
    Action.SET_UP: {Role.ADMIN},
    Action.READ_LOG: {Role.ADMIN},
    Action.BACK_UP: {Role.ADMIN},
}


@pytest.mark.parametrize("role", [*Role, *Visitor])
@pytest.mark.parametrize("action", Action)
def test_each_role_may_do_exactly_what_the_table_says(action: Action, role: Role | Visitor) -> None:
    actor = Actor("Ana", role, person_id=1)
    if role in MAY[action]:
        require(actor, action)
    else:
        with pytest.raises(NotAllowed, match=rf"Ana may not {action}: .* Nothing was saved\."):
            require(actor, action)


def test_a_refusal_names_who_may() -> None:
    with pytest.raises(NotAllowed, match=r"that takes admin or manager"):
        require(Actor("Eve", Role.MEMBER), Action.BRING_IN_FILES)


@pytest.mark.parametrize("role", Role)
def test_an_action_the_table_does_not_know_is_denied_to_everybody(
    role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "ALLOWED", {})
    with pytest.raises(NotAllowed):
        require(Actor("Dev", role), Action.SET_UP)


@pytest.mark.parametrize("action", Action)
def test_a_role_the_table_does_not_know_is_denied_everything(action: Action) -> None:
    with pytest.raises(NotAllowed):
        require(Actor("Eve", cast(Role, "stranger")), action)


def test_the_table_speaks_of_every_action() -> None:
    assert set(ALLOWED) == set(Action)


def test_the_command_line_acts_with_the_administrators_rights_and_as_nobody() -> None:
    assert Actor("command line", Role.ADMIN, person_id=None) == COMMAND_LINE
