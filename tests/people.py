"""The small fixed cast, and the quickest real way to be signed in as one of them."""

from __future__ import annotations

from playwright.sync_api import BrowserContext
from sqlalchemy import select

from db import accounts
from db.changes.core import table_of
from db.changes.people import add_person
from db.engine import open_store, transaction
from db.models import Person
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.words import Role
from pages._web.cookies import SESSION

PASSWORD = "correct horse battery"
# One hash for the whole run: making one takes long on purpose.
_HASHED = accounts.hashed(PASSWORD)
CAST = {
    "Ana": Role.FACILITATOR,
    "Ben": Role.MEMBER,
    "Chloe": Role.MANAGER,
    "Dev": Role.ADMIN,
}


def email_of(name: str) -> str:
    return f"{name.casefold()}@example.com"


def signed_in(settings: Settings, name: str = "Dev") -> str:
    """The token of a browser in which this person is signed in; adds the person where it is not there yet."""
    store = open_store(settings)
    try:
        now = store.clock.now()
        with transaction(store) as session:
            people = table_of(Person).c
            person_id = session.scalar(select(people.id).where(people.email == email_of(name)))
            if person_id is None:
                person_id = add_person(
                    session, name=name, email=email_of(name), role=CAST[name], actor=COMMAND_LINE, now=now
                )
            return accounts.open_account(session, person_id, hashed=_HASHED, now=now).token
    finally:
        store.close()


def come_in(context: BrowserContext, url: str, settings: Settings, name: str = "Dev") -> None:
    """Sign this browser in at the server at `url`, as somebody who just typed their password."""
    context.add_cookies([{"name": SESSION, "value": signed_in(settings, name), "url": url}])
