"""What the commands about people do: added, disabled, given a new link, from a shell."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from db import accounts, setting_up
from db.changes.people import add_person, disable_person, person_id_of
from db.engine import Store, open_store, transaction
from meeting.board import handed_over
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Role


def new_setup_code(settings: Settings, asked: Namespace) -> int:
    store = open_store(settings)
    try:
        print(f"Open /setup; the code is {setting_up.new_code(store)}. It ends every earlier one.")
    finally:
        store.close()
    return 0


def add(settings: Settings, asked: Namespace) -> int:
    with _changing(settings) as (store, session):
        now = store.clock.now()
        person_id = add_person(
            session,
            name=asked.name,
            email=asked.email,
            role=Role(asked.role),
            team=asked.team,
            actor=COMMAND_LINE,
            now=now,
        )
        token = accounts.invite(session, person_id, actor=COMMAND_LINE, now=now)
    print(f"Added {asked.name}. A password is set here, within 7 days: {_link(settings, token)}")
    return 0


def disable(settings: Settings, asked: Namespace) -> int:
    with _changing(settings) as (store, session):
        person_id = person_id_of(session, asked.email)
        taker = person_id_of(session, asked.taken_over_by) if asked.taken_over_by else None
        taken = disable_person(
            session, person_id, taken_over_by=taker, actor=COMMAND_LINE, now=store.clock.now()
        )
        accounts.shut_out(session, person_id)
    print(f"Closed the account of {asked.email}; {handed_over(taken, has_taker=taker is not None)}")
    return 0


def reset(settings: Settings, asked: Namespace) -> int:
    """For a lost or stolen password: nothing of the old ways in works any more."""
    with _changing(settings) as (store, session):
        person_id = person_id_of(session, asked.email)
        accounts.shut_out(session, person_id)
        token = accounts.invite(session, person_id, actor=COMMAND_LINE, now=store.clock.now())
    print(f"Signed out everywhere. A new password is set here, within 7 days: {_link(settings, token)}")
    return 0


@contextmanager
def _changing(settings: Settings) -> Iterator[tuple[Store, Session]]:
    store = open_store(settings)
    try:
        with transaction(store) as session:
            yield store, session
    finally:
        store.close()


def _link(settings: Settings, token: str) -> str:
    return f"{settings.public_url or 'http://127.0.0.1:8501'}/invite#{token}"
