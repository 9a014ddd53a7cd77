"""The first tables: organisation, teams, people, customers, promises, complaints, wins, files in, events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("common_goal", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("example_until", sa.Date(), nullable=True),
        sa.CheckConstraint("mark IN ('real', 'example', 'test')", name=op.f("organisation_mark")),
        sa.PrimaryKeyConstraint("id", name=op.f("organisation_key")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.CheckConstraint("side IN ('sales', 'service')", name=op.f("team_side")),
        sa.PrimaryKeyConstraint("id", name=op.f("team_key")),
        sa.UniqueConstraint("name_key", name=op.f("team_name_key_unique")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("file_says", sa.Text(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('member', 'manager', 'facilitator', 'admin')", name=op.f("person_role")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("person_team_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("person_key")),
        sa.UniqueConstraint("email", name=op.f("person_email_unique")),
        sa.UniqueConstraint("source", "reference", name=op.f("person_source_unique")),
    )
    op.create_index("person_name_key", "person", ["name_key"], unique=False)
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("file_says", sa.Text(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("tier", sa.String(), nullable=True),
        sa.Column("turn_to_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("tier IN ('A', 'B', 'C')", name=op.f("customer_tier")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["customer.id"], name=op.f("customer_merged_into_id_exists")
        ),
        sa.ForeignKeyConstraint(["turn_to_id"], ["person.id"], name=op.f("customer_turn_to_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_key")),
        sa.UniqueConstraint("source", "reference", name=op.f("customer_source_unique")),
    )
    op.create_index("customer_email", "customer", ["email"], unique=False)
    op.create_index("customer_name_key", "customer", ["name_key"], unique=False)
    op.create_index("customer_reference", "customer", ["reference"], unique=False)
    op.create_table(
        "intake_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("intake_run_actor_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("intake_run_key")),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("event_actor_id_exists")),
        sa.ForeignKeyConstraint(["run_id"], ["intake_run.id"], name=op.f("event_run_id_exists")),
        sa.PrimaryKeyConstraint("seq", name=op.f("event_key")),
        sa.UniqueConstraint("operation", name=op.f("event_operation_unique")),
    )
    op.create_index("event_record", "event", ["what", "record_id"], unique=False)
    op.create_index("event_run_id", "event", ["run_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("file_says", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("promised_week", sa.String(), nullable=False),
        sa.Column("first_promised_on", sa.Date(), nullable=False),
        sa.Column("first_promised_week", sa.String(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("sales_person_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("need", sa.String(), nullable=True),
        sa.Column("breakdown", sa.String(), nullable=False),
        sa.CheckConstraint("need IN ('need', 'preference')", name=op.f("promise_need")),
        sa.CheckConstraint("withdrawn_by IN ('customer', 'us')", name=op.f("promise_withdrawn_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("promise_customer_id_exists")),
        sa.ForeignKeyConstraint(
            ["sales_person_id"], ["person.id"], name=op.f("promise_sales_person_id_exists")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("promise_team_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("promise_key")),
        sa.UniqueConstraint("source", "reference", name=op.f("promise_source_unique")),
    )
    op.create_index("promise_by_delivery", "promise", ["delivered_on"], unique=False)
    op.create_index(
        "promise_by_first_week",
        "promise",
        [
            "first_promised_week",
            "first_promised_on",
            "promised_on",
            "delivered_on",
            "withdrawn_on",
            "made_on",
            "moved_on",
            "team_id",
            "customer_id",
            "hidden",
        ],
        unique=False,
    )
    op.create_index(
        "promise_by_week",
        "promise",
        [
            "promised_week",
            "promised_on",
            "delivered_on",
            "withdrawn_on",
            "made_on",
            "team_id",
            "customer_id",
            "hidden",
        ],
        unique=False,
    )
    op.create_index(
        "promise_by_withdrawal",
        "promise",
        ["withdrawn_on"],
        unique=False,
        sqlite_where=sa.text("withdrawn_on IS NOT NULL"),
        postgresql_where=sa.text("withdrawn_on IS NOT NULL"),
    )
    op.create_index("promise_customer_id", "promise", ["customer_id"], unique=False)
    op.create_index(
        "promise_open",
        "promise",
        ["promised_on", "made_on", "team_id", "customer_id", "hidden"],
        unique=False,
        sqlite_where=sa.text("delivered_on IS NULL AND withdrawn_on IS NULL"),
        postgresql_where=sa.text("delivered_on IS NULL AND withdrawn_on IS NULL"),
    )
    op.create_table(
        "refused_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["intake_run.id"], name=op.f("refused_row_run_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("refused_row_key")),
    )
    op.create_index("refused_row_run_id", "refused_row", ["run_id"], unique=False)
    op.create_table(
        "win",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("file_says", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_week", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("named_by", sa.String(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('sale', 'praise', 'save', 'WOW', 'improvement')", name=op.f("win_kind")),
        sa.CheckConstraint("named_by IN ('customer', 'colleague')", name=op.f("win_named_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("win_customer_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("win_key")),
        sa.UniqueConstraint("source", "reference", name=op.f("win_source_unique")),
    )
    op.create_index("win_by_week", "win", ["happened_week", "happened_on"], unique=False)
    op.create_index("win_customer_id", "win", ["customer_id"], unique=False)
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("file_says", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_week", sa.String(), nullable=False),
        sa.Column("breakdown", sa.String(), nullable=False),
        sa.Column("breakdown_said", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("promise_id", sa.Integer(), nullable=True),
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.CheckConstraint("severity IN ('minor', 'serious', 'critical')", name=op.f("complaint_severity")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("complaint_customer_id_exists")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("complaint_owner_id_exists")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("complaint_promise_id_exists")),
        sa.ForeignKeyConstraint(["same_as_id"], ["complaint.id"], name=op.f("complaint_same_as_id_exists")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("complaint_team_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("complaint_key")),
        sa.UniqueConstraint("source", "reference", name=op.f("complaint_source_unique")),
    )
    op.create_index("complaint_by_week", "complaint", ["received_week", "received_on"], unique=False)
    op.create_index("complaint_customer_id", "complaint", ["customer_id"], unique=False)
    op.create_index("complaint_promise_id", "complaint", ["promise_id"], unique=False)
    op.create_index("complaint_same_as", "complaint", ["same_as_id"], unique=False)
    op.create_table(
        "win_person",
        sa.Column("win_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("win_person_person_id_exists")),
        sa.ForeignKeyConstraint(["win_id"], ["win.id"], name=op.f("win_person_win_id_exists")),
        sa.PrimaryKeyConstraint("win_id", "person_id", name=op.f("win_person_key")),
    )
    op.create_table(
        "win_team",
        sa.Column("win_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("win_team_team_id_exists")),
        sa.ForeignKeyConstraint(["win_id"], ["win.id"], name=op.f("win_team_win_id_exists")),
        sa.PrimaryKeyConstraint("win_id", "team_id", name=op.f("win_team_key")),
    )
