"""The page You: the own password is changed by whoever knows the old one, and every other browser is out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from db import accounts
from db.changes.core import table_of
from db.engine import Store, open_store, reading, transaction
from db.models import Event, FailedSignIn
from meeting.health import PROGRAM
from meeting.settings import Settings
from pages import _actor
from tests.pages.conftest import OpenPage, all_text
from tests.people import PASSWORD, email_of, signed_in

NEW = "four new words here"


@contextmanager
def at(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


def counted(settings: Settings, table: type[Event] | type[FailedSignIn]) -> int:
    with at(settings) as store, reading(store) as session:
        return session.scalar(select(func.count()).select_from(table_of(table))) or 0


def signs_in(settings: Settings, password: str) -> bool:
    with at(settings) as store:
        found = accounts.sign_in(
            store,
            email=email_of("Ben"),
            password=password,
            address="10.0.0.9",
            known="",
            now=store.clock.now(),
        )
        return isinstance(found, accounts.SignedIn)


def change(page: AppTest, *, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> AppTest:
    for box, value in zip(page.text_input, (old, new, again), strict=True):
        box.set_value(value)
    (button,) = [one for one in page.button if one.label == "Save the new password"]
    return button.click().run()


@pytest.fixture
def page(open_page: OpenPage, empty: Settings) -> AppTest:
    return open_page(empty, name="Ben").switch_page("account.py").run()


def test_the_new_password_counts_and_no_other_browser_stays(page: AppTest, empty: Settings) -> None:
    events = counted(empty, Event)
    with at(empty) as store:
        other = accounts.sign_in(
            store,
            email=email_of("Ben"),
            password=PASSWORD,
            address="10.0.0.9",
            known="",
            now=store.clock.now(),
        )
    assert isinstance(other, accounts.SignedIn)
    change(page)
    assert "is out; this one stays" in page.success[0].value
    assert (signs_in(empty, PASSWORD), signs_in(empty, NEW)) == (False, True)
    with at(empty) as store, reading(store) as session:
        now = store.clock.now()
        assert accounts.who(session, other.token, now=now) is None
        assert accounts.who(session, _actor.token(), now=now) is not None
    # Nothing of it is told in the log of changes, and no password stays behind.
    assert counted(empty, Event) == events
    assert {box.value for box in page.text_input} == {""}
    assert "account.old.0" not in page.session_state
    assert page.run().title[0].value == "You"


def test_a_wrong_old_password_changes_nothing_and_counts_as_a_failed_sign_in(
    page: AppTest, empty: Settings
) -> None:
    change(page, old="not the password")
    assert "was not right. Nothing was changed." in page.error[0].value
    assert counted(empty, FailedSignIn) == 1
    assert signs_in(empty, PASSWORD)


def test_after_ten_wrong_ones_the_right_one_waits_too(page: AppTest, empty: Settings) -> None:
    change(page, old="not the password")
    with at(empty) as store, transaction(store) as session:
        failed = table_of(FailedSignIn)
        first = dict(session.execute(select(failed)).mappings().one())
        session.execute(failed.insert(), [{**first, "id": first["id"] + more} for more in range(1, 10)])
    change(page)
    assert "Too many tries. The next one counts in 1 minute." in page.error[0].value
    assert signs_in(empty, PASSWORD)


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [(NEW, "something else", "differ"), ("short", "short", "10 to 200"), ("Ben", "Ben", "10 to 200")],
)
def test_a_poor_new_password_is_no_failed_sign_in(
    page: AppTest, empty: Settings, new: str, again: str, said: str
) -> None:
    change(page, old="not the password", new=new, again=again)
    assert said in page.error[0].value
    assert "Nothing was saved" in page.error[0].value
    assert counted(empty, FailedSignIn) == 0
    assert signs_in(empty, PASSWORD)


def test_everybody_sees_which_version_it_is(page: AppTest) -> None:
    assert f"Hits, Runs & Misses {PROGRAM}" in all_text(page)


def test_whoever_was_signed_out_changes_nothing(page: AppTest, empty: Settings) -> None:
    # Somebody gave Ben a new account, which ends what was signed in before.
    signed_in(empty, "Ben")
    change(page)
    assert "You are signed out" in all_text(page)
    assert signs_in(empty, PASSWORD)
