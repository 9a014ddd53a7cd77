"""Events are kept as they were written: the store itself refuses to change them or to take them away."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER event_never_changes BEFORE UPDATE ON event "
    "BEGIN SELECT RAISE(ABORT, 'events are kept as they are'); END",
    "CREATE TRIGGER event_never_goes BEFORE DELETE ON event "
    "BEGIN SELECT RAISE(ABORT, 'events are kept as they are'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION events_are_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are kept as they are'; END $$",
    "CREATE TRIGGER event_never_changes BEFORE UPDATE ON event "
    "FOR EACH ROW EXECUTE FUNCTION events_are_kept()",
    "CREATE TRIGGER event_never_goes BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION events_are_kept()",
    "CREATE TRIGGER event_never_goes_whole BEFORE TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION events_are_kept()",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
