"""Who sits before the screen. Until people sign in, that is whoever uses this computer: nobody else can reach it."""

from __future__ import annotations

from meeting.permissions import Actor
from meeting.words import Role

HERE = Actor("this computer", Role.ADMIN)


def current() -> Actor:
    return HERE
