"""Events are kept as they were written. The store refuses to change them; here is whether that guard stands, and the
one way past it, for words that a person has a right to have removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

GUARDS = {
    "sqlite": {"event_never_changes", "event_never_goes"},
    "postgresql": {"event_never_changes", "event_never_goes", "event_never_goes_whole"},
}
_STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'event'::regclass AND tgenabled IN ('O', 'A')",
}


def missing_guards(session: Session) -> list[str]:
    """The triggers that should refuse changed events and do not; empty in a store as it should be."""
    kind = session.get_bind().dialect.name
    return sorted(GUARDS[kind] - set(session.scalars(text(_STANDING[kind]))))


@contextmanager
def unguarded(session: Session) -> Iterator[None]:
    """Inside the block, and for this transaction alone, events can be changed. Only db/redact.py may ask for it.

    Nobody else can use the gap. The guard goes and comes back within one transaction, so others never see the store
    without it, and whatever ends the transaction early brings it back too. SQLite lets one write at a time, and this
    transaction is the one; PostgreSQL locks the table against every other write until the transaction ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        yield
        session.execute(text("ALTER TABLE event ENABLE TRIGGER USER"))
        return
    # Put back word for word as they were, so that only the migration says what they are.
    found = session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
    ).all()
    connection = session.connection()
    for name, _ in found:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in found:
        connection.exec_driver_sql(statement)
