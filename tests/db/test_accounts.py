"""Accounts: a token is kept as its hash alone, ends when it should, and wrong passwords are slowed down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from db import accounts
from db.accounts.failures import Try, failed
from db.changes.people import add_person, disable_person, open_work
from db.engine import Store, open_store, reading, transaction
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.signing_in import Waiting
from meeting.words import Role
from tests.db.stores import NOON

NOW = datetime.fromisoformat(NOON)
PASSWORD = "correct horse battery"
HASHED = accounts.hashed(PASSWORD)


def added(store: Store, name: str = "Ana", role: Role = Role.MEMBER) -> int:
    with transaction(store) as session:
        return add_person(
            session, name=name, email=f"{name}@Example.com", role=role, actor=COMMAND_LINE, now=NOW
        )


def opened(store: Store, person_id: int, *, now: datetime = NOW) -> accounts.SignedIn:
    with transaction(store) as session:
        return accounts.open_account(session, person_id, hashed=HASHED, now=now)


def tried(store: Store, password: str = PASSWORD, email: str = "ana@example.com", **more: Any) -> Any:
    about: dict[str, Any] = {"address": "10.0.0.1", "known": "", "now": NOW} | more
    return accounts.sign_in(store, email=email, password=password, **about)


def who(store: Store, token: str, *, now: datetime = NOW) -> Actor | None:
    with reading(store) as session:
        return accounts.who(session, token, now=now)


def test_whoever_knows_the_password_is_signed_in_under_a_new_token(store: Store) -> None:
    person_id = added(store)
    first = opened(store, person_id)
    second = tried(store, email=" ANA@example.com ")
    assert second.token != first.token
    assert who(store, second.token) == Actor("Ana", Role.MEMBER, person_id)


def test_neither_tokens_nor_passwords_are_kept(store: Store) -> None:
    person_id = added(store)
    found = opened(store, person_id)
    with transaction(store) as session:
        link = accounts.invite(session, person_id, actor=COMMAND_LINE, now=NOW)
        kept = str(
            [
                session.execute(text(f"SELECT * FROM {table}")).all()
                for table in (
                    "account",
                    "sign_in",
                    "invitation",
                    "known_browser",
                    "event",
                )
            ]
        )
    assert "$argon2" in kept
    assert not [secret for secret in (found.token, found.known, link, PASSWORD) if secret in kept]


@pytest.mark.parametrize(
    ("password", "email"), [("wrong", "ana@example.com"), (PASSWORD, "eve@example.com"), ("", "")]
)
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    store: Store, password: str, email: str
) -> None:
    opened(store, added(store))
    assert tried(store, password, email=email) is None


def test_a_person_named_in_a_file_cannot_sign_in_before_an_invitation(store: Store) -> None:
    added(store)
    assert tried(store) is None
    assert tried(store, "") is None


def test_ten_wrong_passwords_make_the_eleventh_wait_even_when_right(store: Store) -> None:
    person_id = added(store)
    known = opened(store, person_id).known
    for _ in range(10):
        assert tried(store, "wrong") is None
    assert tried(store) == Waiting(60)
    assert isinstance(tried(store, address="10.0.0.2"), accounts.SignedIn)
    assert isinstance(tried(store, known=known), accounts.SignedIn)


def test_an_unknown_account_is_slowed_down_like_a_known_one(store: Store) -> None:
    for _ in range(10):
        assert tried(store, email="nobody@example.com") is None
    assert tried(store, email="nobody@example.com") == Waiting(60)


def test_the_browser_known_to_one_account_is_not_known_to_another(store: Store) -> None:
    opened(store, added(store))
    known = opened(store, added(store, "Ben")).known
    for _ in range(10):
        tried(store, "wrong", known=known)
    assert tried(store, known=known) == Waiting(60)


def test_a_sign_in_ends_when_idle_when_old_and_on_signing_out(store: Store) -> None:
    person_id = added(store)
    token = opened(store, person_id).token
    assert who(store, token, now=NOW + timedelta(hours=11)) is not None
    assert who(store, token, now=NOW + timedelta(hours=12)) is None
    accounts.seen(store, token, now=NOW + timedelta(hours=11))
    assert who(store, token, now=NOW + timedelta(hours=22)) is not None
    with transaction(store) as session:
        accounts.sign_out(session, token)
    assert who(store, token) is None
    assert who(store, "") is None


@pytest.mark.parametrize("process", ["the same", "another"])
def test_looking_never_waits_for_somebody_who_saves(sqlite_settings: Settings, process: str) -> None:
    store = open_store(sqlite_settings)
    theirs = store if process == "the same" else open_store(sqlite_settings)
    token = opened(store, added(store)).token
    later = NOW + timedelta(hours=11)
    with transaction(theirs) as session:
        session.execute(select(accounts.sign_ins))
        # Whoever waited for this transaction would do so for ever.
        accounts.seen(store, token, now=later)
        assert who(store, token, now=later + timedelta(hours=11)) is None
    accounts.seen(store, token, now=later)
    assert who(store, token, now=later + timedelta(hours=11)) is not None
    theirs.close()
    store.close()


def test_signing_out_everywhere_ends_every_browser_of_that_person_alone(store: Store) -> None:
    ana, ben = added(store), added(store, "Ben")
    opened(store, ana)
    tokens = [tried(store).token, tried(store).token]
    other = opened(store, ben).token
    with transaction(store) as session:
        accounts.sign_out_everywhere(session, ana)
    assert [who(store, token) for token in tokens] == [None, None]
    assert who(store, other) is not None


def test_an_invitation_is_used_up_by_the_password_and_not_by_looking(store: Store) -> None:
    person_id = added(store)
    old = opened(store, person_id).token
    with transaction(store) as session:
        links = [accounts.invite(session, person_id, actor=COMMAND_LINE, now=NOW) for _ in range(2)]
    for _ in range(3):
        with reading(store) as session:
            assert accounts.invited(session, links[0], now=NOW) == (person_id, "Ana", "ana@example.com")
    with pytest.raises(NotUnderstood, match="differ"):
        accounts.accept_invitation(store, links[0], password=PASSWORD, again="other", now=NOW)
    found = accounts.accept_invitation(
        store, links[0], password="another good one", again="another good one", now=NOW
    )
    assert who(store, found.token) is not None
    assert who(store, old) is None
    for link in links:
        with pytest.raises(NotUnderstood, match="used up"):
            accounts.accept_invitation(store, link, password=PASSWORD, again=PASSWORD, now=NOW)
    assert tried(store) is None


def test_an_invitation_ends_after_seven_days(store: Store) -> None:
    person_id = added(store)
    with transaction(store) as session:
        link = accounts.invite(session, person_id, actor=COMMAND_LINE, now=NOW)
    with pytest.raises(NotUnderstood, match="7 days"):
        accounts.accept_invitation(
            store, link, password=PASSWORD, again=PASSWORD, now=NOW + timedelta(days=7)
        )


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MANAGER, Role.FACILITATOR])
def test_only_an_administrator_invites_adds_and_disables(store: Store, role: Role) -> None:
    person_id, actor = added(store), Actor("Eve", role)
    for change in (
        lambda session: accounts.invite(session, person_id, actor=actor, now=NOW),
        lambda session: add_person(session, name="X", email="x@y.z", role=Role.ADMIN, actor=actor, now=NOW),
        lambda session: disable_person(session, person_id, taken_over_by=None, actor=actor, now=NOW),
    ):
        with pytest.raises(NotAllowed), transaction(store) as session:
            change(session)


def test_somebody_disabled_is_out_everywhere_and_their_work_is_taken_over(store: Store) -> None:
    ana, ben = added(store), added(store, "Ben")
    token = opened(store, ana).token
    with transaction(store) as session:
        session.execute(
            text(
                "INSERT INTO customer (version, hidden, name, name_key, turn_to_id) "
                "VALUES (1, :no, 'Acme', 'acme', :ana)"
            ),
            {"ana": ana, "no": False},
        )
    with transaction(store) as session:
        assert open_work(session, ana) == 1
        assert disable_person(session, ana, taken_over_by=ben, actor=COMMAND_LINE, now=NOW) == 1
    with reading(store) as session:
        assert (open_work(session, ana), open_work(session, ben)) == (0, 1)
        assert accounts.still_in(session, [accounts.token_hash(token)], now=NOW) == set()
    assert who(store, token) is None
    assert tried(store) is None


def test_the_last_administrator_who_can_come_in_stays(store: Store) -> None:
    dev, other = added(store, "Dev", Role.ADMIN), added(store, "Eva", Role.ADMIN)
    opened(store, dev)
    with pytest.raises(NotUnderstood, match="last administrator"), transaction(store) as session:
        disable_person(session, dev, taken_over_by=None, actor=COMMAND_LINE, now=NOW)
    opened(store, other)
    with transaction(store) as session:
        disable_person(session, dev, taken_over_by=None, actor=COMMAND_LINE, now=NOW)
    with reading(store) as session:
        assert accounts.has_administrator(session)


def test_somebody_who_comes_back_is_added_again_and_keeps_their_history(store: Store) -> None:
    ana = added(store)
    opened(store, ana)
    with transaction(store) as session:
        disable_person(session, ana, taken_over_by=None, actor=COMMAND_LINE, now=NOW)
        accounts.shut_out(session, ana)
    assert added(store) == ana
    assert tried(store) is None


def changed(
    store: Store, token: str, *, old: str = PASSWORD, new: str = "four new words", **more: Any
) -> Any:
    about: dict[str, Any] = {"address": "10.0.0.1", "known": "", "now": NOW} | more
    return accounts.change_password(store, token, old=old, new=new, again=new, **about)


def failed_before(store: Store, times: int) -> None:
    """Wrong passwords, without the time each takes."""
    with transaction(store) as session:
        for _ in range(times):
            failed(session, Try("ana@example.com", "10.0.0.1"), now=NOW)


def test_a_changed_password_ends_every_other_way_in(store: Store) -> None:
    ana, ben = added(store), added(store, "Ben")
    opened(store, ana)
    here, there, bens = tried(store), tried(store), opened(store, ben)
    with transaction(store) as session:
        link = accounts.invite(session, ana, actor=COMMAND_LINE, now=NOW)
    assert changed(store, here.token, known=here.known) is True
    assert who(store, here.token) is not None
    assert who(store, bens.token) is not None
    assert who(store, there.token) is None
    with reading(store) as session:
        assert accounts.invited(session, link, now=NOW) is None
    assert tried(store) is None
    # This browser stays known, so that others cannot hold it up; the other one is not any more.
    failed_before(store, 10)
    assert isinstance(tried(store, "four new words", known=here.known), accounts.SignedIn)
    failed_before(store, 10)
    assert tried(store, "four new words", known=there.known) == Waiting(60)


def test_wrong_old_passwords_and_wrong_sign_ins_count_together(store: Store) -> None:
    found = opened(store, added(store))
    failed_before(store, 8)
    assert changed(store, found.token, old="wrong") is False
    assert tried(store, "wrong") is None
    assert changed(store, found.token) == Waiting(60)
    # Also where it is known: whoever finds an open browser does not know the password.
    assert changed(store, found.token, known=found.known) == Waiting(60)
    assert changed(store, found.token, address="10.0.0.2") is True


@pytest.mark.parametrize("token", ["", "made up"])
def test_only_whoever_is_signed_in_changes_a_password(store: Store, token: str) -> None:
    opened(store, added(store))
    with pytest.raises(NotUnderstood, match="signed out"):
        changed(store, token)
